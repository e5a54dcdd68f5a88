"""The form of a merger: one choice for everything that collides, none made beforehand."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from conditions.asked import wordings
from experiences.merging import Plan


class MergeForm(forms.Form):
    digest = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)

    def __init__(self, plan: Plan, data: Any = None) -> None:
        super().__init__(data, initial={"digest": plan.digest})
        questions = questions_of(plan)
        for name, offered in plan.choices.items():
            said = {"question": questions.get(name)}
            self.fields[name] = forms.ChoiceField(
                label=_("Your decision: %(question)s") % said
                if name in questions
                else _("Your decision"),
                choices=list(offered.items()),
                widget=forms.RadioSelect,
                error_messages={"required": _("Please decide this.")},
            )

    @property
    def chosen(self) -> dict[str, str]:
        return {name: value for name, value in self.cleaned_data.items() if name != "digest"}


def questions_of(plan: Plan) -> dict[str, str]:
    """What each choice is about, so that an error says which one it means."""
    labels = {pk: wording.label for pk, wording in wordings(get_language() or "").items()}
    found = {move.key: labels.get(move.question.pk, move.question.key) for move in plan.topics}
    for answer in plan.answers:
        question = labels.get(answer.question.pk, answer.question.key)
        found[answer.key] = f"{question} ({answer.summary.language})"
    return found
