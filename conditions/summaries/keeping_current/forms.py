"""Forms for the people who keep a summary current, and for safety notices."""

from datetime import date, timedelta
from typing import Any, cast

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.form_fields import ROW_LARGEST, TextField, VersionField
from conditions.models import Condition, FormerSlug, Question, ReviewerProfile, Summary
from conditions.models.notices import NOTICE_MAX
from conditions.permissions import editors

SLUG_MAX = 200  # characters
LONGEST = 366  # days that a notice is in force; then somebody looks at it again


class KeepersForm(forms.ModelForm[Summary]):
    class Meta:
        model = Summary
        fields = ["owner", "lead_reviewer"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reviewers = ReviewerProfile.objects.may_sign(timezone.localdate())
        offered = {"owner": editors(), "lead_reviewer": reviewers.filter(user__isnull=False)}
        for name, people in offered.items():
            cast("forms.ModelChoiceField[Any]", self.fields[name]).queryset = people


class NoticeForm(forms.Form):
    condition = forms.CharField(
        label=_("Condition"),
        max_length=SLUG_MAX,
        help_text=_("The last part of its page’s address, such as marfan-syndrome."),
    )
    question = forms.ModelChoiceField(
        Question.objects.all(),
        label=_("Question"),
        required=False,
        empty_label=_("all pages of the condition"),
    )
    text = TextField(label=_("Text"), rows=4, max_length=NOTICE_MAX)
    link = forms.URLField(
        label=_("Link to its source"), required=False, max_length=500, assume_scheme="https"
    )
    starts_on = forms.DateField(
        label=_("In force from"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    ends_on = forms.DateField(
        label=_("In force until"),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=_("A year at most. The desk lists it before it runs out."),
    )
    language = forms.ChoiceField(label=_("Language"), choices=lambda: settings.LANGUAGES)

    def clean_link(self) -> str:
        link: str = self.cleaned_data["link"]
        if link and not link.startswith(("http://", "https://")):
            raise ValidationError(_("A link begins with https:// or http://."))
        return link

    def clean_condition(self) -> Condition:
        text = self.cleaned_data["condition"].strip().strip("/").rsplit("/", 1)[-1].lower()
        if live := Condition.objects.live().filter(slug=text).first():
            return live
        former = FormerSlug.objects.filter(slug=text, condition__state=Condition.State.LIVE)
        if moved := former.select_related("condition").first():
            return moved.condition
        raise ValidationError(_("There is no page of a condition at this address."))

    def clean_ends_on(self) -> date:
        day: date = self.cleaned_data["ends_on"]
        if day < timezone.localdate():
            raise ValidationError(_("This day is over."))
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        starts, ends = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", _("The notice ends before it starts."))
        elif starts and ends and ends - starts > timedelta(days=LONGEST):
            self.add_error("ends_on", _("A notice is in force for a year at most."))
        return cleaned


class ConfirmForm(forms.Form):
    """A button that sends back the condition under which the notice was read."""

    condition = VersionField(ROW_LARGEST)

    @property
    def seen(self) -> int:
        return (self.is_valid() and self.cleaned_data["condition"]) or 0
