"""The form of a merger: one choice for everything that collides, none made beforehand."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from experiences.merging import Plan


class MergeForm(forms.Form):
    digest = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)

    def __init__(self, plan: Plan, data: Any = None) -> None:
        super().__init__(data, initial={"digest": plan.digest})
        for name, offered in plan.choices.items():
            self.fields[name] = forms.ChoiceField(
                label=_("Your decision"),
                choices=list(offered.items()),
                widget=forms.RadioSelect,
                error_messages={"required": _("Please decide this.")},
            )

    @property
    def chosen(self) -> dict[str, str]:
        return {name: value for name, value in self.cleaned_data.items() if name != "digest"}
