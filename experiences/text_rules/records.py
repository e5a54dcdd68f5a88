"""Record numbers of a person at an office or a hospital."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from experiences.text_rules.rule import Family, Rule, Shadow, Span, Writer, spaced

HOLDERS = spaced(
    r"(?:nhs|chi|mrn|hospital|patient|medical record|health record|case|claim|policy|insurance"
    r"|medicare|medicaid|member(?:ship)?|social security|national insurance|passport|admission"
    r"|driving licence|driver'?s licen[sc]e|health card|complaint|referral|appointment reference"
    r"|booking|reference|ref|file|ihi|pps|nino|ssn|h&c|hospital record|unit)"
)
COUNTED = spaced(r"(?:(?:id|ref(?:erence)?) ?)?(?:number|no\.?|num\.?|nr\.?|id|#)")
ALONE = r"(?:mrn|nhs|ssn|nino|ihi|case ref|dni|nie|nif|curp|nuss|nss|cip|nhc|rfc|cedula|pasaporte)"
SPANISH = spaced(
    r"(?:numero|no\.?|num\.?|n\.?o?\.?) (?:de )?(?:la )?(?:historia(?: clinica)?|expediente"
    r"|afiliad[oa]"
    r"|afiliacion|paciente|seguridad social|tarjeta(?: sanitaria)?|poliza|caso|pasaporte|dni"
    r"|socio)"
    r"|(?:historia clinica|tarjeta sanitaria|expediente|poliza|cedula)(?: (?:numero|no|num))?"
)
LINK = r"\.?(?:\s{1,2}(?:is|was|es|era))?\s{0,2}[:=#]?\s{0,2}[\"']?"
# A word of letters and at least four digits; groups of three and more may stand apart.
VALUE = (
    r"(?=[a-z-]{0,4}\s?\d(?:[a-z ./-]{0,2}\d){3})"
    r"[a-z]{0,4}[-/]?\s?\d(?:[a-z0-9]|[ ./-](?=\d)|/(?=[a-z]{1,3}/)){3,22}(?:[ -]?[a-z])?"
)
NUMBER = re.compile(
    rf"(?<!\w)(?:{HOLDERS}(?:'s)?\s{{1,2}}{COUNTED}|(?:{ALONE})|{SPANISH}){LINK}({VALUE})(?!\w)"
)
# What is plain from its form and its check digit, with no word before it.
NHS_FORM = re.compile(r"(?<![\w.+-])(\d{3})[ -](\d{3})[ -](\d{4})(?![\w-])")
SSN_FORM = re.compile(r"(?<![\w-])(?!000|666|9)\d{3}-(?!00)\d\d-(?!0000)\d{4}(?![\w-])")
NINO_FORM = re.compile(r"(?<!\w)[a-ceghj-prtw-z][a-ceghj-npr-tw-z] ?\d\d ?\d\d ?\d\d ?[a-d](?!\w)")
DNI_FORM = re.compile(r"(?<![\w.])([xyz]?)-?(\d{7,8}|\d{1,2}\.\d{3}\.\d{3})[ -]?([a-z])(?!\w)")
DNI_LETTERS = "trwagmyfpdxbnjzsqvhlcke"
YEAR_OR_DATE = re.compile(r"(?:[a-z]{1,4}\s)?(?:19|20)\d\d\D{0,3}|\d{1,2}[/.]\d{1,2}[/.]\d{2,4}")


def matches(shadow: Shadow) -> Iterator[re.Match[str]]:
    """Matches in the folded copy. The number is the first group where words stand before it."""
    for match in NUMBER.finditer(shadow.folded):
        if not YEAR_OR_DATE.fullmatch(match[1]):
            yield match
    for match in NHS_FORM.finditer(shadow.folded):
        if is_nhs_number("".join(match.groups())):
            yield match
    yield from SSN_FORM.finditer(shadow.folded)
    yield from NINO_FORM.finditer(shadow.folded)
    for match in DNI_FORM.finditer(shadow.folded):
        if is_dni(*match.groups()):
            yield match


def is_nhs_number(digits: str) -> bool:
    """The last of ten digits checks the others, modulo eleven."""
    total = sum(
        int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False)
    )
    return (11 - total % 11) % 11 == int(digits[9])


def is_dni(prefix: str, digits: str, letter: str) -> bool:
    """The letter of a Spanish identity number is its remainder by 23."""
    lead = str("xyz".index(prefix)) if prefix else ""
    return DNI_LETTERS[int(lead + digits.replace(".", "")) % len(DNI_LETTERS)] == letter


def numbers(shadow: Shadow, writer: Writer) -> Iterator[Span]:
    for match in matches(shadow):
        yield shadow.span(*match.span(1 if match.re is NUMBER else 0))


RULES = (
    Rule(
        id="record-number",
        version=1,
        family=Family.RECORDS,
        label=_("Record number"),
        why=_(
            "With this number somebody could ask for your records, or pretend to be you. Your "
            "story is as good without it."
        ),
        finds=numbers,
    ),
)
