"""The addresses of conditions: which are taken, and what a new one may be.

An address never passes from one condition to another, not even a former one: a link that somebody
sent years ago leads to the disease that it was sent for. A name whose address is taken gets -2, -3
and so on, in the order of the catalogue's ids.
"""

import re

from conditions.models import Condition, FormerSlug
from conditions.models.catalogue import SLUG_MAX

# What stands in a condition's place in the address of something else.
TAKEN = {"a-z", "groups"}


class Addresses:
    def __init__(self) -> None:
        self.live: dict[str, Condition] = {}
        self.former: dict[str, FormerSlug] = {}
        self.dead: list[FormerSlug] = []

    def mint(self, base: str, condition: Condition) -> str:
        slug, number = base, 1
        while not self._is_free(slug, condition):
            number += 1
            ending = f"-{number}"
            slug = base[: SLUG_MAX - len(ending)].rstrip("-") + ending
        self._take(slug, condition)
        return slug

    def move(self, condition: Condition, old_base: str, new_base: str) -> str:
        """The address after a renaming; kept if the name asks for it, or a person chose it."""
        slug = condition.slug
        is_minted = re.fullmatch(re.escape(old_base) + r"(-\d+)?", slug)
        if old_base == new_base or not is_minted:
            return slug
        new = self.mint(new_base, condition)
        del self.live[slug]
        self.former[slug] = FormerSlug(slug=slug, condition=condition)
        return new

    def lead_on(self, origin: Condition, target: Condition) -> list[FormerSlug]:
        """Former addresses of a condition that was merged lead straight to the other one."""
        rows = [row for row in self.former.values() if _belongs(row, origin)]
        for row in rows:
            row.condition = target
        return rows

    def _is_free(self, slug: str, condition: Condition) -> bool:
        former = self.former.get(slug)
        return (
            slug not in TAKEN
            and slug not in self.live
            and (former is None or _belongs(former, condition))
        )

    def _take(self, slug: str, condition: Condition) -> None:
        former = self.former.pop(slug, None)
        if former is not None:
            self.dead.append(former)
        self.live[slug] = condition


def _belongs(row: FormerSlug, condition: Condition) -> bool:
    """Told without a query, and also of a condition that is not saved yet."""
    if row.condition_id is None:
        return row.condition is condition
    return row.condition_id == condition.pk
