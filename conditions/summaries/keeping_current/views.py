"""Pages of the desk: safety notices, reviews that are due or overdue, and who is reminded."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common import kept_words
from common.requests import AuthenticatedHttpRequest
from conditions.asked import topic_titles
from conditions.desk.lists import LISTINGS
from conditions.models import Notice, Summary
from conditions.models.summaries import SummaryQuerySet
from conditions.permissions import (
    can_change_notices,
    can_edit_summaries,
    for_desk,
    for_editors,
    guarded,
)
from conditions.summaries.keeping_current import notices
from conditions.summaries.keeping_current.forms import ConfirmForm, KeepersForm, NoticeForm
from conditions.summaries.keeping_current.reminders import BEFORE

RUNNING_OUT = 30  # days
OLD_SHOWN = 20

for_notices = guarded(can_change_notices)
SHOWN = 100  # summaries of each list


@require_safe
@for_notices
def notice_list(request: HttpRequest) -> HttpResponse:
    return list_page(request)


def list_page(request: HttpRequest, status: int | None = None, **more: Any) -> HttpResponse:
    today = timezone.localdate()
    rows = Notice.objects.select_related(
        "condition", "question", "proposed_by", "confirmed_by", "ended_by"
    )
    context = {
        "waiting": rows.waiting(today),
        "standing": rows.standing(today),
        "running_out": set(rows.running_out(RUNNING_OUT, today).values_list("pk", flat=True)),
        "over": rows.over(today)[:OLD_SHOWN],
        "today": today,
        "listings": LISTINGS,
        **more,
    }
    if request.method == "POST":
        context["status_without_page"] = status
    return render(request, "conditions/summaries/notice_list.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@for_notices
def notice_propose(request: AuthenticatedHttpRequest) -> HttpResponse:
    initial = {"starts_on": timezone.localdate(), **kept_words.kept(request)}
    form = NoticeForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        fields = form.cleaned_data
        notices.propose(fields.pop("condition"), by=request.user, **fields)
        kept_words.forget(request, request.path)
        messages.success(request, _("Proposed. It shows once somebody else has confirmed it."))
        return redirect("conditions:notice-list")
    context = {"form": form, "whose": kept_words.whose(request), "listings": LISTINGS}
    status = HTTPStatus.BAD_REQUEST if request.method == "POST" else None
    return render(request, "conditions/summaries/notice_form.html", context, status=status)


@require_POST
@for_notices
def notice_confirm(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """A merger may have moved it to another condition since it was read."""
    notice = get_object_or_404(Notice, pk=pk)
    try:
        if ConfirmForm(request.POST).seen != notice.condition_id:
            raise notices.NoticeDecided(notice)
        notices.confirm(notice, by=request.user)
    except notices.OwnNotice as error:
        raise PermissionDenied from error
    except notices.NoticeDecided:
        return list_page(request, HTTPStatus.CONFLICT, late=notice)
    messages.success(request, _("Confirmed. It stands above its pages while it is in force."))
    return redirect("conditions:notice-list")


@require_POST
@for_notices
def notice_end(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    notice = get_object_or_404(Notice, pk=pk)
    try:
        notices.end(notice, by=request.user)
    except notices.NoticeDecided:
        return list_page(request, HTTPStatus.CONFLICT, late=notice)
    messages.success(request, _("Taken down."))
    return redirect("conditions:notice-list")


@require_safe
@for_desk
def upkeep(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    summaries = Summary.objects.of_live_conditions()
    near = BEFORE[0]
    lists = [
        (_("Review overdue"), summaries.overdue(today)),
        (_("Due in the next %(days)d days") % {"days": near}, summaries.due_within(near, today)),
        (_("Public without a review: the signature was withdrawn"), summaries.without_review()),
        (_("Translations whose source has changed"), summaries.source_changed()),
    ]
    context = {
        "lists": [(heading, *cards(found)) for heading, found in lists],
        "can_edit": can_edit_summaries(request.user),
        "listings": LISTINGS,
    }
    return render(request, "conditions/summaries/upkeep.html", context)


def cards(summaries: SummaryQuerySet) -> tuple[list[dict[str, Any]], int]:
    """The most urgent ones with their questions, and how many there are."""
    found = list(
        summaries.select_related(
            "topic__condition",
            "topic__question",
            "live_review__reviewer",
            "live_review__withdrawal",
            "owner",
            "lead_reviewer",
        ).order_by("live_review__due_on", "pk")[:SHOWN]
    )
    titles = topic_titles([summary.topic for summary in found], get_language())
    rows = [{"summary": summary, "title": titles[summary.topic_id]} for summary in found]
    return rows, len(found) if len(found) < SHOWN else summaries.count()


@require_http_methods(["GET", "HEAD", "POST"])
@for_editors
def summary_keepers(request: HttpRequest, pk: int) -> HttpResponse:
    """Who is reminded that a summary needs its next review."""
    summary = get_object_or_404(
        Summary.objects.of_live_conditions().select_related("topic__condition", "topic__question"),
        pk=pk,
    )
    form = KeepersForm(request.POST or None, instance=summary)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved. Reminders go to them from now on."))
        return redirect("conditions:upkeep")
    title = topic_titles([summary.topic], get_language())[summary.topic_id]
    context = {"summary": summary, "form": form, "title": title, "listings": LISTINGS}
    status = HTTPStatus.BAD_REQUEST if request.method == "POST" else None
    return render(request, "conditions/summaries/summary_keepers.html", context, status=status)
