"""Joining a community, and what a member says of themselves on joining."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from experiences.forms.fields import CountryChoiceField, RelationField
from experiences.models import EARLIEST_YEAR, Membership

# How many years ago a band stands for, once it is turned into a year.
SINCE = {
    "0": (0, _("this year")),
    "1-2": (1, _("1–2 years ago")),
    "3-5": (4, _("3–5 years ago")),
    "6-10": (8, _("6–10 years ago")),
    "11-20": (15, _("11–20 years ago")),
    "21-": (25, _("more than 20 years ago")),
}

CATALOGUE_CHANGED = _("The catalogue has just changed here. Please send this once more.")


class AboutMeForm(forms.Form):
    """What a new member may add: since when, as a year or roughly, and from where."""

    since = forms.ChoiceField(
        label=_("When was the diagnosis?"),
        required=False,
        choices=[
            ("", _("I would rather not say")),
            *((key, band[1]) for key, band in SINCE.items()),
        ],
        help_text=_(
            "Shown with your text as whole years, so that others find people who are as far."
        ),
    )
    year = forms.IntegerField(
        label=_("Or the year, if you like"),
        required=False,
        min_value=EARLIEST_YEAR,
        help_text=_("A year goes before the choice above."),
    )
    country = CountryChoiceField(
        help_text=_(
            "Never shown beside your text. Readers can only choose a country that enough share."
        )
    )

    def clean_year(self) -> int | None:
        year = self.cleaned_data["year"]
        if year is not None and year > timezone.localdate().year:
            raise forms.ValidationError(_("This year is still to come."), code="future")
        return year

    @property
    def diagnosed_year(self) -> int | None:
        if self.cleaned_data.get("year"):
            return self.cleaned_data["year"]
        if self.cleaned_data.get("since"):
            return timezone.localdate().year - SINCE[self.cleaned_data["since"]][0]
        return None


class JoinForm(AboutMeForm):
    relation = RelationField()
    on_map = forms.BooleanField(
        label=_("Show me on this community’s map"),
        required=False,
        help_text=_("Only the country, and only once enough people there have said yes."),
    )

    field_order = ["relation", "since", "year", "country", "on_map"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("on_map") and "country" in cleaned and not cleaned["country"]:
            error = forms.ValidationError(_("Choose the country to be shown in."), code="country")
            self.add_error("country", error)
        return cleaned

    @property
    def said(self) -> dict[str, Any]:
        """In the words of ``community.join``."""
        chosen = {key: self.cleaned_data[key] for key in ("relation", "country", "on_map")}
        return {**chosen, "diagnosed_year": self.diagnosed_year}


def said_before(membership: Membership | None) -> dict[str, Any]:
    """What a member finds in the form: what they said on joining."""
    if membership is None:
        return {}
    return {
        "relation": membership.relation,
        "year": membership.diagnosed_year,
        "country": membership.country.code,
        "on_map": membership.on_map,
    }
