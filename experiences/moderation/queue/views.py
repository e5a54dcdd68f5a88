"""Views of the queue: its page, taking and leaving cases, refusing spam and copies together."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from common import kept_words
from common.requests import AuthenticatedHttpRequest
from conditions.asked import topic_titles
from experiences import moderation
from experiences.models import Case, Decision, ExperienceRevision
from experiences.moderation import AlreadyClaimed, AlreadyDecided
from experiences.moderation.case.forms import BulkForm, CaseFilter
from experiences.moderation.case.guards import (
    FILTER,
    SKIPPED,
    for_moderators,
    keep_note,
    to_next,
    too_late,
    work_of,
)
from experiences.moderation.case.verbs import FRESH
from experiences.moderation.case.work import Work
from experiences.moderation.deciding import reject_all
from experiences.moderation.queue.queue_page import queue_page

SKIPPED_MAX = 200  # cases remembered

# Takes the form, and the cases that were chosen in it.
Step = Callable[[AuthenticatedHttpRequest, BulkForm, list[Case]], HttpResponse]


class ChosenChanged(Exception):
    """One of the chosen cases has changed, or is not open to this moderator."""


@require_safe
@for_moderators
def case_list(request: AuthenticatedHttpRequest) -> HttpResponse:
    return list_page(request, request.GET, BulkForm(initial=kept_words.kept(request)))


def list_page(
    request: AuthenticatedHttpRequest,
    data: Mapping[str, str],
    form: BulkForm,
    status: int | None = None,
) -> HttpResponse:
    context = {
        "page": queue_page(request.user, data, get_language()),
        "form": form,
        "skipped": len(request.session.get(SKIPPED, [])),
        "whose": kept_words.whose(request),
    }
    if status:
        context["status_without_page"] = status
    return render(request, "experiences/moderation/case_list.html", context, status=status)


@require_POST
@for_moderators
def case_next(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Take the first case that fits the list's filter and was not skipped in this session."""
    remember_filter(request)
    if "again" in request.POST:
        request.session[SKIPPED] = []
    return to_next(request)


def remember_filter(request: AuthenticatedHttpRequest) -> None:
    request.session[FILTER] = CaseFilter(request.POST).chosen


@require_POST
@for_moderators
def case_take(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    work = work_of(request, pk)
    if "from_list" in request.POST:
        remember_filter(request)
    try:
        moderation.claim(work.case, by=request.user)
    except (AlreadyClaimed, AlreadyDecided):
        return too_late(request, work)
    return redirect("experiences:case-detail", pk)


@require_POST
@for_moderators
def case_skip(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Released, and not offered again in this session."""
    put_away(request, work_of(request, pk))
    request.session[SKIPPED] = [*request.session.get(SKIPPED, []), pk][-SKIPPED_MAX:]
    return to_next(request)


@require_POST
@for_moderators
def case_release(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    put_away(request, work_of(request, pk))
    messages.info(request, _("Somebody else can take the case now."))
    return redirect("experiences:case-list")


def put_away(request: AuthenticatedHttpRequest, work: Work) -> None:
    keep_note(request, work)
    moderation.release(work.case, by=request.user)


@dataclass(frozen=True)
class Chosen:
    """One of the texts, as the preview shows it."""

    case: Case
    title: str

    @property
    def revision(self) -> ExperienceRevision | None:
        return self.case.revision


def on_chosen(step: Step) -> Callable[..., HttpResponseBase]:
    """A step on the chosen cases: 400 where the form is not whole, 409 where one of the cases is
    not open to this moderator any more."""

    @require_POST
    @for_moderators
    @wraps(step)
    def view(request: AuthenticatedHttpRequest) -> HttpResponse:
        form = BulkForm(request.POST)
        if not form.is_valid():
            return list_page(request, request.POST, form, HTTPStatus.BAD_REQUEST)
        try:
            return step(request, form, chosen_cases(request, form))
        except (AlreadyDecided, ChosenChanged):
            form.add_error("cases", _("Nothing was done: one of these has changed. Look again."))
            return list_page(request, request.POST, form, HTTPStatus.CONFLICT)

    return view


def chosen_cases(request: AuthenticatedHttpRequest, form: BulkForm) -> list[Case]:
    wanted = form.cleaned_data["cases"]
    cases = list(
        Case.objects.visible_to(request.user)
        .free_for(request.user.pk, timezone.now())
        .filter(pk__in=wanted, kind__in=FRESH)
        .select_related("experience__topic__condition", "experience__author", "revision")
    )
    if len(cases) != len(wanted):
        raise ChosenChanged
    return cases


@on_chosen
def case_bulk_preview(
    request: AuthenticatedHttpRequest, form: BulkForm, cases: list[Case]
) -> HttpResponse:
    """Which texts they are and what their authors will read, before it is decided."""
    versions = form.cleaned_data["cases"]
    if any(case.experience.version != versions[case.pk] for case in cases):
        raise ChosenChanged
    titles = topic_titles((case.experience.topic for case in cases), get_language())
    context = {
        "chosen": [Chosen(case, titles[case.experience.topic_id]) for case in cases],
        "decision": Decision(verb=Decision.Verb.REJECT, **words_of(form)),
        "form": form,
        "filter": CaseFilter(request.POST).chosen,
        "whose": kept_words.whose(request),
        "status_without_page": True,
    }
    return render(request, "experiences/moderation/bulk_preview.html", context)


@require_POST
@for_moderators
def case_bulk_typed(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Back from the preview: the list with what was chosen and typed."""
    return list_page(request, request.POST, BulkForm(request.POST))


@on_chosen
def case_bulk(request: AuthenticatedHttpRequest, form: BulkForm, cases: list[Case]) -> HttpResponse:
    """Refuse them: all of them, or none when one has changed meanwhile."""
    versions = form.cleaned_data["cases"]
    seen = [(wording_of(case), versions[case.pk]) for case in cases]
    decisions = reject_all(seen, by=request.user, **words_of(form))
    said = ngettext("%(count)d text rejected.", "%(count)d texts rejected.", len(decisions))
    messages.success(request, said % {"count": len(decisions)})
    kept_words.forget(request, reverse("experiences:case-list"))
    return redirect("experiences:case-list")


def wording_of(case: Case) -> ExperienceRevision:
    if case.revision is None:
        raise AlreadyDecided(case.experience)
    case.revision.experience = case.experience
    return case.revision


def words_of(form: BulkForm) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in ("reason", "message")}
