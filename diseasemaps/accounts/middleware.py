from collections.abc import Callable
from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from diseasemaps.accounts import second_factor

# Where somebody without a second factor can still go: to set one up, to sign in and out.
OPEN_PREFIXES = ("account_", "mfa_", "usersessions_")
OPEN_NAMES = {"account-detail"}
OPEN_PATHS = (settings.STATIC_URL, "/health/")

View = Callable[..., HttpResponseBase]


def require_second_factor(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Send people who have a role but no second factor to the page where they set one up.

    It costs a visitor without a session nothing: neither session nor user is touched, so a public
    page gets no ``Vary: Cookie`` from here. It costs the others one query.
    """

    def process_view(
        request: HttpRequest, view: View, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        if settings.DEMO or settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return None
        if is_open(request):
            # mfa/index.html says why somebody was sent there.
            request.is_second_factor_missing = partial(second_factor.is_missing, request.user)
            return None
        return redirect("mfa_index") if second_factor.is_missing(request.user) else None

    def middleware(request: HttpRequest) -> HttpResponseBase:
        return get_response(request)

    middleware.process_view = process_view
    return middleware


def is_open(request: HttpRequest) -> bool:
    name = (request.resolver_match and request.resolver_match.view_name) or ""
    return (
        name.startswith(OPEN_PREFIXES)
        or name in OPEN_NAMES
        or request.path_info.startswith(OPEN_PATHS)
    )
