"""What a reviewer signs: canonical JSON of all that the page and the receipt show.

``docs/verify.md`` and ``static/schemas/statement-v1.json`` describe it. A further field makes
another version; what reads version 1 stays for ever.
"""

import calendar
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from conditions.models import Review, ReviewerProfile, Revision, Source
from conditions.summaries.signing.canonical import canonical, time_text
from conditions.summaries.signing.shown import Shown, names_hash, shown_of
from conditions.summaries.signing.verify_review import canonical_bytes

VERSION = 1
REVIEW, CONFIRM = "review", "confirm"
CONFIRMED_MAX = 400  # topics of one confirmation: its entry must fit the log
SOURCE_FIELDS = ("number", "title", "publisher", "year", "url", "doi", "pmid", "kind")
HELP_LEVELS = ("emergency", "soon", "next_appointment")
INVENTED = "invented"
PARSED_MAX = 512  # statements kept in memory


class TooMany(ValueError):
    """More topics than one confirmation holds."""


@dataclass(frozen=True)
class Statement:
    """Two with the same hash are the same, so that caches compare no more than that."""

    hash: str
    raw: bytes = field(compare=False, repr=False)
    data: Mapping[str, Any] = field(compare=False, repr=False)

    @property
    def digest(self) -> bytes:
        return bytes.fromhex(self.hash)

    @property
    def text_hash(self) -> str:
        return hash_of(self.data["text"])

    @property
    def names(self) -> Shown:
        return Shown(self.data["condition"]["name"], self.data["question"]["title"])

    @property
    def names_hash(self) -> str:
        return names_hash(self.names)

    @property
    def standing(self) -> str:
        """Of the reviewer at the time of signing: confirmed, unconfirmed or invented."""
        return str(self.data["reviewer"]["standing"])


def review_statement(
    revision: Revision,
    *,
    by: ReviewerProfile,
    at: datetime,
    public_id: UUID,
    interests: str,
    note: str = "",
    not_checked: str = "",
    checklist: Mapping[str, Any] | None = None,
    shown: Shown | None = None,
    taken_over: Mapping[str, str] | None = None,
) -> Statement:
    """What ``by`` signs of a revision at a moment. ``shown`` is how the page names its topic, when
    that is known. Raises NotCanonical for a text with a character that cannot be signed."""
    summary = revision.summary
    topic = summary.topic
    names = shown or shown_of([(topic, summary.language)])[topic.pk, summary.language]
    return statement_of(
        {
            "version": VERSION,
            "kind": REVIEW,
            "review": str(public_id),
            "site": site(),
            "signed_at": time_text(at),
            "due_on": due_on(revision, at).isoformat(),
            "language": summary.language,
            "condition": {"id": topic.condition_id, "name": names.name},
            "question": {"key": topic.question.key, "title": names.title},
            "revision": revision.number,
            "text": text_fields(revision, revision.sources.all()),
            "reviewer": {**reviewer_fields(by), "interests": interests},
            "checklist": checklist_fields(checklist),
            "not_checked": not_checked,
            "note": note,
            "points": [
                {"section": each.section, "note": each.text, "answer": each.answer}
                for each in revision.notes.all()
            ],
            "taken_over": dict(taken_over) if taken_over else None,
        }
    )


def confirm_statement(
    reviews: Sequence[Review], *, by: ReviewerProfile, at: datetime, public_id: UUID
) -> Statement:
    """That the reviews hold under the names which their pages bear now. ``reviews`` come
    ``with_topic``. Raises TooMany."""
    if len(reviews) > CONFIRMED_MAX:
        raise TooMany(len(reviews))
    summaries = [review.revision.summary for review in reviews]
    names = shown_of((summary.topic, summary.language) for summary in summaries)
    topics = []
    for review, summary in zip(reviews, summaries, strict=True):
        topic = summary.topic
        old, new = parsed(review.statement).names, names[topic.pk, summary.language]
        topics.append(
            {
                "review": str(review.public_id),
                "statement": review.statement_hash,
                "condition": topic.condition_id,
                "question": topic.question.key,
                "language": summary.language,
                "old": {"name": old.name, "title": old.title},
                "new": {"name": new.name, "title": new.title},
            }
        )
    return statement_of(
        {
            "version": VERSION,
            "kind": CONFIRM,
            "confirmation": str(public_id),
            "site": site(),
            "signed_at": time_text(at),
            "reviewer": reviewer_fields(by),
            "topics": sorted(topics, key=lambda each: str(each["review"])),
        }
    )


def statement_of(data: Mapping[str, Any]) -> Statement:
    raw = canonical(data)
    return Statement(hashlib.sha256(raw).hexdigest(), raw, data)


@lru_cache(maxsize=PARSED_MAX)
def parsed(statement: str) -> Statement:
    """A stored statement. Raises ValueError where it is none."""
    raw = statement.encode()
    data = json.loads(raw)
    if not isinstance(data, dict) or data.get("version") != VERSION:
        raise ValueError("a statement of another version")
    return Statement(hashlib.sha256(raw).hexdigest(), raw, data)


def site() -> str:
    return settings.SITE_URL.rstrip("/")


def due_on(revision: Revision, at: datetime) -> date:
    months = revision.summary.topic.question.review_months
    return add_months(timezone.localdate(at), months)


def add_months(day: date, months: int) -> date:
    """The same day of the month that many months later, or that month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def reviewer_fields(profile: ReviewerProfile) -> dict[str, Any]:
    return {
        "id": profile.pk,
        "slug": profile.slug,
        "name": profile.name,
        "credentials": profile.credentials,
        "standing": INVENTED if profile.is_fictional else profile.state,
    }


def checklist_fields(checklist: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """As ``Checklist.signed`` gives it, and a review keeps it."""
    if not checklist:
        return None
    items = [{"key": key, "sentence": sentence} for key, sentence in checklist["items"]]
    return {"version": checklist["version"], "items": items}


def text_fields(revision: Revision, sources: Iterable[Source]) -> dict[str, Any]:
    """What a reader reads of a text. The levels of help are empty in texts that have none."""
    return {
        "short_answer": revision.short_answer,
        "body": revision.body,
        "attribution": revision.attribution,
        "help": dict.fromkeys(HELP_LEVELS, ""),
        "sources": [dict(zip(SOURCE_FIELDS, row, strict=True)) for row in source_rows(sources)],
    }


def source_rows(sources: Iterable[Source]) -> list[list[object]]:
    numbered = sorted(sources, key=lambda source: source.number)
    return [[getattr(source, name) for name in SOURCE_FIELDS] for source in numbered]


def text_hash(revision: Revision, sources: Iterable[Source]) -> str:
    return hash_of(text_fields(revision, sources))


def hash_of(value: Any) -> str:
    """SHA-256, in hexadecimal, of the canonical JSON."""
    return hashlib.sha256(canonical_bytes(value)).hexdigest()


def text_json(revision: Revision, sources: Iterable[Source]) -> str:
    """For comparing: the language and all that a reader reads."""
    text = {"language": revision.summary.language, **text_fields(revision, sources)}
    return json.dumps(text, ensure_ascii=False, sort_keys=True)
