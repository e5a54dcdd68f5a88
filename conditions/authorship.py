"""Who wrote a text since its last public or signed revision, and so may not approve it."""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Max, QuerySet

from conditions.models import Contribution, Review, Revision


def wrote_since_public(person_id: int, revision: Revision) -> bool:
    """Whether a person wrote this revision, or one since the public text."""
    live = revision.summary.live_revision
    return wrote_between(person_id, revision, live.number if live else 0)


def wrote_since_last_signature(person_id: int, revision: Revision) -> bool:
    """Whether a person wrote this revision, or one since the last whose signature before it
    stands. The trigger of migration ``review_says_more`` asks the same."""
    return wrote_between(person_id, revision, last_signed(revision, revision.number - 1))


def wrote_upto(person_id: int, revision: Revision) -> bool:
    """Whether a person wrote any revision of the summary up to this one. The trigger
    ``confirmation_four_eyes`` asks the same of the public text."""
    return wrote_between(person_id, revision, 0)


def last_signed(revision: Revision, upto: int) -> int:
    """The number of the last revision of the same summary whose signature stands, or nought."""
    signed = Review.objects.filter(
        verdict=Review.Verdict.APPROVED,
        withdrawal__isnull=True,
        revision__summary=revision.summary_id,
        revision__number__lte=upto,
    )
    return signed.aggregate(last=Max("revision__number"))["last"] or 0


def wrote_between(person_id: int, revision: Revision, after: int) -> bool:
    """Whether a person wrote a revision of the summary later than ``after``, up to this one."""
    return contributions_between(revision, after).filter(person=person_id).exists()


def contributions_between(revision: Revision, after: int) -> QuerySet[Contribution]:
    return Contribution.objects.filter(
        revision__summary=revision.summary_id,
        revision__number__gt=after,
        revision__number__lte=revision.number,
    )


def unsigned_writers(revision: Revision) -> QuerySet[AbstractBaseUser]:
    """The people who wrote what no standing signature covers; none where the text is signed."""
    unsigned = contributions_between(revision, last_signed(revision, revision.number))
    people = get_user_model().objects.filter(contributions__in=unsigned)
    return people.distinct().order_by("pk")
