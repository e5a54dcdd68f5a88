"""Dates as the site writes them."""

from datetime import date
from functools import lru_cache

from django.utils.formats import date_format
from django.utils.translation import get_language

KEPT = 2048  # days, each in a language


def day_in_words(day: date) -> str:
    """The date as ``|date:"DATE_FORMAT"`` writes it, cached: a page of experiences has twenty."""
    return formatted(day, get_language() or "")


@lru_cache(KEPT)
def formatted(day: date, language: str) -> str:
    return date_format(day, "DATE_FORMAT")
