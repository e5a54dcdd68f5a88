"""The entries that reviews make in the signing log."""

import hashlib
from collections.abc import Iterator, Sequence
from typing import Any

from conditions.models import Confirmation, Review, SigningEntry, Summary, WordingStep
from conditions.summaries.signing import site_keys
from conditions.summaries.signing.canonical import time_text
from conditions.summaries.signing.log import Event
from conditions.summaries.signing.shown import Shown, names_hash
from conditions.summaries.signing.statement import CONFIRMED_MAX, Statement, hash_of

Kind = SigningEntry.Kind
SIGNED, MERGED, TAKEN_OVER = "signed", "merged", "taken_over"  # why a text was published
NOT_ME, KEY_STOLEN = "not_me", "key_stolen"  # why a review is suspended


def signed(review: Review, statement: Statement, summary: Summary, **more: Any) -> Event:
    payload = {
        "review": str(review.public_id),
        "reviewer": review.reviewer_id,
        "statement": statement.hash,
        "text": statement.text_hash,
        "names": statement.names_hash,
        "key": review.key.fingerprint if review.key else "",
        "signature": hash_of(review.assertion),
        "approved_at": time_text(review.reviewed_at),
        **more,
    }
    return Event(Kind.SIGNED, payload, [summary], review.reviewer, review)


def published(review: Review | None, summary: Summary, why: str, **more: Any) -> Event:
    """``review`` is the one that the public text rests on; none where the text was taken down."""
    payload = {
        "review": str(review.public_id) if review else "",
        "statement": review.statement_hash if review else "",
        "why": why,
        **more,
    }
    return Event(Kind.PUBLISHED, payload, [summary], review=review)


def withdrawn(review: Review, reason: str, summary: Summary, **more: Any) -> Event:
    payload = {
        "review": str(review.public_id),
        "reason": hashlib.sha256(reason.encode()).hexdigest(),
        **more,
    }
    return Event(Kind.WITHDRAWN, payload, [summary], review.reviewer, review)


def wording_changed(
    step: WordingStep, before: str, after: str, summary: Summary, **more: Any
) -> Event:
    """``before`` and ``after`` are the hashes of the two texts."""
    payload = {
        "review": str(step.review.public_id),
        "from": before,
        "to": after,
        "approver": site_keys.current().mark(step.approved_by),
        "approved_at": time_text(step.approved_at),
        **more,
    }
    return Event(Kind.WORDING_CHANGED, payload, [summary], review=step.review)


def confirmed(confirmation: Confirmation, reviews: Sequence[Review], statement: Statement) -> Event:
    names = {
        row["review"]: names_hash(Shown(row["new"]["name"], row["new"]["title"]))
        for row in statement.data["topics"]
    }
    payload = {
        "statement": statement.hash,
        "reviewer": confirmation.reviewer_id,
        "key": confirmation.key.fingerprint if confirmation.key else "",
        "signature": hash_of(confirmation.assertion),
        "items": [[review, digest] for review, digest in names.items()],
    }
    summaries = [review.revision.summary for review in reviews]
    return Event(Kind.CONFIRMED, payload, summaries, confirmation.reviewer)


def suspended(reviews: Sequence[Review], *, why: str, entry: int) -> Iterator[Event]:
    """``entry`` is the one that was reported, or that revoked the key. So many at once as one entry
    holds."""
    for first in range(0, len(reviews), CONFIRMED_MAX):
        some = reviews[first : first + CONFIRMED_MAX]
        payload = {"reviews": [str(each.public_id) for each in some], "why": why, "entry": entry}
        summaries = [each.revision.summary for each in some]
        review = some[0] if len(reviews) == 1 else None
        yield Event(Kind.SUSPENDED, payload, summaries, some[0].reviewer, review)
