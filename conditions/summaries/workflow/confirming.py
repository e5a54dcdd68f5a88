"""Confirming that reviews hold under the names which their pages bear now."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from conditions.authorship import wrote_upto
from conditions.freshness import touch
from conditions.models import Confirmation, ConfirmedTopic, Review, ReviewerProfile, Summary
from conditions.summaries.signing import events, log
from conditions.summaries.signing.badge import live_badge
from conditions.summaries.signing.renamed import mark_renamed
from conditions.summaries.signing.security_mails import tell_of
from conditions.summaries.signing.statement import confirm_statement
from conditions.summaries.workflow.moves import AlreadyDecided
from conditions.summaries.workflow.reviewing import CredentialsLapsed, OwnWork, may_sign_on
from conditions.summaries.workflow.signatures import check_time, signature_of


def confirm_names(
    reviews: Sequence[Review],
    *,
    by: ReviewerProfile,
    at: datetime | None = None,
    public_id: UUID | None = None,
    assertion: Mapping[str, Any] | None = None,
) -> Confirmation:
    """Sign one statement that names each topic with its old and new name; moves no date.

    Any verified reviewer may who wrote none of the texts. Raises AlreadyDecided where one of the
    reviews waits for no confirmation any more, and BadSignature where a name has changed since the
    statement was shown.
    """
    at = at or timezone.now()
    check_time(at, assertion)
    if not may_sign_on(by, timezone.localdate(at)):
        raise CredentialsLapsed(by)
    with transaction.atomic():
        log.lock()
        found = list(
            Review.objects.with_topic().filter(pk__in=[each.pk for each in reviews]).order_by("pk")
        )
        for review in found:
            check_waits(review, by)
        statement = confirm_statement(found, by=by, at=at, public_id=(public_id or uuid4()))
        confirmation = Confirmation.objects.create(
            public_id=statement.data["confirmation"],
            reviewer=by,
            statement=statement.raw.decode(),
            statement_hash=statement.hash,
            confirmed_at=at,
            **signature_of(statement, by, assertion).fields,
        )
        ConfirmedTopic.objects.bulk_create(
            ConfirmedTopic(confirmation=confirmation, review=review) for review in found
        )
        topics = [review.revision.summary.topic for review in found]
        for topic in topics:
            touch(topic.condition_id, topic.pk)
        (entry,) = log.append(events.confirmed(confirmation, found, statement))
        tell_of(entry)
        mark_renamed(condition_ids={topic.condition_id for topic in topics})
    return confirmation


def check_waits(review: Review, by: ReviewerProfile) -> None:
    summary: Summary = review.revision.summary
    badge = live_badge(summary)
    if not badge.is_renamed or badge.review != review:
        raise AlreadyDecided(review.revision)
    live = Summary.objects.select_related("live_revision").get(pk=summary.pk).live_revision
    if by.user_id and live and wrote_upto(by.user_id, live):
        raise OwnWork(by)
