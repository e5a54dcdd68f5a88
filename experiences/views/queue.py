"""The moderators' queue: the list, taking a case, putting it away, and many cases at once."""

from collections.abc import Mapping
from contextlib import suppress

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from conditions import keeping
from experiences import moderation
from experiences.casework.queue import queue_page
from experiences.casework.work import Work
from experiences.forms.deciding import BulkForm, CaseFilter, NoteForm
from experiences.models import Case
from experiences.moderation import AlreadyClaimed, AlreadyDecided
from experiences.views.desk import (
    case_address,
    for_moderators,
    too_late,
    work_of,
)

FILTER, SKIPPED = "queue_filter", "queue_skipped"  # in the session
SKIPPED_MAX = 200  # cases remembered


@require_safe
@for_moderators
def case_list(request: HttpRequest) -> HttpResponse:
    return list_page(request, request.GET, BulkForm(initial=keeping.kept(request)))


def list_page(
    request: HttpRequest, data: Mapping[str, str], form: BulkForm, status: int | None = None
) -> HttpResponse:
    context = {
        "page": queue_page(request.user, data, get_language()),
        "form": form,
        "skipped": len(request.session.get(SKIPPED, [])),
        "whose": keeping.whose(request),
    }
    if status:
        context["status_without_page"] = status
    return render(request, "experiences/moderation/case_list.html", context, status=status)


@require_POST
@for_moderators
def case_next(request: HttpRequest) -> HttpResponse:
    """Take the first case that fits the list's filter and was not skipped in this session."""
    remember_filter(request)
    if "again" in request.POST:
        request.session[SKIPPED] = []
    return to_next(request)


def remember_filter(request: HttpRequest) -> None:
    request.session[FILTER] = CaseFilter(request.POST).chosen


def to_next(request: HttpRequest) -> HttpResponse:
    skipped = request.session.get(SKIPPED, [])
    narrowed = CaseFilter(request.session.get(FILTER, {}))
    visible = Case.objects.visible_to(request.user).select_related("experience")
    case = moderation.take_next(
        by=request.user,
        among=narrowed.narrow(visible, request.user.pk),
        skipping=tuple(skipped),
    )
    if case is not None:
        return redirect("experiences:case-detail", case.pk)
    if skipped:
        messages.info(request, _("Nothing else is left for you but what you skipped."))
    else:
        messages.info(request, _("Nothing is left in the queue for you with this filter."))
    return redirect(reverse("experiences:case-list") + narrowed.query)


@require_POST
@for_moderators
def case_take(request: HttpRequest, pk: int) -> HttpResponse:
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
def case_skip(request: HttpRequest, pk: int) -> HttpResponse:
    """Released, and not offered again in this session."""
    put_away(request, work_of(request, pk))
    request.session[SKIPPED] = [*request.session.get(SKIPPED, []), pk][-SKIPPED_MAX:]
    return to_next(request)


@require_POST
@for_moderators
def case_release(request: HttpRequest, pk: int) -> HttpResponse:
    put_away(request, work_of(request, pk))
    messages.info(request, _("Somebody else can take the case now."))
    return redirect("experiences:case-list")


def put_away(request: HttpRequest, work: Work) -> None:
    keep_note(request, work)
    moderation.release(work.case, by=request.user)


def keep_note(request: HttpRequest, work: Work) -> None:
    """A note that was typed but not added goes with the case that is left."""
    form = NoteForm(request.POST)
    if form.is_valid():
        # Where the text was erased this very moment, there is nothing left to say of it.
        with suppress(AlreadyDecided):
            moderation.write_note(work.experience, by=request.user, text=form.cleaned_data["note"])
    keeping.forget(request, case_address(work.case.pk))
