from datetime import date
from functools import lru_cache

from django.utils.formats import date_format
from django.utils.translation import get_language

KEPT = 2048  # days, each in a language


def day_in_words(day: date) -> str:
    """As ``|date:"DATE_FORMAT"`` writes it. A page of experiences has twenty of them."""
    return written(day, get_language() or "")


@lru_cache(KEPT)
def written(day: date, language: str) -> str:
    return date_format(day, "DATE_FORMAT")
