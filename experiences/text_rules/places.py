"""Places where a person lives, works or is treated."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from experiences.text_rules.proper_names import NAME, is_common
from experiences.text_rules.rule import Family, Rule, Shadow, Span, Writer, listed, spaced

LINKED = rf"(?:{NAME}(?:'s|s')?|St\.?)"
WORDS = rf"{LINKED}(?:\s(?:(?:of|and|&|the|de|la|del|los|las|y)\s){{0,2}}{LINKED}){{0,3}}"
KINDS = {
    "hospital": ("a hospital", "un hospital"),
    "infirmary": ("a hospital", "un hospital"),
    "hospice": ("a hospice", "un centro de cuidados paliativos"),
    "clinic": ("a clinic", "una clínica"),
    "medical center": ("a medical center", "un centro médico"),
    "medical centre": ("a medical centre", "un centro médico"),
    "health centre": ("a health centre", "un centro de salud"),
    "health center": ("a health center", "un centro de salud"),
    "medical practice": ("my practice", "mi consultorio"),
    "surgery": ("my practice", "mi consultorio"),
    "clínica": ("a clinic", "una clínica"),
    "clinica": ("a clinic", "una clínica"),
    "centro de salud": ("a health centre", "un centro de salud"),
    "sanatorio": ("a hospital", "un hospital"),
}
ENGLISH_KIND = (
    r"(?P<kind>Hospital|Infirmary|Hospice|Clinic|Medical (?:Center|Centre|Practice)"
    r"|Health (?:Centre|Center)|Surgery)"
)
AFTER = re.compile(rf"(?<!\w)(?P<article>(?i:the\s))?(?P<name>{WORDS})\s{ENGLISH_KIND}(?!\w)")
SPANISH_KIND = r"(?i:(?P<kind>hospital|cl[ií]nica|sanatorio|centro\sde\ssalud))"
BEFORE = re.compile(
    rf"(?<!\w)(?P<article>(?i:el\s|la\s|del\s|al\s))?{SPANISH_KIND}"
    rf"\s(?P<name>(?:(?:de|del|la|el|los|las)\s){{0,2}}(?:(?:Universitario|General|Regional)\s)?"
    rf"(?:\d{{1,2}}\sde\s)?{WORDS})(?!\w)"
)
KNOWN = re.compile(
    r"(?<!\w)(?P<article>the\s)?(?P<name>Mayo Clinic|Great Ormond Street|GOSH|Johns Hopkins"
    r"|Addenbrooke'?s"
    r"|Royal Marsden|Alder Hey|Guy'?s and St\.? Thomas'?|Mass General|Vall d'Hebron"
    r"|Gregorio Marañón)(?! Hospital)(?!\w)"
)
# What many hospitals have, and words that only begin a sentence.
GENERIC = listed(
    """
    eye pain memory fracture outpatient outpatients outpatient's day walk-in sleep skin diabetes
    diabetic asthma heart chest breast cancer blood stroke hearing dental ent mri xray x-ray
    private local main big new old royal university teaching district county city state cottage
    mental psychiatric military veterinary animal warfarin anticoagulation inr gum sexual foot
    podiatry physio physiotherapy rheumatology neurology cardiology oncology haematology urology
    dermatology fertility ivf antenatal pre-op preop assessment screening movement disorders
    genetics genetic rare disease diseases specialist public universitario general regional
    nacional provincial comarcal infantil privado materno central hospital clinic tongue-tie
    baby weight vaccination flu covid post travel minor injuries virtual zoom same oral plastic
    brain spinal back keyhole open laser bariatric hip knee cataract emergency
    nursing team leg wound sheltered
    """
)

COUNTRIES = listed(
    """
    england scotland wales ireland northern britain uk usa us america europe africa asia canada
    australia zealand spain france germany italy portugal mexico argentina chile colombia peru
    brazil india pakistan china japan poland netherlands belgium sweden norway denmark finland
    switzerland austria greece turkey russia ukraine israel egypt kenya nigeria ghana cuba ecuador
    venezuela bolivia uruguay paraguay panama guatemala honduras philippines indonesia singapore
    malaysia thailand vietnam korea iran iraq romania bulgaria hungary croatia serbia luxembourg
    espana inglaterra escocia gales irlanda francia alemania italia estados europa america brasil
    reino eeuu canada suiza suecia noruega dinamarca holanda belgica marruecos republica
    dominicana nicaragua salvador costa rica puerto
    bed pain hell hope fear peace denial remission limbo shelter sheltered
    """
)
LIVING = spaced(
    r"(?:i|we|she|he|they|and)(?:'m|'re|'s| am| are| is)? (?:both |all |still |now |currently )?"
    r"(?:live|lives|lived|living|reside|based|born|grew up|moved|work|worked|working|from)"
    r"(?: in (?:a|an|my|our) [a-z]{2,12}(?: [a-z]{2,12})?)?"
)
TOWN = re.compile(
    rf"(?<!\w)(?i:{LIVING}|living|based|born|grew\sup|moved(?:\sback)?|here)\s{{1,2}}"
    rf"(?P<town>(?:(?P<how>in|near|from|to|outside"
    rf"|around)\s)(?P<name>{NAME}(?:[\s-]{NAME}){{0,2}}))"
)
FROM = re.compile(
    rf"(?<!\w)(?i:i'm|i\sam|we're|we\sare)\s{{1,2}}"
    rf"(?P<town>(?P<how>from|near)\s(?P<name>{NAME}(?:[\s-]{NAME}){{0,2}}))"
)
ES_TOWN = re.compile(
    rf"(?<!\w)(?i:vivo|vivimos|vive|viven|vivía|vivíamos|resido|nací|naci|nació|estamos|soy"
    rf"|somos|es|"
    rf"trabajo|me\smud[eé]|nos\smudamos|aqu[ií])\s{{1,2}}"
    rf"(?P<town>(?P<how>en|de|a|cerca\sde)\s(?P<name>(?:(?:La|El|Las|Los|San|Santa)\s)?{NAME}"
    rf"(?:\sde\s(?:la\s|los\s)?{NAME}|\s{NAME})?))"
)
STREET = re.compile(
    rf"(?<!\w)(?:\d{{1,4}}[a-zA-Z]?,?\s{NAME}(?:\s{NAME}){{0,2}}\s"
    rf"(?:Street|Road|Avenue|Lane|Drive|Close|Crescent|Terrace|Gardens|Court|Way|Boulevard|St"
    rf"|Rd|Ave)"
    rf"|(?:[Cc]alle|[Aa]venida|[Pp]laza|[Aa]vda\.?|C/)\s?(?:(?:de|del|la|los|las)\s){{0,2}}"
    rf"{NAME}(?:\s{NAME}){{0,2}},?\s(?:n\S{{0,2}}\s)?\d{{1,4}})(?!\w)"
)
POSTCODE = re.compile(r"(?<!\w)[A-Z]{1,2}\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{2}(?!\w)")
HOW = {
    "in": "in a city",
    "near": "near a city",
    "outside": "outside a city",
    "around": "around a city",
    "from": "from a city",
    "to": "to another city",
    "en": "en una ciudad",
    "de": "de una ciudad",
    "a": "a otra ciudad",
    "cerca de": "cerca de una ciudad",
}

EMPLOYED = spaced(
    r"(?:i|we|she|he)(?:'m|'ve| am| have| was)? (?:currently |now |still |also )?"
    r"(?:work|works|worked|working|been working|employed)"
    r"(?: (?:as an?|part-time|part time|full-time|full time)(?: [a-z]{2,15}){0,3})?"
)
EMPLOYER = re.compile(
    rf"(?<!\w)(?i:{EMPLOYED})\s(?P<all>(?P<how>for|at|by)\s(?P<name>{NAME}(?:\s(?:(?:&"
    rf"|and)\s)?{NAME}){{0,3}}))"
)
NAMED_EMPLOYER = re.compile(
    rf"(?<!\w)(?P<all>(?i:my|mi)\s(?i:employer|company|boss\sat|empresa)(?:,|\sis"
    rf"|\ses)?\s(?P<name>{NAME}(?:\s(?:&\s)?{NAME}){{0,3}}))"
)
ES_EMPLOYER = re.compile(
    rf"(?<!\w)(?i:trabajo|trabajaba|trabajé|trabaja|empleada?\s)\s?(?i:de\s[a-z]{{2,14}}\s"
    rf"|como\s[a-z]{{2,14}}\s)?"
    rf"(?P<all>(?P<how>para|en)\s(?P<name>{NAME}(?:\s{NAME}){{0,3}}))"
)
# So many work there that nobody is known by it.
LARGE = listed("nhs government army navy")


def hospitals(shadow: Shadow, writer: Writer) -> Iterator[Span]:
    for pattern in (AFTER, BEFORE, KNOWN):
        for match in pattern.finditer(shadow.text):
            start = own_name_start(match)
            if start is not None and (pattern is KNOWN or not match["name"].isupper()):
                yield shadow.span(start, match.end())


def own_name_start(match: re.Match[str]) -> int | None:
    """The start of the passage, without the words before that are no part of a name."""
    words = list(re.finditer(r"[^\s]+", match["name"]))
    own = [word for word in words if not is_generic(word[0])]
    if not own and match.re is not KNOWN:
        return None
    first = words[0]
    if match.re is AFTER and is_common(first[0]) and first[0].lower() not in GENERIC:
        return match.start("name") + own[0].start()
    return match.start()


def is_generic(word: str) -> bool:
    small = word.lower().strip(".'").removesuffix("'s")
    return small in GENERIC or is_common(small) or small in {"&", "a"}


def towns(shadow: Shadow, writer: Writer) -> Iterator[Span]:
    for pattern in (TOWN, FROM, ES_TOWN):
        for match in pattern.finditer(shadow.text):
            first = folded_words(match["name"])[0]
            if not is_common(first) and first not in COUNTRIES and not match["name"].isupper():
                yield shadow.span(*match.span("town"))


def folded_words(name: str) -> list[str]:
    return Shadow.of(name).folded.split()


def is_place_or_word(name: str) -> bool:
    """ "London" and "Night" are no employers, "British Airways" is one."""
    first, *more = folded_words(name)
    return first in COUNTRIES or (is_common(first) and not more)


def addresses(shadow: Shadow, writer: Writer) -> Iterator[Span]:
    for pattern in (STREET, POSTCODE):
        for match in pattern.finditer(shadow.text):
            yield shadow.span(*match.span())


def employers(shadow: Shadow, writer: Writer) -> Iterator[Span]:
    for pattern in (EMPLOYER, NAMED_EMPLOYER, ES_EMPLOYER):
        for match in pattern.finditer(shadow.text):
            first = folded_words(match["name"])[0]
            if not (first in LARGE or is_place_or_word(match["name"])):
                yield shadow.span(*match.span("all"))


def without_hospital_name(passage: str, writer: Writer) -> str | None:
    text = Shadow.of(passage).text
    is_spanish = writer.language[:2] == "es"
    match = BEFORE.match(text) or AFTER.match(text)
    if match is None:
        return "un hospital" if is_spanish else "a hospital"
    instead = KINDS[" ".join(match["kind"].lower().split())][is_spanish]
    contraction = {"al": "a ", "del": "de "}.get((match["article"] or "").strip().lower(), "")
    return contraction + instead


def without_town(passage: str, writer: Writer) -> str | None:
    how = re.match(r"(?i:cerca\sde|\w+)", passage)
    return HOW.get(" ".join(how[0].lower().split())) if how else None


def without_employer(passage: str, writer: Writer) -> str | None:
    first = passage.split(maxsplit=1)[0].lower()
    known = {
        "for": "for my employer",
        "at": "for my employer",
        "by": "by my employer",
        "my": "my employer",
        "mi": "mi empresa",
        "para": "para mi empresa",
        "en": "en mi empresa",
    }
    return known.get(first)


RULES = (
    Rule(
        id="place-hospital",
        version=1,
        family=Family.IDENTIFYING,
        label=_("Name of a hospital"),
        why=_(
            "Few people with a rare disease go to any one hospital, so its name narrows the "
            "search "
            "to a handful."
        ),
        finds=hospitals,
        coarser=without_hospital_name,
    ),
    Rule(
        id="place-town",
        version=1,
        family=Family.IDENTIFYING,
        label=_("Where you live"),
        why=_(
            "In one town there may be only one person with this disease. Readers are helped as "
            "much by the country, or by whether it is a city or a village."
        ),
        finds=towns,
        coarser=without_town,
    ),
    Rule(
        id="place-address",
        version=1,
        family=Family.IDENTIFYING,
        label=_("Address"),
        why=_("A street or a postcode leads to a door. Nothing in a story needs it."),
        finds=addresses,
    ),
    Rule(
        id="place-employer",
        version=1,
        family=Family.IDENTIFYING,
        label=_("Employer"),
        why=_(
            "Colleagues read too. With your employer's name beside your illness somebody at work "
            "may know that it is you."
        ),
        finds=employers,
        coarser=without_employer,
    ),
)
