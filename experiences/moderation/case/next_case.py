"""Redirecting to the next case that fits the filter kept in the session."""

from contextlib import suppress

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from common import kept_words
from common.requests import AuthenticatedHttpRequest
from experiences import moderation
from experiences.models import Case
from experiences.moderation import AlreadyDecided
from experiences.moderation.case.forms import CaseFilter, NoteForm
from experiences.moderation.case.guards import case_address
from experiences.moderation.case.work import Work

FILTER = "queue_filter"  # in the session
SKIPPED = "queue_skipped"  # in the session


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
