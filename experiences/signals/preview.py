"""A text cut into passages, for showing what was found in its place."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from experiences.signals import RULES
from experiences.signals.rule import Found, Rule, Writer

SENTENCE_STARTS = re.compile(r"(?:^|[.!?\n][\"')\]]?\s{0,3}|^\s{1,3})$")


@dataclass(frozen=True)
class Piece:
    """``rule`` is the weightiest of ``rules``; a plain piece has none. An empty suggestion means
    that no wording is sure to fit."""

    text: str
    start: int
    rule: Rule | None = None
    rules: tuple[Rule, ...] = ()
    suggestion: str = ""

    @property
    def end(self) -> int:
        return self.start + len(self.text)


def mark(
    text: str, found: Iterable[Found], *, language: str = "en", country: str = ""
) -> list[Piece]:
    """The text in pieces that, put together, are exactly the text.

    Findings that share a character are one piece. Findings outside of the text, or by a rule
    that is no more, are passed over: the text may have changed since it was read.
    """
    pieces: list[Piece] = []
    position = 0
    for start, end, group in overlapping(text, found):
        if position < start:
            pieces.append(Piece(text[position:start], position))
        pieces.append(marked(text, start, end, group, Writer(language, country)))
        position = end
    if position < len(text):
        pieces.append(Piece(text[position:], position))
    return pieces


def overlapping(text: str, found: Iterable[Found]) -> Iterator[tuple[int, int, list[Found]]]:
    group: list[Found] = []
    start = end = 0
    for one in sorted(found):
        if not (0 <= one.start < one.end <= len(text) and one.rule in RULES):
            continue
        if group and one.start >= end:
            yield start, end, group
            group = []
        if not group:
            start, end = one.start, one.end
        group.append(one)
        end = max(end, one.end)
    if group:
        yield start, end, group


def marked(text: str, start: int, end: int, group: list[Found], writer: Writer) -> Piece:
    rules = {one.rule: RULES[one.rule] for one in sorted(group, key=weight)}
    whole = [RULES[one.rule] for one in group if (one.start, one.end) == (start, end)]
    passage = text[start:end]
    suggestions = (rule.coarser(passage, writer) for rule in whole if rule.coarser)
    suggestion = next((words for words in suggestions if words), "")
    if SENTENCE_STARTS.search(text[max(0, start - 5) : start]) and suggestion:
        suggestion = suggestion[0].upper() + suggestion[1:]
    weightiest, *_others = rules.values()
    return Piece(passage, start, weightiest, tuple(rules.values()), suggestion)


def weight(found: Found) -> tuple[bool, bool, int]:
    """What must go comes first, then what holds, then the longer."""
    rule = RULES[found.rule]
    return not rule.must_go, not rule.holds, found.start - found.end
