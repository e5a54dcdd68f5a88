"""CSV, line by line, that is safe to open in a spreadsheet."""

import csv
from collections.abc import Iterable, Iterator

# A spreadsheet reads a cell that begins so as a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


class Line:
    """A file for ``csv.writer`` whose ``write`` returns the line."""

    def write(self, text: str) -> str:
        return text


def harmless(cells: Iterable[object]) -> list[str]:
    """The cells as text; an apostrophe stands before what a spreadsheet would evaluate."""
    texts = (str(cell) for cell in cells)
    return [f"'{text}" if text.startswith(FORMULA_STARTS) else text for text in texts]


def csv_lines(columns: Iterable[str], rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """The header, then a line for each row, as a stream."""
    writer = csv.writer(Line())
    yield writer.writerow(columns)
    for row in rows:
        yield writer.writerow(harmless(row))
