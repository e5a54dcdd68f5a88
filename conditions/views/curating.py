"""The catalogue by hand: rename, split, retire, and which questions are asked of a condition."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

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
from conditions.keeping import forget, keep, kept, whose
from conditions.models import Condition
from conditions.pages import wordings
from conditions.permissions import Person, can_curate, can_run_catalogue

TOO_LATE = 409
SIGNED_OUT = _lazy(
    "You had been signed out. What you wrote is kept: sign in, and it is in the form."
)

View = Callable[..., HttpResponse]


def for_those_who(may: Callable[[Person], bool]) -> Callable[[View], View]:
    """Signed in, and allowed; a form is taken, too."""

    def guard(view: View) -> View:
        @never_cache
        @require_http_methods(["GET", "HEAD", "POST"])
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                if request.method == "POST" and keep(request):
                    messages.warning(request, SIGNED_OUT)
                return redirect_to_login(request.get_full_path())
            if not may(request.user):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return guard


@for_those_who(can_curate)
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


@for_those_who(can_curate)
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


@for_those_who(can_run_catalogue)
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


@for_those_who(can_run_catalogue)
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


@for_those_who(can_run_catalogue)
def condition_revive(request: HttpRequest, slug: str) -> HttpResponse:
    condition = get_object_or_404(Condition, slug=slug)
    if request.method == "POST":
        try:
            retiring.revive(condition, by=request.user)
        except Changed as error:
            return retire_page(request, error.condition, TOO_LATE)
        return redirect("conditions:condition-curate", condition.slug)
    return retire_page(request, condition)


@for_those_who(can_curate)
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
