"""Writes what an import changed, in bulk: nothing when nothing changed.

Runs inside the import's transaction. A condition's count of members and time of change are never
written from memory, where they may be older than in the database.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.db.models import Model

from conditions.catalogue.groups import count_groups
from conditions.catalogue.register import Entry, Register
from conditions.freshness import touch_all
from conditions.models import CatalogueFlag, Code, Condition, FormerSlug, Name, Parent
from conditions.search.index import reindex

BATCH = 1000  # rows in one statement; Django lowers it where the database takes fewer values
KEYS = 900  # primary keys in one statement

# So many rows that are to have the same values are written by one plain UPDATE.
ALIKE = 10
# What other pages show of a condition, in a list of kinds or as a redirect's target.
SHOWN_ELSEWHERE = {"name", "slug", "state"}


def save(register: Register) -> None:
    fresh = [entry for entry in register.entries if entry.condition.pk is None]
    known = [entry for entry in register.entries if entry.condition.pk is not None]
    _create_conditions(fresh)
    _update(Condition, ((entry.condition, entry.dirty) for entry in known if entry.dirty))
    _delete(FormerSlug, register.addresses.dead)
    _delete(Parent, register.dead_edges)
    for model in (Name, Code, FormerSlug, CatalogueFlag):
        changed = register.changed.values()
        _update(model, ((row, fields) for row, fields in changed if type(row) is model))
    entries = register.entries
    _create(Name, (name for entry in entries for name in entry.names.values()))
    _create(Code, (code for entry in entries for code in entry.codes.values()))
    _create(Parent, (edge for entry in entries for edge in entry.parents.values()))
    _create(FormerSlug, register.addresses.former.values())
    _create(CatalogueFlag, (flag for raised in register.flags.values() for flag in raised))
    _rescue(known)
    _touch(known)
    count_groups()
    _tell_the_planner()
    reindex(entry.condition.pk for entry in [*fresh, *(each for each in known if each.is_touched)])


def _tell_the_planner() -> None:
    """SQLite knows nothing of how rows are spread until it is told to look, and then reads a
    condition's kinds by way of all live conditions: 7 ms instead of 1. PostgreSQL looks by itself.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def _rescue(entries: list[Entry]) -> None:
    """Somebody may have joined, or written, while the import was at work: then the condition stays
    live, and a person decides. The update before has locked the rows, so nobody else can join."""
    gone = [entry.condition.pk for entry in entries if "state" in entry.dirty]
    for condition in Condition.objects.filter(pk__in=gone).exclude(state=Condition.State.LIVE):
        if Condition.objects.filter(pk=condition.pk).has_people_or_texts():
            Condition.objects.filter(pk=condition.pk).update(
                state=Condition.State.LIVE, merged_into=None
            )
            CatalogueFlag.objects.get_or_create(
                condition=condition,
                kind=CatalogueFlag.Kind.MERGED,
                source="import",
                resolved_at=None,
                defaults={"detail": "Somebody joined while the import was at work."},
            )


def _create_conditions(entries: list[Entry]) -> None:
    """Those that others were merged into come first: a merged one needs its target's key."""
    for is_merged in (False, True):
        rows = [
            entry.condition
            for entry in entries
            if (entry.state == Condition.State.MERGED) == is_merged
        ]
        Condition.objects.bulk_create(rows, batch_size=BATCH)


def _update(model: type[Model], changes: Iterable[tuple[Any, set[str]]]) -> None:
    """Only the fields that changed, so that nothing older than the database is written."""
    manager = model._default_manager
    alike: dict[tuple[tuple[str, Any], ...], list[Any]] = defaultdict(list)
    for row, fields in changes:
        alike[tuple((field, getattr(row, field)) for field in sorted(fields))].append(row)
    rest: dict[tuple[str, ...], list[Any]] = defaultdict(list)
    for values, rows in alike.items():
        if len(rows) < ALIKE:
            rest[tuple(field for field, _ in values)] += rows
            continue
        for keys in _batches(row.pk for row in rows):
            manager.filter(pk__in=keys).update(**dict(values))
    for names, rows in rest.items():
        manager.bulk_update(rows, names, batch_size=BATCH)


def _create(model: type[Model], rows: Iterable[Any]) -> None:
    fresh = [row for row in rows if row.pk is None]
    model._default_manager.bulk_create(fresh, batch_size=BATCH)


def _delete(model: type[Model], rows: Iterable[Any]) -> None:
    for keys in _batches(row.pk for row in rows if row.pk is not None):
        model._default_manager.filter(pk__in=keys).delete()


def _touch(entries: list[Entry]) -> None:
    touched = {entry.condition.pk for entry in entries if entry.is_touched}
    for child in entries:
        for parent in child.parents:
            if child.dirty & SHOWN_ELSEWHERE:
                touched.add(parent.condition.pk)
            if parent.dirty & SHOWN_ELSEWHERE:
                touched.add(child.condition.pk)
    for keys in _batches(sorted(touched)):
        touch_all(keys)


def _batches(keys: Iterable[int]) -> Iterable[list[int]]:
    listed = list(keys)
    return (listed[start : start + KEYS] for start in range(0, len(listed), KEYS))
