"""A reader's objection to a public text."""

from django import forms
from django.utils.translation import gettext_lazy as _

from conditions.forms.fields import TextField
from experiences.models import Report

REPORT_MAX = 2_000  # characters


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
