"""What readers reported, at the desk."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from conditions import keeping
from conditions.desk.draft_pages import topic_title
from conditions.desk.error_reports import AlreadyClosed, close
from conditions.forms.desk import CloseErrorForm
from conditions.models import ErrorReport
from conditions.permissions import can_edit_summaries
from conditions.views.guard import for_desk, for_editors

TOO_LATE = 409


def find_report(pk: int) -> ErrorReport:
    reports = ErrorReport.objects.select_related(
        "revision__summary__topic__condition",
        "revision__summary__topic__question",
        "revision__summary__live_revision",
        "closed_by",
    )
    return get_object_or_404(reports, pk=pk)


@require_safe
@for_desk
def error_detail(request: HttpRequest, pk: int) -> HttpResponse:
    return report_page(request, find_report(pk), CloseErrorForm(initial=keeping.kept(request)))


@require_POST
@for_editors
def error_close(request: HttpRequest, pk: int) -> HttpResponse:
    report = find_report(pk)
    form = CloseErrorForm(request.POST)
    if not form.is_valid():
        return report_page(request, report, form)
    try:
        close(report, by=request.user, **form.cleaned_data)
    except AlreadyClosed:
        return report_page(request, find_report(pk), form, TOO_LATE)
    keeping.forget(request, reverse("conditions:error-detail", args=[pk]))
    messages.success(request, _("The report is closed."))
    return redirect("conditions:desk-list", "errors")


def report_page(
    request: HttpRequest, report: ErrorReport, form: CloseErrorForm, status: int | None = None
) -> HttpResponse:
    summary = report.revision.summary
    context: dict[str, Any] = {
        "report": report,
        "topic": summary.topic,
        "title": topic_title(summary.topic, summary.language),
        "form": form,
        "can_edit": can_edit_summaries(request.user),
        "whose": keeping.whose(request),
        "is_too_late": status == TOO_LATE,
    }
    if status:
        context["status_without_page"] = status
    return render(request, "conditions/desk/error_detail.html", context, status=status)
