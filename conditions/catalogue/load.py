"""Loads files into the catalogue in one transaction: everything or nothing.

Files given together are read before anything is written, and taken in the order Disease Ontology,
cross references, synonyms, whatever the order on the command line; releases in the order given.
"""

import gc
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.db.models import Model

from common.batches import batches
from common.import_report import ImportReport
from conditions.catalogue import graph, mondo_tables, obsolete_ids, terms
from conditions.catalogue.graph import count_groups
from conditions.catalogue.mondo_tables import read_synonyms, read_xrefs
from conditions.catalogue.obo import Release, read_release
from conditions.catalogue.register import Entry, Register
from conditions.catalogue.source_files import Kind, Progress, kind_of, quiet
from conditions.freshness import touch_all
from conditions.models import CatalogueFlag, Code, Condition, FormerSlug, Name, Parent
from conditions.search.index import reindex
from conditions.summaries.signing.renamed import mark_renamed

BATCH = 1000  # rows in one statement; Django lowers it where the database takes fewer values

# From this number on, rows that get the same values are written by one plain UPDATE.
ALIKE = 10
# Fields that pages of other conditions show, in a list of kinds or as a redirect's target.
SHOWN_ELSEWHERE = {"name", "slug", "state"}
Step = Callable[[Register], None]


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
    _mark_renamed(known)
    reindex(entry.condition.pk for entry in [*fresh, *(each for each in known if each.is_touched)])


def _mark_renamed(entries: list[Entry]) -> None:
    renamed = [entry.condition.pk for entry in entries if "name" in entry.dirty]
    for keys in batches(renamed):
        mark_renamed(condition_ids=keys)


def _tell_the_planner() -> None:
    """Without statistics SQLite's planner reads a condition's kinds by way of all live conditions:
    7 ms instead of 1. PostgreSQL gathers its own."""
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
    """Inserts merged conditions last: each needs its target's key."""
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
        for keys in batches(row.pk for row in rows):
            manager.filter(pk__in=keys).update(**dict(values))
    for names, rows in rest.items():
        manager.bulk_update(rows, names, batch_size=BATCH)


def _create(model: type[Model], rows: Iterable[Any]) -> None:
    fresh = [row for row in rows if row.pk is None]
    model._default_manager.bulk_create(fresh, batch_size=BATCH)


def _delete(model: type[Model], rows: Iterable[Any]) -> None:
    for keys in batches(row.pk for row in rows if row.pk is not None):
        model._default_manager.filter(pk__in=keys).delete()


def _touch(entries: list[Entry]) -> None:
    touched = {entry.condition.pk for entry in entries if entry.is_touched}
    for child in entries:
        for parent in child.parents:
            if child.dirty & SHOWN_ELSEWHERE:
                touched.add(parent.condition.pk)
            if parent.dirty & SHOWN_ELSEWHERE:
                touched.add(child.condition.pk)
    for keys in batches(sorted(touched)):
        touch_all(keys)


def load(
    paths: Iterable[Path],
    *,
    complete: bool | None = None,
    add_new: bool = False,
    dry_run: bool = False,
    progress: Progress = quiet,
) -> ImportReport:
    """``complete`` overrides what a release's header says of itself; ``Malformed`` refuses all."""
    with _without_collecting():
        return _load(paths, complete, add_new, dry_run, progress)


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Pauses the garbage collector, which searches half a million live objects for a fifth of the
    time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _load(
    paths: Iterable[Path], complete: bool | None, add_new: bool, dry_run: bool, progress: Progress
) -> ImportReport:
    kinds = [(kind_of(path), path) for path in paths]
    steps = [
        _step(kind, path, complete, add_new, progress)
        for kind, path in sorted(kinds, key=lambda pair: list(Kind).index(pair[0]))
    ]
    report = ImportReport()
    with transaction.atomic():
        register = Register(report)
        for step in steps:
            step(register)
        save(register)
        if dry_run:
            transaction.set_rollback(True)
    return report


def _step(kind: Kind, path: Path, complete: bool | None, add_new: bool, progress: Progress) -> Step:
    if kind is Kind.OBO:
        release = read_release(path)
        if complete is not None:
            release.is_complete = complete
        return lambda register: _apply_release(register, release, progress)
    if kind is Kind.MONDO_XREFS:
        table = read_xrefs(path)
        return lambda register: mondo_tables.apply_xrefs(register, table, progress, add_new=add_new)
    synonyms = read_synonyms(path)
    return lambda register: mondo_tables.apply_synonyms(register, synonyms, progress)


def _apply_release(register: Register, release: Release, progress: Progress) -> None:
    work = terms.Work(register, release, progress)
    register.report.skipped("term of another catalogue", release.foreign)
    terms.apply_live(work)
    obsolete_ids.settle(work)
    graph.link(work)
    if release.is_complete:
        obsolete_ids.flag_gone(work)
