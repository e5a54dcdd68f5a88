"""The forms on an author's side: the text, what is said with it, and sending it in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from conditions.forms.fields import ROW_LARGEST, TextField, VersionField
from experiences.forms.fields import LanguageField, RelationField
from experiences.forms.joining import AboutMeForm
from experiences.models import TEXT_MAX, AgeBand, Agreement, Experience, Membership

SIGNATURES = [("pen-name", _("With my pen name")), ("member", _("As “a member”, without a name"))]
CHOOSE = ("", _("Please choose"))
# What a text says besides its words.
DETAILS = ("language", "relation", "about_other", "subject_age", "subject_agreed")
APPEAL_MIN = 20  # characters
APPEAL_MAX = 2_000  # characters


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
        cleaned = super().clean()
        if not cleaned.get("about_other"):
            return {**cleaned, "subject_age": "", "subject_agreed": ""}
        for field in ("subject_age", "subject_agreed"):
            if field in cleaned and not cleaned[field]:
                error = forms.ValidationError(_("Please say so when it is about somebody else."))
                self.add_error(field, error)
        return cleaned

    @property
    def details(self) -> dict[str, Any]:
        """In the words of the model."""
        chosen = {key: self.cleaned_data[key] for key in DETAILS}
        return {**chosen, "signed_with_pen_name": self.cleaned_data["signed"] == "pen-name"}

    @property
    def said(self) -> dict[str, Any]:
        """In the words of ``community.join``."""
        return {"relation": self.cleaned_data["relation"]}


class FirstExperienceForm(ExperienceForm, AboutMeForm):
    """Of somebody who is not in the community yet: the first text joins it."""

    @property
    def said(self) -> dict[str, Any]:
        country = self.cleaned_data["country"]
        return {**super().said, "country": country, "diagnosed_year": self.diagnosed_year}


def first_form(membership: Membership | None) -> type[ExperienceForm]:
    return ExperienceForm if membership else FirstExperienceForm


def details_of(experience: Experience) -> dict[str, Any]:
    """What an author finds in the form: what the text says besides its words."""
    found = {key: getattr(experience, key) for key in DETAILS}
    return {**found, "signed": "pen-name" if experience.signed_with_pen_name else "member"}


class VersionForm(forms.Form):
    """Of a button: the version of the text that the page showed."""

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
