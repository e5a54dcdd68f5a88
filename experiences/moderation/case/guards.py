"""What the moderators' views share: the guard, the case at hand, the next one, late requests."""

from contextlib import suppress
from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from common import kept_words
from common.guards import guarded
from common.requests import AuthenticatedHttpRequest
from experiences import moderation
from experiences.models import Case
from experiences.moderation import AlreadyDecided
from experiences.moderation.case.forms import CaseFilter, NoteForm
from experiences.moderation.case.work import Work, find_work, text_diff
from experiences.permissions import can_decide

# The author's own words: they go into no other table, the session's neither.
NOT_KEPT = ("seen", "quote")
TYPED = ("message", "quote", "note")
FILTER = "queue_filter"  # in the session
SKIPPED = "queue_skipped"  # in the session


def case_address(pk: int) -> str:
    return reverse("experiences:case-detail", args=[pk])


def work_of(request: AuthenticatedHttpRequest, pk: int) -> Work:
    return find_work(request.user, pk, get_language(), timezone.localdate())


def typed_words(request: HttpRequest) -> str:
    """Whatever was written into a form of a case, valid or not, to be copied."""
    words = (request.POST.get(name, "").strip() for name in TYPED)
    return "\n\n".join(part for part in words if part)


def gone_page(request: HttpRequest) -> HttpResponse:
    """Its author erased the text while a moderator wrote about it."""
    context = {"words": typed_words(request), "status_without_page": HTTPStatus.NOT_FOUND}
    template = "experiences/moderation/case_gone.html"
    return render(request, template, context, status=HTTPStatus.NOT_FOUND)


def too_late(request: AuthenticatedHttpRequest, work: Work) -> HttpResponse:
    """409: who decided what and when, or who has it; what is open now; everything typed."""
    visible = Case.objects.visible_to(request.user)
    still_open = visible.filter(experience=work.experience).order_by("-pk").first()
    now = work_of(request, still_open.pk) if still_open else None
    seen = request.POST.get("seen", "").replace("\r\n", "\n")
    context = {
        "work": work,
        "decision": work.last_decision,
        "open_work": now,
        "changes": text_diff(seen, now.text.replace("\r\n", "\n")) if seen and now else [],
        "words": typed_words(request),
        "status_without_page": HTTPStatus.CONFLICT,
    }
    template = "experiences/moderation/case_conflict.html"
    return render(request, template, context, status=HTTPStatus.CONFLICT)


def to_next(request: AuthenticatedHttpRequest) -> HttpResponse:
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


def keep_note(request: AuthenticatedHttpRequest, work: Work) -> None:
    """A note that was typed but not added goes with the case that is left."""
    form = NoteForm(request.POST)
    if form.is_valid():
        # Where the text was erased this very moment, there is nothing left to say of it.
        with suppress(AlreadyDecided):
            moderation.write_note(work.experience, by=request.user, text=form.cleaned_data["note"])
    kept_words.forget(request, case_address(work.case.pk))


for_moderators = guarded(
    can_decide,
    form_page=lambda request, pk=None, **kwargs: (
        case_address(pk) if pk else reverse("experiences:case-list")
    ),
    not_kept=NOT_KEPT,
    on_missing=lambda request: gone_page(request) if typed_words(request) else None,
)
