"""Files in, tally out: everything in one transaction, or nothing.

Files given together are read before anything is written, and taken in the order Disease Ontology,
cross references, synonyms, whatever the order on the command line; releases in the order given.
"""

import gc
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import transaction

from conditions.catalogue import edges, fates, rows, terms
from conditions.catalogue.mondo import read_synonyms, read_xrefs
from conditions.catalogue.obo import Release, read_release
from conditions.catalogue.reading import Kind, Progress, kind_of, quiet
from conditions.catalogue.register import Register
from conditions.catalogue.saving import save
from conditions.tally import Tally

Step = Callable[[Register], None]


def load(
    paths: Iterable[Path],
    *,
    complete: bool | None = None,
    add_new: bool = False,
    dry_run: bool = False,
    progress: Progress = quiet,
) -> Tally:
    """``complete`` overrides what a release's header says of itself; ``Malformed`` refuses all."""
    with _without_collecting():
        return _load(paths, complete, add_new, dry_run, progress)


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Half a million objects, none of them garbage: looking for it takes a fifth of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _load(
    paths: Iterable[Path], complete: bool | None, add_new: bool, dry_run: bool, progress: Progress
) -> Tally:
    kinds = [(kind_of(path), path) for path in paths]
    steps = [
        _step(kind, path, complete, add_new, progress)
        for kind, path in sorted(kinds, key=lambda pair: list(Kind).index(pair[0]))
    ]
    tally = Tally()
    with transaction.atomic():
        register = Register(tally)
        for step in steps:
            step(register)
        save(register)
        if dry_run:
            transaction.set_rollback(True)
    return tally


def _step(kind: Kind, path: Path, complete: bool | None, add_new: bool, progress: Progress) -> Step:
    if kind is Kind.OBO:
        release = read_release(path)
        if complete is not None:
            release.is_complete = complete
        return lambda register: _apply_release(register, release, progress)
    if kind is Kind.MONDO_XREFS:
        table = read_xrefs(path)
        return lambda register: rows.apply_xrefs(register, table, progress, add_new=add_new)
    synonyms = read_synonyms(path)
    return lambda register: rows.apply_synonyms(register, synonyms, progress)


def _apply_release(register: Register, release: Release, progress: Progress) -> None:
    work = terms.Work(register, release, progress)
    register.tally.skipped("term of another catalogue", release.foreign)
    terms.apply_live(work)
    fates.settle(work)
    edges.link(work)
    if release.is_complete:
        fates.flag_gone(work)
