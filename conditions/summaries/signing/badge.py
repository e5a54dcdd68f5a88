"""The claim that a public text can make today, derived from the signing log at every view.

Nothing stored says yes: the entries about the summary must carry the site's seal, the review they
name must be the statement that was signed, the signature must fit it, the text and its names must
be those of the statement, or what later entries made of them, and its time must not be over.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection
from django.utils import timezone

from conditions.models import Review, ReviewerProfile, Revision, Source, Summary
from conditions.summaries.signing import high_water, log, site_keys
from conditions.summaries.signing.agreement import differences
from conditions.summaries.signing.canonical import time_text
from conditions.summaries.signing.folding import Signed, State, fold
from conditions.summaries.signing.shown import Shown, names_hash, shown_of
from conditions.summaries.signing.statement import (
    INVENTED,
    Statement,
    hash_of,
    parsed,
    text_hash,
)
from conditions.summaries.signing.verify_review import (
    Wrong,
    check_assertion,
    check_site_signature,
    from_base64url,
)

if TYPE_CHECKING:
    from conditions.models.summaries import ProvenSummary

CHECKED_MAX = 512  # signatures that were checked, kept in memory
DISPUTED, CONFIRMED = ReviewerProfile.State.DISPUTED, ReviewerProfile.State.CONFIRMED


class Standing(Enum):
    STANDS = "stands"
    OVERDUE = "overdue"
    # The condition or the question has another name than the one that was signed.
    RENAMED = "renamed"
    # The reviewer says that they did not sign it, or their key was stolen before.
    SUSPENDED = "suspended"
    # There is no signature, it was withdrawn, or the text is not the one that was signed.
    NONE = "none"


@dataclass(frozen=True)
class Badge:
    """``review`` is the one that covers the text, none where none does."""

    standing: Standing
    review: Review | None = None
    statement: Statement | None = None
    # When a small change of wording last led from the signed text to this one.
    step_at: datetime | None = None
    # Under what the text was reviewed, where its page has other names now.
    signed_as: Shown | None = None
    # When a reviewer last confirmed other names than those signed.
    confirmed_at: datetime | None = None
    # The signature that its reviewer took back, and when.
    taken_back: Review | None = None
    withdrawn_at: datetime | None = None

    @property
    def stands(self) -> bool:
        return self.standing is Standing.STANDS

    @property
    def is_overdue(self) -> bool:
        return self.standing is Standing.OVERDUE

    @property
    def is_renamed(self) -> bool:
        return self.standing is Standing.RENAMED

    @property
    def is_suspended(self) -> bool:
        return self.standing is Standing.SUSPENDED

    @property
    def by_key(self) -> bool:
        """Whether the reviewer's own key signed, and not the site's."""
        return self.review is not None and self.review.key_id is not None

    @property
    def is_confirmed(self) -> bool:
        """Whether two people stood behind the reviewer's profile when it signed, and do so now."""
        if self.review is None or self.statement is None:
            return False
        return self.statement.standing == self.review.reviewer.state == CONFIRMED

    @property
    def is_invented(self) -> bool:
        return self.statement is not None and self.statement.standing == INVENTED

    @property
    def is_taken_over(self) -> bool:
        return self.statement is not None and self.statement.data["taken_over"] is not None


NOTHING = Badge(Standing.NONE)


@dataclass(frozen=True)
class Proof:
    """A review that the log has as it stands in its row, and its signature fits."""

    review: Review
    statement: Statement
    signed: Signed

    @property
    def withdrawn_at(self) -> datetime | None:
        if self.signed.withdrawn_at:
            return datetime.fromisoformat(self.signed.withdrawn_at)
        # A row without an entry is nobody's withdrawal; until that is settled there is no badge.
        return self.review.withdrawn.withdrawn_at if self.review.withdrawn else None

    @property
    def is_suspended(self) -> bool:
        return (
            bool(self.signed.suspended_at)
            or self.review.suspended_at is not None
            or self.review.reviewer.state == DISPUTED
        )

    def badge(self, shown: Shown | None, today: date) -> Badge:
        """The claim of a text that is the one of the log. Without ``shown``, of whatever name."""
        if self.withdrawn_at:
            return Badge(Standing.NONE, taken_back=self.review, withdrawn_at=self.withdrawn_at)
        is_invented = INVENTED in (self.statement.standing, standing_of(self.review.reviewer))
        if is_invented and not settings.DEMO:
            return NOTHING
        return Badge(
            self.standing(shown, today),
            review=self.review,
            statement=self.statement,
            step_at=moment(self.signed.step_at),
            signed_as=self.statement.names,
            confirmed_at=moment(self.signed.confirmed_at),
        )

    def standing(self, shown: Shown | None, today: date) -> Standing:
        if self.is_suspended:
            return Standing.SUSPENDED
        if shown is not None and names_hash(shown) != self.signed.names:
            return Standing.RENAMED
        if self.review.due_on is None or today > self.review.due_on:
            return Standing.OVERDUE
        return Standing.STANDS


def badge(
    summary: Summary, revision: Revision, sources: Iterable[Source], shown: Shown, today: date
) -> Badge:
    """The claim of the public text of a summary, which comes ``with_proof`` and its topic.
    ``shown`` is how the page names the topic."""
    review = summary.live_review
    state = state_of(summary)
    if review is None or state is None or state.published != str(review.public_id):
        return NOTHING
    signed = state.signed
    found = proven(summary, review, signed) if signed else None
    if found is None or not is_text_of(found, revision, sources):
        return NOTHING
    return found.badge(shown, today)


def live_badge(summary: Summary) -> Badge:
    """What the public text of a summary can claim today, read anew."""
    summary = Summary.objects.with_proof().with_topic().get(pk=summary.pk)
    live = summary.live_revision
    if live is None:
        return NOTHING
    live.summary = summary
    place = (summary.topic, summary.language)
    shown = shown_of([place])[summary.topic_id, summary.language]
    return badge(summary, live, live.sources.all(), shown, timezone.localdate())


def receipt_badge(review: Review, today: date) -> Badge:
    """What a review can claim of its own text, public or not, under whatever name. The review
    comes ``with_topic``."""
    summary = Summary.objects.with_proof().with_topic().get(pk=review.revision.summary_id)
    state = state_of(summary)
    signed = state.reviews.get(str(review.public_id)) if state else None
    found = proven(summary, review, signed) if signed else None
    text = text_hash(review.revision, review.revision.sources.all())
    if found is None or text != found.statement.text_hash:
        return NOTHING
    return found.badge(None, today)


def state_of(summary: Summary) -> State | None:
    """What the log says of a summary that comes ``with_proof``; None where an entry is missing,
    changed, moved or made by hand, or the log is shorter than it was."""
    with_log: ProvenSummary = summary  # type: ignore[assignment]
    if not with_log.proof or with_log.log_size is None:
        return None
    if not connection.in_atomic_block:
        high_water.HIGH_WATER.see(with_log.log_size)
    if high_water.HIGH_WATER.is_below(with_log.log_size):
        return None
    numbered = sorted(map(numbered_line, with_log.proof.split("\n")))
    if not log.verify_seal(summary, [line for _number, line in numbered]):
        return None
    try:
        state = fold(line for _number, line in numbered)
    except (KeyError, TypeError, ValueError):
        return None
    return state if state.numbers == [number for number, _line in numbered] else None


def numbered_line(text: str) -> tuple[int, str]:
    number, _space, line = text.partition(" ")
    return int(number), line


def proven(summary: Summary, review: Review, signed: Signed) -> Proof | None:
    """The review, where its row, its statement, its entry and its signature agree."""
    try:
        statement = parsed(review.statement)
        agrees = is_entry_of(signed, statement) and is_place_of(statement, summary)
        if not agrees or differences(review, statement):
            return None
    except (KeyError, TypeError, ValueError, IndexError):
        return None
    profile = review.reviewer
    if profile.pk != signed.reviewer or not site_keys.is_profile_sealed(profile):
        return None
    origin = getattr(summary, "log_origin", None) or ""
    is_signed = has_signature(review, statement, signed, origin)
    return Proof(review, statement, signed) if is_signed else None


def is_entry_of(signed: Signed, statement: Statement) -> bool:
    return (signed.statement, signed.signed_text, signed.signed_names) == (
        statement.hash,
        statement.text_hash,
        statement.names_hash,
    )


def is_place_of(statement: Statement, summary: Summary) -> bool:
    """Whether it was signed for this topic and language."""
    said = statement.data
    return (said["condition"]["id"], said["question"]["key"], said["language"]) == (
        summary.topic.condition_id,
        summary.topic.question.key,
        summary.language,
    )


def is_text_of(found: Proof, revision: Revision, sources: Iterable[Source]) -> bool:
    """Whether a text is the one that the log has for the review."""
    signed = found.signed
    if revision.approved_at is None or time_text(revision.approved_at) != signed.approved_at:
        return False
    if not signed.step_at and found.review.revision_id != revision.pk:
        return False
    return text_hash(revision, sources) == signed.text


def has_signature(review: Review, statement: Statement, signed: Signed, origin: str) -> bool:
    if hash_of(review.assertion) != signed.signature:
        return False
    assertion = Assertion(signed.signature, review.assertion)
    if not signed.key:
        return review.key is None and fits_site(
            statement, assertion, tuple(site_keys.vkeys(origin))
        )
    key = review.key
    if key is None or key.reviewer_id != review.reviewer_id or key.fingerprint != signed.key:
        return False
    return fits_key(statement, assertion, signed.key, key.public_key, key.algorithm)


class Assertion:
    """A signature as it is stored, compared by its hash alone."""

    def __init__(self, digest: str, data: dict[str, str]) -> None:
        self.digest, self.data = digest, data

    def __hash__(self) -> int:
        return hash(self.digest)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Assertion) and self.digest == other.digest


@lru_cache(maxsize=CHECKED_MAX)
def fits_key(
    statement: Statement, assertion: Assertion, fingerprint: str, public_key: str, algorithm: int
) -> bool:
    """Whether the key of a fingerprint signed a statement. The same question has the same answer
    for ever, so that memory is no trust."""
    try:
        spki = from_base64url(public_key)
        if sha256(spki).hexdigest() != fingerprint:
            return False
        check_assertion(statement.raw, assertion.data, spki, algorithm)
    except ValueError:
        return False
    return True


@lru_cache(maxsize=CHECKED_MAX)
def fits_site(statement: Statement, assertion: Assertion, vkeys: tuple[str, ...]) -> bool:
    try:
        check_site_signature(statement.raw, assertion.data, vkeys)
    except Wrong:
        return False
    return True


def standing_of(profile: ReviewerProfile) -> str:
    return INVENTED if profile.is_fictional else profile.state


def moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
