from django import template
from django.utils.formats import number_format

register = template.Library()


class Grouped(int):
    """Counts as the number it is, and reads with its thousands apart, as the language does it."""

    def __str__(self) -> str:
        return number_format(int(self), force_grouping=True)


@register.filter
def grouped(number: int) -> Grouped:
    """For what may grow: everywhere else digits stand as they are, since ids do, too."""
    return Grouped(number)
