"""The types of a rule and its findings, the normalised copy of a text, and helpers for patterns.

A finding keeps offsets, never the words.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Span = tuple[int, int]

MARKS = "\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f"
REACH = 40  # characters before a passage in which a negation is looked for
# A letter with its accents. Their number is bounded: ordering them takes the square of it.
CLUSTER = re.compile(rf".[{MARKS}]{{0,20}}", re.DOTALL)
MARK = re.compile(rf"[{MARKS}]")
KEPT = 4096  # characters whose plain form is remembered
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
    """A normalised copy of a text, on which patterns match, with the places of its characters in
    the original. It is never stored."""

    original: str
    text: str  # capitals and accents kept
    folded: str  # the same, character for character, small and without accents
    starts: Sequence[int]
    ends: Sequence[int]

    @classmethod
    def of(cls, original: str) -> "Shadow":
        if original.isascii():
            text = original.translate(STRAIGHT)
            return cls(original, text, text.lower(), range(len(text)), range(1, len(text) + 1))
        clusters = CLUSTER.findall(original) if MARK.search(original) else list(original)
        plain = [
            plain_character(cluster) if len(cluster) == 1 else straight(cluster)
            for cluster in clusters
        ]
        bounds = [0, *accumulate(map(len, clusters))]
        starts = [start for start, part in zip(bounds, plain, strict=False) for _ in part]
        ends = [end for end, part in zip(bounds[1:], plain, strict=True) for _ in part]
        text = "".join(plain)
        return cls(original, text, "".join(map(folded, text)), starts, ends)

    def span(self, start: int, end: int) -> Span:
        """The place in the original of a passage of the shadow, which is not empty."""
        return self.starts[start], self.ends[end - 1]

    def spans(self, pattern: re.Pattern[str], group: int = 0) -> Iterator[Span]:
        """Every passage of the folded copy that matches, in the original."""
        for match in pattern.finditer(self.folded):
            yield self.span(*match.span(group))


def straight(cluster: str) -> str:
    plain = unicodedata.normalize("NFKC", cluster.translate(STRAIGHT)).translate(STRAIGHT)
    return "".join(character for character in plain if not is_invisible(character))


@lru_cache(KEPT)
def plain_character(character: str) -> str:
    return straight(character)


@lru_cache(KEPT)
def is_invisible(character: str) -> bool:
    return (
        character in INVISIBLE
        or "\ufe00" <= character <= "\ufe0f"
        or "\U000e0100" <= character <= "\U000e01ef"
        or unicodedata.category(character) == "Cf"
    )


@lru_cache(KEPT)
def folded(character: str) -> str:
    """One character for one, so that both copies share their offsets."""
    base = unicodedata.normalize("NFD", character)[0]
    small = base.lower()
    return small if len(small) == 1 else base


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


def comes_after(shadow: Shadow, start: int, words: re.Pattern[str]) -> bool:
    return words.search(shadow.folded[max(0, start - REACH) : start]) is not None


def unless(shadow: Shadow, pattern: re.Pattern[str], words: re.Pattern[str]) -> Iterator[Span]:
    """Passages that do not come right after such words."""
    for match in pattern.finditer(shadow.folded):
        if not comes_after(shadow, match.start(), words):
            yield shadow.span(*match.span())


class Family(TextChoices):
    CONTACT = "contact", _("contact details")
    RECORDS = "records", _("record numbers")
    IDENTIFYING = "identifying", _("who, where and when")
    CRISIS = "crisis", _("a person in crisis")
    MINOR = "minor", _("a child or young person")
    ADVICE = "advice", _("advice, sales and cures")
    ABUSE = "abuse", _("abuse")
    SCRIPTS = "scripts", _("disguised letters")
    DUPLICATES = "duplicates", _("copies")


# What the author is shown before a text is sent in: what it tells about them and others.
PRIVATE_FAMILIES = frozenset({Family.CONTACT, Family.RECORDS, Family.IDENTIFYING})


class Writer(NamedTuple):
    """What is known of who writes: the text's language, and a country code or nothing."""

    language: str = "en"
    country: str = ""


# Passages of the original text, in any order.
Finder = Callable[[Shadow, Writer], Iterable[Span]]
# A wording to put in a passage's place, or None where no wording is sure to fit.
Coarser = Callable[[str, Writer], str | None]


@dataclass(frozen=True, eq=False, kw_only=True)
class Rule:
    """``version`` grows with every change of what the rule finds."""

    id: str
    version: int
    family: Family
    label: str | Promise
    why: str | Promise
    finds: Finder | None = None  # None: not found by reading one text alone
    holds: bool = False  # the text waits for a senior moderator
    must_go: bool = False  # the author cannot send the text in with it
    coarser: Coarser | None = None


@dataclass(frozen=True, order=True, slots=True)
class Found:
    """Offsets count characters of the original text."""

    start: int
    end: int
    rule: str
    version: int
