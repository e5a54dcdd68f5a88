"""Days of the calendar. A month or a season tells a story as well, and points at nobody."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from experiences.text_rules.rule import Family, Rule, Shadow, Span, Writer, spaced

ENGLISH = "january february march april may june july august september october november december"
SPANISH = "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"
MONTHS = {name: number for number, name in enumerate(ENGLISH.split(), start=1)}
MONTHS |= {name: number for number, name in enumerate(SPANISH.split(), start=1)}
MONTHS |= {name[:3]: number for name, number in MONTHS.items()} | {"sept": 9, "setiembre": 9}
NAMED = "|".join(sorted(MONTHS, key=len, reverse=True))
DAY_NAMES = (
    r"(?:mon|tues?|wed|wednes|thu|thurs?|fri|sat|satur|sun)(?:day)?|lunes|martes|miercoles|jueves"
    r"|viernes|sabado|domingo"
)
LEAD = spaced(
    rf"(?P<lead>on the |on |desde el |hasta el |el dia |el |del |al |the )?"
    rf"(?P<weekday>(?:{DAY_NAMES})\.?,? )?(?:the |dia )?"
)
YEAR = spaced(r"(?:,? (?:of |de |del )?(?P<year>(?:19|20)\d\d)(?!\d))?")
AHEAD = r"(?<![\w/.:-])(?=\w)"
DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th|o)?"
DAY_FIRST = re.compile(
    rf"{AHEAD}{LEAD}{DAY}(?:\s{{1,3}}(?:of|de)|-)?[\s-]{{1,2}}(?P<month>{NAMED})(?!\w)(?:\.(?=,?\s\d))?{YEAR}"
)
MONTH_FIRST = re.compile(
    rf"{AHEAD}{LEAD}(?P<month>{NAMED})\.?\s(?:the\s)?{DAY}(?![\w/:%]|[.,-]\d){YEAR}"
)
NUMERIC = re.compile(
    rf"{AHEAD}{LEAD}(?P<a>\d{{1,2}})(?P<sep>[/.-])(?P<b>\d{{1,2}})(?P=sep)"
    r"(?P<year>(?:19|20)\d\d|\d\d)(?![\w/:]|[.,-]\d)"
)
ISO = re.compile(
    rf"{AHEAD}{LEAD}(?P<year>(?:19|20)\d\d)(?P<sep>[/.-])(?P<month>[01]\d)(?P=sep)"
    r"(?P<day>[0-3]\d)(?!\w)"
)
WORDS_TOO = frozenset({"may", "mar", "march", "sun", "jun", "jan", "dec", "set", "ago", "sep"})
CENTURY_TURNS = 40  # '39 is 2039, '41 is 1941
LAST_DAY, LAST_MONTH = 31, 12

SEASONS = ("winter", "spring", "summer", "autumn")
SOUTHERN = frozenset(["AU", "NZ", "ZA", "AR", "CL", "UY"])
SPANISH_LEAD = {
    "el": "en ",
    "el dia": "en ",
    "desde el": "desde ",
    "hasta el": "hasta ",
    "del": "de ",
    "al": "a ",
}


def days(shadow: Shadow, writer: Writer) -> Iterator[Span]:
    for pattern in (DAY_FIRST, MONTH_FIRST, NUMERIC, ISO):
        for match in pattern.finditer(shadow.folded):
            if is_day(match, shadow.text):
                yield shadow.span(*match.span())


def is_day(match: re.Match[str], text: str) -> bool:
    if match.re is NUMERIC:
        low, high = sorted((int(match["a"]), int(match["b"])))
        is_short = len(match["year"]) == len("19") and match["sep"] != "/"
        return 1 <= low <= LAST_MONTH and high <= LAST_DAY and not is_short
    if not 1 <= int(match["day"]) <= LAST_DAY:
        return False
    if match.re is ISO:
        return 1 <= int(match["month"]) <= LAST_MONTH
    # "5 may need help", "march 10 miles": the month is written large, or has a year.
    small = match["month"] in WORDS_TOO and text[match.start("month")].islower()
    return bool(match["year"]) or not small


def month_of(match: re.Match[str]) -> int | None:
    """None where 4/5 may be a day of April or of May."""
    if match.re is NUMERIC:
        a, b = int(match["a"]), int(match["b"])
        if a > LAST_MONTH or b > LAST_MONTH or a == b:
            return min(a, b)
        return None
    return int(match["month"]) if match.re is ISO else MONTHS[match["month"]]


def season_or_month(passage: str, writer: Writer) -> str | None:
    """ "on 12 March 2019" becomes "in spring 2019"; only the year where the month is unsure."""
    folded = Shadow.of(passage).folded
    patterns = (DAY_FIRST, MONTH_FIRST, NUMERIC, ISO)
    match = next((match for pattern in patterns if (match := pattern.fullmatch(folded))), None)
    if match is None:
        return None
    month, year = month_of(match), whole_year(match["year"])
    lead = " ".join((match["lead"] or "").split())
    if writer.language[:2] == "es":
        name = SPANISH.split()[month - 1] if month else ""
        words = f"{name} de {year}" if name and year else name or year
        return SPANISH_LEAD.get(lead, "") + words
    name = season(month, writer.country) if month else ""
    return ("in " if lead.startswith("on") else "") + f"{name} {year}".strip()


def season(month: int, country: str) -> str:
    index = month % LAST_MONTH // 3
    return SEASONS[(index + 2) % 4 if country.upper() in SOUTHERN else index]


def whole_year(digits: str | None) -> str:
    if digits and len(digits) == len("19"):
        return ("20" if int(digits) < CENTURY_TURNS else "19") + digits
    return digits or ""


RULES = (
    Rule(
        id="date-exact",
        version=1,
        family=Family.IDENTIFYING,
        label=_("Exact date"),
        why=_(
            "A birthday, an accident or a death on a certain day can be found in newspapers and "
            "registers. A season and a year keep the story and hide the person."
        ),
        finds=days,
        coarser=season_or_month,
    ),
)
