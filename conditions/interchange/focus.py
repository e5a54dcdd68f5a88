"""Which condition a text from elsewhere is about, told from its names and codes.

A draft on the wrong page is worse than none. MedQuAD gives a rare disease without a UMLS id of its
own that of the group, down to "syndrome": so the name leads, and an id or a synonym counts only
where the condition that has it does not say less than the focus.
"""

import re
from collections import defaultdict
from collections.abc import Iterable

from conditions import sort_keys
from conditions.models import Code, Condition, Name

UNKNOWN = "no condition here has this name or UMLS id"
AMBIGUOUS = "name fits several conditions"
BROADER = "only a broader condition here has its UMLS id or synonym"
IN_BRACKETS = re.compile(r"\([^)]*\)")
WORD = re.compile(r"\w+")
# Words that do not tell conditions apart.
GENERIC = {
    "a",
    "and",
    "condition",
    "disease",
    "diseases",
    "disorder",
    "disorders",
    "in",
    "of",
    "or",
}
GENERIC |= {"s", "syndrome", "syndromes", "the", "to", "with"}
ABBREVIATION_MAX = 4  # characters of a single word


class ConditionIndex:
    """Live conditions by UMLS id and by name, read once: three queries for any number of texts."""

    def __init__(self) -> None:
        live = Condition.objects.live()
        self.by_umls: dict[str, set[int]] = defaultdict(set)
        self.by_preferred: dict[str, set[int]] = defaultdict(set)
        self.by_name: dict[str, set[int]] = defaultdict(set)
        self.words: dict[int, set[str]] = {}
        codes = Code.objects.filter(
            system="umls", relation=Code.Relation.EXACT, condition__in=live
        ).values_list("value", "condition")
        for value, condition in codes.iterator():
            self.by_umls[value].add(condition)
        for name, condition in live.values_list("name", "pk").iterator():
            self.by_preferred[sort_keys.plain(name)].add(condition)
            self.by_name[sort_keys.plain(name)].add(condition)
            self.words[condition] = telling_words(name)
        names = Name.objects.filter(scope=Name.Scope.EXACT, condition__in=live).exclude(
            kind=Name.Kind.ABBREVIATION
        )
        for name, condition in names.values_list("text", "condition").iterator():
            self.by_name[sort_keys.plain(name)].add(condition)

    def find(self, cuis: Iterable[str], focus: str, synonyms: Iterable[str]) -> int | str:
        """The one condition of that name, else of that UMLS id, else of that other name, else of
        one of the synonyms; or why there is none."""
        name = sort_keys.plain(focus)
        by_umls = union(self.by_umls, cuis)
        same = self.without_broader(by_umls, focus)
        for found in (self.by_preferred.get(name, set()), same, self.by_name.get(name, set())):
            if len(found) == 1:
                return next(iter(found))
        if same or name in self.by_name:
            return AMBIGUOUS
        long_enough = (word for word in synonyms if not is_abbreviation(word))
        by_synonym = union(self.by_name, map(sort_keys.plain, long_enough))
        same = self.without_broader(by_synonym, focus)
        if len(same) == 1:
            return next(iter(same))
        if same:
            return AMBIGUOUS
        return BROADER if by_umls or by_synonym else UNKNOWN

    def without_broader(self, found: set[int], focus: str) -> set[int]:
        """Those whose name does not leave out words of the focus."""
        wanted = telling_words(focus)
        return {
            condition
            for condition in found
            if self.words[condition] and not self.words[condition] < wanted
        }


def telling_words(name: str) -> set[str]:
    return set(WORD.findall(sort_keys.plain(IN_BRACKETS.sub(" ", name)))) - GENERIC


def is_abbreviation(text: str) -> bool:
    return len(text.strip()) <= ABBREVIATION_MAX


def union(index: dict[str, set[int]], keys: Iterable[str]) -> set[int]:
    return set().union(*(index.get(key, set()) for key in keys))
