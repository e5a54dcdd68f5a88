"""How many requests one network address may make."""

from typing import Final

from django.conf import settings
from django.http import HttpRequest
from ninja.throttling import BaseThrottle

from conditions import limits

EXPORT_COST: Final = 20  # requests that a file of everything counts for


class Limit(BaseThrottle):
    """So many requests a minute, by the clock."""

    def __init__(self, cost: int = 1) -> None:
        self.cost = cost

    def allow_request(self, request: HttpRequest) -> bool:
        most = settings.API_REQUESTS_PER_MINUTE
        if not most:
            return True
        return limits.in_a_minute(request, "api", times=max(most, self.cost), cost=self.cost)

    def wait(self) -> float:
        return limits.seconds_left()
