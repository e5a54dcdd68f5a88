"""What the moderators' views have in common: the guard, the case at hand, and coming too late."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from common import kept_words
from experiences.models import Case
from experiences.moderation.case.work import Work, find_work, text_diff
from experiences.permissions import can_decide

BAD_REQUEST, NOT_FOUND, TOO_LATE = 400, 404, 409
# The author's own words: they go into no other table, the session's neither.
NOT_KEPT = ("seen", "quote")
TYPED = ("message", "quote", "note")

View = Callable[..., HttpResponse]


def for_moderators(view: View) -> View:
    """Whoever was signed out meanwhile finds what they typed in the case after signing in."""

    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return sign_in_first(request, kwargs.get("pk"))
        if not can_decide(request.user):
            raise PermissionDenied
        try:
            return view(request, *args, **kwargs)
        except Http404:
            if not typed(request):
                raise
            return gone(request)

    return guarded


def sign_in_first(request: HttpRequest, pk: int | None) -> HttpResponse:
    if request.method != "POST":
        return redirect_to_login(request.get_full_path())
    address = case_address(pk) if pk else reverse("experiences:case-list")
    request.POST = request.POST.copy()
    for name in NOT_KEPT:
        request.POST.pop(name, None)
    if kept_words.keep(request, address):
        said = _("You had been signed out. What you wrote is kept: sign in, and it is in the form.")
        messages.warning(request, said)
    return redirect_to_login(address)


def case_address(pk: int) -> str:
    return reverse("experiences:case-detail", args=[pk])


def work_of(request: HttpRequest, pk: int) -> Work:
    return find_work(request.user, pk, get_language(), timezone.localdate())


def typed(request: HttpRequest) -> str:
    """Whatever was written into a form of a case, valid or not, to be copied."""
    words = (request.POST.get(name, "").strip() for name in TYPED)
    return "\n\n".join(part for part in words if part)


def gone(request: HttpRequest) -> HttpResponse:
    """Its author erased the text while a moderator wrote about it."""
    context = {"words": typed(request), "status_without_page": NOT_FOUND}
    template = "experiences/moderation/case_gone.html"
    return render(request, template, context, status=NOT_FOUND)


def too_late(request: HttpRequest, work: Work) -> HttpResponse:
    """409: who decided what and when, or who has it; what is open now; everything typed."""
    visible = Case.objects.visible_to(request.user)
    still_open = visible.filter(experience=work.experience).order_by("-pk").first()
    now = work_of(request, still_open.pk) if still_open else None
    seen = request.POST.get("seen", "").replace("\r\n", "\n")
    context = {
        "work": work,
        "decision": work.last_decision,
        "open_work": now,
        "changes": text_diff(seen, now.text.replace("\r\n", "\n")) if seen and now else [],
        "words": typed(request),
        "status_without_page": TOO_LATE,
    }
    template = "experiences/moderation/case_conflict.html"
    return render(request, template, context, status=TOO_LATE)
