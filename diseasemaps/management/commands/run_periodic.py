import logging
import signal
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand
from django.db import close_old_connections

from diseasemaps import periodic
from diseasemaps.periodic import Job

EVERY = 5  # seconds
STEP = 0.5  # seconds at most until a pause notices a signal
STOP = (signal.SIGTERM, signal.SIGINT)

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = (
        "Send the mails that wait and tidy up: once, or for ever as the site's worker. Several may "
        "run at the same time."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--forever", action="store_true", help="until SIGTERM or Ctrl-C")
        parser.add_argument(
            "--every", type=float, default=EVERY, help=f"seconds between two rounds ({EVERY})"
        )

    def handle(self, *, forever: bool, every: float, **options: Any) -> None:
        self.is_stopping = False
        if not forever:
            self.tell([self.run(job) for job in periodic.JOBS])
            return
        last: dict[str, float] = {}
        with self.stopped_by_signals():
            while not self.is_stopping:
                self.tell(list(self.round(last)))
                self.sleep(every)

    def round(self, last: dict[str, float]) -> Iterator[str]:
        """Runs the jobs that are due. A job that fails does not stop the others."""
        close_old_connections()
        for job in periodic.JOBS:
            if self.is_stopping:
                return
            if time.monotonic() - last.get(job.name, float("-inf")) < job.every:
                continue
            last[job.name] = time.monotonic()
            try:
                yield self.run(job)
            except Exception as error:
                # Only its class: the message may quote an address.
                logger.error("Job “%s” failed: %s", job.name, type(error).__name__)

    def run(self, job: Job) -> str:
        """Runs a job; returns a part of the printed line, empty when there was nothing to do."""
        done = ", ".join(f"{n:,} {what}" for what, n in job.run().items() if n)
        return f"{job.name}: {done}" if done else ""

    def tell(self, pieces: list[str]) -> None:
        if line := "; ".join(filter(None, pieces)):
            self.stdout.write(line)
            self.stdout.flush()

    def sleep(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while not self.is_stopping and (left := end - time.monotonic()) > 0:
            time.sleep(min(left, STEP))

    @contextmanager
    def stopped_by_signals(self) -> Iterator[None]:
        """Stops after the current job on SIGTERM or SIGINT."""

        def stop(number: int, frame: FrameType | None) -> None:
            self.is_stopping = True

        before = {number: signal.signal(number, stop) for number in STOP}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
