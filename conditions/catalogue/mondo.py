"""Reader of the two Mondo tables: tab-separated, one line per term, ids in a cell joined by a bar.

The cross references' columns are Mondo's exact matches, except ICD9, GARD and NORD, which come from
its looser list. Columns are found by their names, so a table may have fewer or more.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from conditions.catalogue.obo import OBSOLETE
from conditions.catalogue.reading import Malformed, clean, read_lines

LOOSE_COLUMNS = {"ICD9", "GARD", "NORD"}
ID = re.compile(r"MONDO:\d+")


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
