"""Days of the calendar and ages in years. A season and a decade tell as much, and point at
nobody."""

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

AGE = r"(?P<age>1[01]\d|[1-9]?\d)"
YEARS = spaced(r"(?: years?(?: old)?| yrs?(?: old)?| y/?o|-years?-old)")
OLD = spaced(r"(?: years? old| yrs? old| year of age| years of age| y/?o|-years?-old|-yr-old)")
CHILD = r"(?:son|daughter|boy|girl|child|brother|sister|grandson|granddaughter|niece|nephew)"
ADVERB = r"(?: only| just| now| nearly| almost| already| about| around)?"
# "I'm 43" stands at the end of a clause; "I'm 43 weeks pregnant" does not.
CLAUSE_END = (
    r"(?=\s{0,2}(?:[.,;:!?)\-]|$|\n)|\s(?:and|but|now|with|so|when|who|y|pero|female|male)\s)"
)
PATTERNS = tuple(
    re.compile(spaced(rf"(?<![\w.,/-])(?<!\d\sand\s)(?<!\d\sto\s)(?=\w){pattern}"))
    for pattern in (
        rf"{AGE}[-\s]?(?:years?|yrs?)[-\s]old\s(?P<child>{CHILD})(?!\w)",
        rf"(?P<me>i(?:'m| am| was){ADVERB}\s){AGE}{OLD}(?!\w)",
        rf"(?P<me>i(?:'m| am){ADVERB}\s){AGE}(?![\w%/]|[.,]\d|\s?-\s?\d){CLAUSE_END}",
        rf"(?P<at>(?:at|from|by|since) (?:the )?age (?:of )?){AGE}(?![\w%/]|[.,]\d|\s?(?:-"
        rf"|to)\s?\d)",
        rf"(?P<aged>aged? ){AGE}(?![\w%/+]|[.,]\d|\s?(?:-|to|and over)\s?\d|\s(?:months?|weeks?"
        rf"|days?|and over))",
        rf"{AGE}(?P<old>{OLD})(?!\w)",
        rf"(?<!mas\s)(?<!menos\s)(?P<es_of>de ){AGE} anos"
        rf"(?! (?:de|despues|antes|atras|que|con|sin|llevo))(?!\w)",
        rf"(?P<es_at>a los ){AGE}(?: anos)?(?! (?:dias|meses|minutos|pocos|de))(?!\w)",
        rf"(?P<es_have>(?:tengo|tiene|tenia|cumpli|cumplio|cumplo){ADVERB} (?:ya |casi |ahora )?)"
        rf"{AGE} anos(?! (?:de|con|sin|enfermo|enferma|diagnostic))(?!\w)",
    )
)
ADULT = 18
OLDEST_NAMED = 90
OLDEST = "90 or over"
DECADES = (
    "teens",
    "twenties",
    "thirties",
    "forties",
    "fifties",
    "sixties",
    "seventies",
    "eighties",
)


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


def ages(shadow: Shadow, writer: Writer) -> Iterator[Span]:
    for pattern in PATTERNS:
        for match in pattern.finditer(shadow.folded):
            yield shadow.span(*match.span())


def band(passage: str, writer: Writer) -> str | None:
    """ "I am 43" becomes "I am in my forties", "aged 7" becomes "aged under 12"."""
    shadow = Shadow.of(passage)
    match = next((match for known in PATTERNS if (match := known.match(shadow.folded))), None)
    if match is None:
        return None
    age, kept = int(match["age"]), match.groupdict()
    kind = next((name for name, words in kept.items() if words and name != "age"), "")
    ahead = shadow.text[: match.start("age")]
    if kind.startswith("es_"):
        return spanish_band(kind, age, ahead)
    return child_band(kind, age, ahead, kept) if age < ADULT else adult_band(kind, age, ahead, kept)


def child_band(kind: str, age: int, ahead: str, kept: dict[str, str]) -> str | None:
    limit = next(limit for limit in (6, 12, 18) if age < limit)
    if kind == "child":
        adjective = {6: "young", 12: "school-age", 18: "teenage"}[limit]
        return f"{adjective} {kept['child']}"
    if kind == "at":
        return f"before {limit}" if ahead.lower().startswith("at") else None
    if kind == "old" and kept["old"].startswith("-"):
        return f"child under {limit}"
    return f"{ahead}under {limit}"


def adult_band(kind: str, age: int, ahead: str, kept: dict[str, str]) -> str | None:
    low = age // 10 * 10
    if kind == "me":
        decade = OLDEST if age >= OLDEST_NAMED else f"in my {DECADES[low // 10 - 1]}"
        return f"{ahead}{decade}"
    is_adjective = kind == "old" and "years" not in kept["old"]
    if age >= OLDEST_NAMED:
        return None if is_adjective else f"{ahead}{OLDEST}"
    low = max(low, ADULT)
    high = age // 10 * 10 + 9
    if kind == "at":
        return f"between {low} and {high}" if ahead.lower().startswith("at") else None
    if kind == "old":
        return (
            f"{low}-to-{high}-year-old" if is_adjective else f"between {low} and {high} years old"
        )
    return f"{ahead}{low} to {high}" if kind == "aged" else None


def spanish_band(kind: str, age: int, ahead: str) -> str | None:
    limit = next((limit for limit in (6, 12, 18) if age < limit), None)
    if kind == "es_at":
        return f"antes de los {limit}" if limit else f"pasados los {age // 10 * 10}"
    return f"{ahead}menos de {limit} años" if limit else f"{ahead}más de {age // 10 * 10} años"


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
    Rule(
        id="age-exact",
        version=1,
        family=Family.IDENTIFYING,
        label=_("Exact age"),
        why=_(
            "An age, a place and a rare disease together can point at one person. A decade tells "
            "readers as much."
        ),
        finds=ages,
        coarser=band,
    ),
)
