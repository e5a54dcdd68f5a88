"""The catalogue by hand: rename, split, retire, and which questions are asked of a condition."""

from typing import Any

from django.contrib import messages
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from conditions.curating import asking, renaming, retiring, splitting
from conditions.curating.errors import AddressTaken, Changed, StillAnswered
from conditions.forms.curating import (
    STILL_ANSWERED,
    TAKEN,
    AskedForm,
    RenameForm,
    RetireForm,
    SplitForm,
)
from conditions.keeping import forget, kept, whose
from conditions.models import Condition
from conditions.pages.asked import wordings
from conditions.permissions import can_curate, can_run_catalogue
from conditions.views.guard import guarded

TOO_LATE = 409


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
        "is_late": status == TOO_LATE,
        "whose": whose(request),
        "was_kept": request.method == "GET" and bool(kept(request)),
        **context,
    }
    return render(request, f"conditions/curating/{template}.html", context, status=status)


@guarded(can_curate)
def condition_rename(request: HttpRequest, slug: str) -> HttpResponse:
    condition = get_object_or_404(Condition.objects.live(), slug=slug)
    now = {"seen_name": condition.name, "seen_slug": condition.slug}
    initial = {"name": condition.name, "slug": condition.slug, **kept(request), **now}
    form = RenameForm(request.POST or None, initial=initial)
    status = None
    if request.method == "POST" and form.is_valid():
        said = {key: form.cleaned_data[key] for key in ("name", "slug", "keep_as")}
        try:
            renaming.rename(condition, by=request.user, seen=form.seen, **said)
        except AddressTaken:
            form.add_error("slug", TAKEN)
        except Changed as error:
            # What was typed stays; sent again, it changes what is there now.
            condition, status = error.condition, TOO_LATE
            now = {"seen_name": condition.name, "seen_slug": condition.slug}
            form = RenameForm({**request.POST.dict(), **now})
        else:
            forget(request, request.path)
            messages.success(request, _("Renamed. The old address redirects."))
            return redirect("conditions:condition-curate", condition.slug)
    return page(request, "condition_rename", condition, {"form": form}, status)


@guarded(can_run_catalogue)
def condition_split(request: HttpRequest, slug: str) -> HttpResponse:
    condition = get_object_or_404(Condition.objects.live(), slug=slug)
    now = splitting.digest(condition)
    form = SplitForm(
        request.POST or None, initial={**kept(request), "seen": now}, condition=condition
    )
    status = None
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        seen = said.pop("seen")
        try:
            made = splitting.split(condition, splitting.Part(**said), by=request.user, seen=seen)
        except AddressTaken:
            form.add_error("slug", TAKEN)
        except Changed:
            status = TOO_LATE
            data = request.POST.copy()
            data["seen"] = now
            form = SplitForm(data, condition=condition)
        else:
            forget(request, request.path)
            messages.success(request, _("The new condition is there."))
            return redirect("conditions:condition-curate", made.slug)
    return page(request, "condition_split", condition, {"form": form}, status)


@guarded(can_run_catalogue)
def condition_retire(request: HttpRequest, slug: str) -> HttpResponse:
    condition = get_object_or_404(Condition, slug=slug)
    form = RetireForm(request.POST or None)
    if request.method == "POST":
        try:
            retiring.retire(condition, by=request.user, members=form.told)
        except Changed as error:
            return retire_page(request, error.condition, TOO_LATE)
        return redirect("conditions:condition-curate", condition.slug)
    return retire_page(request, condition)


def retire_page(
    request: HttpRequest, condition: Condition, status: int | None = None
) -> HttpResponse:
    topics = condition.topics.aggregate(texts=Sum("experience_count"))
    context = {"texts": topics["texts"] or 0}
    return page(request, "condition_retire", condition, context, status)


@guarded(can_run_catalogue)
def condition_revive(request: HttpRequest, slug: str) -> HttpResponse:
    condition = get_object_or_404(Condition, slug=slug)
    if request.method == "POST":
        try:
            retiring.revive(condition, by=request.user)
        except Changed as error:
            return retire_page(request, error.condition, TOO_LATE)
        return redirect("conditions:condition-curate", condition.slug)
    return retire_page(request, condition)


@guarded(can_curate)
def condition_questions(request: HttpRequest, slug: str) -> HttpResponse:
    condition = get_object_or_404(Condition.objects.live(), slug=slug)
    asked = asking.asked_of(condition)
    about = {"wordings": wordings(get_language()), "asked": asked}
    form = AskedForm(request.POST or None, **about)
    status = None
    if request.method == "POST" and form.is_valid():
        wanted, seen = form.said("asked"), {**asked, **form.said("seen")}
        try:
            asking.set_asked(condition, wanted, by=request.user, seen=seen)
        except StillAnswered as error:
            for pk, wording in form.wordings.items():
                if wording.question.key in error.keys:
                    form.add_error(f"asked-{pk}", STILL_ANSWERED)
        except Changed:
            status, form = TOO_LATE, AskedForm(**about)
        else:
            messages.success(request, _("Changed, at once."))
            return redirect("conditions:condition-curate", condition.slug)
    return page(request, "condition_questions", condition, {"form": form}, status)
