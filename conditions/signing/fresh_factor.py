"""Whether somebody has shown their second factor just now, as for signing."""

import time

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.reauthentication import suspend_request
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

FRESH = 5 * 60  # seconds
# A recovery code stands for a factor that was lost; it signs nothing.
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def is_fresh(request: HttpRequest) -> bool:
    """In demo mode nobody has one, and none is asked for."""
    if settings.DEMO:
        return True
    return any(
        record.get("method") == "mfa"
        and record.get("type") in FACTORS
        and 0 <= time.time() - record["at"] < FRESH
        for record in get_authentication_records(request, request.user)
    )


def ask_first(request: HttpRequest) -> HttpResponse:
    """To the page that asks for the factor; the form is kept meanwhile, and posted from there."""
    has_key = is_mfa_enabled(request.user, types=[Authenticator.Type.WEBAUTHN])
    name = "mfa_reauthenticate_webauthn" if has_key else "mfa_reauthenticate"
    return suspend_request(request, reverse(name))
