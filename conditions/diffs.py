"""What changed between two texts, by words, in time that stays short for long texts."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Enum
from itertools import groupby

LINES = re.compile(r"[^\n]*\n|[^\n]+")
WORDS = re.compile(r"\w+\s*|[^\w\s]\s*|\s+")
# Lines of two texts, or words of two changed passages, up to which they are compared: many equal
# ones are the worst case, at less than a second.
COMPARED_MAX = 400


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


def word_diff(old: str, new: str) -> list[Piece]:
    """The pieces that turn one text into another; empty when they are equal.

    Lines are compared first, and words only within lines that differ.
    """
    if old == new:
        return []
    pieces: list[Piece] = []
    lines = LINES.findall(old), LINES.findall(new)
    if max(map(len, lines)) > COMPARED_MAX:
        return whole(old, new)
    for before, after in passages(*lines):
        if before == after:
            pieces.append(Piece(Change.SAME, before))
            continue
        words = WORDS.findall(before), WORDS.findall(after)
        if max(map(len, words)) > COMPARED_MAX:
            pieces += whole(before, after)
            continue
        for removed, added in passages(*words):
            pieces += [Piece(Change.SAME, added)] if removed == added else whole(removed, added)
    return joined(pieces)


def passages(before: Sequence[str], after: Sequence[str]) -> list[tuple[str, str]]:
    """Runs of both sequences, side by side: equal ones and different ones in turns."""
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
