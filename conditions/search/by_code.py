"""Conditions by their codes in other catalogues, however written: OMIM:114900, ICD-10 e340.

Codes need no index of their own: the table of codes has one.
"""

import re

from conditions.codes import DIALECTS, SYSTEMS, parse_code
from conditions.models import Code

CODE_MAX = 80  # characters, with the prefix
VALUE_MIN = 3  # characters of a code without a prefix
# Prefixes that people use for several catalogues.
WIDER = {"icd10": ("icd10", "icd10cm"), "icd10cm": ("icd10cm", "icd10"), "omim": ("omim", "omimps")}
PREFIXED = re.compile(r"(?P<prefix>[a-z][a-z0-9_ -]*?)\s*[:#\s]\s*(?P<value>[a-z0-9./-]+)", re.I)
BARE = re.compile(r"[a-z]{0,4}\d[a-z0-9./-]*", re.I)
UNDOTTED_ICD = re.compile(r"([A-Z]\d[0-9A-Z])([0-9A-Z]{1,4})")
RELATIONS = [relation.value for relation in (Code.Relation.EXACT, Code.Relation.FORMER)]


def match_codes(text: str) -> list[Code]:
    """Codes of live conditions; those that name the very condition first."""
    text = text.strip()
    if len(text) > CODE_MAX or "\0" in text:
        return []
    systems, values = _read(text)
    if not values:
        return []
    codes = Code.objects.filter(
        system__in=systems, value__in=values, condition__state="live"
    ).order_by("system", "value", "pk")
    return sorted(codes, key=lambda code: not is_the_same(code))


def is_the_same(code: Code) -> bool:
    return code.relation in RELATIONS


def _read(text: str) -> tuple[list[str], list[str]]:
    """The catalogues and the ways of writing the code that could be meant."""
    if match := PREFIXED.fullmatch(text):
        prefix = re.sub(r"[ _-]", "", match["prefix"]).upper()
        if prefix in DIALECTS and (parsed := parse_code(f"{prefix}:{match['value'].upper()}")):
            system, value = parsed
            return list(WIDER.get(system, (system,))), _spellings(value)
    if len(text) >= VALUE_MIN and BARE.fullmatch(text):
        return list(SYSTEMS), _spellings(text.upper())
    return [], []


def _spellings(value: str) -> list[str]:
    dotted = UNDOTTED_ICD.fullmatch(value)
    return [value, f"{dotted[1]}.{dotted[2]}"] if dotted else [value]
