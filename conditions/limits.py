"""What somebody without an account may do, and how often, from one network address.

No cookie is needed and no address kept: the cache holds a number that is made of the address with
a secret, another one each day, for as long as the limit lasts.
"""

import time
from urllib.parse import urlsplit

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

HOUR = 60 * 60  # seconds


def within(request: HttpRequest, what: str, *, times: int, seconds: int = HOUR) -> bool:
    """Count one, where it is not too many. Exact, however many come at once: each takes a place,
    and of two who want the same one the cache lets one have it."""
    who = client(request)
    return any(
        cache.add(f"limit-{what}-{who}-{place}", 1, timeout=seconds) for place in range(times)
    )


def client(request: HttpRequest) -> str:
    try:
        address = get_adapter().get_client_ip(request)
    except PermissionDenied:  # behind a socket that tells none: all are one
        address = ""
    said = f"{timezone.localdate()} {address}"
    return salted_hmac("conditions.limits", said, algorithm="sha256").hexdigest()[:24]


def is_from_here(request: HttpRequest) -> bool:
    """Whether a form was sent from a page of this site, as browsers say of themselves.

    Instead of a token in a cookie, on pages that set none and where nobody is signed in for it.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("origin") or request.headers.get("referer") or ""
    return urlsplit(origin).netloc == request.get_host()


def often(request: HttpRequest, what: str, *, times: int, seconds: int) -> bool:
    """The same with one number, for what is asked for many times a minute. Not exact: a few that
    come at once may pass beyond the limit."""
    # The time stands in the key: to count up, some caches forget when a number was to end.
    key = f"often-{what}-{client(request)}-{int(time.time()) // seconds}"
    if cache.add(key, 1, timeout=seconds):
        return True
    try:
        return cache.incr(key) <= times
    except ValueError:  # it ended just now
        return True
