"""How the tables of words are written: in small letters, without accents, one space for any.

Every repetition in them is bounded, so that no text takes longer than its length.
"""

import re
from collections.abc import Iterator

from experiences.signals.shadow import Shadow, Span

REACH = 40  # characters before a passage in which a negation is looked for


def phrases(*alternatives: str) -> re.Pattern[str]:
    """A pattern for whole words on the folded copy."""
    return re.compile(rf"\b(?=\w)(?:{'|'.join(map(spaced, alternatives))})(?!\w)")


def listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


def spaced(words: str) -> str:
    return words.replace(" ?", r"\s{0,3}").replace(" ", r"\s{1,3}")


def before(*alternatives: str) -> re.Pattern[str]:
    """A pattern for the words that stand right before a passage."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(spaced, alternatives))})\s{{0,3}}$")


def follows(shadow: Shadow, start: int, words: re.Pattern[str]) -> bool:
    return words.search(shadow.folded[max(0, start - REACH) : start]) is not None


def unless(shadow: Shadow, pattern: re.Pattern[str], words: re.Pattern[str]) -> Iterator[Span]:
    """Passages that do not come right after such words."""
    for match in pattern.finditer(shadow.folded):
        if not follows(shadow, match.start(), words):
            yield shadow.span(*match.span())
