"""Newer wordings of the standard questions, which wait for a person where a badge stands.

A question that is worded anew stands above answers that were signed under the old words; whoever
takes a wording sets them waiting for a reviewer to confirm it.
"""

from django.contrib import messages
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from common.admin_log import record
from common.requests import AuthenticatedHttpRequest
from conditions.freshness import touch_all
from conditions.models import QuestionText, Summary
from conditions.permissions import can_run_catalogue, guarded
from conditions.summaries.signing.renamed import mark_renamed


class OfferGone(Exception):
    """Somebody else answered it, or a newer wording is offered by now."""


@guarded(can_run_catalogue)
def wording_list(request: HttpRequest) -> HttpResponse:
    offered = [
        {
            "text": text,
            "reviewed": Summary.objects.reviewed().under_wording(text).count(),
        }
        for text in QuestionText.objects.offered()
    ]
    return render(request, "conditions/catalogue/wording_list.html", {"offered": offered})


@guarded(can_run_catalogue)
@require_POST
def wording_take(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    return answer(request, pk, takes=True)


@guarded(can_run_catalogue)
@require_POST
def wording_leave(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    return answer(request, pk, takes=False)


def answer(request: AuthenticatedHttpRequest, pk: int, *, takes: bool) -> HttpResponse:
    text = get_object_or_404(QuestionText.objects.select_related("question"), pk=pk)
    try:
        decide(text, by=request.user, offered=request.POST.get("offered", ""), takes=takes)
    except OfferGone:
        messages.warning(
            request, _("Nothing was done: this has changed since you opened the page.")
        )
    else:
        messages.success(request, _("The new wording is taken.") if takes else _("Left as it is."))
    return redirect("conditions:wording-list")


def decide(text: QuestionText, *, by: AbstractBaseUser, offered: str, takes: bool) -> None:
    """Takes the offered wording, or leaves the question as it is. ``offered`` is the wording that
    the page showed."""
    with transaction.atomic():
        waiting = QuestionText.objects.filter(pk=text.pk, offered_title=offered)
        title = {"title": offered} if takes else {}
        if not offered or not waiting.update(offered_title="", **title):
            raise OfferGone(text.pk)
        text.refresh_from_db()
        if takes:
            touch_all()
            mark_renamed(question_id=text.question_id)
        said = "taken" if takes else "left"
        record(text.question, by, f"Offered wording {said} ({text.language}): {offered}")
