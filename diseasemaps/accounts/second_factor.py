"""Who needs a second factor, who has one, and the middleware that makes people set one up.

Recovery codes alone are no second factor.
"""

from collections.abc import Callable
from functools import cache, partial
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from diseasemaps.accounts.models import User

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
SOMEBODY = -1  # no person's primary key: a placeholder in the compiled query
# Where somebody without a second factor can still go: to set one up, to sign in and out.
OPEN_PREFIXES = ("account_", "mfa_", "usersessions_")
OPEN_NAMES = {"account-detail"}
OPEN_PATHS = (settings.STATIC_URL, "/health/")

View = Callable[..., HttpResponseBase]


def with_role() -> QuerySet[User]:
    """People who may do more than a member, be it by a group or by a permission of their own."""
    groups = User.groups.through.objects.filter(user=OuterRef("pk"))
    permissions = User.user_permissions.through.objects.filter(user=OuterRef("pk"))
    return User.objects.filter(
        Q(is_staff=True) | Q(is_superuser=True) | Exists(groups) | Exists(permissions)
    )


def is_required_of(user: User) -> bool:
    return not settings.DEMO and with_role().filter(pk=user.pk).exists()


def is_missing(user: User | AnonymousUser) -> bool:
    """Whether this person has to set one up first. One query, and never from a cache: whoever is
    appointed a moment ago is caught, and so is whoever has just lost the factor."""
    if settings.DEMO or not user.is_authenticated:
        return False
    sql, parameters = missing_query()
    with connection.cursor() as cursor:
        cursor.execute(sql, [user.pk if each == SOMEBODY else each for each in parameters])
        return cursor.fetchone() is not None


@cache
def missing_query() -> tuple[str, tuple[Any, ...]]:
    """Compiled once: it is asked at every request of somebody who is signed in, and compiling it
    takes many times as long as the answer."""
    factors = Authenticator.objects.filter(user=OuterRef("pk"), type__in=FACTORS)
    people = with_role().filter(~Exists(factors), pk=SOMEBODY).values("pk")
    return people.query.sql_with_params()


def has_one(user: User) -> bool:
    return Authenticator.objects.filter(user=user, type__in=FACTORS).exists()


def may_be_removed(authenticator: Authenticator) -> bool:
    """Anyone with a role keeps at least one factor."""
    others = Authenticator.objects.filter(user=authenticator.user_id, type__in=FACTORS)
    return others.exclude(pk=authenticator.pk).exists() or not is_required_of(authenticator.user)


def end_other_sessions(request: HttpRequest) -> None:
    """Sessions begun before the factor was there never showed it, so they end."""
    for session in UserSession.objects.filter(user=request.user):
        if not session.is_current():
            session.end()


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
            request.is_second_factor_missing = partial(is_missing, request.user)
            return None
        return redirect("mfa_index") if is_missing(request.user) else None

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
