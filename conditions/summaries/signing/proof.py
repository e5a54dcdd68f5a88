"""All that a stranger needs to check one review: ``proof.json``, and the data in its receipt."""

import base64
import json
from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from conditions.models import Confirmation, Review, ReviewerKey, SigningEntry, SigningHead
from conditions.summaries.signing import site_keys, tree
from conditions.summaries.signing.shown import shown_of
from conditions.summaries.signing.statement import text_fields
from conditions.summaries.signing.verify_review import is_about

VERSION = 1
Kind = SigningEntry.Kind
ABOUT_KEYS = (Kind.KEY_ADDED, Kind.KEY_REVOKED)


def proof_of(review: Review) -> dict[str, Any] | None:
    """Of a review that comes ``with_topic``; None of one that the log does not have."""
    head = SigningHead.objects.filter(pk=1, size__gt=0).first()
    confirmations = confirmations_of(review)
    entries = entries_of(review, confirmations)
    if head is None or not any(entry.kind == Kind.SIGNED for entry in entries):
        return None
    return {
        "version": VERSION,
        "statement": review.statement,
        "assertion": review.assertion,
        "key": key_fields(review.key),
        "entries": [
            {"line": entry.line, "number": entry.number, "proof": path(entry.number, head.size)}
            for entry in entries
            if entry.number < head.size
        ],
        "checkpoint": head.note,
        "vkeys": site_keys.vkeys(head.origin),
        "present": present(review),
        "confirmations": [
            {
                "statement": each.statement,
                "assertion": each.assertion,
                "key": key_fields(each.key),
            }
            for each in confirmations
        ],
    }


def confirmations_of(review: Review) -> list[Confirmation]:
    """Of new names, in their order."""
    found = Confirmation.objects.filter(topics__review=review).select_related("key", "reviewer")
    return list(found.order_by("confirmed_at", "pk"))


def entries_of(review: Review, confirmations: Iterable[Confirmation]) -> list[SigningEntry]:
    """Those that ``verify_review`` looks at: what names the review, and the keys that signed."""
    of_summary = SigningEntry.objects.filter(subjects__summary=review.revision.summary_id)
    signed: list[Review | Confirmation] = [review, *confirmations]
    keys = {each.key.fingerprint: each.key for each in signed if each.key}
    reviewers = {key.reviewer_id for key in keys.values()}
    of_keys = SigningEntry.objects.filter(Q(kind__in=ABOUT_KEYS), reviewer__in=reviewers)
    found = [entry for entry in of_summary if names_review(json.loads(entry.line), review)]
    found += [entry for entry in of_keys if json.loads(entry.line)["key"] in keys]
    return sorted(found, key=lambda entry: entry.number)


def names_review(line: dict[str, Any], review: Review) -> bool:
    public_id = str(review.public_id)
    return is_about(line, {"review": public_id}, "") or line.get("review") == public_id


def path(number: int, size: int) -> list[str]:
    return [base64.b64encode(each).decode() for each in tree.inclusion(number, size)]


def key_fields(key: ReviewerKey | None) -> dict[str, Any] | None:
    if key is None:
        return None
    return {
        "fingerprint": key.fingerprint,
        "algorithm": key.algorithm,
        "public_key": key.public_key,
    }


def present(review: Review) -> dict[str, Any] | None:
    """What the page shows today of a text that rests on the review; None where none does."""
    summary = review.revision.summary
    live = summary.live_revision
    if live is None or summary.live_review_id != review.pk or not summary.is_published:
        return None
    topic, language = summary.topic, summary.language
    shown = shown_of([(topic, language)])[topic.pk, language]
    return {
        "title": shown.title,
        "name": shown.name,
        "language": language,
        "text": text_fields(live, live.sources.all()),
    }
