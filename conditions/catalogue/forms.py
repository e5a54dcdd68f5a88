"""Forms for the catalogue: renaming, splitting, the questions of a condition."""

from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.urls import Resolver404, resolve
from django.utils.translation import gettext_lazy as _

from common.form_fields import TextField
from conditions import sort_keys
from conditions.models import Condition, Name, QuestionText
from conditions.models.catalogue import NAME_MAX, SLUG_MAX

TAKEN = _("This address is, or once was, another condition’s. An address never passes on.")
DEFINITION_MAX = 5_000  # characters
MEMBERS_LARGEST = 2**31 - 1
AS_SITE, YES, NO = "", "yes", "no"
STILL_ANSWERED = _(
    "There is a public text on it: it would be found nowhere. Take the text down first, or let "
    "the question stand."
)
ANSWERS = {AS_SITE: None, YES: True, NO: False}


def check_free_of_pages(slug: str) -> None:
    """Some words after /conditions/ name pages of the site."""
    try:
        page, topic = resolve(f"/conditions/{slug}/"), resolve(f"/conditions/{slug}/x/")
    except Resolver404:  # no slug at all, which the field says itself
        return
    if (page.url_name, topic.url_name) != ("condition-detail", "topic-detail"):
        raise ValidationError(_("A page of the site has this address."))


class NamedForm(forms.Form):
    """A name and an address; the address follows from the name where none is given."""

    name = forms.CharField(
        label=_("Name"), max_length=NAME_MAX, help_text=_("The preferred name, in English.")
    )
    slug = forms.SlugField(
        label=_("Address"),
        max_length=SLUG_MAX,
        required=False,
        validators=[check_free_of_pages],
        help_text=_("The part after /conditions/. Empty: made from the name."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("slug") and "slug" not in self.errors and "name" in cleaned:
            cleaned["slug"] = sort_keys.slug_base(cleaned["name"])
            check_free_of_pages(cleaned["slug"])
        return cleaned


class RenameForm(NamedForm):
    keep_as = forms.ChoiceField(
        label=_("The old name becomes"),
        choices=[
            (Name.Kind.FORMER, _("a former name")),
            (Name.Kind.SYNONYM, _("another name that is still in use")),
        ],
        initial=Name.Kind.FORMER,
        widget=forms.RadioSelect,
    )
    seen_name = forms.CharField(widget=forms.HiddenInput, max_length=NAME_MAX, required=False)
    seen_slug = forms.CharField(widget=forms.HiddenInput, max_length=SLUG_MAX, required=False)

    @property
    def seen(self) -> tuple[str, str]:
        return self.cleaned_data["seen_name"], self.cleaned_data["seen_slug"]


class SplitForm(NamedForm):
    definition = TextField(label=_("Definition"), rows=3, required=False, max_length=DEFINITION_MAX)
    names = forms.TypedMultipleChoiceField(
        label=_("Names that go over"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    codes = forms.TypedMultipleChoiceField(
        label=_("Codes that go over"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    children = forms.TypedMultipleChoiceField(
        label=_("Kinds of it that go over"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    is_kind_of_it = forms.BooleanField(
        label=_("The new condition is a kind of the old one"), required=False
    )
    has_its_parents = forms.BooleanField(
        label=_("The new condition is a kind of whatever the old one is"),
        required=False,
        initial=True,
    )
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)

    def __init__(self, *args: Any, condition: Condition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        children = condition.children.live().order_by("sort_name")
        offered = {
            "names": [
                (name.pk, f"{name.text} ({name.get_kind_display()}, {name.language})")
                for name in condition.names.all()
            ],
            "codes": [
                (code.pk, f"{code} ({code.get_relation_display()})")
                for code in condition.codes.all()
            ],
            "children": [(child.pk, child.name) for child in children],
        }
        for field, choices in offered.items():
            if choices:
                cast(forms.ChoiceField, self.fields[field]).choices = choices
            else:
                del self.fields[field]


class RetireForm(forms.Form):
    """Carries the number of members that the page showed."""

    members = forms.IntegerField(
        widget=forms.HiddenInput, min_value=0, max_value=MEMBERS_LARGEST, required=False
    )

    @property
    def members_shown(self) -> int:
        """-1, which no condition has, where nothing sensible was sent."""
        shown: int | None = self.cleaned_data.get("members") if self.is_valid() else None
        return -1 if shown is None else shown


class AskedForm(forms.Form):
    """One choice for each standard question, and what was chosen when the form was shown."""

    def __init__(
        self,
        data: Mapping[str, str] | None = None,
        *,
        wordings: Mapping[int, QuestionText],
        asked: Mapping[int, bool | None],
    ) -> None:
        super().__init__(data)
        self.wordings = {pk: wordings[pk] for pk in wordings if wordings[pk].question.is_on}
        words = {value: key for key, value in ANSWERS.items()}
        for pk, wording in self.wordings.items():
            question = wording.question
            usual = (
                _("as on every page: no") if question.off_by_default else _("as on every page: yes")
            )
            self.fields[f"asked-{pk}"] = forms.ChoiceField(
                label=wording.label,
                choices=[(AS_SITE, usual), (YES, _("ask it")), (NO, _("does not apply"))],
                initial=words[asked.get(pk)],
                required=False,
            )
            self.fields[f"seen-{pk}"] = forms.ChoiceField(
                choices=[(key, key) for key in ANSWERS],
                initial=words[asked.get(pk)],
                required=False,
                widget=forms.HiddenInput,
            )

    def answers(self, prefix: str) -> dict[int, bool | None]:
        return {pk: ANSWERS[self.cleaned_data[f"{prefix}-{pk}"]] for pk in self.wordings}
