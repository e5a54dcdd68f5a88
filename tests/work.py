"""How much work something is: the same on a slow and on a busy machine, which time is not."""

from collections.abc import Callable
from cProfile import Profile
from time import process_time

TRIES = 6
SHORTER = 8  # times
# Where the work grows with the square of the length, a text takes 64 times as long as its eighth.
LINEAR = 3 * SHORTER


def calls(act: Callable[[], object]) -> int:
    """How many functions an act calls, Python's own included."""
    profile = Profile()
    profile.runcall(act)
    return sum(entry.callcount for entry in profile.getstats())


def is_linear(act: Callable[[str], object], text: str) -> bool:
    """For what searches within one call: what a text takes of the processor, beside what its eighth
    takes in the same moment, at the best of some tries."""
    part = text[: len(text) // SHORTER]
    return any(used(act, text) < LINEAR * used(act, part) for _ in range(TRIES))


def used(act: Callable[[str], object], text: str) -> float:
    begun = process_time()
    act(text)
    return process_time() - begun
