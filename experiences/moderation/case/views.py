"""Views of one case: looking, editing a decision, deciding. One address for each verb."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from common import kept_words
from common.requests import AuthenticatedHttpRequest
from experiences import moderation
from experiences.models import Decision, Signal
from experiences.models.decisions import seal
from experiences.moderation import AlreadyClaimed, AlreadyDecided, OwnWork
from experiences.moderation.case.forms import DecisionForm, NoteForm
from experiences.moderation.case.guards import (
    for_moderators,
    keep_note,
    to_next,
    too_late,
    work_of,
)
from experiences.moderation.case.verbs import VERBS, Verb
from experiences.moderation.case.work import Work
from experiences.moderation.leases import judge_signal

# As in the address.
VERDICTS = {"useful": Signal.Verdict.USEFUL, "false-alarm": Signal.Verdict.FALSE}

# Takes the case at hand, and more from the address.
Step = Callable[..., HttpResponse]


@require_safe
@for_moderators
def case_detail(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Looking takes no case: only the button does."""
    work = work_of(request, pk)
    return case_page(request, work, DecisionForm(work, initial=kept_words.kept(request)))


def case_page(
    request: AuthenticatedHttpRequest, work: Work, form: DecisionForm, status: int | None = None
) -> HttpResponse:
    context: dict[str, Any] = {"work": work, "form": form, "whose": kept_words.whose(request)}
    if request.method == "POST":
        context["status_without_page"] = status
    return render(request, "experiences/moderation/case_detail.html", context, status=status)


def on_claimed_case(step: Step) -> Callable[..., HttpResponseBase]:
    """A step on a case that this moderator has, which renews the lease; 409 where somebody else
    has it by now, or it is closed."""

    @require_POST
    @for_moderators
    @wraps(step)
    def view(request: AuthenticatedHttpRequest, pk: int, **kwargs: Any) -> HttpResponse:
        work = work_of(request, pk)
        try:
            renew_lease(request, work)
            return step(request, work, **kwargs)
        except (AlreadyClaimed, AlreadyDecided):
            return too_late(request, work)

    return view


def renew_lease(request: AuthenticatedHttpRequest, work: Work) -> None:
    """The lease; a closed case needs none as long as something can be done with its text."""
    if work.case.is_open or not work.verbs:
        moderation.claim(work.case, by=request.user)


@on_claimed_case
def case_typed(request: AuthenticatedHttpRequest, work: Work) -> HttpResponse:
    """Back to the form, with every word."""
    return case_page(request, work, DecisionForm(work, initial=request.POST.dict()))


@on_claimed_case
def case_words(request: AuthenticatedHttpRequest, work: Work) -> HttpResponse:
    """The chosen reason's words into the message, after whatever stands there."""
    form = DecisionForm(work, request.POST)
    return case_page(request, work, DecisionForm(work, initial=form.with_words()))


@on_claimed_case
def case_note(request: AuthenticatedHttpRequest, work: Work) -> HttpResponse:
    form = NoteForm(request.POST)
    if not form.is_valid():
        return case_page(request, work, note_missing(request, work), HTTPStatus.BAD_REQUEST)
    text = form.cleaned_data["note"]
    # The page is an answer to a POST: reloading it adds nothing again.
    if not any(note.text == text for note in work.notes):
        moderation.write_note(work.experience, by=request.user, text=text)
        del work.notes
    return case_page(request, work, DecisionForm(work, initial=request.POST.dict() | {"note": ""}))


def note_missing(request: AuthenticatedHttpRequest, work: Work) -> DecisionForm:
    form = DecisionForm(work, request.POST)
    if form.is_valid():
        form.add_error("note", _("Write the note first."))
    return form


@on_claimed_case
def case_hand_over(request: AuthenticatedHttpRequest, work: Work) -> HttpResponse:
    """To a senior moderator, with a note that says why."""
    form = NoteForm(request.POST)
    if not form.is_valid():
        return case_page(request, work, note_missing(request, work), HTTPStatus.BAD_REQUEST)
    moderation.hand_over(work.case, by=request.user, note=form.cleaned_data["note"])
    messages.success(request, _("Handed to the senior moderators, with your note."))
    return to_next(request)


@on_claimed_case
def signal_judge(
    request: AuthenticatedHttpRequest, work: Work, signal: int, verdict: str
) -> HttpResponse:
    """Useful or a false alarm. What was typed into the case's form comes back with the page."""
    noticed = next((each.signal for each in work.noticed if each.signal.pk == signal), None)
    if noticed is None or verdict not in VERDICTS:
        raise Http404
    judge_signal(noticed, by=request.user, verdict=VERDICTS[verdict])
    del work.noticed
    return case_page(request, work, DecisionForm(work, initial=request.POST.dict()))


@on_claimed_case
def case_preview(request: AuthenticatedHttpRequest, work: Work, verb: str) -> HttpResponse:
    """Exactly what the author will read, before it is decided."""
    chosen = next((each for each in work.verbs if each.slug == verb), None)
    if chosen is None:
        raise AlreadyDecided(work.experience) if verb in VERBS else Http404
    form = DecisionForm(work, request.POST, verb=chosen)
    if not form.is_valid():
        return case_page(request, work, form, HTTPStatus.BAD_REQUEST)
    if form.cleaned_data["version"] != work.experience.version:
        raise AlreadyDecided(work.experience)
    context = {
        "work": work,
        "form": form,
        "verb": chosen,
        "decision": unsaved(work, chosen, form),
        "whose": kept_words.whose(request),
        "status_without_page": True,
    }
    return render(request, "experiences/moderation/case_preview.html", context)


def unsaved(work: Work, verb: Verb, form: DecisionForm) -> Decision:
    """The decision as it would be recorded."""
    fields = {"verb": verb.records, **form.arguments}
    start, end = fields.pop("passage", None) or (None, None)
    against = work.appeal.decision if work.appeal else None
    if against and verb.records == Decision.Verb.APPROVE and against.verb == Decision.Verb.HIDE:
        fields |= {"verb": Decision.Verb.RESTORE, "reason": against.reason}
    sealed = seal(work.text[start:end]) if end is not None else ""
    return Decision(
        revision=work.wording,
        passage_start=start,
        passage_end=end,
        passage_seal=sealed,
        **fields,
    )


@require_POST
@for_moderators
def case_decide(request: AuthenticatedHttpRequest, pk: int, verb: Verb) -> HttpResponse:
    """Who saw an older version is too late, whoever has the case: nothing of theirs is written."""
    work = work_of(request, pk)
    if verb not in work.verbs:
        return too_late(request, work)
    form = DecisionForm(work, request.POST, verb=verb)
    try:
        if not form.is_valid():
            renew_lease(request, work)
            return case_page(request, work, form, HTTPStatus.BAD_REQUEST)
        verb.act(work, request.user, form.cleaned_data["version"], form.arguments)
        keep_note(request, work)
    except (AlreadyClaimed, AlreadyDecided):
        return too_late(request, work)
    except OwnWork as error:
        raise PermissionDenied from error
    messages.success(request, str(verb.done))
    return to_next(request)
