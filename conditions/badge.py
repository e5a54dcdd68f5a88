"""Whether "Medically reviewed" may stand above a text today."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import Enum

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


def badge(
    revision: Revision, sources: Iterable[Source], review: Review | None, today: date
) -> Badge:
    """The claim that a live text can make.

    It rests on the text that is there now, not on a stored yes: the text and its sources must hash
    to what was signed, the HTML must be the one made from them, and the review's time must not be
    over.
    """
    if review is None or review.verdict != Review.Verdict.APPROVED or review.due_on is None:
        return Badge(Standing.NONE)
    digest = content_hash(revision, sources)
    if digest != review.content_hash or revision.html_seal != seal(digest, revision.body_html):
        return Badge(Standing.NONE)
    if today > review.due_on:
        return Badge(Standing.OVERDUE, review)
    return Badge(Standing.STANDS, review)
