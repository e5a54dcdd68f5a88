"""Members' forms: joining, a text of their own, sending it in, and objecting to a text or
decision."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from common.form_fields import ROW_LARGEST, TextField, VersionField
from experiences.form_fields import CountryChoiceField, LanguageField, RelationField
from experiences.models import (
    EARLIEST_YEAR,
    TEXT_MAX,
    AgeBand,
    Agreement,
    Experience,
    Membership,
    Report,
)

# How many years ago a band stands for, once it is turned into a year.
SINCE = {
    "0": (0, _("this year")),
    "1-2": (1, _("1–2 years ago")),
    "3-5": (4, _("3–5 years ago")),
    "6-10": (8, _("6–10 years ago")),
    "11-20": (15, _("11–20 years ago")),
    "21-": (25, _("more than 20 years ago")),
}

SIGNATURES = [("pen-name", _("With my pen name")), ("member", _("As “a member”, without a name"))]
CHOOSE = ("", _("Please choose"))
# What a text says besides its words.
DETAILS = ("language", "relation", "about_other", "subject_age", "subject_agreed")
APPEAL_MIN = 20  # characters
APPEAL_MAX = 2_000  # characters
REPORT_MAX = 2_000  # characters

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
        year: int | None = self.cleaned_data["year"]
        if year is not None and year > timezone.localdate().year:
            raise forms.ValidationError(_("This year is still to come."), code="future")
        return year

    @property
    def diagnosed_year(self) -> int | None:
        year: int | None = self.cleaned_data.get("year")
        if year:
            return year
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
        super().clean()
        cleaned = self.cleaned_data
        if cleaned.get("on_map") and "country" in cleaned and not cleaned["country"]:
            error = forms.ValidationError(_("Choose the country to be shown in."), code="country")
            self.add_error("country", error)
        return cleaned

    @property
    def for_membership(self) -> dict[str, Any]:
        """The arguments of ``community.join``."""
        chosen = {key: self.cleaned_data[key] for key in ("relation", "country", "on_map")}
        return {**chosen, "diagnosed_year": self.diagnosed_year}


def initial_of(membership: Membership | None) -> dict[str, Any]:
    """What a member finds in the form: what they said on joining."""
    if membership is None:
        return {}
    return {
        "relation": membership.relation,
        "year": membership.diagnosed_year,
        "country": membership.country.code,
        "on_map": membership.on_map,
    }


class WordsForm(forms.Form):
    """The words alone, with the wording and version that the page showed; empty for a new one."""

    text = TextField(
        label=_("Your experience"),
        rows=14,
        max_length=TEXT_MAX,
        error_messages={"required": _("There is nothing written yet.")},
    )
    revision = VersionField(largest=ROW_LARGEST)
    version = VersionField()


class ExperienceForm(WordsForm):
    language = LanguageField()
    relation = RelationField()
    signed = forms.ChoiceField(
        label=_("Sign it"), choices=SIGNATURES, widget=forms.RadioSelect, initial="pen-name"
    )
    about_other = forms.BooleanField(
        label=_("This is about somebody else"),
        required=False,
        help_text=_("Such texts are counted apart, and a moderator reads them more strictly."),
    )
    subject_age = forms.ChoiceField(
        label=_("How old are they?"), required=False, choices=[CHOOSE, *AgeBand.choices]
    )
    subject_agreed = forms.ChoiceField(
        label=_("Do they agree?"), required=False, choices=[CHOOSE, *Agreement.choices]
    )

    def clean(self) -> dict[str, Any]:
        super().clean()
        cleaned = self.cleaned_data
        if not cleaned.get("about_other"):
            return {**cleaned, "subject_age": "", "subject_agreed": ""}
        for field in ("subject_age", "subject_agreed"):
            if field in cleaned and not cleaned[field]:
                error = forms.ValidationError(_("Please say so when it is about somebody else."))
                self.add_error(field, error)
        return cleaned

    @property
    def details(self) -> dict[str, Any]:
        """The fields of the experience."""
        chosen = {key: self.cleaned_data[key] for key in DETAILS}
        return {**chosen, "signed_with_pen_name": self.cleaned_data["signed"] == "pen-name"}

    @property
    def for_membership(self) -> dict[str, Any]:
        """The arguments of ``community.join``."""
        return {"relation": self.cleaned_data["relation"]}


class FirstExperienceForm(ExperienceForm, AboutMeForm):
    """The form of somebody who is not in the community yet: the first text joins it."""

    @property
    def for_membership(self) -> dict[str, Any]:
        country = self.cleaned_data["country"]
        return {**super().for_membership, "country": country, "diagnosed_year": self.diagnosed_year}


def first_form(membership: Membership | None) -> type[ExperienceForm]:
    return ExperienceForm if membership else FirstExperienceForm


def details_of(experience: Experience) -> dict[str, Any]:
    """What an author finds in the form: what the text says besides its words."""
    found = {key: getattr(experience, key) for key in DETAILS}
    return {**found, "signed": "pen-name" if experience.signed_with_pen_name else "member"}


class VersionForm(forms.Form):
    """The hidden field of a button: the version of the text that the page showed."""

    version = VersionField()

    @property
    def seen(self) -> int:
        """Nought, which no text has, where nothing sensible was sent."""
        return (self.is_valid() and self.cleaned_data["version"]) or 0


class SendInForm(VersionForm):
    """Consent, and which words it is given to: the wording and its version as they were shown."""

    revision = VersionField(largest=ROW_LARGEST)
    wording_version = VersionField()
    key = forms.UUIDField(widget=forms.HiddenInput({"autocomplete": "off"}))
    publish = forms.BooleanField(
        label=_("I agree that this text, which says something about my health, is published here."),
        error_messages={"required": _("Without this we may not publish your text.")},
        help_text=_("You can take the text down, or erase it, at any time."),
    )
    index = forms.BooleanField(
        label=_("Search engines may show it, too."),
        required=False,
        help_text=_(
            "Not needed. You can change this later; search engines follow with some delay."
        ),
    )
    reuse = forms.BooleanField(
        label=_("Other sites and researchers may take it from here and reuse it, unchanged."),
        required=False,
        help_text=_(
            "Not needed. It is then in this site’s public interface for programs, with the "
            "signature, relation and years as they stand here. If you take this back it goes "
            "from there at once, and whoever took it is asked to delete it; we cannot make them."
        ),
    )


class CoarsenForm(forms.Form):
    """Which passage of which words; what to put there, the server knows."""

    revision = forms.IntegerField(min_value=1, max_value=ROW_LARGEST)
    version = forms.IntegerField(min_value=1, max_value=2**31 - 1)
    start = forms.IntegerField(min_value=0, max_value=TEXT_MAX)
    end = forms.IntegerField(min_value=1, max_value=TEXT_MAX)
    rule = forms.CharField(max_length=40)


class IndexForm(VersionForm):
    index = forms.TypedChoiceField(
        choices=[("yes", "yes"), ("no", "no")], coerce=lambda value: value == "yes"
    )


class AppealForm(forms.Form):
    text = TextField(
        label=_("Why should it be decided otherwise?"),
        min_length=APPEAL_MIN,
        max_length=APPEAL_MAX,
        help_text=_(
            "Another moderator reads this, with your text and the reason that you were given."
        ),
    )


def too_short(missing: int) -> str:
    return ngettext(
        "Your text is too short to be sent in: %(count)d character is missing.",
        "Your text is too short to be sent in: %(count)d characters are missing.",
        missing,
    ) % {"count": missing}


class ReportForm(forms.Form):
    why = forms.ChoiceField(
        label=_("What is the matter with it?"),
        choices=[choice for choice in Report.Why.choices if choice[0] != Report.Why.CHILD],
        widget=forms.RadioSelect,
    )
    text = TextField(
        label=_("In your own words"),
        rows=4,
        required=False,
        max_length=REPORT_MAX,
        help_text=_(
            "Not needed. Its author never learns who reported it, nor what you write here."
        ),
    )
