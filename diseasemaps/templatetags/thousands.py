"""Numbers with thousands separators."""

from django import template
from django.utils.formats import number_format

register = template.Library()


class Grouped(int):
    """A number that prints with the language's thousands separators."""

    def __str__(self) -> str:
        return number_format(int(self), force_grouping=True)


@register.filter
def grouped(number: int) -> Grouped:
    """For numbers that may grow large; ids and years keep plain digits."""
    return Grouped(number)
