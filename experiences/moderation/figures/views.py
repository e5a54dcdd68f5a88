"""Public figures of moderation, the log of decisions with its export, and the rules' precision."""

from collections.abc import Iterator
from functools import partial

from django.conf import settings
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from common.guards import guarded
from common.paging import cut
from common.spreadsheets import csv_lines
from conditions.permissions import may
from experiences.models import Case, Decision
from experiences.moderation.case.forms import DecisionFilter
from experiences.moderation.figures.work_figures import (
    JUDGED_NEEDED,
    in_words,
    precisions,
    waits_by_month,
    year_of_moderation,
)

PER_PAGE = 50  # decisions
COLUMNS = ("decision", "text", "verb", "reason", "decided_at", "waited_minutes", "moderator")

# Moderators, and administrators, who decide nothing but answer for it.
for_who_sees_decisions = guarded(partial(may, permission="experiences.view_decision"))


@require_safe
def moderation_figures(request: HttpRequest) -> HttpResponse:
    """A page for everybody: what was sent in, what became of it, and how long it took."""
    now = timezone.now()
    context = {
        "year": year_of_moderation(now),
        "waits": waits_by_month(now),
        "threshold": settings.SMALL_NUMBER,
    }
    return render(request, "experiences/moderation/moderation_figures.html", context)


@require_safe
@for_who_sees_decisions
def decision_list(request: HttpRequest) -> HttpResponse:
    """By number, newest first: the log is only appended to, so that this is the order in time."""
    narrowed = DecisionFilter(request.GET)
    decisions = narrowed.narrow(Decision.objects.all())
    if narrowed.cleaned_data.get("before"):
        decisions = decisions.filter(pk__lt=narrowed.cleaned_data["before"])
    cases = Case.objects.filter(experience=OuterRef("experience")).order_by("-pk")
    newest_first = (
        decisions.select_related("reason", "moderator", "experience__topic__condition")
        .annotate(case=Subquery(cases.values("pk")[:1]))
        .order_by("-pk")
    )
    page, has_more = cut(newest_first, PER_PAGE)
    context = {
        "decisions": [(decision, in_words(decision.waited)) for decision in page],
        "filter": narrowed,
        "before": page[-1].pk if has_more else None,
        "is_first": not narrowed.cleaned_data.get("before"),
    }
    return render(request, "experiences/moderation/decision_list.html", context)


@require_safe
@for_who_sees_decisions
def decision_export(request: HttpRequest) -> StreamingHttpResponse:
    """Numbers, reasons and times: no text, no author, no condition."""
    decisions = DecisionFilter(request.GET).narrow(Decision.objects.all())
    response = StreamingHttpResponse(
        csv_lines(COLUMNS, cells(decisions)), content_type="text/csv; charset=utf-8"
    )
    name = f"decisions-{timezone.localdate():%Y-%m-%d}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def cells(decisions: QuerySet[Decision]) -> Iterator[list[object]]:
    rows = decisions.select_related("reason", "moderator", "experience").order_by("pk")
    for decision in rows.iterator():
        waited = decision.waited
        yield [
            decision.pk,
            decision.experience.public_id,
            decision.verb,
            decision.reason.key if decision.reason else "",
            decision.decided_at.isoformat(timespec="seconds"),
            round(waited.total_seconds() / 60) if waited is not None else "",
            decision.moderator.pen_name if decision.moderator else "",
        ]


@require_safe
@for_who_sees_decisions
def signal_precision(request: HttpRequest) -> HttpResponse:
    context = {"rules": precisions(), "needed": JUDGED_NEEDED}
    return render(request, "experiences/moderation/signal_precision.html", context)
