"""The guards of the desk. A draft that a colleague discarded just now is a 404."""

from collections.abc import Callable

from common import guards
from common.guards import Person
from conditions.models import Revision
from conditions.permissions import can_edit_summaries, can_see_desk


def guarded(may: Callable[[Person], bool]) -> Callable[[guards.View], guards.View]:
    return guards.guarded(may, missing=(Revision.DoesNotExist,))


for_desk = guarded(can_see_desk)
for_editors = guarded(can_edit_summaries)
