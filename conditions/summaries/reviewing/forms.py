"""The form of a text in review, one for all its buttons, so that every word is there after each."""

from typing import Any, cast

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from common.form_fields import TextField, VersionField
from conditions.models import ReviewNote
from conditions.models.reviews import NOTE_MAX, REASON_MAX
from conditions.summaries.reviewing.review_page import Desk

INTERESTS_MAX = 2_000  # characters
SIGN, SEND_BACK, WRITE_NOTE, WORDING = "sign", "request-changes", "note", "wording"
# Fields that each button needs, beside the checklist for signing.
NEEDED = {
    SIGN: ("interests", "not_checked"),
    SEND_BACK: ("note",),
    WRITE_NOTE: ("section", "note_text"),
    WORDING: (),
}


class ReviewForm(forms.Form):
    """``verb`` names the button that was pressed; without it nothing is needed."""

    interests = TextField(
        label=_("Your interests for this topic"),
        rows=2,
        required=False,
        max_length=INTERESTS_MAX,
        help_text=_("Payments, shares, posts: what a reader should know. Write “None” if so."),
    )
    not_checked = TextField(
        label=_("What you did not check"),
        rows=2,
        required=False,
        max_length=NOTE_MAX,
        help_text=_("Say it plainly, such as “the figures on children”. Write “Nothing” if so."),
    )
    note = TextField(
        label=_("Note"),
        rows=4,
        required=False,
        max_length=NOTE_MAX,
        help_text=_("With a signature it is public. Sent back, it tells the editors what to do."),
    )
    section = forms.ChoiceField(label=_("Section"), required=False)
    note_text = TextField(
        label=_("What is wrong, or to be asked"), rows=3, required=False, max_length=NOTE_MAX
    )
    version = VersionField()

    def __init__(
        self, desk: Desk, data: Any = None, *, verb: str = "", initial: Any = None
    ) -> None:
        super().__init__(data, initial=initial)
        self.desk = desk
        self.verb = verb
        for item in desk.checklist.items:
            self.fields[f"check_{item.key}"] = forms.BooleanField(
                label=item.sentence(get_language() or ""), required=verb == SIGN
            )
            if verb == SIGN:
                self.fields[f"check_{item.key}"].error_messages["required"] = _(
                    "Tick it once you have checked it, or send the text back."
                )
        choices = [("", "---------"), *((each, each) for each in desk.sections)]
        cast(forms.ChoiceField, self.fields["section"]).choices = choices
        for note in desk.open_notes:
            self.fields[answer_field(note)] = TextField(
                label=_("How it was settled"),
                rows=2,
                required=verb == answer_field(note),
                max_length=NOTE_MAX,
            )
        for name in NEEDED.get(verb, ()):
            self.fields[name].required = True

    @property
    def checks(self) -> list[forms.BoundField]:
        return [self[f"check_{item.key}"] for item in self.desk.checklist.items]

    @property
    def answers(self) -> list[tuple[ReviewNote, forms.BoundField | None]]:
        """Each note with the field that settles it."""
        return [
            (note, self[answer_field(note)] if note.is_open else None) for note in self.desk.notes
        ]

    @property
    def typed(self) -> list[tuple[str, str]]:
        """The typed words under their labels, for whoever came too late."""
        names = ("interests", "not_checked", "note", "note_text")
        answers = [name for name in self.fields if name.startswith("answer_")]
        words = [(str(self[name].label), self[name].value()) for name in (*names, *answers)]
        return [(label, value) for label, value in words if value]

    @property
    def seen(self) -> int:
        """Nought, which no revision has, where nothing sensible was sent."""
        return self.cleaned_data.get("version") or 0


def answer_field(note: ReviewNote) -> str:
    return f"answer_{note.pk}"


class WithdrawForm(forms.Form):
    reason = TextField(
        label=_("Why you take it back"),
        rows=5,
        max_length=REASON_MAX,
        help_text=_("Public, on the receipt of your review."),
    )
    sure = forms.BooleanField(
        label=_("The badge goes from the text at once. I cannot take this back myself."),
        error_messages={"required": _("Tick it if you are sure.")},
    )
