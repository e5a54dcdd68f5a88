"""The largest heads of the signing log that this process has seen.

A database that was put back to an older state while the site runs would show signatures that were
taken back since. A head that is smaller than one seen some time ago takes every badge away.
"""

import logging
import threading
import time

from conditions.summaries.signing import log_file

# A replica may lag behind the database that wrote; after so long it has caught up.
LAG = 60  # seconds
logger = logging.getLogger(__name__)


class HighWater:
    """Remembers the sizes by the moment at which each was first seen."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.sure = 0  # the largest size that was first seen more than LAG ago
        # Later ones with the second of first sight, each larger than the one before.
        self.waiting: list[tuple[int, int]] = []
        self.has_told = False
        self.has_read_file = False

    def see(self, size: int) -> None:
        """Of what is committed: never called with what a transaction still may take back."""
        with self.lock:
            second = now()
            self.settle(second)
            if size <= max([self.sure, *[each for _second, each in self.waiting[-1:]]]):
                return
            if self.waiting and self.waiting[-1][0] == second:
                self.waiting.pop()
            self.waiting.append((second, size))

    def is_below(self, size: int) -> bool:
        """Whether a head is smaller than one of more than LAG ago. A process that has just started
        takes the last head of the log's file for seen."""
        if not self.has_read_file:
            self.has_read_file = True
            self.see(size_in_file())
        with self.lock:
            self.settle(now())
            is_below = size < self.sure
            tells = is_below and not self.has_told
            self.has_told = self.has_told or is_below
        if tells:
            logger.error("The signing log is shorter than it was: no badge is shown")
        return is_below

    def settle(self, second: int) -> None:
        while self.waiting and second - self.waiting[0][0] > LAG:
            self.sure = self.waiting.pop(0)[1]


def now() -> int:
    """In seconds, of a clock that nobody sets."""
    return int(time.monotonic())


def size_in_file() -> int:
    """0 where this machine cannot read the file: ``log_file`` tells of it when somebody signs."""
    try:
        return log_file.last_size()
    except (OSError, log_file.LogUnavailable):
        return 0


HIGH_WATER = HighWater()
