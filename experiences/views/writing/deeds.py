"""What authors do with their own texts by a button. No moderator is asked."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from experiences import moderation
from experiences.forms.writing import IndexForm
from experiences.models import Experience, ExperienceRevision
from experiences.moderation import AlreadyDecided
from experiences.views.writing.fetching import deed, own_experience
from experiences.views.writing.own_texts import own_text


@deed
def experience_recall(request: HttpRequest, experience: Experience, seen: int) -> HttpResponse:
    moderation.recall(open_wording(experience), by=request.user, version=seen)
    said = _("You have your text back. It keeps its place in the queue until you send it in again.")
    messages.success(request, said)
    return redirect("experiences:experience-edit", experience.public_id)


@deed
def experience_discard(request: HttpRequest, experience: Experience, seen: int) -> HttpResponse:
    moderation.discard(open_wording(experience), by=request.user, version=seen)
    return done(request, _("The draft is gone."))


@deed
def experience_withdraw(request: HttpRequest, experience: Experience, seen: int) -> HttpResponse:
    moderation.withdraw(experience, by=request.user, version=seen)
    return done(request, _("Your text is taken down. You can put it back at any time."))


@deed
def experience_put_back(request: HttpRequest, experience: Experience, seen: int) -> HttpResponse:
    moderation.put_back(experience, by=request.user, version=seen)
    return done(request, _("Your text is public again."))


@deed
def experience_index(request: HttpRequest, experience: Experience, seen: int) -> HttpResponse:
    form = IndexForm(request.POST)
    if not form.is_valid():
        raise BadRequest
    yes = form.cleaned_data["index"]
    moderation.set_index(experience, by=request.user, version=seen, yes=yes)
    if yes:
        return done(request, _("Search engines may show your text from now on."))
    return done(request, _("Search engines are asked to leave your text out from now on."))


@deed
def erase(request: HttpRequest, experience: Experience, seen: int) -> HttpResponse:
    moderation.erase(experience, by=request.user, version=seen)
    return done(request, _("Your text is erased."))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def experience_erase(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """First what goes and what stays, then the deed."""
    if request.method == "POST":
        return erase(request, public_id)
    context: dict[str, Any] = {"text": own_text(own_experience(request, public_id))}
    return render(request, "experiences/experience_erase.html", context)


def open_wording(experience: Experience) -> ExperienceRevision:
    """Raises ``AlreadyDecided`` where there is none any more."""
    wording = experience.open_revision
    if wording is None:
        raise AlreadyDecided(experience)
    wording.experience = experience
    return wording


def done(request: HttpRequest, said: str) -> HttpResponse:
    messages.success(request, said)
    return redirect("experiences:mine")
