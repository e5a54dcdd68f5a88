"""Splitting a text into passages, to show each finding in its place with a vaguer wording."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from experiences.text_rules import RULES
from experiences.text_rules.rule import Found, Rule, Writer

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
    rules = tuple({one.rule: RULES[one.rule] for one in sorted(group, key=weight)}.values())
    suggestion = coarser(text, start, end, group, writer)
    if suggestion and SENTENCE_STARTS.search(text[max(0, start - 5) : start]):
        suggestion = suggestion[0].upper() + suggestion[1:]
    return Piece(text[start:end], start, rules[0], rules, suggestion)


def coarser(text: str, start: int, end: int, group: list[Found], writer: Writer) -> str:
    """The passage with its longest findings reworded; empty where something that must go stays."""
    chosen: list[tuple[Found, str]] = []
    for one in sorted(group, key=lambda one: one.start - one.end):
        rewording = RULES[one.rule].coarser
        words = rewording(text[one.start : one.end], writer) if rewording else None
        if words and all(one.end <= other.start or other.end <= one.start for other, _ in chosen):
            chosen.append((one, words))
    kept = [one for one in group if RULES[one.rule].must_go]
    if not chosen or any(not within(one, [other for other, _ in chosen]) for one in kept):
        return ""
    parts: list[str] = []
    for one, words in sorted(chosen, key=lambda pair: pair[0]):
        parts += [text[start : one.start], words]
        start = one.end
    return "".join([*parts, text[start:end]])


def within(one: Found, others: list[Found]) -> bool:
    return any(other.start <= one.start and one.end <= other.end for other in others)


def weight(found: Found) -> tuple[bool, bool, int]:
    """What must go comes first, then what holds, then the longer."""
    rule = RULES[found.rule]
    return not rule.must_go, not rule.holds, found.start - found.end
