"""The conditional update that decides a race, and what it says to whoever comes too late."""

from collections.abc import Sequence
from typing import Any

from django.db.models import F

from conditions.models import Revision

State = Revision.State


class AlreadyDecided(Exception):
    """Somebody else changed the revision since it was shown."""


def move(
    revision: Revision,
    expected: Sequence[State],
    to: State,
    version: int,
    **fields: Any,
) -> None:
    """The conditional update that decides a race on both databases."""
    changed = Revision.objects.filter(pk=revision.pk, state__in=expected, version=version).update(
        state=to, version=F("version") + 1, **fields
    )
    revision.refresh_from_db()
    if not changed:
        raise AlreadyDecided(revision)
