"""The names of a condition as its pages show them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import cached_property

from common.prepared_queries import Prepared
from conditions.models import Condition, Name

OTHER_NAMES_SHOWN = 4  # under a topic's heading; the condition's page has them all

NAMES = Prepared(lambda condition: Name.objects.filter(condition=condition))


@dataclass(frozen=True)
class ConditionNames:
    """The names of a condition in one language."""

    condition: Condition
    rows: Sequence[Name]
    language: str

    @cached_property
    def preferred(self) -> str:
        for name in self.rows:
            if name.kind == Name.Kind.PREFERRED and name.language == self.language:
                return name.text
        return self.condition.name

    @cached_property
    def others(self) -> list[Name]:
        """Without the preferred one, and without those that differ from another only in case."""
        seen = {self.preferred.casefold()}
        names = []
        for name in self.rows:
            if name.text.casefold() not in seen:
                seen.add(name.text.casefold())
                names.append(name)
        return names

    @property
    def in_short(self) -> list[Name]:
        """Exact names in the page's language, or in any where it has none."""
        exact = [name for name in self.others if name.scope == Name.Scope.EXACT]
        own = [name for name in exact if name.language == self.language]
        return (own or exact)[:OTHER_NAMES_SHOWN]


def condition_names(condition: Condition, language: str) -> ConditionNames:
    return ConditionNames(condition, NAMES.of(condition.pk), language)
