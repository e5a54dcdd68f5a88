"""What the author's views have in common: whose text it is, and the answer to a late request."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from common.guards import guarded, sign_in_first
from common.kept_words import kept, whose
from common.requests import AuthenticatedHttpRequest
from experiences.models import Experience, ExperienceRevision
from experiences.moderation import AlreadyDecided
from experiences.writing.forms import VersionForm
from experiences.writing.own_texts import own_text

# Takes the author's text and the version that the author saw.
Act = Callable[[AuthenticatedHttpRequest, Experience, int], HttpResponse]

for_members = guarded(lambda person: True)
# For buttons: their addresses take no GET, so nobody can be sent back to them.
for_members_by_button = guarded(
    lambda person: True, form_page=lambda request, **kwargs: reverse("experiences:mine")
)


def own_experience(person: AbstractBaseUser, public_id: UUID) -> Experience:
    """404 for somebody else's, as if it were not there."""
    mine = Experience.objects.of(person).select_related(
        "topic__condition", "topic__question", "live_revision", "author"
    )
    return get_object_or_404(mine, public_id=public_id)


def author_action(act: Act) -> Callable[..., HttpResponseBase]:
    """A button on a text of one's own; 409 where the text has changed since it was shown."""

    @require_POST
    @for_members_by_button
    @wraps(act)
    def view(request: AuthenticatedHttpRequest, public_id: UUID) -> HttpResponse:
        experience = own_experience(request.user, public_id)
        try:
            return act(request, experience, VersionForm(request.POST).seen)
        except AlreadyDecided as error:
            return too_late(request, error.experience)

    return view


@method_decorator(never_cache, name="dispatch")
class MemberFormView(View):
    """A page with a form for people who are signed in.

    Whose session has ended meanwhile signs in and finds in the form what they had typed.
    """

    request: AuthenticatedHttpRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            return super().dispatch(request, *args, **kwargs)
        if request.method == "POST":
            return sign_in_first(request, request.path)
        return self.signed_out(request, *args, **kwargs)

    def signed_out(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return sign_in_first(request, request.path)

    def page(
        self, template: str, context: dict[str, Any], status: int | None = None
    ) -> HttpResponse:
        """``whose`` is for the form: without it nothing of it would be kept."""
        was_kept = self.request.method == "GET" and bool(kept(self.request))
        context = {"whose": whose(self.request), "was_kept": was_kept, **context}
        return render(self.request, template, context, status=status)


def too_late(request: HttpRequest, experience: Experience, words: str = "") -> HttpResponse:
    """409: what was decided, by what role and when, with everything that was typed."""
    experience.refresh_from_db()
    context = {"text": own_text(experience), "words": words}
    return render(request, "experiences/writing/conflict.html", context, status=HTTPStatus.CONFLICT)


def two_versions(request: HttpRequest, stored: ExperienceRevision, form: Form) -> HttpResponse:
    """409: the words that were typed, to be saved over the stored ones, and those beside them."""
    rest = {name: value for name, value in form.data.items() if name in form.fields}
    context = {
        "stored": stored,
        "experience": stored.experience,
        "words": form.cleaned_data["text"],
        "rest": {name: rest[name] for name in rest if name not in ("text", "revision", "version")},
        "whose": whose(request),
    }
    return render(
        request, "experiences/writing/draft_conflict.html", context, status=HTTPStatus.CONFLICT
    )
