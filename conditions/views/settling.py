"""What imports asked: the list, and one answer to each."""

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from conditions.curating import settling
from conditions.curating.errors import AlreadySettled, Changed
from conditions.forms.curating import RetireForm
from conditions.models import CatalogueFlag
from conditions.permissions import can_run_catalogue
from conditions.views.curating import TOO_LATE
from conditions.views.guard import guarded

PER_PAGE = 50  # questions
KNOWN = CatalogueFlag.objects.select_related("condition", "proposed", "settled_by")


@guarded(can_run_catalogue)
def flag_list(request: HttpRequest) -> HttpResponse:
    """Open ones first, the newest first."""
    flags = CatalogueFlag.objects.select_related("condition", "proposed").open_first()
    page_obj = Paginator(flags, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "conditions/curating/flag_list.html", {"page_obj": page_obj})


@guarded(can_run_catalogue)
def flag_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The question with its possible answers. Merging has a page of its own, with a preview."""
    return flag_page(request, get_object_or_404(KNOWN, pk=pk))


@guarded(can_run_catalogue)
def flag_keep(request: HttpRequest, pk: int) -> HttpResponse:
    return settle(request, pk, settling.keep)


@guarded(can_run_catalogue)
def flag_retire(request: HttpRequest, pk: int) -> HttpResponse:
    members = RetireForm(request.POST).told
    return settle(request, pk, partial(settling.retire_it, members=members))


def settle(request: HttpRequest, pk: int, verb: Callable[..., None]) -> HttpResponse:
    flag = get_object_or_404(KNOWN, pk=pk)
    if request.method != "POST":
        return redirect("conditions:flag-detail", pk)
    try:
        verb(flag, by=request.user)
    except (AlreadySettled, Changed):
        return flag_page(request, KNOWN.get(pk=pk), TOO_LATE)
    messages.success(request, _("Settled."))
    return redirect("conditions:flag-list")


def flag_page(request: HttpRequest, flag: CatalogueFlag, status: int | None = None) -> HttpResponse:
    context = {"flag": flag, "condition": flag.condition, "is_late": status == TOO_LATE}
    return render(request, "conditions/curating/flag_detail.html", context, status=status)
