"""Rate limits by network address, for visitors without an account.

No cookie is needed and no address is stored: the cache holds a keyed hash of the address, which
changes each day or minute, for as long as the limit lasts.
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
SHARED_EVERY: Final = 10  # requests that a worker counts before it updates the shared cache


def within(request: HttpRequest, what: str, *, times: int, seconds: int = HOUR) -> bool:
    """Counts one request and says whether it is within the limit.

    Exact however many come at once: each takes a numbered place, and ``cache.add`` gives a place
    to one request only.
    """
    who = client(request, str(timezone.localdate()))
    return any(
        cache.add(f"limit-{what}-{who}-{place}", 1, timeout=seconds) for place in range(times)
    )


def client(request: HttpRequest, period: str) -> str:
    """A keyed hash of the network address that differs in each period."""
    try:
        address = get_adapter().get_client_ip(request)
    except PermissionDenied:  # a socket without an address: all count as one
        address = ""
    said = f"{period} {address}"
    return salted_hmac("conditions.limits", said, algorithm="sha256").hexdigest()[:24]


def is_from_here(request: HttpRequest) -> bool:
    """Whether the browser says that a form was sent from a page of this site.

    It replaces the CSRF token on pages that set no cookie and need no account.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("origin") or request.headers.get("referer") or ""
    return urlsplit(origin).netloc == request.get_host()


class Counter:
    """Counts the requests of this minute by client.

    With the cache in the database each shared count is a write, which on SQLite waits for every
    other writer. So a worker shares its count in tens, and at most nine requests a worker
    pass above the limit.
    """

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.window = 0
        # For each key: the total known here, and how many of it are not shared yet.
        self.known: dict[str, tuple[int, int]] = {}

    def add(self, key: str, window: int, cost: int) -> int:
        """The number of requests in the window, these included."""
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
    """Counts a request, weighted by ``cost``, and says whether it is within the limit.

    Windows are minutes of the clock; each new minute begins at zero.
    """
    window = int(time.time() // MINUTE)
    key = f"{what}-{client(request, str(window))}"
    return COUNTER.add(key, window, cost) <= times


def seconds_left() -> int:
    """Seconds until the next window."""
    return MINUTE - int(time.time()) % MINUTE
