"""Real threads that set off at the same moment, each with a connection of its own.

Each race is run RACES times, or a quarter of that: ten in `.ci/run`, a hundred before a release,
two while one works.
"""

import os
from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

from django.db import connection

TIMES = int(os.environ.get("RACES", "2"))
SOME = max(TIMES // 4, 2)  # of races that cost much, or are a second way to the same lock


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Run the acts together; what each returned, or the exception that it raised."""
    barrier = Barrier(len(acts))
    outcomes: list[Any] = [None] * len(acts)

    def run(place: int, act: Callable[[], Any]) -> None:
        try:
            connect(barrier)
            barrier.wait()
            outcomes[place] = act()
        except Exception as error:
            outcomes[place] = error
        finally:
            connection.close()

    threads = [Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def connect(barrier: Barrier) -> None:
    """Who cannot even begin keeps nobody waiting."""
    try:
        connection.ensure_connection()
    except Exception:
        barrier.abort()
        raise
