"""Taking a condition out of the catalogue, and back. Its row and its address stay for ever."""

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from conditions.catalogue.groups import count_groups
from conditions.curating.errors import Changed
from conditions.curating.record import record
from conditions.curating.renaming import neighbours
from conditions.freshness import touch_all
from conditions.models import Condition
from conditions.search.index import reindex

State = Condition.State


def retire(condition: Condition, *, by: AbstractBaseUser, members: int) -> None:
    """Its pages answer 410; what members wrote is kept, and theirs to read and erase. ``members``
    is how many the person was told of: raises ``Changed`` when there are more or fewer by now."""
    move(condition, State.LIVE, State.RETIRED, by, member_count=members)


def revive(condition: Condition, *, by: AbstractBaseUser) -> None:
    move(condition, State.RETIRED, State.LIVE, by)


def move(
    condition: Condition, expected: State, to: State, by: AbstractBaseUser, **seen: int
) -> None:
    with transaction.atomic():
        unchanged = Condition.objects.filter(pk=condition.pk, state=expected, **seen)
        changed = unchanged.update(state=to)
        condition.refresh_from_db()
        if not changed:
            raise Changed(condition)
        touch_all({condition.pk, *neighbours(condition)})
        count_groups()
        reindex([condition.pk])
        record(condition, by, f"From {expected} to {to}.")
