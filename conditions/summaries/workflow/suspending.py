"""Suspending reviews that their reviewer says are not theirs, or whose key was stolen before."""

from collections.abc import Sequence

from django.utils import timezone

from conditions.freshness import touch
from conditions.models import Review, SigningEntry
from conditions.summaries.signing import events, log


def suspend(reviews: Sequence[Review], *, why: str, entry: int) -> list[SigningEntry]:
    """Take the badge from reviews at once; only a new signature lifts it.

    Called inside the caller's transaction, after ``log.lock``. ``reviews`` come ``with_topic``;
    those that are suspended already stay as they are. ``why`` is ``events.NOT_ME`` or
    ``KEY_STOLEN``, ``entry`` the number of the one that was reported, or that revoked the key.
    """
    ids = [review.pk for review in reviews]
    now = timezone.now()
    waiting = Review.objects.filter(pk__in=ids, suspended_at__isnull=True)
    fresh = set(waiting.values_list("pk", flat=True))
    found = [review for review in reviews if review.pk in fresh]
    if not found:
        return []
    Review.objects.filter(pk__in=fresh).update(suspended_at=now)
    for review in found:
        review.suspended_at = now
        topic = review.revision.summary.topic
        touch(topic.condition_id, topic.pk)
    return log.append(*events.suspended(found, why=why, entry=entry), at=now)
