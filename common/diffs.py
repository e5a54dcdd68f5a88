"""Differences between two texts, by words, in time that stays short for long texts."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Enum
from itertools import groupby

LINES = re.compile(r"[^\n]*\n|[^\n]+")
WORDS = re.compile(r"\w+\s*|[^\w\s]\s*|\s+")
# The most lines of a text, or words of a changed passage, that are compared. Many equal ones are
# the worst case, at less than a second.
COMPARED_MAX = 400
# The most pairs of words that are compared in two texts; later passages are shown whole. Two texts
# of 3,000 words that differ in every line need a third of it.
PAIRS_MAX = 2 * COMPARED_MAX**2


class Change(Enum):
    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True)
class Piece:
    change: Change
    text: str

    @property
    def is_added(self) -> bool:
        return self.change is Change.ADDED

    @property
    def is_removed(self) -> bool:
        return self.change is Change.REMOVED


@dataclass(frozen=True)
class Row:
    """Some lines of the old text, and the lines of the new text that replace them."""

    pieces: Sequence[Piece]

    @property
    def is_same(self) -> bool:
        return all(piece.change is Change.SAME for piece in self.pieces)

    @property
    def old(self) -> list[Piece]:
        return [piece for piece in self.pieces if not piece.is_added]

    @property
    def new(self) -> list[Piece]:
        return [piece for piece in self.pieces if not piece.is_removed]


def word_diff(old: str, new: str) -> list[Piece]:
    """The pieces that turn one text into the other; empty when the texts are equal."""
    if old == new:
        return []
    return joined([piece for pieces in compared(old, new) for piece in pieces])


def side_by_side(old: str, new: str) -> list[Row]:
    """Both whole texts in rows; some rows are the same on both sides."""
    return [Row(joined(pieces)) for pieces in compared(old, new)]


def compared(old: str, new: str) -> Iterator[list[Piece]]:
    """The pieces of each passage of whole lines.

    Lines are compared first, and words only within lines that differ.
    """
    lines = LINES.findall(old), LINES.findall(new)
    if max(map(len, lines)) > COMPARED_MAX:
        yield whole(old, new)
        return
    pairs = 0
    for before, after in passages(*lines):
        if before == after:
            yield [Piece(Change.SAME, before)]
            continue
        words = WORDS.findall(before), WORDS.findall(after)
        pairs += len(words[0]) * len(words[1])
        if max(map(len, words)) > COMPARED_MAX or pairs > PAIRS_MAX:
            yield whole(before, after)
        else:
            yield by_words(*words)


def by_words(before: Sequence[str], after: Sequence[str]) -> list[Piece]:
    pieces: list[Piece] = []
    for removed, added in passages(before, after):
        pieces += [Piece(Change.SAME, added)] if removed == added else whole(removed, added)
    return pieces


def passages(before: Sequence[str], after: Sequence[str]) -> list[tuple[str, str]]:
    """Runs of both sequences side by side; equal and different runs alternate."""
    codes = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    return [("".join(before[i1:i2]), "".join(after[j1:j2])) for _verb, i1, i2, j1, j2 in codes]


def whole(before: str, after: str) -> list[Piece]:
    pieces = [Piece(Change.REMOVED, before), Piece(Change.ADDED, after)]
    return [piece for piece in pieces if piece.text]


def joined(pieces: list[Piece]) -> list[Piece]:
    return [
        Piece(change, "".join(piece.text for piece in run))
        for change, run in groupby(pieces, key=lambda piece: piece.change)
    ]
