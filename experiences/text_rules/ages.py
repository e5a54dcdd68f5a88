"""Ages in years. A decade tells readers what they want to know."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from experiences.text_rules.rule import Family, Rule, Shadow, Span, Writer, spaced

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
