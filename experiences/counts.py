"""Stored totals, each derived from the rows by one function inside the caller's transaction: of
topics and communities, of the maps, and of the years since the diagnosis."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import Count, F, Q
from django.utils import timezone

from conditions.freshness import touch
from conditions.models import Condition, Topic
from experiences.models import Experience, MapFigures, Membership, YearsSpread
from experiences.models.kinds import Relation, band_of
from experiences.models.memberships import MembershipQuerySet
from experiences.small_numbers import figures_of_whole, has_moved, in_steps, leave_room


@dataclass(frozen=True)
class TopicTotals:
    person_count: int
    relative_count: int
    experience_count: int
    shared_countries: list[str]
    experience_languages: list[str]


def topic_totals(topic_id: int) -> TopicTotals:
    """Three reads over the topic's public experiences; linear in their number."""
    public = Experience.objects.public().filter(topic=topic_id)
    first_hand = Q(relation=Relation.PATIENT, about_other=False)
    totals = public.aggregate(
        people=Count("author", distinct=True, filter=first_hand),
        others=Count("author", distinct=True, filter=~first_hand),
        texts=Count("pk"),
    )
    countries = (
        public.exclude(country="")
        .values("country")
        .annotate(people=Count("author", distinct=True))
        .filter(people__gte=settings.SMALL_NUMBER)
        .order_by("country")
        .values_list("country", "people")
    )
    languages = public.order_by("language").values_list("language", flat=True).distinct()
    return TopicTotals(
        totals["people"],
        totals["others"],
        totals["texts"],
        countries_to_offer(countries, totals),
        list(languages),
    )


def countries_to_offer(countries: Iterable[tuple[str, int]], totals: dict[str, int]) -> list[str]:
    """Those with enough people each; none where the remaining people are too few, since a
    subtraction would single them out."""
    shared = list(countries)
    rest = totals["people"] + totals["others"] - sum(people for _country, people in shared)
    return [] if 0 < rest < settings.SMALL_NUMBER else [country for country, _people in shared]


def count_topic(topic_id: int) -> bool:
    """Store the totals of a topic again. True when the stored ones were wrong.

    The topic's row is locked before the others are read: of two who approve at once on PostgreSQL
    the second waits, and then counts the first one's text too. SQLite has one writer anyhow.
    """
    topic = Topic.objects.select_for_update(no_key=True).get(pk=topic_id)
    totals = vars(topic_totals(topic_id))
    if all(getattr(topic, field) == value for field, value in totals.items()):
        return False
    Topic.objects.filter(pk=topic_id).update(**totals)
    touch(topic.condition_id, topic_id)
    return True


def count_members(condition_id: int) -> bool:
    """Store the size of a condition's community again, and count its map where that is due. True
    when the stored size was wrong.

    Locks the condition's row first, as ``count_topic`` does the topic's.
    """
    Condition.objects.select_for_update(no_key=True).only("pk").get(pk=condition_id)
    members = Membership.objects.filter(condition=condition_id).count()
    changed = (
        Condition.objects.filter(pk=condition_id)
        .exclude(member_count=members)
        .update(member_count=members)
    )
    is_map_new = count_community(condition_id, members)
    if changed or is_map_new:
        touch(condition_id)
    return bool(changed)


def count_community(condition_id: int, members: int) -> bool:
    """Count a community's map again, if enough people have moved. True when it was.

    The caller has locked the condition and knows how many members it has. Two reads, of which one
    is linear in those members.
    """
    counted = by_country(Membership.objects.filter(condition=condition_id))
    figures = MapFigures.objects.filter(condition=condition_id).first()
    if not has_moved(figures.counted if figures else {}, counted, settings.SMALL_NUMBER):
        return False
    shown = leave_room(in_steps(counted, settings.SMALL_NUMBER), settings.SMALL_NUMBER, members)
    store(condition_id, counted, shown)
    return True


def count_site() -> bool:
    """Count the map of the whole site, where everybody counts once in each of their communities.

    Linear in all members: ``run_periodic`` does it, not whoever joins.
    """
    with transaction.atomic():
        counted = by_country(Membership.objects.filter(condition__state=Condition.State.LIVE))
        figures = MapFigures.objects.select_for_update().filter(condition=None).first()
        if not has_moved(figures.counted if figures else {}, counted, settings.SMALL_NUMBER):
            return False
        store(None, counted, figures_of_whole(counted, communities(), settings.SMALL_NUMBER))
    return True


def communities() -> list[tuple[int, dict[str, int]]]:
    """The size of each, and what its map shows."""
    shown = dict(MapFigures.objects.exclude(condition=None).values_list("condition", "shown"))
    sizes = Condition.objects.live().filter(member_count__gt=0)
    return [
        (size, leave_room(shown.get(pk, {}), settings.SMALL_NUMBER, size))
        for pk, size in sizes.values_list("pk", "member_count")
    ]


def by_country(memberships: MembershipQuerySet) -> dict[str, int]:
    """Members who chose to appear."""
    rows = memberships.on_map().values("country").annotate(people=Count("pk"))
    return dict(rows.order_by("country").values_list("country", "people"))


def store(condition_id: int | None, counted: dict[str, int], shown: dict[str, int]) -> None:
    MapFigures.objects.update_or_create(
        condition_id=condition_id,  # type: ignore[misc]  # None is the row of the whole site
        defaults={"counted": counted, "shown": shown, "counted_at": timezone.now()},
    )


def count_spreads() -> int:
    """Count again for conditions that changed since; how many show something else now.

    The periodic job does it, not whoever publishes: linear in the texts of each such condition.
    """
    stale = (
        Condition.objects.live()
        .filter(topics__experience_count__gt=0)
        .filter(Q(years_spread=None) | Q(years_spread__counted_at__lt=F("changed_at")))
    )
    return sum(count_spread(pk) for pk in stale.values_list("pk", flat=True).distinct())


def count_spread(condition_id: int) -> bool:
    with transaction.atomic():
        shown = in_steps(people_by_band(condition_id), settings.SMALL_NUMBER)
        there = YearsSpread.objects.filter(condition=condition_id).first()
        is_new = shown != (there.shown if there else {})
        if is_new:
            touch(condition_id)
        YearsSpread.objects.update_or_create(
            condition_id=condition_id, defaults={"shown": shown, "counted_at": timezone.now()}
        )
    return is_new


def people_by_band(condition_id: int) -> Counter[str]:
    """Distinct authors; who shared at several times counts in each."""
    rows = (
        Experience.objects.public()
        .filter(topic__condition=condition_id, years_since_diagnosis__isnull=False)
        .values("kind", "author")
        .annotate(texts=Count("pk"))
        .values_list("kind", "author")
    )
    people = {(band_of(kind), author) for kind, author in rows if author is not None}
    return Counter(band for band, _author in people)


def recount() -> dict[str, int]:
    """Repair every stored total and tell how many were wrong."""
    wrong = {"topics": 0, "conditions": 0}
    for topic_id in Topic.objects.values_list("pk", flat=True).iterator():
        with transaction.atomic():
            wrong["topics"] += count_topic(topic_id)
    stale = Condition.objects.annotate(members=Count("memberships")).exclude(
        member_count=F("members")
    )
    for condition_id in stale.values_list("pk", flat=True):
        with transaction.atomic():
            wrong["conditions"] += count_members(condition_id)
    return wrong
