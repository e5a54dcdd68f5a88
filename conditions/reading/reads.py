"""How often the page of a topic is opened, counted without knowing by whom.

A reader's page costs no query for it: each worker counts in its memory and writes its counts once
in a while, after an answer has been sent. What a worker had not written when it was stopped is
lost, which is why nothing but the order of a list hangs on these figures.
"""

import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language

from conditions.models import DailyCount, Topic

WRITE_EVERY = 60  # seconds
WRITE_AT = 500  # pages, when they come faster than that
KEPT_DAYS = 400

# The condition, the question's key and the language of a page, and the day.
Page = tuple[int, str, str, date]


class PendingCounts:
    """The counts of one worker that are in no table yet."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.pages: Counter[Page] = Counter()
        self.number = 0
        self.since = time.monotonic()

    def add(self, page: Page) -> bool:
        """Counts a page; returns whether it is time to write the counts."""
        with self.lock:
            self.pages[page] += 1
            self.number += 1
            return self.number >= WRITE_AT or time.monotonic() - self.since >= WRITE_EVERY

    def take(self) -> Mapping[Page, int]:
        with self.lock:
            taken, self.pages = self.pages, Counter()
            self.number, self.since = 0, time.monotonic()
        return taken


PENDING = PendingCounts()


def counted(
    request: HttpRequest, response: HttpResponse, condition_id: int, key: str
) -> HttpResponse:
    """Counts the page when a person opened it, and returns the same response."""
    if settings.COUNT_READS and is_opened(request):
        page = (condition_id, key, get_language(), timezone.localdate())
        if PENDING.add(page):
            response.close = write_then(response.close)  # type: ignore[method-assign]  # servers call the answer's own
    return response


def write_then(close: Callable[[], None]) -> Callable[[], None]:
    """Servers close an answer when it has been sent, so that nobody waits for the counts. A failure
    costs counts and no answer."""

    def closing() -> None:
        with suppress(Exception):
            write()
        close()

    return closing


def is_opened(request: HttpRequest) -> bool:
    """Whether a browser opened the page for a person: crawlers do not send this header."""
    headers = request.headers
    return (
        request.method == "GET"
        and headers.get("sec-fetch-dest") == "document"
        and "sec-purpose" not in headers
    )


def write() -> int:
    """Put this worker's counts into the table; how many pages that were."""
    taken = PENDING.take()
    if not taken:
        return 0
    conditions = {condition_id for condition_id, *_rest in taken}
    topics = {
        (condition_id, key): pk
        for condition_id, key, pk in Topic.objects.filter(condition__in=conditions).values_list(
            "condition", "question__key", "pk"
        )
    }
    with transaction.atomic():
        for (condition_id, key, language, day), number in taken.items():
            # A page on which nothing hangs yet has no topic, and is in no list by its readers.
            if (condition_id, key) in topics:
                add(topics[condition_id, key], "read", language, day, number)
    return sum(taken.values())


def add(topic_id: int, kind: str, language: str, day: date, number: int = 1) -> None:
    """Safe when several workers add at once."""
    row = {"topic_id": topic_id, "kind": kind, "language": language, "day": day}
    more = {"number": F("number") + number}
    if DailyCount.objects.filter(**row).update(**more):
        return
    try:
        with transaction.atomic():
            DailyCount.objects.create(**row, number=number)
    except IntegrityError:
        DailyCount.objects.filter(**row).update(**more)


def delete_old() -> Mapping[str, int]:
    first = timezone.localdate() - timedelta(days=KEPT_DAYS)
    deleted, _rows = DailyCount.objects.filter(day__lt=first).delete()
    return {"deleted": deleted}
