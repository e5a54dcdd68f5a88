"""A second factor that was shown a moment ago: asked before a key is added or revoked, before a
signature is taken back, and before the site's key signs for a reviewer who has none."""

import time

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.reauthentication import suspend_request
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse

from common.requests import AuthenticatedHttpRequest

FRESH = 5 * 60  # seconds
# A recovery code replaces a lost factor, and is not enough to sign.
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def is_fresh(request: AuthenticatedHttpRequest) -> bool:
    """Whether a second factor was given within ``FRESH``. Demo mode asks for none."""
    if settings.DEMO:
        return True
    return any(
        record.get("method") == "mfa"
        and record.get("type") in FACTORS
        and 0 <= time.time() - record["at"] < FRESH
        for record in get_authentication_records(request, request.user)
    )


def ask_first(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Redirects to the page that asks for the factor; the form is kept, and posted from there."""
    has_key = is_mfa_enabled(request.user, types=[Authenticator.Type.WEBAUTHN])
    name = "mfa_reauthenticate_webauthn" if has_key else "mfa_reauthenticate"
    answer: HttpResponse = suspend_request(request, reverse(name))
    return answer
