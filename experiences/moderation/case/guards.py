"""What the moderators' views share: the guard, the case at hand, the answer to a late request."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from common.guards import guarded
from common.requests import AuthenticatedHttpRequest
from experiences.models import Case
from experiences.moderation.case.work import Work, find_work, text_diff
from experiences.permissions import can_decide

# The author's own words: they go into no other table, the session's neither.
NOT_KEPT = ("seen", "quote")
TYPED = ("message", "quote", "note")


def case_address(pk: int) -> str:
    return reverse("experiences:case-detail", args=[pk])


def work_of(request: AuthenticatedHttpRequest, pk: int) -> Work:
    return find_work(request.user, pk, get_language(), timezone.localdate())


def typed_words(request: HttpRequest) -> str:
    """Whatever was written into a form of a case, valid or not, to be copied."""
    words = (request.POST.get(name, "").strip() for name in TYPED)
    return "\n\n".join(part for part in words if part)


def gone_page(request: HttpRequest) -> HttpResponse:
    """Its author erased the text while a moderator wrote about it."""
    context = {"words": typed_words(request), "status_without_page": HTTPStatus.NOT_FOUND}
    template = "experiences/moderation/case_gone.html"
    return render(request, template, context, status=HTTPStatus.NOT_FOUND)


def too_late(request: AuthenticatedHttpRequest, work: Work) -> HttpResponse:
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
        "words": typed_words(request),
        "status_without_page": HTTPStatus.CONFLICT,
    }
    template = "experiences/moderation/case_conflict.html"
    return render(request, template, context, status=HTTPStatus.CONFLICT)


for_moderators = guarded(
    can_decide,
    form_page=lambda request, pk=None, **kwargs: (
        case_address(pk) if pk else reverse("experiences:case-list")
    ),
    not_kept=NOT_KEPT,
    on_missing=lambda request: gone_page(request) if typed_words(request) else None,
)
