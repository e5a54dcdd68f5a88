"""Rules that find passages in a text before a person reads it: pure functions without a model.

A finding is a rule's name, its version and offsets. It ranks and explains; it decides nothing,
except that contact details must go and that a few rules hold a text for a senior moderator.
"""

from collections.abc import Iterable

from experiences.text_rules import (
    abuse,
    advice,
    contact,
    crisis,
    days_and_ages,
    duplicates,
    minors,
    people,
    places,
    records,
    scripts,
)
from experiences.text_rules.duplicates import near_duplicates
from experiences.text_rules.rule import PRIVATE_FAMILIES, Family, Found, Rule, Shadow, Span, Writer

__all__ = [
    "PRIVATE_FAMILIES",
    "RULES",
    "Family",
    "Found",
    "Rule",
    "Writer",
    "near_duplicates",
    "scan",
]

RULES: dict[str, Rule] = {
    rule.id: rule
    for module in (
        contact,
        records,
        people,
        places,
        days_and_ages,
        crisis,
        minors,
        advice,
        abuse,
        scripts,
        duplicates,
    )
    for rule in module.RULES
}


def scan(text: str, *, language: str = "en", country: str = "") -> list[Found]:
    """Everything the rules notice, in the order of the text, each passage once per rule."""
    shadow = Shadow.of(text)
    writer = Writer(language, country)
    return sorted(
        Found(start, end, rule.id, rule.version)
        for rule in RULES.values()
        if rule.finds
        for start, end in united(rule.finds(shadow, writer))
    )


def united(spans: Iterable[Span]) -> list[Span]:
    """Passages that share a character become one."""
    result: list[Span] = []
    for start, end in sorted(spans):
        if result and start < result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return result
