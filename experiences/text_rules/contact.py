"""Ways to reach a person: addresses, links, names on social networks, telephone numbers.

Searches run in time with the text's length; which telephone numbers exist in a country the
phonenumbers library knows.
"""

import re
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _
from phonenumbers import Leniency, PhoneNumberMatcher

from experiences.text_rules import records
from experiences.text_rules.rule import Family, Rule, Shadow, Span, Writer, listed, phrases, spaced

LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
EMAIL = re.compile(
    rf"(?<![\w.+%-])[a-z0-9][\w.+%-]{{0,63}}@{LABEL}(?:\.{LABEL}){{1,4}}(?![\w-])", re.ASCII
)
# "jane (at) example dot org": with the dot spelled as well, or at a well-known host.
BRACKETED = r"\s?[(\[{]\s?(?:at|arroba|@)\s?[)\]}]\s?"
AT = rf"(?:{BRACKETED}|\s(?:at|arroba|@)\s)"
DOT = r"(?:\s?[(\[{]\s?(?:dot|punto|\.)\s?[)\]}]\s?|\s(?:dot|punto)\s)"
ENDINGS = r"(?:com|org|net|edu|gov|info|eu|es|mx|ar|cl|co|uk|ie|de|fr|us|ca|au|me|io)"
HOSTS = r"(?:gmail|hotmail|outlook|yahoo|icloud|protonmail|proton|live|aol|gmx)"
SPELLED = re.compile(
    rf"(?<![\w.+%-])[a-z0-9][\w.+%-]{{0,63}}(?:{AT}[a-z0-9-]{{2,40}}(?:{DOT}{ENDINGS}){{1,2}}"
    rf"|{BRACKETED}[a-z0-9-]{{2,40}}(?:\.{ENDINGS}){{1,2}}"
    rf"|(?:{AT}|\s?@\s?){HOSTS}(?:{DOT}|\s?\.\s?){ENDINGS})(?!\w)",
    re.ASCII,
)

# Endings that are no word of English or Spanish: "it hurt.me too" is no link.
SURE_ENDINGS = (
    r"(?:com|org|net|edu|gov|biz|eu|nhs\.uk|co\.uk|org\.uk|ac\.uk|gov\.uk|com\.(?:es|mx|ar|au|co)"
    r"|org\.(?:es|mx|ar|au)|gob\.(?:es|mx)|ie|de|fr|it|ca|io|app|blog|xyz|ly|gg|shop|online|site)"
)
LINK = re.compile(
    rf"(?<![\w@.-])(?:(?:https?|hxxps?)://[^\s<>\"']{{3,2000}}|www\.[a-z0-9][^\s<>\"']{{3,2000}}"
    rf"|(?:t\.me|wa\.me|bit\.ly|fb\.me|m\.me|youtu\.be|discord\.gg|goo\.gl)/[^\s<>\"']{{2,200}}"
    rf"|(?:{LABEL}\.){{1,3}}[a-z]{{2,12}}/[a-z0-9][^\s<>\"']{{0,200}}"
    rf"|(?:[a-z0-9-]{{3,60}}\.){{1,3}}{SURE_ENDINGS}(?![\w-]|\.\w))",
    re.ASCII,
)
TRAILING = ".,;:!?)]}'\"*"
# "seen by the doctor.it was" and "tablets.de": a full stop without its space, where the ending
# is a word too, unless the name looks like no word.
WORDLIKE = re.compile(r"[a-z]{3,60}\.(?:it|de|ie|ca|io|ly|app|net|shop|online|site|blog)")
UNITS = re.compile(r"(?:[a-z]{1,4}|\d+)\.?/|\d")  # "b.d/t.d.s", "2.5mg/5ml"

AT_HANDLE = re.compile(r"(?<![\w@.+-])@[a-z_](?:[a-z0-9_]|[.-](?=[a-z0-9_])){2,29}", re.ASCII)
PLAIN_AT = listed(
    "home work school hospital night lunch lunchtime once the this that all clinic midnight noon "
    "least casa noche una las los trabajo uni college bedtime"
)
SERVICES = (
    r"(?:instagram|insta|ig|facebook|fb|twitter|tiktok|tik tok|snapchat|snap|telegram|discord"
    r"|skype"
    r"|whatsapp|wechat|signal|reddit|messenger|youtube|kik|linkedin|mastodon|bluesky|threads)"
)
HANDLE = r"@?[a-z0-9_](?:[a-z0-9_]|[.#-](?=[a-z0-9_])){2,29}"
# The word after is a handle only when it looks like none of a sentence.
ODD = r"(?=@|[a-z.-]{0,29}[0-9_#]|[a-z]{1,29}[.][a-z])"
CALLED = re.compile(
    rf"(?<!\w)(?:{spaced(SERVICES)}(?:\s(?:handle|name|username|user|id|usuario|nombre))?"
    rf"(?:\s?[:=]\s?|\s(?:is|es|as|como)\s{{1,3}}){ODD}(?P<a>{HANDLE})"
    rf"|{spaced(SERVICES)}\s{ODD}(?P<b>{HANDLE})"
    rf"|{spaced(SERVICES)}(?:\s(?:handle|name|username|user|id|usuario))?\s?:\s?(?P<c>{HANDLE})"
    rf"|{spaced(SERVICES)}\s(?:handle|username|usuario)\s(?:is|es)\s(?P<d>{HANDLE})"
    rf"|u/(?P<e>[a-z0-9_-]{{3,20}}))(?!\w)",
    re.ASCII,
)
REACH_ME = phrases(
    rf"(?:find|add|follow|message|dm|pm|contact) me (?:on|at|in|via|through) {SERVICES}",
    rf"(?:escribeme|buscame|agregame|sigueme|contactame) (?:en|por|al) (?:el )?{SERVICES}",
)

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


def emails(shadow: Shadow, writer: Writer) -> Iterator[Span]:
    yield from shadow.spans(EMAIL)
    yield from shadow.spans(SPELLED)


def links(shadow: Shadow, writer: Writer) -> Iterator[Span]:
    for match in LINK.finditer(shadow.folded):
        address = match[0].rstrip(TRAILING)
        if WORDLIKE.fullmatch(address) or UNITS.match(address) or is_spelled_short(address):
            continue
        yield shadow.span(match.start(), match.start() + len(address))


def is_spelled_short(address: str) -> bool:
    """ "a.m/p.m", "yes.and/or": a slash behind what is no host's ending."""
    host, slash, _rest = address.partition("/")
    ending = host.rpartition(".")[2]
    known = re.fullmatch(rf"{ENDINGS}|ly|be|gg|gl|nhs|app|blog|shop|it|ie", ending)
    return bool(slash) and ":" not in host and not host.startswith("www.") and not known


def handles(shadow: Shadow, writer: Writer) -> Iterator[Span]:
    for match in AT_HANDLE.finditer(shadow.folded):
        if match[0][1:] not in PLAIN_AT:
            yield shadow.span(*match.span())
    for match in CALLED.finditer(shadow.folded):
        yield shadow.span(*match.span(match.lastgroup or 0))
    yield from shadow.spans(REACH_ME)


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
        id="contact-email",
        version=1,
        family=Family.CONTACT,
        label=_("E-mail address"),
        why=_(
            "Anybody can read this page, also people who do not mean well. An e-mail address "
            "would lead them to you or to somebody else, so please take it out."
        ),
        finds=emails,
        must_go=True,
    ),
    Rule(
        id="contact-link",
        version=1,
        family=Family.CONTACT,
        label=_("Link"),
        why=_(
            "A link can lead to your own pages or to a place that nobody here has checked. "
            "Please tell in your own words what matters about it."
        ),
        finds=links,
        must_go=True,
    ),
    Rule(
        id="contact-handle",
        version=1,
        family=Family.CONTACT,
        label=_("Name on a social network"),
        why=_(
            "A name on a social network shows who you are, with your photographs and friends. "
            "Please take it out, so that your story stays yours."
        ),
        finds=handles,
        must_go=True,
    ),
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
