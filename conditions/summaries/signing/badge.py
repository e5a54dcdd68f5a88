"""The text that is signed, the seals of signatures, and the badge that a text may carry today."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from conditions.markdown import seal
from conditions.models import Review, Revision, Source, Withdrawal, WordingStep

SOURCE_FIELDS = ("number", "title", "publisher", "year", "url", "doi", "pmid", "kind")


def text_json(revision: Revision, sources: Iterable[Source]) -> str:
    """JSON of the language, short answer, body, attribution and sources, keys sorted."""
    return json.dumps(text_fields(revision, sources), ensure_ascii=False, sort_keys=True)


def canonical_text(revision: Revision, sources: Iterable[Source]) -> str:
    """``text_json`` with the topic that it answers: nobody signed it for another page."""
    topic = revision.summary.topic
    return json.dumps(
        {
            "condition": topic.condition_id,
            "question": topic.question_id,
            **text_fields(revision, sources),
        },
        ensure_ascii=False,
        sort_keys=True,
    )


def text_fields(revision: Revision, sources: Iterable[Source]) -> dict[str, Any]:
    return {
        "language": revision.summary.language,
        "short_answer": revision.short_answer,
        "body": revision.body,
        "attribution": revision.attribution,
        "sources": source_rows(sources),
    }


def source_rows(sources: Iterable[Source]) -> list[list[object]]:
    numbered = sorted(sources, key=lambda source: source.number)
    return [[getattr(source, field) for field in SOURCE_FIELDS] for source in numbered]


def content_hash(revision: Revision, sources: Iterable[Source]) -> str:
    """SHA-256, in hexadecimal, of the canonical text."""
    return hashlib.sha256(canonical_text(revision, sources).encode()).hexdigest()


class Standing(Enum):
    STANDS = "stands"
    OVERDUE = "overdue"
    # There is no signature, it was withdrawn, or the text is not the one that was signed.
    NONE = "none"


@dataclass(frozen=True)
class Badge:
    standing: Standing
    review: Review | None = None
    # The small change of wording that led from the signed text to this one.
    step: WordingStep | None = None
    # Why there is no badge, where the reviewer took the signature back.
    withdrawal: Withdrawal | None = None

    @property
    def stands(self) -> bool:
        return self.standing is Standing.STANDS

    @property
    def is_overdue(self) -> bool:
        return self.standing is Standing.OVERDUE


def review_seal(review: Review, key: str | None = None) -> str:
    """The site's keyed hash over everything that the receipt of a review shows.

    Made with SECRET_KEY, so that a row changed in the database shows. A key that reviews were
    signed under stays in SECRET_KEY_FALLBACKS.
    """
    fields = {
        "id": str(review.public_id),
        "revision": review.revision_id,
        "reviewer": [review.reviewer_id, review.reviewer_name, review.credentials],
        "interests": review.interests,
        "verdict": review.verdict,
        "note": review.note,
        "checklist": review.checklist,
        "not_checked": review.not_checked,
        "points": review.points,
        "text": review.statement_hash,
        "reviewed_at": iso_time(review.reviewed_at),
        "due_on": review.due_on.isoformat() if review.due_on else "",
    }
    return sealed("conditions.review", fields, key)


def withdrawal_seal(withdrawal: Withdrawal, key: str | None = None) -> str:
    fields = {
        "review": str(withdrawal.review.public_id),
        "reason": withdrawal.reason,
        "withdrawn_at": iso_time(withdrawal.withdrawn_at),
    }
    return sealed("conditions.withdrawal", fields, key)


def step_seal(step: WordingStep, key: str | None = None) -> str:
    """Over the two texts between which a change of wording stands, and the review it rests on."""
    fields = {
        "review": str(step.review.public_id),
        "signed": step.review.statement_hash,
        "revisions": [step.base_id, step.revision_id],
        "texts": [step.base_hash, step.content_hash],
        "approved_by": step.approved_by_id,
        "approved_at": iso_time(step.approved_at),
    }
    return sealed("conditions.wordingstep", fields, key)


def sealed(salt: str, fields: dict[str, Any], key: str | None) -> str:
    text = json.dumps(fields, sort_keys=True)
    return salted_hmac(salt, text, secret=key, algorithm="sha256").hexdigest()


def iso_time(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()


def is_sealed(row: Review | Withdrawal | WordingStep) -> bool:
    """Whether a row is as it was when this site sealed it."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return any(constant_time_compare(row.seal, made_seal(row, key)) for key in keys)


def made_seal(row: Review | Withdrawal | WordingStep, key: str) -> str:
    if isinstance(row, Review):
        return review_seal(row, key)
    if isinstance(row, Withdrawal):
        return withdrawal_seal(row, key)
    return step_seal(row, key)


def badge(
    revision: Revision,
    sources: Iterable[Source],
    review: Review | None,
    today: date,
    step: WordingStep | None = None,
) -> Badge:
    """The claim that a text can make.

    It rests on the text that is there now, not on a stored yes: the text and its sources must hash
    to what was signed, or to what a sealed change of wording made of it; the HTML must be the one
    made from them, the review as it was signed and not withdrawn, and its time not over. An
    invented reviewer counts in a demo only. ``review`` comes ``with_standing``.
    """
    if review is None or review.verdict != Review.Verdict.APPROVED or review.due_on is None:
        return Badge(Standing.NONE)
    if review.withdrawn:
        return Badge(Standing.NONE, withdrawal=review.withdrawn)
    if not is_sealed(review) or (review.reviewer.is_fictional and not settings.DEMO):
        return Badge(Standing.NONE)
    digest = content_hash(revision, sources)
    is_html_of_it = revision.html_seal == seal(digest, revision.body_html)
    if not is_html_of_it or not covers(review, step, revision, digest):
        return Badge(Standing.NONE)
    if today > review.due_on:
        return Badge(Standing.OVERDUE, review, step)
    return Badge(Standing.STANDS, review, step)


def covers(review: Review, step: WordingStep | None, revision: Revision, digest: str) -> bool:
    """Whether a text of that hash is the one that was signed, or was reached from it by changes of
    wording. The seal of the last one stands for those before: it was made when all were checked,
    and ``verify_reviews`` goes through them again."""
    if step is None:
        return (
            review.revision_id == revision.pk
            and review.statement_hash == digest
            and revision.approved_at == review.reviewed_at
        )
    return (
        step.revision_id == revision.pk
        and step.review_id == review.pk
        and step.content_hash == digest
        and revision.approved_at == step.approved_at
        and is_sealed(step)
    )
