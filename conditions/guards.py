"""What the desk's views have in common: who may come in, and words kept over a lost session."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from common import kept_words
from conditions.models import Revision
from conditions.permissions import Person, can_edit_summaries, can_see_desk

View = Callable[..., HttpResponse]


def guarded(may: Callable[[Person], bool]) -> Callable[[View], View]:
    def decorate(view: View) -> View:
        @never_cache
        @wraps(view)
        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return sign_in_first(request)
            if not may(request.user):
                raise PermissionDenied
            try:
                return view(request, *args, **kwargs)
            except Revision.DoesNotExist as gone:  # a colleague discarded it just now
                raise Http404 from gone

        return inner

    return decorate


def sign_in_first(request: HttpRequest) -> HttpResponse:
    """Whoever was signed out while writing finds the words in the form after signing in."""
    if request.method != "POST":
        return redirect_to_login(request.get_full_path())
    # The page whose form this was: buttons post to addresses below it.
    address = request.POST.get("page", "")
    if not address.startswith("/") or address.startswith("//"):
        address = request.path
    if kept_words.keep(request, address):
        said = _("You had been signed out. What you wrote is kept: sign in, and it is in the form.")
        messages.warning(request, said)
    return redirect_to_login(address)


for_desk = guarded(can_see_desk)
for_editors = guarded(can_edit_summaries)
