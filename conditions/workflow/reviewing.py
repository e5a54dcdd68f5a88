"""Signing a revision, or sending it back."""

import calendar
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from conditions.badge import review_seal
from conditions.canonical import content_hash
from conditions.freshness import touch
from conditions.models import Contribution, Review, ReviewerProfile, Revision, Summary
from conditions.permissions import may_sign_today
from conditions.workflow.moves import AlreadyDecided, State, move


class OwnWork(Exception):
    """The reviewer wrote some of what is to be signed."""


class CredentialsLapsed(Exception):
    """The reviewer's credentials are not verified, or no longer valid."""


def approve(
    revision: Revision,
    *,
    by: ReviewerProfile,
    version: int,
    interests: str,
    note: str = "",
    at: datetime | None = None,
) -> Review:
    """Sign a revision and make it the public text, in one transaction.

    ``at`` is the time of a review that was given before, for imports. The database refuses a
    reviewer who wrote some of it, too.
    """
    at = at or timezone.now()
    check_reviewer(revision, by, timezone.localdate(at))
    with transaction.atomic():
        move(revision, (State.IN_REVIEW,), State.APPROVED, version, approved_at=at)
        if Revision.objects.newer_live_than(revision).exists():
            raise AlreadyDecided(revision)
        review = Review(
            revision=revision,
            reviewer=by,
            reviewer_name=by.name,
            credentials=by.credentials,
            interests=interests,
            verdict=Review.Verdict.APPROVED,
            note=note,
            content_hash=content_hash(revision, revision.sources.all()),
            reviewed_at=at,
            due_on=add_months(
                timezone.localdate(at), revision.summary.topic.question.review_months
            ),
        )
        review.seal = review_seal(review)
        review.save()
        Summary.objects.filter(pk=revision.summary_id).update(live_revision=revision)
        touch(revision.summary.topic.condition_id, revision.summary.topic_id)
    return review


def request_changes(
    revision: Revision, *, by: ReviewerProfile, version: int, note: str, interests: str = ""
) -> Review:
    """Send a revision back to its editors, with a note that says why."""
    check_reviewer(revision, by, timezone.localdate())
    with transaction.atomic():
        move(revision, (State.IN_REVIEW,), State.CHANGES_REQUESTED, version)
        return Review.objects.create(
            revision=revision,
            reviewer=by,
            reviewer_name=by.name,
            credentials=by.credentials,
            interests=interests,
            verdict=Review.Verdict.CHANGES_REQUESTED,
            note=note,
        )


def check_reviewer(revision: Revision, reviewer: ReviewerProfile, on: date) -> None:
    if not may_sign_today(reviewer, on):
        raise CredentialsLapsed(reviewer)
    if reviewer.user_id and wrote_since_last_signature(reviewer.user_id, revision):
        raise OwnWork(reviewer)


def wrote_since_last_signature(person_id: int, revision: Revision) -> bool:
    """Whether a person wrote this revision, or one since the last that was signed before it."""
    signed = Review.objects.filter(
        verdict=Review.Verdict.APPROVED,
        revision__summary=revision.summary_id,
        revision__number__lt=revision.number,
    ).aggregate(last=Max("revision__number"))["last"]
    return Contribution.objects.filter(
        person=person_id,
        revision__summary=revision.summary_id,
        revision__number__gt=signed or 0,
        revision__number__lte=revision.number,
    ).exists()


def add_months(day: date, months: int) -> date:
    """The same day of the month that many months later, or that month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
