"""What the author's views have in common: whose text it is, and answering who comes too late."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from common.kept_words import keep, kept, whose
from experiences.models import Experience, ExperienceRevision
from experiences.moderation import AlreadyDecided
from experiences.writing.forms import VersionForm
from experiences.writing.own_texts import own_text

TOO_LATE = 409

# Takes the author's text and the version that the author saw.
Deed = Callable[[HttpRequest, Experience, int], HttpResponse]


def own_experience(request: HttpRequest, public_id: UUID) -> Experience:
    """404 for somebody else's, as if it were not there."""
    mine = request.user.experiences.select_related(
        "topic__condition", "topic__question", "live_revision", "author"
    )
    return get_object_or_404(mine, public_id=public_id)


def deed(act: Deed) -> Callable[..., HttpResponse]:
    """A button on a text of one's own. Who comes too late reads what happened meanwhile."""

    @never_cache
    @require_POST
    @wraps(act)
    def view(request: HttpRequest, public_id: UUID) -> HttpResponse:
        if not request.user.is_authenticated:
            # The address takes no GET, so nobody can be sent back to it.
            return redirect_to_login(reverse("experiences:mine"))
        experience = own_experience(request, public_id)
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

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            return super().dispatch(request, *args, **kwargs)
        if request.method == "POST":
            keep_for_later(request)
            return redirect_to_login(request.path)
        return self.signed_out(request, *args, **kwargs)

    def signed_out(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect_to_login(request.get_full_path())

    def page(
        self, template: str, context: dict[str, Any], status: int | None = None
    ) -> HttpResponse:
        """``whose`` is for the form: without it nothing of it would be kept."""
        was_kept = self.request.method == "GET" and bool(kept(self.request))
        context = {"whose": whose(self.request), "was_kept": was_kept, **context}
        return render(self.request, template, context, status=status)


def keep_for_later(request: HttpRequest) -> None:
    if keep(request):
        said = _("You had been signed out. What you wrote is kept: sign in, and it is in the form.")
        messages.warning(request, said)


def too_late(request: HttpRequest, experience: Experience, words: str = "") -> HttpResponse:
    """409: what was decided, by what role and when, with everything that was typed."""
    experience.refresh_from_db()
    context = {"text": own_text(experience), "words": words}
    return render(request, "experiences/conflict.html", context, status=TOO_LATE)


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
    return render(request, "experiences/draft_conflict.html", context, status=TOO_LATE)
