"""Keeping summaries current: what is overdue or near, and who is reminded of it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from conditions.desk.lists import LISTINGS
from conditions.forms.upkeep import KeepersForm
from conditions.models import Summary
from conditions.pages.titles import topic_titles
from conditions.permissions import can_edit_summaries
from conditions.querysets.summaries import SummaryQuerySet
from conditions.upkeep.reminders import BEFORE
from conditions.views.guard import for_desk, for_editors

SHOWN = 100  # summaries of each list
BAD_REQUEST = 400


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
    return render(request, "conditions/desk/upkeep.html", context)


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
    status = BAD_REQUEST if request.method == "POST" else None
    return render(request, "conditions/desk/summary_keepers.html", context, status=status)
