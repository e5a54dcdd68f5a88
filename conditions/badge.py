"""Whether "Medically reviewed" may stand above a text today."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date
from enum import Enum

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from conditions.canonical import content_hash
from conditions.markdown import seal
from conditions.models import Review, Revision, Source


class Standing(Enum):
    STANDS = "stands"
    OVERDUE = "overdue"
    # There is no signature, or the text is not the one that was signed.
    NONE = "none"


@dataclass(frozen=True)
class Badge:
    standing: Standing
    review: Review | None = None

    @property
    def stands(self) -> bool:
        return self.standing is Standing.STANDS

    @property
    def is_overdue(self) -> bool:
        return self.standing is Standing.OVERDUE


def review_seal(review: Review, key: str | None = None) -> str:
    """The site's signature over what a review says: who, with what interests, on what, until when.

    Made with SECRET_KEY, so that a row changed in the database shows. A key that reviews were
    signed under stays in SECRET_KEY_FALLBACKS.
    """
    said = json.dumps(
        [
            review.reviewer_id,
            review.reviewer_name,
            review.credentials,
            review.interests,
            review.verdict,
            review.content_hash,
            review.reviewed_at.astimezone(UTC).isoformat(),
            review.due_on.isoformat() if review.due_on else "",
        ]
    )
    return salted_hmac("conditions.review", said, secret=key, algorithm="sha256").hexdigest()


def is_sealed(review: Review) -> bool:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return any(constant_time_compare(review.seal, review_seal(review, key)) for key in keys)


def badge(
    revision: Revision, sources: Iterable[Source], review: Review | None, today: date
) -> Badge:
    """The claim that a live text can make.

    It rests on the text that is there now, not on a stored yes: the text and its sources must hash
    to what was signed, the HTML must be the one made from them, the review must be as it was
    signed, and its time not over. An invented reviewer counts in a demo only.
    """
    if review is None or review.verdict != Review.Verdict.APPROVED or review.due_on is None:
        return Badge(Standing.NONE)
    if not is_sealed(review) or (review.reviewer.is_fictional and not settings.DEMO):
        return Badge(Standing.NONE)
    digest = content_hash(revision, sources)
    if digest != review.content_hash or revision.html_seal != seal(digest, revision.body_html):
        return Badge(Standing.NONE)
    if today > review.due_on:
        return Badge(Standing.OVERDUE, review)
    return Badge(Standing.STANDS, review)
