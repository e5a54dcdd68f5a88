"""Telephone numbers, as the phonenumbers library knows them for the countries that are likely."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _
from phonenumbers import Leniency, PhoneNumberMatcher

from experiences.text_rules import records
from experiences.text_rules.rule import Family, Rule, Shadow, Span, Writer, spaced

# Beside the writer's own country.
REGIONS = {"en": ("GB", "US"), "es": ("ES", "MX")}
MOST_TRIED = 80  # different stretches of digits in one text; each takes up to a millisecond
DIGITS = r"\d(?:[ \t().\-/]{0,2}\d){6,16}"
CANDIDATE = re.compile(rf"(?<![\w.,/:])\+?\(?{DIGITS}(?![\d%])")
# Numbers that no country has given out yet are as clear after such words.
CUE = spaced(
    r"(?:(?:call|ring|phone|text|reach|contact|whatsapp|message|sms) (?:me|us|him|her|my "
    r"\w{2,10})"
    r"|(?:phone|mobile|cell|telephone|whatsapp|landline|tel|ph|mob)(?: ?(?:no|number|nr|#))?"
    r"|my number|(?:llama|escribe|whatsappea|contacta)(?:me|nos|d|dme)?"
    r"|(?:telefono|movil|celular|tlfn?o?|wasap|wsp|fono))"
)
CUED = re.compile(
    rf"(?<!\w){CUE}(?:\s{{1,2}}(?:is|es|on|at|al|en|el|number|no|numero|now|:)){{0,3}}"
    rf"\s?[.:=]?\s{{0,2}}(\+?\(?{DIGITS})(?![\d%])"
)
INTERNATIONAL = re.compile(r"(?<![\w.+])\+[1-9]\d{0,2}(?:[ \t().\-/]{0,2}\d){7,12}(?!\d)")
BRITISH_MOBILE = re.compile(r"(?<![\w.+])07\d{3}[ -]?\d{3}[ -]?\d{3}(?!\d)")
BARE = 10  # digits in a row: as often a reference number as a number of another country
DATE = re.compile(r"(?:\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d\d)|\d{4}[/.-]\d\d[/.-]\d\d)\b")


def numbers(shadow: Shadow, writer: Writer) -> Iterator[Span]:
    taken = [match.span() for match in records.matches(shadow)]
    spans = [match.span() for match in INTERNATIONAL.finditer(shadow.folded)]
    spans += [match.span() for match in BRITISH_MOBILE.finditer(shadow.folded)]
    spans += [match.span(1) for match in CUED.finditer(shadow.folded) if not is_date(match[1])]
    spans += valid(shadow.folded, writer)
    for start, end in spans:
        if not any(start < last and first < end for first, last in taken):
            yield shadow.span(start, end)


def is_date(digits: str) -> bool:
    return DATE.match(digits) is not None


def valid(text: str, writer: Writer) -> Iterator[Span]:
    """Numbers that exist in one of the writer's likely countries."""
    regions = likely_regions(writer)
    known: dict[str, Span | None] = {}
    for candidate in CANDIDATE.finditer(text):
        digits = candidate[0]
        if digits not in known:
            if len(known) == MOST_TRIED:
                return
            known[digits] = None if is_date(digits) else first_valid(digits, regions, writer)
        if span := known[digits]:
            yield candidate.start() + span[0], candidate.start() + span[1]


def likely_regions(writer: Writer) -> tuple[str, ...]:
    others = REGIONS.get(writer.language[:2], REGIONS["en"])
    own = (writer.country.upper(),) if writer.country else ()
    return tuple(dict.fromkeys(own + others))


def first_valid(digits: str, regions: tuple[str, ...], writer: Writer) -> Span | None:
    for place, region in enumerate(regions):
        is_own = region == writer.country.upper()
        # Of a country that is only possible the digits must stand in its groups, too.
        leniency = Leniency.STRICT_GROUPING if place else Leniency.VALID
        for match in PhoneNumberMatcher(digits, region, leniency, max_tries=4):
            raw = match.raw_string
            if is_own or raw[0] in "+0" or not (raw.isdigit() and len(raw) >= BARE):
                return match.start, match.end
    return None


RULES = (
    Rule(
        id="contact-phone",
        version=1,
        family=Family.CONTACT,
        label=_("Telephone number"),
        why=_(
            "Anybody could call this number, today or in ten years. Please take it out: people "
            "who want to talk can meet in the community instead."
        ),
        finds=numbers,
        must_go=True,
    ),
)
