"""Joining and leaving a condition's community, and updating a member's details there."""

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from conditions.freshness import touch
from conditions.models import Condition, Topic
from experiences.counts import count_members, count_topic
from experiences.models import Experience, Membership
from experiences.models.experiences import ExperienceQuerySet


class NotLive(Exception):
    """The condition was merged into another, or retired, meanwhile."""


def join(
    condition: Condition,
    *,
    by: AbstractBaseUser,
    relation: str,
    diagnosed_year: int | None = None,
    country: str = "",
    on_map: bool = False,
) -> Membership:
    """Join, or change what one said on joining; the member's texts there follow.

    Nobody joins a condition that an import, or a person, is merging: ``NotLive``.
    """
    with transaction.atomic():
        lock_rows(condition, by)
        keep_live(condition)
        membership, _made = Membership.objects.update_or_create(
            member_id=by.pk,
            condition=condition,
            defaults={
                "relation": relation,
                "diagnosed_year": diagnosed_year,
                "country": country,
                "on_map": on_map,
            },
        )
        for experience in texts_of(condition, by):
            carry_over(membership, experience)
        recount(condition, by)
    return membership


def leave(condition: Condition, *, by: AbstractBaseUser) -> bool:
    """Leave at once. Texts stay, without the country. False when one was no member."""
    with transaction.atomic():
        lock_rows(condition, by)
        left, _rows = Membership.objects.filter(member_id=by.pk, condition=condition).delete()
        texts_of(condition, by).update(country="")
        recount(condition, by)
    return bool(left)


def lock_rows(condition: Condition, person: AbstractBaseUser) -> None:
    """Locks in the order that every transition keeps: texts, topics, condition."""
    own = texts_of(condition, person).select_for_update(no_key=True).order_by("pk")
    topics = sorted(set(own.values_list("topic", flat=True)))
    list(Topic.objects.select_for_update(no_key=True).filter(pk__in=topics).order_by("pk"))
    list(Condition.objects.select_for_update(no_key=True).filter(pk=condition.pk))


def keep_live(condition: Condition) -> None:
    """Keep a condition live until the transaction ends, or raise ``NotLive``."""
    there = Condition.objects.select_for_update(no_key=True).live()
    if not there.filter(pk=condition.pk).exists():
        raise NotLive(condition.slug)


def carry_over(membership: Membership, experience: Experience) -> None:
    """Copy the country, and the years since the diagnosis at that time, to a text of the member.
    Its relation stays as it was when the text was written."""
    shared_at = experience.published_at or experience.created_at
    Experience.objects.filter(pk=experience.pk).update(
        country=membership.country,
        years_since_diagnosis=membership.years_since_diagnosis(shared_at.date()),
    )


def texts_of(condition: Condition, person: AbstractBaseUser) -> ExperienceQuerySet:
    return Experience.objects.filter(topic__condition=condition, author_id=person.pk)


def recount(condition: Condition, person: AbstractBaseUser) -> None:
    for topic_id in texts_of(condition, person).values_list("topic", flat=True):
        count_topic(topic_id)
    count_members(condition.pk)
    touch(condition.pk)
