"""Who may open a view: signed in first, then 403 or 404, and no typed word is lost on the way."""

from collections.abc import Callable, Collection
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from common import kept_words

View = Callable[..., HttpResponseBase]
Person = AbstractBaseUser | AnonymousUser


def page_of_form(request: HttpRequest, **kwargs: Any) -> str:
    """The page whose form was posted: buttons post to addresses below it."""
    address = request.POST.get("page", "")
    return address if address.startswith("/") and not address.startswith("//") else request.path


def guarded(
    may: Callable[[Person], bool],
    *,
    form_page: Callable[..., str] = page_of_form,
    not_kept: Collection[str] = (),
    missing: tuple[type[Exception], ...] = (),
    on_missing: Callable[[HttpRequest], HttpResponse | None] = lambda request: None,
) -> Callable[[View], View]:
    """Guards a view by a predicate on the person.

    Whoever was signed out meanwhile signs in, and finds the posted words in the form at
    ``form_page(request, **kwargs)``, without the fields ``not_kept``. An exception in ``missing``,
    raised where a colleague took the thing away just now, is a 404; ``on_missing`` may answer a 404
    by a page of its own.
    """

    caught: tuple[type[Exception], ...] = (Http404, *missing)

    def decorate(view: View) -> View:
        @never_cache
        @wraps(view)
        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return sign_in_first(request, form_page(request, **kwargs), not_kept)
            if not may(request.user):
                raise PermissionDenied
            try:
                return view(request, *args, **kwargs)
            except caught as error:
                if answer := on_missing(request):
                    return answer
                raise error if isinstance(error, Http404) else Http404 from error

        return inner

    return decorate


def sign_in_first(
    request: HttpRequest, form_page: str, not_kept: Collection[str] = ()
) -> HttpResponse:
    """Redirects to signing in. A posted form waits in the session, for the same person only."""
    if request.method != "POST":
        return redirect_to_login(request.get_full_path())
    if kept_words.keep(request, form_page, left_out=not_kept):
        said = _("You had been signed out. What you wrote is kept: sign in, and it is in the form.")
        messages.warning(request, said)
    return redirect_to_login(form_page)
