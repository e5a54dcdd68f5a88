"""Makes sample queries from the catalogue, as people write them, with the right answers.

The same seed gives the same queries on any database with the same names. A line holds the query,
the slugs of the right conditions, separated by bars, and the kind of query.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

from common.folding import normal
from conditions.models import Condition, SearchEntry

PREFIX = 5  # letters
SHOWN = 10  # results that count as found
WORD_MIN = 4  # letters; a typo in a shorter word makes another word, or another number
LETTERS = "abcdefghijklmnopqrstuvwxyz"
ACCENTS = {"a": "á", "e": "é", "i": "í", "o": "ö", "u": "ü", "n": "ñ", "c": "ç"}


@dataclass(frozen=True)
class Sample:
    query: str
    slugs: frozenset[str]
    kind: str

    def line(self) -> str:
        return f"{self.query}\t{'|'.join(sorted(self.slugs))}\t{self.kind}"

    @classmethod
    def parse(cls, line: str) -> "Sample":
        query, right, *kind = line.rstrip("\n").split("\t")
        return cls(query, frozenset(right.split("|")), kind[0] if kind else "query")


class Sampler:
    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.random = Random(seed)
        self.slugs = dict(Condition.objects.live().values_list("pk", "slug"))
        rows = SearchEntry.objects.order_by("form", "text", "condition__slug")
        # All conditions with a name of this form: where two share it, both are right.
        self.meant: dict[str, set[str]] = defaultdict(set)
        self.beginning: dict[str, set[str]] = defaultdict(set)
        texts = set()
        for condition_id, form, text in rows.values_list("condition_id", "form", "text"):
            self.meant[form].add(self.slugs[condition_id])
            self.beginning[form[:PREFIX]].add(self.slugs[condition_id])
            texts.add(text)
        self.texts = sorted(texts)

    def make(self, count: int) -> list[Sample]:
        """``count`` samples of each kind."""
        kinds: dict[str, Callable[[], Iterator[Sample]]] = {
            "exact": self._exact,
            "one typo": lambda: self._typos("one typo", 1),
            "two typos": lambda: self._typos("two typos", 2),
            "prefix": self._prefix,
            "prefix, its own": self._prefix_of_its_own,
            "accents": self._accents,
        }
        return [
            sample
            for make in kinds.values()
            for sample, _number in zip(make(), range(count), strict=False)
        ]

    def _pick(self) -> Iterator[str]:
        while self.texts:
            yield self.random.choice(self.texts)

    def _about(self, text: str) -> frozenset[str]:
        return frozenset(self.meant.get(normal(text), ()))

    def _exact(self) -> Iterator[Sample]:
        for text in self._pick():
            if slugs := self._about(text):
                yield Sample(text, slugs, "exact")

    def _typos(self, kind: str, number: int) -> Iterator[Sample]:
        for text in self._pick():
            query = text
            for _each in range(number):
                query = self._misspell(query)
            # Skip a misspelling that happens to be another name.
            if normal(query) not in self.meant and normal(query) != normal(text):
                yield Sample(query, self._about(text), kind)

    def _misspell(self, text: str) -> str:
        """The text with one letter of a longer word dropped, changed, inserted or swapped."""
        places = [
            start + place
            for start, word in _words(text)
            if len(word) >= WORD_MIN and word.isalpha()
            for place in range(len(word))
        ]
        if not places:
            return text
        place, other = self.random.choice(places), self.random.choice(LETTERS)
        before, letter, after = text[:place], text[place], text[place + 1 :]
        return self.random.choice(
            [
                before + after,
                before + letter + other + after,
                before + other + after,
                before + after[:1] + letter + after[1:],
            ]
        )

    def _beginnings(self) -> Iterator[tuple[str, str]]:
        """The first letters of random names, each with the name."""
        # Its own generator, so that both kinds of prefix get the same queries.
        random = Random(self.seed)
        while self.texts:
            text = random.choice(self.texts)
            if len(form := normal(text)) > PREFIX:
                yield form[:PREFIX], text

    def _prefix(self) -> Iterator[Sample]:
        """Where more conditions share the prefix than are shown, any of them is right; else only
        the condition of the name."""
        for query, text in self._beginnings():
            fitting = self.beginning[query]
            slugs = frozenset(fitting) if len(fitting) > SHOWN else self._about(text)
            yield Sample(query, slugs, "prefix")

    def _prefix_of_its_own(self) -> Iterator[Sample]:
        """The same queries, with only the condition of the name as right, though ten of perhaps
        hundreds are shown."""
        for query, text in self._beginnings():
            yield Sample(query, self._about(text), "prefix, its own")

    def _accents(self) -> Iterator[Sample]:
        """Accented names without accents, and plain names with one."""
        with_accents = [text for text in self.texts if _plain(text) != text]
        for text in with_accents:
            yield Sample(_plain(text), self._about(text), "accents")
        for text in self._pick():
            places = [place for place, letter in enumerate(text) if letter in ACCENTS]
            if places and text.isascii():
                place = self.random.choice(places)
                query = text[:place] + ACCENTS[text[place]] + text[place + 1 :]
                yield Sample(query, self._about(text), "accents")


def _words(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    for word in text.split(" "):
        yield start, word
        start += len(word) + 1


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(char for char in decomposed if not unicodedata.combining(char))
