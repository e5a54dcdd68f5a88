"""What somebody without an account may do, and how often, from one network address.

No cookie is needed and no address kept: the cache holds a number that is made of the address with
a secret, another one each day or minute, for as long as the limit lasts.
"""

import threading
import time
from typing import Final
from urllib.parse import urlsplit

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

HOUR: Final = 60 * 60  # seconds
MINUTE: Final = 60  # seconds
SHARED_EVERY: Final = 10  # requests that a worker counts by itself before it tells the others


def within(request: HttpRequest, what: str, *, times: int, seconds: int = HOUR) -> bool:
    """Count one, where it is not too many. Exact, however many come at once: each takes a place,
    and of two who want the same one the cache lets one have it."""
    who = client(request, str(timezone.localdate()))
    return any(
        cache.add(f"limit-{what}-{who}-{place}", 1, timeout=seconds) for place in range(times)
    )


def client(request: HttpRequest, period: str) -> str:
    """Who asks, as a number that tells no address and is another in each period."""
    try:
        address = get_adapter().get_client_ip(request)
    except PermissionDenied:  # behind a socket that tells none: all are one
        address = ""
    said = f"{period} {address}"
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


class Counter:
    """Requests of this minute by who made them.

    Under the cache in the database each shared count is a write, which on SQLite waits for every
    other writer. So a worker tells its count in tens, and at most nine requests for each worker go
    through above the limit.
    """

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.window = 0
        # For each key, what all have made as far as known here, and what is not shared yet.
        self.known: dict[str, tuple[int, int]] = {}

    def add(self, key: str, window: int, cost: int) -> int:
        """How many there have been in the window, with these."""
        with self.lock:
            if window != self.window:
                self.window, self.known = window, {}
            total, unshared = self.known.get(key, (0, 0))
            total, unshared = total + cost, unshared + cost
            self.known[key] = (total, 0 if unshared >= SHARED_EVERY else unshared)
        if unshared >= SHARED_EVERY:
            total = cache.get(key, 0) + unshared
            cache.set(key, total, MINUTE)
            with self.lock:
                if window == self.window:
                    self.known[key] = (max(total, self.known[key][0]), self.known[key][1])
        return total


COUNTER: Final = Counter()


def in_a_minute(request: HttpRequest, what: str, *, times: int, cost: int = 1) -> bool:
    """Count one, or what it costs, for what is asked for many times a minute by the clock. Whoever
    was over the limit is not kept out for ever: a new minute begins at nought."""
    window = int(time.time() // MINUTE)
    key = f"{what}-{client(request, str(window))}"
    return COUNTER.add(key, window, cost) <= times


def seconds_left() -> int:
    """Until the next minute."""
    return MINUTE - int(time.time()) % MINUTE
