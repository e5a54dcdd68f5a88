"""Which forms lead to a condition: derived from its row and its names, and from nothing else."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from conditions.models import Condition, Name, SearchEntry
from conditions.search.forms import variants

Weight = SearchEntry.Weight
Key = tuple[int, str]  # condition, form


class Lead(NamedTuple):
    """What the index holds of a form; the least of a condition's leads of one form is kept."""

    weight: int
    text: str
    language: str


def leads(condition_ids: Iterable[int]) -> dict[Key, Lead]:
    """Of the live conditions among these."""
    found: dict[Key, Lead] = {}
    for condition_id, lead in _names(list(condition_ids)):
        for number, form in enumerate(variants(lead.text)):
            # A spelling that only stands in for the right one counts as a synonym at best.
            best = lead if number == 0 else lead._replace(weight=max(lead.weight, Weight.SYNONYM))
            key = condition_id, form
            found[key] = min(found.get(key, best), best)
    return found


def _names(condition_ids: list[int]) -> Iterator[tuple[int, Lead]]:
    conditions = Condition.objects.live().filter(pk__in=condition_ids).order_by()
    for pk, name in conditions.values_list("pk", "name"):
        yield pk, Lead(Weight.PREFERRED, name, "en")
    names = Name.objects.filter(
        condition__in=condition_ids, condition__state=Condition.State.LIVE
    ).order_by()
    columns = ("condition_id", "kind", "scope", "text", "language")
    for pk, kind, scope, text, language in names.values_list(*columns):
        yield pk, Lead(weigh(kind, scope), text, language)


def weigh(kind: str, scope: str) -> int:
    if kind == Name.Kind.PREFERRED:
        return Weight.TRANSLATED
    if scope != Name.Scope.EXACT:
        return Weight.LOOSE
    return {
        Name.Kind.ABBREVIATION: Weight.ABBREVIATION,
        Name.Kind.FORMER: Weight.FORMER,
    }.get(Name.Kind(kind), Weight.SYNONYM)
