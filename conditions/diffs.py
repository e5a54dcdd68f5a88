import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Enum

WORDS = re.compile(r"\s+|\w+|[^\w\s]")


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
    """The pieces that turn one text into another, by whole words; empty when they are equal.

    Quadratic in the words at worst; a summary has some hundreds.
    """
    if old == new:
        return []
    before, after = WORDS.findall(old), WORDS.findall(new)
    pieces = []
    for verb, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if verb == "equal":
            pieces.append(Piece(Change.SAME, "".join(before[i1:i2])))
            continue
        if i2 > i1:
            pieces.append(Piece(Change.REMOVED, "".join(before[i1:i2])))
        if j2 > j1:
            pieces.append(Piece(Change.ADDED, "".join(after[j1:j2])))
    return pieces
