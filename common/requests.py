"""Requests as guarded views get them."""

from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest


class AuthenticatedHttpRequest(HttpRequest):
    """A request of somebody who is signed in: ``common.guards.guarded`` let it through."""

    user: AbstractBaseUser  # type: ignore[assignment]  # the parent's may be anonymous
