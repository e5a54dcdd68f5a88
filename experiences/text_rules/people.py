"""Names of persons: staff, relatives, neighbours, the author."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from experiences.text_rules.proper_names import (
    CAPITALS,
    FULL_NAME,
    MORE_NAMES,
    NAME,
    is_common,
    without_common_tail,
)
from experiences.text_rules.rule import Family, Rule, Shadow, Span, Writer, listed, spaced

DOCTOR = r"(?:dr|doctor|prof|professor|dra|doctora|profesor|profesora)"
# One word in both languages, and what to call the person instead.
ROLES = {
    "nurse": ("a nurse", "nurse|matron|ward sister|staff nurse|charge nurse|sister"),
    "midwife": ("a midwife", "midwife"),
    "surgeon": ("my surgeon", "surgeon"),
    "consultant": ("my consultant", "consultant|registrar"),
    "GP": ("my GP", "gp"),
    "therapist": (
        "my therapist",
        "therapist|physio|physiotherapist|counsellor|counselor|dietitian|dietician",
    ),
    "specialist": (
        "my specialist",
        r"psychologist|psychiatrist|[a-z]{3,14}ologist|paediatrician|pediatrician",
    ),
    "paramedic": ("a paramedic", "paramedic"),
    "receptionist": ("a receptionist", "receptionist"),
    "social worker": ("a social worker", "social worker|case worker|care worker|carer"),
    "enfermera": ("una enfermera", "enfermera"),
    "enfermero": ("un enfermero", "enfermero"),
    "médico": ("mi médico", "m[eé]dico"),
    "médica": ("mi médica", "m[eé]dica"),
    "cirujano": ("mi cirujano", "cirujano"),
    "cirujana": ("mi cirujana", "cirujana"),
    "matrona": ("una matrona", "matrona|comadrona"),
    "fisio": ("mi fisio", "fisio|fisioterapeuta"),
    "especialista": (
        "mi especialista",
        r"psic[oó]log[oa]|psiquiatra|[a-záéíóú]{3,14}[oó]log[oa]|pediatra",
    ),
}
ANY_ROLE = spaced("|".join(words for _instead, words in ROLES.values()))
ARTICLE = spaced(r"(?:(?:my|the|our|a|an|another|one|mi|la|el|al|del|una?) )?")
TITLED = re.compile(
    rf"\b(?=\w)(?i:(?P<article>{ARTICLE})(?P<title>{DOCTOR})(?:\.?\s{{1,2}}{DOCTOR})?)(?:\.ª"
    rf"|\.)?\s{{1,2}}"
    rf"(?P<name>(?:[{CAPITALS}]\.?\s){{0,2}}{NAME}{MORE_NAMES})"
)
IN_ROLE = re.compile(
    rf"\b(?=\w)(?i:(?P<article>{ARTICLE})(?P<title>{ANY_ROLE}))"
    rf",?\s{{1,2}}(?i:called\s|named\s|llamad[oa]\s)?(?P<name>{NAME}{MORE_NAMES})"
)
COURTESY = r"(?:Mr|Mrs|Ms|Miss|Mx|Sr|Sra|Srta|Señor|Señora|Don|Doña|D\.|D\.ª)"
COURTEOUS = re.compile(rf"(?<!\w){COURTESY}\.?\s{{1,2}}(?P<name>{NAME}{MORE_NAMES})")

KIN = spaced(
    r"husband|wife|partner|girlfriend|boyfriend|fianc[eé]e?|son|daughter|child|baby|mum|mom|mam|"
    r"mother|dad|father|brother|sister|aunt|auntie|uncle|cousin|niece|nephew|grandmother|"
    r"grandfather|grandma|grandad|granddad|gran|nan|grandson|granddaughter|friend|neighbou?r"
    r"|boss|"
    r"colleague|teacher|ex|ex-husband|ex-wife|mother-in-law|father-in-law|stepson|stepdaughter|"
    r"twin|marido|mujer|esposa|esposo|pareja|novi[oa]|hij[oa]|beb[eé]|madre|padre|mam[aá]"
    r"|pap[aá]|"
    r"herman[oa]|t[ií][oa]|prim[oa]|sobrin[oa]|abuel[oa]|niet[oa]|amig[oa]|vecin[oa]|jef[ea]|"
    r"compañer[oa]|profesora?|cuñad[oa]|suegr[oa]|boy|girl|little boy|little girl"
)
OWN = spaced(
    r"(?:my|his|her|our|their|mi|su|nuestr[oa])"
    r"(?: (?:best|old|late|little|eldest|oldest|youngest|older|younger|dear|lovely|mejor"
    r"|difunt[oa]))?"
)
RELATED = rf"(?<!\w)(?P<kin>(?i:{OWN})\s{{1,2}}(?i:{KIN}))(?:,?\s{{1,2}})(?i:called\s|named\s)?"
KIN_IN_FULL = re.compile(rf"{RELATED}(?P<name>{FULL_NAME})")
KIN_BY_FIRST = re.compile(rf"{RELATED}(?P<name>{NAME})(?!\s{NAME})")
CALLED_IN_FULL = re.compile(
    rf"(?<!\w)(?i:called|named|known\sas|whose\sname\sis|(?:his|her|their)\s(?:full\s)?name"
    rf"\s(?:is|was)|se\sllama(?:ba)?|llamad[oa]|su\snombre\ses)\s{{1,2}}(?P<name>{FULL_NAME})"
)
AUTHOR = re.compile(
    rf"(?<!\w)(?i:my\s(?:full\s|real\s)?name\sis|my\sname's|i\sam\scalled|i'm\scalled|me\sllamo|"
    rf"mi\snombre\s(?:completo\s)?es)\s{{1,2}}(?P<name>{NAME}{MORE_NAMES})"
)
# Not persons: "hospital called Great Ormond Street", "a drug called Humira Pen".
THINGS = re.compile(
    r"(?i:\b(?:hospital|clinic|ward|unit|place|town|village|drug|medicine|medication|tablets?"
    r"|cream|"
    r"disease|syndrome|condition|charity|group|society|book|app|website|company|test|programme|"
    r"program|treatment|procedure|operation|diet|therapy|study|trial|cat|dog|horse|medicamento|"
    r"enfermedad|s[ií]ndrome|grupo|asociaci[oó]n|perr[oa]|gat[oa]|something|it|it's|(?:it|this"
    r"|which|that)\s(?:is|was)"
    r"|condici[oó]n|pueblo)(?:\s(?:is|was|are))?\s{0,3}"
    r"|\b(?:i|we|they|you|he|she|who|have|had|then)\s{1,3})$"
)
INSTITUTIONS = re.compile(
    r"(?:Hospital|Clinic|Syndrome|Disease|Infirmary|Ward|Centre|Center|Unit|House|Society|Trust"
    r"|Medical|Practice|Surgery|Health|Foundation)\b"
)
NO_DOCTORS = listed("google who martens pepper strange house oz")
ACRONYM = 3  # letters; a longer name in capitals is a text in capitals


def professionals(shadow: Shadow, writer: Writer) -> Iterator[Span]:
    for pattern in (TITLED, IN_ROLE):
        for match in pattern.finditer(shadow.text):
            name = personal(match)
            if name and not is_sibling(match, shadow):
                yield shadow.span(match.start(), match.start("name") + len(name))


def personal(match: re.Match[str]) -> str:
    """The name as far as it is one, or nothing."""
    name = without_common_tail(match["name"])
    first = re.split(r"[\s-]", name)[0]
    is_blank = len(set(first.lower())) <= 1  # "Dr XXXX", where a name was taken out
    is_shout = name.isupper() and not (match.groupdict().get("title") or "").isupper()
    is_acronym = name.isupper() and len(name) <= ACRONYM
    if is_blank or is_shout or is_acronym or INSTITUTIONS.search(match["name"]):
        return ""
    return "" if is_common(first) or first.lower() in NO_DOCTORS else name


def is_sibling(match: re.Match[str], shadow: Shadow) -> bool:
    """ "my sister Mary" is no nurse; "Sister Mary" is."""
    if match["title"].lower() != "sister":
        return False
    ahead = shadow.text[max(0, match.start() - 12) : match.start("title")].lower()
    return match["title"].islower() or re.search(r"\b(?:my|his|her|our|their)\s", ahead) is not None


def in_full(shadow: Shadow, writer: Writer) -> Iterator[Span]:
    """Somebody who is not the author, clearly named."""
    for match in KIN_IN_FULL.finditer(shadow.text):
        name = personal(match)
        if name and len(name.split()) > 1:
            yield shadow.span(match.start(), match.start("name") + len(name))
    for match in CALLED_IN_FULL.finditer(shadow.text):
        name = personal(match)
        ahead = shadow.text[max(0, match.start() - 30) : match.start()]
        if name and len(name.split()) > 1 and not THINGS.search(ahead):
            yield shadow.span(match.start("name"), match.start("name") + len(name))
    for match in COURTEOUS.finditer(shadow.text):
        if name := personal(match):
            yield shadow.span(match.start(), match.start("name") + len(name))


def by_first_name(shadow: Shadow, writer: Writer) -> Iterator[Span]:
    for match in KIN_BY_FIRST.finditer(shadow.text):
        if personal(match) and not match["name"].isupper():
            yield shadow.span(*match.span())


def author(shadow: Shadow, writer: Writer) -> Iterator[Span]:
    for match in AUTHOR.finditer(shadow.text):
        if name := personal(match):
            yield shadow.span(match.start("name"), match.start("name") + len(name))


def without_staff_name(passage: str, writer: Writer) -> str | None:
    """ "Dr Smith" becomes "my doctor"."""
    shadow = Shadow.of(passage)
    if match := TITLED.match(shadow.text):
        title = match["title"].lower()
        if writer.language[:2] == "es":
            instead = "mi médica" if title in ("dra", "doctora", "profesora") else "mi médico"
        else:
            instead = "my doctor"
    elif match := IN_ROLE.match(shadow.text):
        words = match["title"].lower()
        instead = next(
            instead for instead, titles in ROLES.values() if re.fullmatch(spaced(titles), words)
        )
    else:
        return None
    contraction = {"al": "a ", "del": "de "}.get(match["article"].strip().lower(), "")
    return contraction + instead


def without_name(passage: str, writer: Writer) -> str | None:
    """ "my son Jack" becomes "my son"; where only a name stands there is nothing to keep."""
    match = re.match(RELATED, Shadow.of(passage).text)
    return match["kin"] if match else None


RULES = (
    Rule(
        id="person-staff",
        version=1,
        family=Family.IDENTIFYING,
        label=_("Name of a professional"),
        why=_(
            "Where you were treated and by whom says much about who you are, and the person "
            "cannot answer here. What they did can be told without their name."
        ),
        finds=professionals,
        coarser=without_staff_name,
    ),
    Rule(
        id="person-named",
        version=1,
        family=Family.IDENTIFYING,
        label=_("Full name of somebody else"),
        why=_(
            "This person has not been asked whether their health may stand here under their "
            "name, "
            "for anybody to find. An experienced moderator looks at it before it is shown."
        ),
        finds=in_full,
        holds=True,
        coarser=without_name,
    ),
    Rule(
        id="person-first-name",
        version=1,
        family=Family.IDENTIFYING,
        label=_("First name of somebody close"),
        why=_(
            "A first name beside a rare disease can be enough for neighbours or a school to know "
            "who it is."
        ),
        finds=by_first_name,
        coarser=without_name,
    ),
    Rule(
        id="person-author",
        version=1,
        family=Family.IDENTIFYING,
        label=_("Your own name"),
        why=_(
            "Your text is shown under your pen name, or under none. With your real name in it, "
            "anybody who searches for you would find it: an employer, an insurer, a neighbour."
        ),
        finds=author,
    ),
)
