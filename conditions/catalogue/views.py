"""Pages to change a condition by hand, and to answer what imports asked."""

from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from common.kept_words import forget, kept, whose
from common.requests import AuthenticatedHttpRequest
from conditions.asked import wordings
from conditions.catalogue import editing, splitting
from conditions.catalogue.editing import AddressTaken, AlreadySettled, Changed, StillAnswered
from conditions.catalogue.forms import (
    STILL_ANSWERED,
    TAKEN,
    AskedForm,
    RenameForm,
    RetireForm,
    SplitForm,
)
from conditions.models import CatalogueFlag, Condition, QuestionText
from conditions.permissions import can_curate, can_run_catalogue, guarded

PER_PAGE = 50  # questions
KNOWN = CatalogueFlag.objects.select_related("condition", "proposed", "settled_by")


@guarded(can_curate)
def condition_curate(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything that can be done with a condition by hand."""
    condition = get_object_or_404(Condition.objects.select_related("merged_into"), slug=slug)
    context = {"runs_catalogue": can_run_catalogue(request.user)}
    return page(request, "condition_curate", condition, context)


def page(
    request: HttpRequest,
    template: str,
    condition: Condition,
    context: dict[str, Any],
    status: int | None = None,
) -> HttpResponse:
    context = {
        "condition": condition,
        "is_late": status == HTTPStatus.CONFLICT,
        "whose": whose(request),
        "was_kept": request.method == "GET" and bool(kept(request)),
        **context,
    }
    return render(request, f"conditions/catalogue/{template}.html", context, status=status)


@guarded(can_curate)
def condition_rename(request: AuthenticatedHttpRequest, slug: str) -> HttpResponse:
    condition = get_object_or_404(Condition.objects.live(), slug=slug)
    now = {"seen_name": condition.name, "seen_slug": condition.slug}
    initial = {"name": condition.name, "slug": condition.slug, **kept(request), **now}
    form = RenameForm(request.POST or None, initial=initial)
    status = None
    if request.method == "POST" and form.is_valid():
        fields = {key: form.cleaned_data[key] for key in ("name", "slug", "keep_as")}
        try:
            editing.rename(condition, by=request.user, seen=form.seen, **fields)
        except AddressTaken:
            form.add_error("slug", TAKEN)
        except Changed as error:
            # The typed words stay; sent again, they change the condition as it is now.
            condition, status = error.condition, HTTPStatus.CONFLICT
            now = {"seen_name": condition.name, "seen_slug": condition.slug}
            form = RenameForm({**request.POST.dict(), **now})
        else:
            forget(request, request.path)
            messages.success(request, _("Renamed. The old address redirects."))
            return redirect("conditions:condition-curate", condition.slug)
    return page(request, "condition_rename", condition, {"form": form}, status)


@guarded(can_run_catalogue)
def condition_split(request: AuthenticatedHttpRequest, slug: str) -> HttpResponse:
    condition = get_object_or_404(Condition.objects.live(), slug=slug)
    now = splitting.digest(condition)
    form = SplitForm(
        request.POST or None, initial={**kept(request), "seen": now}, condition=condition
    )
    status = None
    if request.method == "POST" and form.is_valid():
        fields = dict(form.cleaned_data)
        seen = fields.pop("seen")
        try:
            made = splitting.split(condition, splitting.Part(**fields), by=request.user, seen=seen)
        except AddressTaken:
            form.add_error("slug", TAKEN)
        except Changed:
            status = HTTPStatus.CONFLICT
            data = request.POST.copy()
            data["seen"] = now
            form = SplitForm(data, condition=condition)
        else:
            forget(request, request.path)
            messages.success(request, _("The new condition is there."))
            return redirect("conditions:condition-curate", made.slug)
    return page(request, "condition_split", condition, {"form": form}, status)


@guarded(can_run_catalogue)
def condition_retire(request: AuthenticatedHttpRequest, slug: str) -> HttpResponse:
    condition = get_object_or_404(Condition, slug=slug)
    form = RetireForm(request.POST or None)
    if request.method == "POST":
        try:
            editing.retire(condition, by=request.user, members=form.members_shown)
        except Changed as error:
            return retire_page(request, error.condition, HTTPStatus.CONFLICT)
        return redirect("conditions:condition-curate", condition.slug)
    return retire_page(request, condition)


def retire_page(
    request: HttpRequest, condition: Condition, status: int | None = None
) -> HttpResponse:
    topics = condition.topics.aggregate(texts=Sum("experience_count"))
    context = {"texts": topics["texts"] or 0}
    return page(request, "condition_retire", condition, context, status)


@guarded(can_run_catalogue)
def condition_revive(request: AuthenticatedHttpRequest, slug: str) -> HttpResponse:
    condition = get_object_or_404(Condition, slug=slug)
    if request.method == "POST":
        try:
            editing.revive(condition, by=request.user)
        except Changed as error:
            return retire_page(request, error.condition, HTTPStatus.CONFLICT)
        return redirect("conditions:condition-curate", condition.slug)
    return retire_page(request, condition)


@guarded(can_curate)
def condition_questions(request: AuthenticatedHttpRequest, slug: str) -> HttpResponse:
    condition = get_object_or_404(Condition.objects.live(), slug=slug)
    asked = editing.asked_of(condition)
    form_of = partial(AskedForm, wordings=wordings(get_language()), asked=asked)
    form = form_of(request.POST or None)
    status = None
    if request.method == "POST" and form.is_valid():
        wanted, seen = form.answers("asked"), {**asked, **form.answers("seen")}
        try:
            editing.set_asked(condition, wanted, by=request.user, seen=seen)
        except StillAnswered as error:
            for pk, wording in form.wordings.items():
                if wording.question.key in error.keys:
                    form.add_error(f"asked-{pk}", STILL_ANSWERED)
        except Changed:
            status, form = HTTPStatus.CONFLICT, form_of()
        else:
            messages.success(request, _("Changed, at once."))
            return redirect("conditions:condition-curate", condition.slug)
    return page(request, "condition_questions", condition, {"form": form}, status)


@guarded(can_run_catalogue)
def flag_list(request: HttpRequest) -> HttpResponse:
    """Open ones first, the newest first."""
    flags = CatalogueFlag.objects.select_related("condition", "proposed").open_first()
    page_obj = Paginator(flags, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page_obj": page_obj, "offered": QuestionText.objects.offered().count()}
    return render(request, "conditions/catalogue/flag_list.html", context)


@guarded(can_run_catalogue)
def flag_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The question with its possible answers. Merging has a page of its own, with a preview."""
    return flag_page(request, get_object_or_404(KNOWN, pk=pk))


@guarded(can_run_catalogue)
def flag_keep(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    return settle(request, pk, editing.keep)


@guarded(can_run_catalogue)
def flag_retire(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    members = RetireForm(request.POST).members_shown
    return settle(request, pk, partial(editing.retire_it, members=members))


@guarded(can_run_catalogue)
def flag_take(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Takes the name that an import offers."""
    seen_name = request.POST.get("seen_name", "")
    return settle(request, pk, partial(editing.take_name, seen_name=seen_name))


def settle(request: AuthenticatedHttpRequest, pk: int, verb: Callable[..., None]) -> HttpResponse:
    flag = get_object_or_404(KNOWN, pk=pk)
    if request.method != "POST":
        return redirect("conditions:flag-detail", pk)
    try:
        verb(flag, by=request.user)
    except (AlreadySettled, Changed):
        return flag_page(request, KNOWN.get(pk=pk), HTTPStatus.CONFLICT)
    messages.success(request, _("Settled."))
    return redirect("conditions:flag-list")


def flag_page(request: HttpRequest, flag: CatalogueFlag, status: int | None = None) -> HttpResponse:
    context = {"flag": flag, "condition": flag.condition, "is_late": status == HTTPStatus.CONFLICT}
    return render(request, "conditions/catalogue/flag_detail.html", context, status=status)
