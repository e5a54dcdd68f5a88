"""Form fields that more than one slice uses, and their choices."""

from typing import Any, TypeVar

from django import forms
from django.conf import settings
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from experiences.models import Relation

# Languages that people may write in besides those of the site's own pages.
MORE_LANGUAGES = ("ca", "de", "fr", "it", "nl", "pl", "pt")
# As somebody says them of themselves.
RELATIONS = [
    (Relation.PATIENT, _("I have it")),
    (Relation.RELATIVE, _("I am a relative or carer of somebody who has it")),
    (Relation.BEREAVED, _("I have lost somebody who had it")),
    (Relation.CLINICIAN, _("I look after people who have it, as a clinician")),
]

Kind = TypeVar("Kind", bound=forms.Field)


def field_of(form: forms.BaseForm, name: str, kind: type[Kind]) -> Kind:
    """A form's own copy of a declared field."""
    field = form.fields[name]
    assert isinstance(field, kind)
    return field


class RelationField(forms.ChoiceField):
    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("What are you to this condition?"))
        super().__init__(choices=RELATIONS, widget=forms.RadioSelect, **kwargs)


class CountryChoiceField(forms.ChoiceField):
    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Country"))
        super().__init__(choices=country_choices, required=False, **kwargs)


class LanguageField(forms.ChoiceField):
    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Language you write in"))
        super().__init__(choices=language_choices, **kwargs)


def country_choices() -> list[tuple[str, str]]:
    return [("", _("I would rather not say")), *countries]


def language_choices() -> list[tuple[str, str]]:
    codes = [code for code, _name in settings.LANGUAGES]
    codes += [code for code in MORE_LANGUAGES if code not in codes]
    return [(code, get_language_info(code)["name_local"].capitalize()) for code in codes]
