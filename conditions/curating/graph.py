"""Walks along the catalogue's graph, a level a query."""

from collections.abc import Iterable

from conditions.models import Parent

BATCH = 900  # keys in one statement


def ancestors(condition_id: int) -> set[int]:
    """Of whatever depth, without the condition itself."""
    return _walk(condition_id, "child", "parent")


def descendants(condition_id: int) -> set[int]:
    return _walk(condition_id, "parent", "child")


def _walk(start: int, near: str, far: str) -> set[int]:
    seen: set[int] = set()
    level = {start}
    while level:
        found: set[int] = set()
        for keys in _batches(sorted(level)):
            edges = Parent.objects.filter(**{f"{near}__in": keys})
            found.update(edges.values_list(far, flat=True))
        level = found - seen - {start}
        seen |= level
    return seen


def _batches(keys: list[int]) -> Iterable[list[int]]:
    return (keys[start : start + BATCH] for start in range(0, len(keys), BATCH))
