"""The text that a signature covers, written down in exactly one way."""

import hashlib
import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from conditions.models import Revision, Source

SOURCE_FIELDS = ("number", "title", "publisher", "year", "url", "doi", "pmid", "kind")


def written_text(revision: "Revision", sources: "Iterable[Source]") -> str:
    """JSON of the language, short answer, body, attribution and sources, keys sorted."""
    return json.dumps(written(revision, sources), ensure_ascii=False, sort_keys=True)


def canonical_text(revision: "Revision", sources: "Iterable[Source]") -> str:
    """The same with the topic that it answers: nobody signed it for another page."""
    topic = revision.summary.topic
    return json.dumps(
        {
            "condition": topic.condition_id,
            "question": topic.question_id,
            **written(revision, sources),
        },
        ensure_ascii=False,
        sort_keys=True,
    )


def written(revision: "Revision", sources: "Iterable[Source]") -> dict[str, Any]:
    return {
        "language": revision.summary.language,
        "short_answer": revision.short_answer,
        "body": revision.body,
        "attribution": revision.attribution,
        "sources": [
            [getattr(source, field) for field in SOURCE_FIELDS]
            for source in sorted(sources, key=lambda source: source.number)
        ],
    }


def content_hash(revision: "Revision", sources: "Iterable[Source]") -> str:
    """SHA-256, in hexadecimal, of the canonical text."""
    return hashlib.sha256(canonical_text(revision, sources).encode()).hexdigest()
