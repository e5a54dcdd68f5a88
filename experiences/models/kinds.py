"""The kind of an experience: the author's relation to the condition, and the years since diagnosis.

Both are shown under each text. A page that takes the kinds in turn shows the whole range.
"""

import secrets

from django.db import models
from django.db.models import Case, Q, Value, When
from django.utils.translation import gettext_lazy as _


class Relation(models.TextChoices):
    """What a person is to a condition."""

    PATIENT = "patient", _("has it")
    RELATIVE = "relative", _("relative or carer")
    BEREAVED = "bereaved", _("bereaved")
    CLINICIAN = "clinician", _("clinician")


RELATION_KNOWN = Q(relation__in=["patient", "relative", "bereaved", "clinician"])


# Whole years since the diagnosis, first and last of each band.
YEAR_BANDS = {
    "0-1": (0, 1, _("in the first two years")),
    "2-4": (2, 4, _("2 to 4 years")),
    "5-9": (5, 9, _("5 to 9 years")),
    "10-": (10, None, _("10 years and more")),
}
UNKNOWN = len(YEAR_BANDS)  # the place of those who do not say
PER_RELATION = len(YEAR_BANDS) + 1  # kinds
KINDS = range(len(Relation) * PER_RELATION)
PLACES = 2**52  # so many that no two texts of a kind ever have the same


def kind_of(relation: str, band: str) -> int:
    return Relation.values.index(relation) * PER_RELATION + list(YEAR_BANDS).index(band)


def relation_of(kind: int) -> str:
    return Relation.values[kind // PER_RELATION]


def band_of(kind: int) -> str:
    """Empty where the years are not said."""
    place = kind % PER_RELATION
    return "" if place == UNKNOWN else list(YEAR_BANDS)[place]


def band_of_years(years: int | None) -> str:
    if years is None:
        return ""
    for band, (first, last, _label) in YEAR_BANDS.items():
        if first <= years and (last is None or years <= last):
            return band
    return ""


def in_band(band: str) -> Q:
    """The condition on rows with ``years_since_diagnosis`` that these are in a band."""
    first, last, _label = YEAR_BANDS[band]
    until = Q() if last is None else Q(years_since_diagnosis__lte=last)
    return Q(years_since_diagnosis__gte=first) & until


def random_place() -> int:
    return secrets.randbelow(PLACES)


def kind_expression() -> models.Expression:
    """The kind as the database works it out; 0 to 19, in the order of the relations."""
    band = Case(
        *(
            When(years_since_diagnosis__gte=first, then=Value(len(YEAR_BANDS) - 1 - place))
            for place, (first, _last, _label) in enumerate(reversed(YEAR_BANDS.values()))
        ),
        default=Value(UNKNOWN),
    )
    relation = Case(
        *(
            When(relation=value, then=Value(place * PER_RELATION))
            for place, value in enumerate(Relation.values)
        ),
        default=Value(0),
    )
    return relation + band
