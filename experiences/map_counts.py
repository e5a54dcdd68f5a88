"""The figures of the maps, each derived from the memberships by one function."""

from django.conf import settings
from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from conditions.models import Condition
from experiences.models import MapFigures, Membership
from experiences.querysets import MembershipQuerySet
from experiences.small_numbers import (
    has_moved,
    in_steps,
    leave_room,
    leave_room_in_parts,
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
    """The same for the whole site, where everybody counts once in each country that they gave.

    Linear in all members: ``run_periodic`` does it, not whoever joins.
    """
    step = settings.SMALL_NUMBER
    with transaction.atomic():
        live = Membership.objects.filter(condition__state=Condition.State.LIVE)
        counted = by_country(live)
        figures = MapFigures.objects.select_for_update().filter(condition=None).first()
        if not has_moved(figures.counted if figures else {}, counted, step):
            return False
        sizes = Condition.objects.live().filter(member_count__gt=0)
        members = list(sizes.values_list("member_count", flat=True))
        parts = MapFigures.objects.filter(condition__state=Condition.State.LIVE)
        shown = leave_room_in_parts(
            leave_room(in_steps(counted, step), step, sum(members)),
            step,
            parts.values_list("shown", flat=True),
            sum(size >= 2 * step for size in members),
        )
        store(None, counted, shown)
    return True


def by_country(memberships: MembershipQuerySet) -> dict[str, int]:
    """Distinct members who chose to appear."""
    rows = memberships.on_map().values("country").annotate(people=Count("member", distinct=True))
    return dict(rows.order_by("country").values_list("country", "people"))


def store(condition_id: int | None, counted: dict[str, int], shown: dict[str, int]) -> None:
    MapFigures.objects.update_or_create(
        condition_id=condition_id,
        defaults={"counted": counted, "shown": shown, "counted_at": timezone.now()},
    )
