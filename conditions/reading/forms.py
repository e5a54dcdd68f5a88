"""The form in which a reader without an account reports an error."""

from django import forms
from django.utils.translation import gettext_lazy as _

from common.form_fields import TextField
from conditions.models.error_reports import CONTACT_MAX, REPORT_MAX

REPORT_MIN = 10  # characters


class ErrorForm(forms.Form):
    text = TextField(
        label=_("What is wrong?"),
        rows=6,
        min_length=REPORT_MIN,
        max_length=REPORT_MAX,
        help_text=_("Which sentence, what would be right, and where one can look it up."),
    )
    contact = forms.CharField(
        label=_("Where can we answer you?"),
        max_length=CONTACT_MAX,
        required=False,
        help_text=_("Not needed. It is deleted as soon as an editor has dealt with this."),
    )
    # A honeypot: people do not see it and leave it empty.
    website = forms.CharField(required=False, max_length=CONTACT_MAX)

    @property
    def is_by_a_machine(self) -> bool:
        return bool(self.cleaned_data.get("website"))
