"""Forms of the desk: the filter of its lists, and the outcome of a reported error."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from common.form_fields import FilterForm, TextField
from common.languages import language_choices
from conditions.models import Condition, ErrorReport
from conditions.models.error_reports import NOTE_MAX

NAME_MAX = 100  # characters


class DeskFilter(FilterForm):
    language = forms.ChoiceField(
        label=_("Language"), choices=lambda: [("", _("all")), *language_choices()], required=False
    )
    condition = forms.CharField(label=_("Condition"), max_length=NAME_MAX, required=False)

    def narrow(self, things: QuerySet[Any], topic: str, language: str) -> QuerySet[Any]:
        """``topic`` and ``language`` are lookups; a list in one language has no second."""
        chosen: dict[str, Any] = self.cleaned_data
        if language and chosen.get("language"):
            things = things.filter(**{language: chosen["language"]})
        if chosen.get("condition"):
            named = Condition.objects.named_like(chosen["condition"]).values("pk")
            things = things.filter(**{f"{topic}condition__in": named})
        return things


class CloseErrorForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("What comes of it"),
        choices=[
            choice
            for choice in ErrorReport.Outcome.choices
            if choice[0] != ErrorReport.Outcome.OPEN
        ],
        widget=forms.RadioSelect,
    )
    note = TextField(
        label=_("Note"),
        rows=3,
        max_length=NOTE_MAX,
        help_text=_("For your colleagues: what you looked up, and what was done."),
    )
