"""How many requests one network address may make, counted in the cache that all workers share."""

import math
import threading
import time
from typing import Final

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from ninja.throttling import BaseThrottle

WINDOW: Final = 60  # seconds
EXPORT_COST: Final = 20  # requests that a file of everything counts for
SHARED_EVERY: Final = 10  # requests that a worker counts by itself before it tells the others


def client_key(request: HttpRequest, window: int) -> str:
    """Who asks, as a number that tells no address and is another in each window."""
    try:
        address = get_adapter().get_client_ip(request)
    except PermissionDenied:  # behind a socket that tells none: all are one
        address = ""
    return "api-" + salted_hmac("diseasemaps.api", f"{window} {address}").hexdigest()[:24]


class Counter:
    """Requests of this minute by who made them.

    Under the cache in the database each shared count is a write, which on SQLite waits for every
    other writer. So a worker tells its count in tens, and at most nine requests for each worker go
    through above the limit; answering 304 costs no write at all.
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
            cache.set(key, total, WINDOW)
            with self.lock:
                if window == self.window:
                    self.known[key] = (max(total, self.known[key][0]), self.known[key][1])
        return total


COUNTER: Final = Counter()


class Limit(BaseThrottle):
    """So many requests a minute, by the clock."""

    def __init__(self, cost: int = 1) -> None:
        self.cost = cost

    def allow_request(self, request: HttpRequest) -> bool:
        most = settings.API_REQUESTS_PER_MINUTE
        if not most:
            return True
        window = int(time.time() // WINDOW)
        # Whoever is over the limit is not counted on for ever: a new window begins at nought.
        return COUNTER.add(client_key(request, window), window, self.cost) <= max(most, self.cost)

    def wait(self) -> float:
        return math.ceil(WINDOW - time.time() % WINDOW)
