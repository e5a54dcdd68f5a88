"""Pages of the desk: its lists, and the errors that readers reported."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from common import kept_words
from common.requests import AuthenticatedHttpRequest
from conditions.asked import topic_title
from conditions.desk.error_reports import AlreadyClosed, close
from conditions.desk.forms import CloseErrorForm
from conditions.desk.lists import BY_SLUG, LISTINGS, desk, desk_list
from conditions.models import ErrorReport
from conditions.permissions import can_edit_summaries, for_desk, for_editors


@require_safe
@for_desk
def desk_overview(request: HttpRequest) -> HttpResponse:
    context = {
        "lists": desk(request.user, get_language()),
        "can_edit": can_edit_summaries(request.user),
    }
    return render(request, "conditions/desk/desk_overview.html", context)


@require_safe
@for_desk
def desk_listing(request: HttpRequest, part: str) -> HttpResponse:
    if part not in BY_SLUG:
        raise Http404
    context = {
        "list": desk_list(BY_SLUG[part], request.user, request.GET, get_language()),
        "listings": LISTINGS,
        "can_edit": can_edit_summaries(request.user),
    }
    return render(request, "conditions/desk/desk_list.html", context)


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
    return report_page(request, find_report(pk), CloseErrorForm(initial=kept_words.kept(request)))


@require_POST
@for_editors
def error_close(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    report = find_report(pk)
    form = CloseErrorForm(request.POST)
    if not form.is_valid():
        return report_page(request, report, form)
    try:
        close(report, by=request.user, **form.cleaned_data)
    except AlreadyClosed:
        return report_page(request, find_report(pk), form, HTTPStatus.CONFLICT)
    kept_words.forget(request, reverse("conditions:error-detail", args=[pk]))
    messages.success(request, _("The report is closed."))
    return redirect("conditions:desk-list", "errors")


def report_page(
    request: HttpRequest,
    report: ErrorReport,
    form: CloseErrorForm,
    status: int | None = None,
) -> HttpResponse:
    summary = report.revision.summary
    context: dict[str, Any] = {
        "report": report,
        "topic": summary.topic,
        "title": topic_title(summary.topic, summary.language),
        "form": form,
        "can_edit": can_edit_summaries(request.user),
        "whose": kept_words.whose(request),
        "is_too_late": status == HTTPStatus.CONFLICT,
    }
    if status:
        context["status_without_page"] = status
    return render(request, "conditions/desk/error_detail.html", context, status=status)
