"""The figures of the maps, each derived from the memberships by one function."""

from django.conf import settings
from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from conditions.models import Condition
from experiences.models import MapFigures, Membership
from experiences.querysets import MembershipQuerySet
from experiences.small_numbers import (
    figures_of_whole,
    has_moved,
    in_steps,
    leave_room,
)


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
    """The same for the whole site, where everybody counts once in each of their communities.

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
        condition_id=condition_id,
        defaults={"counted": counted, "shown": shown, "counted_at": timezone.now()},
    )
