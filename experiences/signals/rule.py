"""What a rule is, and what it leaves behind: its name and offsets, never the words themselves."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from experiences.signals.shadow import Shadow, Span


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
