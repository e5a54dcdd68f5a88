"""The copy of a text that patterns read. It lives as long as one scan and is never stored.

In it look-alikes are one: compatibility forms (NFKC), curly quotes, dashes; invisible characters
are gone. Every character remembers which part of the original it came from.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

Span = tuple[int, int]

MARKS = "\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f"
# A letter with its accents. Their number is bounded: ordering them takes the square of it.
CLUSTER = re.compile(rf".[{MARKS}]{{0,20}}", re.DOTALL)
MARK = re.compile(rf"[{MARKS}]")
KEPT = 4096  # characters whose plain form is remembered
STRAIGHT = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u02bc\u02b9\u00b4\u0060\uff07", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb", '"'),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d", "-"),
    }
)
# Beside the category Cf: fillers, variation selectors and the key cap round a digit.
INVISIBLE = frozenset("\u034f\u115f\u1160\u3164\uffa0\u20e3\u17b4\u17b5")


@dataclass(frozen=True)
class Shadow:
    original: str
    text: str  # capitals and accents kept
    folded: str  # the same, character for character, small and without accents
    starts: Sequence[int]
    ends: Sequence[int]

    @classmethod
    def of(cls, original: str) -> "Shadow":
        if original.isascii():
            text = original.translate(STRAIGHT)
            return cls(original, text, text.lower(), range(len(text)), range(1, len(text) + 1))
        clusters = CLUSTER.findall(original) if MARK.search(original) else list(original)
        plain = [
            of_one(cluster) if len(cluster) == 1 else straight(cluster) for cluster in clusters
        ]
        bounds = [0, *accumulate(map(len, clusters))]
        starts = [start for start, part in zip(bounds, plain, strict=False) for _ in part]
        ends = [end for end, part in zip(bounds[1:], plain, strict=True) for _ in part]
        text = "".join(plain)
        return cls(original, text, "".join(map(folded, text)), starts, ends)

    def span(self, start: int, end: int) -> Span:
        """Where in the original a passage of the shadow stands, which has a character at least."""
        return self.starts[start], self.ends[end - 1]

    def spans(self, pattern: re.Pattern[str], group: int = 0) -> Iterator[Span]:
        """Every passage of the folded copy that matches, in the original."""
        for match in pattern.finditer(self.folded):
            yield self.span(*match.span(group))


def straight(cluster: str) -> str:
    plain = unicodedata.normalize("NFKC", cluster.translate(STRAIGHT)).translate(STRAIGHT)
    return "".join(character for character in plain if not is_invisible(character))


@lru_cache(KEPT)
def of_one(character: str) -> str:
    return straight(character)


@lru_cache(KEPT)
def is_invisible(character: str) -> bool:
    return (
        character in INVISIBLE
        or "\ufe00" <= character <= "\ufe0f"
        or "\U000e0100" <= character <= "\U000e01ef"
        or unicodedata.category(character) == "Cf"
    )


@lru_cache(KEPT)
def folded(character: str) -> str:
    """One character for one, so that both copies share their offsets."""
    base = unicodedata.normalize("NFD", character)[0]
    small = base.lower()
    return small if len(small) == 1 else base
