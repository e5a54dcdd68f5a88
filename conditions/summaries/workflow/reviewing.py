"""Signing a revision, sending it back, and taking a signature back."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from conditions.authorship import wrote_since_last_signature
from conditions.freshness import touch
from conditions.models import Review, ReviewerProfile, Revision, Summary, Withdrawal
from conditions.permissions import may_sign_today
from conditions.summaries.mails import tell_of_changes_requested, tell_of_withdrawal
from conditions.summaries.signing import events, log
from conditions.summaries.signing.security_mails import tell_of
from conditions.summaries.signing.statement import due_on, review_statement
from conditions.summaries.signing.wording_guard import needs_signature
from conditions.summaries.workflow.moves import AlreadyDecided, State, move
from conditions.summaries.workflow.signatures import check_time, signature_of

TYPO = Revision.Significance.TYPO


class OwnWork(Exception):
    """Somebody wrote some of what they are to approve."""


class CredentialsLapsed(Exception):
    """The reviewer's credentials are not verified, or no longer valid."""


class OpenNotes(Exception):
    """A note on a section is not settled yet."""


class NotTheirs(Exception):
    """A signature is taken back by whoever gave it, and by nobody else."""


def approve(
    revision: Revision,
    *,
    by: ReviewerProfile,
    version: int,
    interests: str,
    note: str = "",
    checklist: dict[str, Any] | None = None,
    not_checked: str = "",
    at: datetime | None = None,
    public_id: UUID | None = None,
    assertion: Mapping[str, Any] | None = None,
) -> Review:
    """Sign a revision and make it the public text, in one transaction.

    ``checklist`` is what ``Checklist.signed`` gives. ``assertion`` is the signature of a key of the
    reviewer over the statement with this ``at`` and ``public_id``. Without one the site's key
    signs, where the operator allows that, and ``at`` may be the time of a review that was given
    before, for imports. The database refuses a reviewer who wrote some of it, too. Raises
    KeyNeeded, BadSignature, StatementTooOld, LogUnavailable.
    """
    at = at or timezone.now()
    check_time(at, assertion)
    check_reviewer(revision, by, timezone.localdate(at))
    # A note that comes between this and the move raises the version.
    if revision.notes.open().exists():
        raise OpenNotes(revision)
    found = {"approved_at": at, "significance": significance_of(revision)}
    said: dict[str, Any] = {"interests": interests, "note": note, "not_checked": not_checked}
    with transaction.atomic():
        log.lock()
        move(revision, (State.IN_REVIEW,), State.APPROVED, version, **found)
        if Revision.objects.newer_live_than(revision).exists():
            raise AlreadyDecided(revision)
        statement = review_statement(
            revision, by=by, at=at, public_id=public_id or uuid4(), checklist=checklist, **said
        )
        review = Review.objects.create(
            **signature(revision, by),
            **said,
            public_id=statement.data["review"],
            verdict=Review.Verdict.APPROVED,
            checklist=checklist or {},
            points=[[each.section, each.text, each.answer] for each in revision.notes.all()],
            statement=statement.raw.decode(),
            statement_hash=statement.hash,
            **signature_of(statement, by, assertion).fields,
            reviewed_at=at,
            due_on=due_on(revision, at),
        )
        publish(revision, review)
        summary = revision.summary
        signed, _published = log.append(
            events.signed(review, statement, summary),
            events.published(review, summary, events.SIGNED),
        )
        tell_of(signed)
    return review


def significance_of(revision: Revision) -> str:
    """The writer's estimate, raised where a change of wording is more than that."""
    base = revision.summary.live_revision
    is_more = revision.significance == TYPO and base is not None and needs_signature(base, revision)
    return Revision.Significance.MEDIUM if is_more else revision.significance


def signature(revision: Revision, reviewer: ReviewerProfile) -> dict[str, Any]:
    """Fields of a review: the reviewer, with the credentials of today, and the revision."""
    return {
        "revision": revision,
        "reviewer": reviewer,
        "reviewer_name": reviewer.name,
        "credentials": reviewer.credentials,
    }


def publish(revision: Revision, review: Review) -> None:
    """Make a revision that was just signed the public text."""
    summary = revision.summary
    # ``touch`` comes first, since it locks the condition's row: of a text and its translation
    # signed at the same moment, the second sees the first.
    touch(summary.topic.condition_id, summary.topic_id)
    had_text = Summary.objects.published().filter(pk=summary.pk).exists()
    Summary.objects.filter(pk=summary.pk).update(
        live_revision=revision,
        live_review=review,
        renamed_at=None,
        source_changed_at=last_change_of_source(revision, review.reviewed_at),
    )
    if had_text and summary.is_source and revision.significance != TYPO:
        Summary.objects.translations_of(summary).filter(
            live_review__reviewed_at__lte=review.reviewed_at
        ).update(source_changed_at=review.reviewed_at)


def last_change_of_source(revision: Revision, at: datetime) -> datetime | None:
    """When the text that a translation was made from changed, after this was handed in."""
    if revision.summary.language == settings.LANGUAGE_CODE:
        return None
    seen_at = min(revision.submitted_at or at, at)
    changes = Revision.objects.changes_of_source(revision.summary).filter(approved_at__gt=seen_at)
    last: datetime | None = changes.aggregate(last=Max("approved_at"))["last"]
    return last


def request_changes(
    revision: Revision, *, by: ReviewerProfile, version: int, note: str, interests: str = ""
) -> Review:
    """Send a revision back to its editors, with a note that says why."""
    check_reviewer(revision, by, timezone.localdate())
    with transaction.atomic():
        move(revision, (State.IN_REVIEW,), State.CHANGES_REQUESTED, version)
        review = Review.objects.create(
            **signature(revision, by),
            interests=interests,
            verdict=Review.Verdict.CHANGES_REQUESTED,
            note=note,
        )
        tell_of_changes_requested(revision)
    return review


def withdraw(review: Review, *, by: ReviewerProfile, reason: str) -> Withdrawal:
    """Take a signature back: the review stays as it is, and the badge goes at once."""
    if review.reviewer_id != by.pk:
        raise NotTheirs(review)
    if review.verdict != Review.Verdict.APPROVED:
        raise AlreadyDecided(review.revision)
    summary = review.revision.summary
    topic = summary.topic
    withdrawal = Withdrawal(review=review, reason=reason, withdrawn_at=timezone.now())
    try:
        with transaction.atomic():
            log.lock()
            withdrawal.save(force_insert=True)
            touch(topic.condition_id, topic.pk)
            log.append(events.withdrawn(review, reason, summary), at=withdrawal.withdrawn_at)
            tell_of_withdrawal(withdrawal)
    except IntegrityError as error:
        if not Withdrawal.objects.filter(review=review).exists():
            raise
        raise AlreadyDecided(review.revision) from error
    return withdrawal


def check_reviewer(revision: Revision, reviewer: ReviewerProfile, on: date) -> None:
    if not may_sign_on(reviewer, on):
        raise CredentialsLapsed(reviewer)
    if reviewer.user_id and wrote_since_last_signature(reviewer.user_id, revision):
        raise OwnWork(reviewer)


def may_sign_on(reviewer: ReviewerProfile, on: date) -> bool:
    """Whether the credentials hold on a day, and nobody says that the profile is not theirs."""
    return may_sign_today(reviewer, on) and reviewer.state != ReviewerProfile.State.DISPUTED
