"""Who needs a second factor, and who has one. Recovery codes alone are none."""

from functools import cache
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest

from diseasemaps.accounts.models import User

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
SOMEBODY = -1  # nobody's number: stands for whoever is asked about


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
