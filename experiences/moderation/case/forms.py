"""Moderators' forms: filters, a decision, a note, and many cases at once."""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from common.form_fields import ROW_LARGEST, VERSION_LARGEST, FilterForm, TextField
from conditions.models import Condition
from experiences.form_fields import field_of, language_choices
from experiences.models import Case, Decision, Reason
from experiences.models.cases import NOTE_MAX, CaseQuerySet
from experiences.models.decisions import MESSAGE_MAX

if TYPE_CHECKING:
    from experiences.moderation.case.verbs import Verb
    from experiences.moderation.case.work import Work

NAME_MAX = 100  # characters of a condition's or a person's name to look for
BULK_MAX = 50  # cases decided at once
BULK_REASONS = ("promotion", "duplicate")
PASSAGE_SHOWN = 60  # characters of a passage in a list of them
EITHER = [("", _("all"))]


class CaseFilter(FilterForm):
    condition = forms.CharField(label=_("Condition"), max_length=NAME_MAX, required=False)
    language = forms.ChoiceField(
        label=_("Language"), choices=lambda: [*EITHER, *language_choices()], required=False
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=[*EITHER, *Case.Kind.choices], required=False)
    age = forms.TypedChoiceField(
        label=_("Waiting"),
        # Called for each form: with its number in it, a text is no longer lazy.
        choices=lambda: [
            *EITHER,
            *(
                (str(days), ngettext("over %d day", "over %d days", days) % days)
                for days in (1, 3, 7)
            ),
        ],
        coerce=int,
        required=False,
    )
    mine = forms.BooleanField(label=_("Only those that I have"), required=False)
    held = forms.BooleanField(label=_("Only for senior moderators"), required=False)

    def narrow(self, cases: CaseQuerySet, person_id: int) -> CaseQuerySet:
        chosen, now, wanted = self.cleaned_data, timezone.now(), Q()
        if chosen.get("condition"):
            wanted &= Q(condition__in=Condition.objects.named_like(chosen["condition"]))
        if chosen.get("language"):
            wanted &= Q(language=chosen["language"])
        if chosen.get("kind"):
            wanted &= Q(kind=chosen["kind"])
        if chosen.get("age"):
            wanted &= Q(opened_at__lte=now - timedelta(days=chosen["age"]))
        if chosen.get("mine"):
            wanted &= Q(claimed_by=person_id, claimed_until__gt=now)
        if chosen.get("held"):
            wanted &= Q(is_held=True)
        return cases.filter(wanted)


class DecisionFilter(FilterForm):
    verb = forms.ChoiceField(
        label=_("Decision"), choices=[*EITHER, *Decision.Verb.choices], required=False
    )
    reason = forms.ChoiceField(
        label=_("Reason"),
        choices=lambda: [
            *EITHER,
            *((reason.key, reason.label_here) for reason in Reason.objects.all()),
        ],
        required=False,
    )
    moderator = forms.CharField(label=_("Moderator"), max_length=NAME_MAX, required=False)
    since = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    until = forms.DateField(
        label=_("To"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    condition = forms.CharField(label=_("Condition"), max_length=NAME_MAX, required=False)
    # The page: what is older than this one.
    before = forms.IntegerField(
        min_value=1, max_value=ROW_LARGEST, required=False, widget=forms.HiddenInput
    )

    def narrow(self, decisions: QuerySet[Decision]) -> QuerySet[Decision]:
        chosen, wanted = self.cleaned_data, Q()
        if chosen.get("verb"):
            wanted &= Q(verb=chosen["verb"])
        if chosen.get("reason"):
            wanted &= Q(reason__key=chosen["reason"])
        if chosen.get("moderator"):
            wanted &= Q(moderator__pen_name__iexact=chosen["moderator"])
        if chosen.get("since"):
            wanted &= Q(decided_at__date__gte=chosen["since"])
        if chosen.get("until"):
            wanted &= Q(decided_at__date__lte=chosen["until"])
        if chosen.get("condition"):
            wanted &= Q(
                experience__topic__condition__in=Condition.objects.named_like(chosen["condition"])
            )
        return decisions.filter(wanted)


class ReasonSelect(forms.Select):
    """Each option carries its words, for the script that fills them in."""

    words: Mapping[str, str] = {}

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        if str(value) in self.words:
            option["attrs"]["data-words"] = self.words[str(value)]
        return option


class ReasonField(forms.ChoiceField):
    """One of the reasons that the administrator keeps, by its key."""

    widget = ReasonSelect

    def offer(self, reasons: list[Reason], language: str) -> None:
        """Labels are in the moderator's language, the words in that of the text."""
        self.reasons = {reason.key: reason for reason in reasons}
        self.choices = [("", _("choose one")), *((each.key, each.label_here) for each in reasons)]
        self.words = {reason.key: reason.message_in(language) for reason in reasons}
        self.widget.words = self.words

    def clean(self, value: Any) -> Reason | None:
        return self.reasons.get(super().clean(value))


class NoteForm(forms.Form):
    note = TextField(label=_("Note for colleagues"), rows=2, max_length=NOTE_MAX)


class DecisionForm(forms.Form):
    """The words of a decision. Which of them are needed is the verb's to say."""

    version = forms.IntegerField(
        min_value=1,
        max_value=VERSION_LARGEST,
        widget=forms.HiddenInput({"autocomplete": "off"}),
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"),
            _("This page is not whole. Please open the case again."),
        ),
    )
    reason = ReasonField(label=_("Reason"), required=False)
    message = TextField(
        label=_("Message to the author"), rows=7, max_length=MESSAGE_MAX, required=False
    )
    passage = forms.ChoiceField(label=_("Passage that is meant"), required=False)
    quote = forms.CharField(
        label=_("or quote it from the text"), max_length=MESSAGE_MAX, required=False
    )
    note = TextField(label=_("Note for colleagues"), rows=2, max_length=NOTE_MAX, required=False)

    def __init__(
        self,
        work: "Work",
        data: Mapping[str, Any] | None = None,
        *,
        verb: "Verb | None" = None,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial={**(initial or {}), "version": work.experience.version})
        self.work = work
        self.verb = verb
        field_of(self, "reason", ReasonField).offer(
            list(Reason.objects.all()), work.experience.language
        )
        field_of(self, "passage", forms.ChoiceField).choices = [
            ("", _("none")),
            *(
                (each.place, passage_label(each.passage, each.label))
                for each in work.noticed
                if not each.is_of_whole
            ),
        ]

    def clean_quote(self) -> tuple[int, int] | None:
        quote = self.cleaned_data["quote"]
        if not quote:
            return None
        times = self.work.text.count(quote)
        if times == 0:
            raise ValidationError(_("These words are not in the text. Copy them from it exactly."))
        if times > 1:
            raise ValidationError(
                _("These words are in the text more than once. Quote a few more around them.")
            )
        start = self.work.text.index(quote)
        return start, start + len(quote)

    def clean(self) -> dict[str, Any]:
        asks = self.verb.asks if self.verb else ()
        for name, error in (
            ("reason", _("Choose a reason: no refusal goes without one.")),
            ("message", _("Tell the author why, in your own words or in those of the reason.")),
        ):
            if name in asks and name not in self.errors and not self.cleaned_data.get(name):
                self.add_error(name, error)
        if self.cleaned_data.get("passage") and self.cleaned_data.get("quote"):
            self.add_error("quote", _("Choose a passage or quote one, not both."))
        return self.cleaned_data

    @property
    def arguments(self) -> dict[str, Any]:
        """The arguments of the verb."""
        chosen = self.cleaned_data.get("passage")
        place = tuple(int(part) for part in chosen.split("-")) if chosen else None
        everything = {
            "reason": self.cleaned_data.get("reason"),
            "message": self.cleaned_data.get("message"),
            "passage": place or self.cleaned_data.get("quote"),
        }
        asks = self.verb.asks if self.verb else ()
        return {name: value for name, value in everything.items() if name in asks}

    def with_words(self) -> dict[str, str]:
        """What was typed, with the words of the chosen reason after it unless they are in it."""
        data = {name: self.data.get(name, "") for name in self.fields}
        words = field_of(self, "reason", ReasonField).words.get(data["reason"])
        typed = data["message"].strip()
        if words and words not in typed.replace("\r\n", "\n"):
            data["message"] = f"{typed}\n\n{words}".strip()
        return data


def passage_label(passage: str, label: str) -> str:
    return f"“{Truncator(' '.join(passage.split())).chars(PASSAGE_SHOWN)}” ({label})"


class SeenCases(forms.Field):
    """Chosen cases as "number-version", each with the version that the list showed."""

    widget = forms.MultipleHiddenInput

    def clean(self, value: Any) -> dict[int, int]:
        if not value:
            raise ValidationError(_("Choose at least one case."))
        if len(value) > BULK_MAX:
            raise ValidationError(_("At most %(most)d at once.") % {"most": BULK_MAX})
        return dict(self.parse(each) for each in value)

    def parse(self, text: str) -> tuple[int, int]:
        match = re.fullmatch(r"([0-9]{1,18})-([0-9]{1,9})", text)
        if match is None:
            raise ValidationError(_("This page is not whole. Please open the queue again."))
        return int(match[1]), int(match[2])


class BulkForm(forms.Form):
    """Spam and copies are refused together; everything else is read one by one."""

    cases = SeenCases(label=_("Cases"))
    reason = ReasonField(label=_("Reason"))
    message = TextField(label=_("Message to each author"), rows=4, max_length=MESSAGE_MAX)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field_of(self, "reason", ReasonField).offer(
            list(Reason.objects.filter(key__in=BULK_REASONS)), get_language()
        )

    @property
    def checked(self) -> list[str]:
        return self.data.getlist("cases") if hasattr(self.data, "getlist") else []
