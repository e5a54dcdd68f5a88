"""Keys in batches that fit into one statement."""

from collections.abc import Iterable, Iterator

BATCH = 900  # keys; SQLite takes 999 values in a statement of its older builds


def batches(keys: Iterable[int]) -> Iterator[list[int]]:
    listed = list(keys)
    return (listed[start : start + BATCH] for start in range(0, len(listed), BATCH))
