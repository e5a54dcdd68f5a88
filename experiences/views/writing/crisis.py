"""Help first, when the words ask for it."""

from experiences.models import CrisisLine
from experiences.signals import RULES, Family, Found, scan


def is_crisis(text: str, language: str) -> bool:
    return has_crisis(scan(text, language=language))


def has_crisis(found: list[Found]) -> bool:
    return any(RULES[each.rule].family == Family.CRISIS for each in found)


def crisis_line(country: str | None) -> CrisisLine | None:
    """Only one that somebody has checked at its provider."""
    if not country:
        return None
    return CrisisLine.objects.filter(country=country, checked_on__isnull=False).first()
