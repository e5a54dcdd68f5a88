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
# Pages open to people without a second factor: to set one up, to sign in and out.
OPEN_PREFIXES = ("account_", "mfa_", "usersessions_")
OPEN_NAMES = {"account-detail", "conditions:not-me"}
OPEN_PATHS = (settings.STATIC_URL, "/health/")

View = Callable[..., HttpResponseBase]


def with_role() -> QuerySet[User]:
    """People who may do more than a member, by a group or by a permission of their own."""
    groups = User.groups.through.objects.filter(user=OuterRef("pk"))
    permissions = User.user_permissions.through.objects.filter(user=OuterRef("pk"))
    return User.objects.filter(
        Q(is_staff=True) | Q(is_superuser=True) | Exists(groups) | Exists(permissions)
    )


def is_required_of(user: User) -> bool:
    return not settings.DEMO and with_role().filter(pk=user.pk).exists()


def is_missing(user: User | AnonymousUser) -> bool:
    """Whether this person must set one up first.

    One query and no cache, so that a person who was just appointed, or just lost the factor, is
    caught.
    """
    if settings.DEMO or not user.is_authenticated:
        return False
    sql, parameters = missing_query()
    with connection.cursor() as cursor:
        cursor.execute(sql, [user.pk if each == SOMEBODY else each for each in parameters])
        return cursor.fetchone() is not None


@cache
def missing_query() -> tuple[str, tuple[Any, ...]]:
    """SQL and parameters, compiled once: every request of a signed-in person runs it, and compiling
    takes many times as long as the answer."""
    factors = Authenticator.objects.filter(user=OuterRef("pk"), type__in=FACTORS)
    people = with_role().filter(~Exists(factors), pk=SOMEBODY).values("pk")
    return people.query.sql_with_params()


def has_one(user: User) -> bool:
    return Authenticator.objects.filter(user=user, type__in=FACTORS).exists()


def may_be_removed(authenticator: Authenticator) -> bool:
    """Whether the factor may go: a person with a role keeps at least one."""
    others = Authenticator.objects.filter(user=authenticator.user_id, type__in=FACTORS)
    return others.exclude(pk=authenticator.pk).exists() or not is_required_of(authenticator.user)


def end_other_sessions(request: HttpRequest) -> None:
    """Ends the other sessions, which began without the new factor."""
    for session in UserSession.objects.filter(user=request.user):
        if not session.is_current():
            session.end()


class RequireSecondFactor:
    """Middleware that sends people with a role but no second factor to set one up.

    It costs a visitor without a session nothing: neither session nor user is touched, so a public
    page gets no ``Vary: Cookie`` from here. It costs the others one query.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: View, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        if settings.DEMO or settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return None
        if is_open(request):
            missing = partial(is_missing, request.user)
            # mfa/index.html explains why somebody was sent there.
            request.is_second_factor_missing = missing  # type: ignore[attr-defined]  # as above
            return None
        return redirect("mfa_index") if is_missing(request.user) else None


def is_open(request: HttpRequest) -> bool:
    name = (request.resolver_match and request.resolver_match.view_name) or ""
    return (
        name.startswith(OPEN_PREFIXES)
        or name in OPEN_NAMES
        or request.path_info.startswith(OPEN_PATHS)
    )
