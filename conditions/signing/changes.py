"""One place where two texts differ, and whether it says the same as before."""

from collections.abc import Sequence
from dataclasses import dataclass

from conditions.signing.findings import Finding, Findings
from conditions.signing.words import (
    is_accent_of,
    is_capital_of,
    is_typo_of,
    is_variant_of,
    lists,
    sensitive,
    touches_number,
)

SENTENCE_ENDS = set(".!?;:")
ARTICLES = {"a", "an", "the"}
QUOTES = set("\"'“”„‟«»‘’‚‛")
DASHES = set("–—-")


@dataclass(frozen=True)
class Passage:
    """Some pieces of a text, and the text that they are in."""

    text: Sequence[str]
    start: int
    end: int

    @property
    def pieces(self) -> list[tuple[int, str]]:
        places = range(self.start, self.end)
        return [(place, self.text[place]) for place in places if self.text[place] != " "]

    def around(self, place: int, step: int) -> str:
        """The nearest piece before (-1) or behind (1) a place that is no space."""
        place += step
        while 0 <= place < len(self.text) and self.text[place] == " ":
            place += step
        return self.text[place] if 0 <= place < len(self.text) else ""

    @property
    def sentence(self) -> list[str]:
        start, end = self.start, self.end
        while start > 0 and self.text[start - 1] not in SENTENCE_ENDS:
            start -= 1
        while end < len(self.text) and self.text[end] not in SENTENCE_ENDS:
            end += 1
        return list(self.text[start:end])


@dataclass(frozen=True)
class Change:
    """One place where two texts differ."""

    old: Passage
    new: Passage
    language: str

    def findings(self) -> Findings:
        removed, added = self.old.pieces, self.new.pieces
        if not removed and not added:
            # Only a space came or went.
            beside = [self.old.around(self.old.start, -1), self.old.around(self.old.end - 1, 1)]
            return {Finding.NUMBER} if any(map(touches_number, beside)) else set()
        found = {kind for _place, piece in removed + added if (kind := sensitive(piece))}
        if found:
            return found
        if len(removed) == len(added) and self.is_spelling(removed, added):
            return set()
        rest = (
            [(place, piece) for place, piece in removed if not self.may_go(self.old, place, piece)],
            [(place, piece) for place, piece in added if not self.may_come(place, piece)],
        )
        if len(rest[0]) != len(rest[1]) or not self.is_spelling(*rest):
            return {kind_of_rest(rest[0] + rest[1])}
        if self.is_delicate and not self.is_harmless_anywhere(removed, added):
            return {Finding.CONTEXT}
        return set()

    def is_spelling(self, removed: list[tuple[int, str]], added: list[tuple[int, str]]) -> bool:
        """Whether each piece became another that says the same."""
        return all(
            self.says_the_same(old, place, new)
            for (place, old), (_place, new) in zip(removed, added, strict=True)
        )

    def says_the_same(self, old: str, place: int, new: str) -> bool:
        if {old, new} <= QUOTES or {old, new} <= DASHES:
            # Behind a number a quotation mark may be feet or inches, minutes or seconds.
            beside = (self.old.around(place, -1), self.old.around(place, 1))
            return not any(map(touches_number, beside))
        old, new = (word.replace("’", "'").replace("‑", "-") for word in (old, new))
        if old == new or is_capital_of(old, new):
            return True
        if not self.is_english:
            return False
        return (
            {old.lower(), new.lower()} == {"a", "an"}
            or is_variant_of(old, new)
            or is_accent_of(old, new)
            or (old not in self.new.text and is_typo_of(old, new))
        )

    @property
    def is_english(self) -> bool:
        return self.language.split("-")[0] == "en"

    @property
    def is_delicate(self) -> bool:
        """Whether the sentence, before or after, has a number or a negation."""
        return any(
            sensitive(piece) in (Finding.NUMBER, Finding.NEGATION, Finding.UNIT)
            for piece in self.old.sentence + self.new.sentence
        )

    def may_go(self, passage: Passage, place: int, piece: str) -> bool:
        return self.is_doubled(place, piece) or self.is_light(passage, place, piece)

    def may_come(self, place: int, piece: str) -> bool:
        return self.is_light(self.new, place, piece)

    def is_light(self, passage: Passage, place: int, piece: str) -> bool:
        if piece == ",":
            return passage.around(place, 1).lower() not in lists()["after_commas"]
        if piece == ".":
            return ends_it(passage, place)
        is_article = self.is_english and piece.lower() in ARTICLES
        return is_article and passage.around(place, 1).lower() not in lists()["after_articles"]

    def is_doubled(self, place: int, piece: str) -> bool:
        beside = (self.old.around(place, -1), self.old.around(place, 1))
        return piece.isalpha() and piece.lower() in {word.lower() for word in beside}

    def is_harmless_anywhere(
        self, removed: list[tuple[int, str]], added: list[tuple[int, str]]
    ) -> bool:
        """A word that stood twice, or the full stop at the end of a paragraph."""
        return all(
            self.is_doubled(place, piece) or ends_it(self.old, place) for place, piece in removed
        ) and all(ends_it(self.new, place) for place, _piece in added)


def ends_it(passage: Passage, place: int) -> bool:
    return passage.text[place] == "." and not passage.around(place, 1)


def kind_of_rest(rest: Sequence[tuple[int, str]]) -> Finding:
    is_word = any(piece.isalpha() for _place, piece in rest)
    return Finding.WORD if is_word else Finding.PUNCTUATION
