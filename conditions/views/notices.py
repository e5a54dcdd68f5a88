"""Safety notices at the desk: proposed by one editor, confirmed by another."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from conditions import keeping
from conditions.desk.lists import LISTINGS
from conditions.forms.upkeep import ConfirmForm, NoticeForm
from conditions.models import Notice
from conditions.permissions import can_change_notices
from conditions.upkeep import notices
from conditions.views.guard import guarded

BAD_REQUEST, TOO_LATE = 400, 409
RUNNING_OUT = 30  # days
OLD_SHOWN = 20

for_notices = guarded(can_change_notices)


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
    return render(request, "conditions/desk/notice_list.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@for_notices
def notice_propose(request: HttpRequest) -> HttpResponse:
    initial = {"starts_on": timezone.localdate(), **keeping.kept(request)}
    form = NoticeForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        notices.propose(said.pop("condition"), by=request.user, **said)
        keeping.forget(request, request.path)
        messages.success(request, _("Proposed. It shows once somebody else has confirmed it."))
        return redirect("conditions:notice-list")
    context = {"form": form, "whose": keeping.whose(request), "listings": LISTINGS}
    status = BAD_REQUEST if request.method == "POST" else None
    return render(request, "conditions/desk/notice_form.html", context, status=status)


@require_POST
@for_notices
def notice_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """A merger may have put it above other pages than those that it was read for."""
    notice = get_object_or_404(Notice, pk=pk)
    try:
        if ConfirmForm(request.POST).seen != notice.condition_id:
            raise notices.NoticeDecided(notice)
        notices.confirm(notice, by=request.user)
    except notices.OwnNotice as error:
        raise PermissionDenied from error
    except notices.NoticeDecided:
        return list_page(request, TOO_LATE, late=notice)
    messages.success(request, _("Confirmed. It stands above its pages while it is in force."))
    return redirect("conditions:notice-list")


@require_POST
@for_notices
def notice_end(request: HttpRequest, pk: int) -> HttpResponse:
    notice = get_object_or_404(Notice, pk=pk)
    try:
        notices.end(notice, by=request.user)
    except notices.NoticeDecided:
        return list_page(request, TOO_LATE, late=notice)
    messages.success(request, _("Taken down."))
    return redirect("conditions:notice-list")
