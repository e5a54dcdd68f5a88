"""The Mondo tables: cross references and synonyms for the conditions that are here.

A row finds its condition by its Disease Ontology id, else by its Mondo id, else by its label, if a
condition of that name has no Mondo id: one that the Disease Ontology retired lives again by that.
Only labels are compared, not synonyms, because Mondo's reported synonyms name other diseases, too.
Where two rows want one condition, or one row wants two, a person is asked and nothing is attached.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from conditions.catalogue.obo import OBSOLETE
from conditions.catalogue.register import (
    EXACT,
    FORMER,
    VALUE_MAX,
    CodeKey,
    Entry,
    Register,
    code_key,
    name_key,
)
from conditions.catalogue.source_files import Malformed, Progress, clean, read_lines
from conditions.catalogue.terms import add_codes, is_retired_by_source, revive, take_label
from conditions.codes import parse_code
from conditions.models import CatalogueFlag, Code, Condition
from conditions.models.catalogue import NAME_MAX
from conditions.sort_keys import plain

LOOSE_COLUMNS = {"ICD9", "GARD", "NORD"}
ID = re.compile(r"MONDO:\d+")
MONDO, DOID = "mondo", "doid"
NAMES = "names from Mondo"


@dataclass(frozen=True, slots=True)
class XrefRow:
    id: str
    label: str
    # Each code as PREFIX:value, and whether Mondo asserts that it is the same disease.
    codes: tuple[tuple[str, bool], ...]
    doids: tuple[str, ...]

    @property
    def is_obsolete(self) -> bool:
        return self.label.startswith(OBSOLETE)


@dataclass(frozen=True, slots=True)
class SynonymRow:
    id: str
    label: str
    synonyms: tuple[str, ...]


def read_xrefs(path: Path) -> list[XrefRow]:
    rows = []
    for cells in _rows(path):
        mondo_id, label = cells.pop("mondo_id"), cells.pop("label")
        doids = tuple(f"DOID:{value}" for value in _values(cells.pop("DOID", "")))
        codes = tuple(
            (f"{column}:{value}", column not in LOOSE_COLUMNS)
            for column, cell in cells.items()
            for value in _values(cell)
        )
        rows.append(XrefRow(mondo_id, label, codes, doids))
    return rows


def read_synonyms(path: Path) -> list[SynonymRow]:
    return [
        SynonymRow(cells["ID"], cells["LABEL"], tuple(_values(cells["SYNONYMS"])))
        for cells in _rows(path)
    ]


def _values(cell: str) -> list[str]:
    return [clean(value) for value in cell.split("|") if value.strip()]


def _rows(path: Path) -> Iterator[dict[str, str]]:
    lines = read_lines(path)
    header = next(lines)[1].split("\t")
    seen = set()
    for number, line in lines:
        if not line.strip():
            continue
        cells = line.split("\t")
        if len(cells) != len(header):
            raise Malformed(path, number, f"{len(cells)} cells under {len(header)} headings")
        mondo_id, label = cells[0].strip(), clean(cells[1])
        if not ID.fullmatch(mondo_id):
            raise Malformed(path, number, f"not a Mondo id: {mondo_id or 'an empty cell'}")
        if not label:
            raise Malformed(path, number, f"{mondo_id} has no label")
        if mondo_id in seen:
            raise Malformed(path, number, f"{mondo_id} is there twice")
        seen.add(mondo_id)
        yield dict(zip(header, [mondo_id, label, *cells[2:]], strict=True))
    if not seen:
        raise Malformed(path, 1, "no row under the headings")


@dataclass
class Table:
    """The cross references on their way into the register."""

    register: Register
    rows: list[XrefRow]
    add_new: bool
    # Rows that want a condition, with whether they name it by an id that still stands.
    claims: dict[Entry, list[tuple[XrefRow, bool]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    homeless: list[XrefRow] = field(default_factory=list)

    def skip(self, reason: str) -> None:
        self.register.report.skipped(f"Mondo row: {reason}")

    def ask(self, entry: Entry, detail: str) -> None:
        self.register.flag(entry, CatalogueFlag.Kind.CONFLICT, MONDO, detail)


def apply_xrefs(
    register: Register, rows: list[XrefRow], progress: Progress, *, add_new: bool
) -> None:
    table = Table(register, sorted(rows, key=lambda row: row.id), add_new)
    obsolete = {row.id for row in rows if row.is_obsolete}
    for row in table.rows:
        if row.is_obsolete:
            table.skip("labelled obsolete")
        elif len(row.label) > NAME_MAX:
            table.skip(f"label longer than {NAME_MAX} characters")
        else:
            _claim(table, row)
    for entry, claims in progress(table.claims.items(), "cross references", len(table.claims)):
        chosen = _choose(table, entry, claims, obsolete)
        if chosen is not None:
            _attach(table, entry, chosen, obsolete)
    labels = Counter(name_key(row.label) for row in table.homeless)
    for row in table.homeless:
        _house(table, row, is_only=labels[name_key(row.label)] == 1)


def _standing(entry: Entry) -> Entry | None:
    """None for a condition that was merged: its ids have moved on, or a person merged it."""
    return None if entry.state == Condition.State.MERGED else entry


def _claim(table: Table, row: XrefRow) -> None:
    holders = table.register.holders
    held = [found for doid in row.doids if (found := holders.get(code_key(doid)))]
    exact = [found.entry for found in held if found.code.relation == EXACT]
    by_doid = dict.fromkeys(exact or [found.entry for found in held])
    own = holders.get(code_key(row.id))
    wanted = dict.fromkeys([*by_doid, own.entry] if own else by_doid)
    if len(wanted) > 1:
        names = ", ".join(sorted(entry.condition.slug for entry in wanted))
        for entry in wanted:
            table.ask(entry, f"{row.id} “{row.label}” belongs to several here: {names}.")
        table.skip("names several conditions here")
    elif wanted:
        (entry,) = wanted
        if _standing(entry) is None:
            table.skip("its condition was merged here by a person")
            return
        is_strong = bool(exact) or (own is not None and own.code.relation == EXACT)
        table.claims[entry].append((row, is_strong))
    else:
        table.homeless.append(row)


def _choose(
    table: Table, entry: Entry, claims: list[tuple[XrefRow, bool]], obsolete: set[str]
) -> XrefRow | None:
    """The one row that names the condition best; the others are left to a person."""
    strong = [row for row, is_strong in claims if is_strong] or [row for row, _ in claims]
    held = {
        f"MONDO:{code.value}"
        for code in entry.exact(MONDO)
        if f"MONDO:{code.value}" not in obsolete
    }
    best = [row for row in strong if row.id in held] if held else strong
    chosen = best[0] if len(best) == 1 else None
    others = sorted(row.id for row, _ in claims if row is not chosen)
    if others:
        table.ask(entry, f"Also wanted by {', '.join(others)}.")
        for _ in others:
            table.skip("wants a condition that another row names")
    return chosen


def _attach(table: Table, entry: Entry, row: XrefRow, obsolete: set[str]) -> None:
    register, key = table.register, code_key(row.id)
    was_retired = is_retired_by_source(entry)
    code = entry.codes.get(key)
    is_new = was_retired or code is None
    if was_retired:
        revive(register, entry, row.label, MONDO)
        for old in entry.exact(DOID):
            register.change_code(entry, old, relation=FORMER)
    for old in entry.exact(MONDO):
        if old is not code and f"MONDO:{old.value}" in obsolete:
            is_new |= register.change_code(entry, old, relation=FORMER)
    if code is None:
        code = register.add_code(entry, key, source=MONDO)
    is_new |= take_label(register, entry, code, row.label)
    _add_doid(register, entry, row)
    _add_codes(table, entry, row)
    if is_new:
        register.report.changed("conditions with a Mondo row")
    else:
        register.report.unchanged("conditions with a Mondo row")


def _add_doid(register: Register, entry: Entry, row: XrefRow) -> None:
    """An id that is not here yet is known from now on, so that its term finds the condition."""
    if (
        len(row.doids) == 1
        and code_key(row.doids[0]) not in register.holders
        and not entry.exact(DOID)
    ):
        register.add_code(entry, code_key(row.doids[0]), source=MONDO)


def _add_codes(table: Table, entry: Entry, row: XrefRow) -> None:
    wanted: dict[CodeKey, str] = {}
    for text, is_exact in row.codes:
        key = parse_code(text)
        if key is None:
            prefix = text.partition(":")[0]
            table.register.report.skipped(f"cross reference to {prefix}, which is not taken")
        elif len(key[1]) > VALUE_MAX:
            table.register.report.skipped(f"code longer than {VALUE_MAX} characters")
        elif key not in wanted or is_exact:
            wanted[key] = EXACT if is_exact else Code.Relation.RELATED
    add_codes(table.register, entry, wanted, MONDO)


def _house(table: Table, row: XrefRow, *, is_only: bool) -> None:
    """A condition for a row whose ids nobody has here: one of its name, or a new one."""
    named = table.register.named(row.label)
    alive = [entry for entry in named if entry.condition.is_live]
    free = [entry for entry in alive or named if _is_free(entry, row)]
    if is_only and len(free) == 1:
        _attach(table, free[0], row, set())
    elif not table.add_new:
        table.skip("no condition here has this id")
    elif alive:
        table.skip("a live condition here has this name and another Mondo id")
    elif len(row.doids) > 1:
        table.skip("names several conditions of the Disease Ontology")
    else:
        entry = table.register.add(row.label)
        table.register.add_code(entry, code_key(row.id), source=MONDO, label=row.label)
        _add_doid(table.register, entry, row)
        _add_codes(table, entry, row)
        table.register.report.created("conditions")


def _is_free(entry: Entry, row: XrefRow) -> bool:
    """Without a Mondo id, and not of another live id of the Disease Ontology than the row's."""
    is_same_doid = not row.doids or not entry.exact(DOID) or is_retired_by_source(entry)
    return not entry.exact(MONDO) and is_same_doid


def apply_synonyms(register: Register, rows: list[SynonymRow], progress: Progress) -> None:
    for row in progress(sorted(rows, key=lambda row: row.id), "synonyms", len(rows)):
        held = register.holders.get(code_key(row.id))
        if held is None or held.code.relation != EXACT or _standing(held.entry) is None:
            register.report.skipped("Mondo synonyms: no condition here has this id")
            continue
        known = {plain(name.text) for name in held.entry.names.values()}
        known.add(plain(held.entry.condition.name))
        for text in (row.label, *row.synonyms):
            _add_synonym(register, held.entry, text, known)


def _add_synonym(register: Register, entry: Entry, text: str, known: set[str]) -> None:
    if ("en", text) in entry.names:
        register.report.unchanged(NAMES)
    elif plain(text) in known:
        register.report.skipped("Mondo synonym: same as another name but for case or accents")
    elif register.add_name(entry, text, source=MONDO):
        known.add(plain(text))
        register.report.created(NAMES)
    else:
        register.report.skipped(f"Mondo synonym: longer than {NAME_MAX} characters")
