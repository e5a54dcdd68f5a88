"""The copy of a text that patterns read. It lives as long as one scan and is never stored.

In it look-alikes are one: compatibility forms (NFKC), curly quotes, dashes; invisible characters
are gone. Every character remembers which part of the original it came from.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

Span = tuple[int, int]

MARKS = "\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f"
# A letter with its accents. Their number is bounded: ordering them takes the square of it.
CLUSTER = re.compile(rf"[\x00-\x7f]+(?![{MARKS}])|.[{MARKS}]{{0,20}}", re.DOTALL)
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
            size = len(original)
            text = original.translate(STRAIGHT)
            return cls(original, text, text.lower(), range(size), range(1, size + 1))
        parts: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        for cluster in CLUSTER.finditer(original):
            start, end = cluster.span()
            if cluster[0].isascii():
                parts.append(cluster[0].translate(STRAIGHT))
                starts.extend(range(start, end))
                ends.extend(range(start + 1, end + 1))
            else:
                plain = straightened(cluster[0])
                parts.append(plain)
                starts.extend([start] * len(plain))
                ends.extend([end] * len(plain))
        text = "".join(parts)
        return cls(original, text, "".join(map(folded, text)), starts, ends)

    def span(self, start: int, end: int) -> Span:
        """Where in the original a passage of the shadow stands, which has a character at least."""
        return self.starts[start], self.ends[end - 1]

    def spans(self, pattern: re.Pattern[str], group: int = 0) -> Iterator[Span]:
        """Every passage of the folded copy that matches, in the original."""
        for match in pattern.finditer(self.folded):
            yield self.span(*match.span(group))


def straightened(cluster: str) -> str:
    plain = unicodedata.normalize("NFKC", cluster.translate(STRAIGHT)).translate(STRAIGHT)
    return "".join(character for character in plain if not is_invisible(character))


@cache
def is_invisible(character: str) -> bool:
    return (
        character in INVISIBLE
        or "\ufe00" <= character <= "\ufe0f"
        or "\U000e0100" <= character <= "\U000e01ef"
        or unicodedata.category(character) == "Cf"
    )


@cache
def folded(character: str) -> str:
    """One character for one, so that both copies share their offsets."""
    base = unicodedata.normalize("NFD", character)[0]
    small = base.lower()
    return small if len(small) == 1 else base
