"""Suspends reviews whose signature is in doubt. Nothing lifts it but a new signature."""

from collections.abc import Iterable

from django.db import transaction

from conditions.freshness import touch_all
from conditions.models import Review, SigningEntry
from conditions.summaries.signing import log
from conditions.summaries.signing.log import Event
from conditions.summaries.signing.security_mails import tell_of

Kind = SigningEntry.Kind
ABOUT_MAX = 400  # summaries that one entry of the log is about
NOT_ME, KEY_STOLEN = "not_me", "key_stolen"


def suspend(reviews: Iterable[Review], *, why: str, entry: int) -> list[SigningEntry]:
    """Suspends those that are not suspended yet. ``entry`` is the number of what was reported:
    the entry that the mail was about, or the one that revoked the key."""
    with transaction.atomic():
        log.lock()
        ids = [review.pk for review in reviews]
        found = Review.objects.filter(
            pk__in=ids, verdict=Review.Verdict.APPROVED, suspended_at__isnull=True
        )
        waiting = list(found.with_topic().order_by("pk"))
        if not waiting:
            return []
        starts = range(0, len(waiting), ABOUT_MAX)
        some = [waiting[start : start + ABOUT_MAX] for start in starts]
        entries = log.append(*(suspended(each, why, entry) for each in some))
        Review.objects.filter(pk__in=[review.pk for review in waiting]).update(
            suspended_at=entries[0].at
        )
        touch_all({review.revision.summary.topic.condition_id for review in waiting})
        for each in entries:
            tell_of(each)
    return entries


def suspended(reviews: list[Review], why: str, entry: int) -> Event:
    reviewers = {review.reviewer for review in reviews}
    return Event(
        Kind.SUSPENDED,
        {
            "reviews": [str(review.public_id) for review in reviews],
            "why": why,
            "entry": entry,
        },
        summaries=[review.revision.summary for review in reviews],
        reviewer=reviewers.pop() if len(reviewers) == 1 else None,
    )
