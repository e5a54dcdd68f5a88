"""CSV, line by line, for people who open it in a spreadsheet."""

import csv
from collections.abc import Iterable, Iterator

# A spreadsheet would take what begins so for a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


class Line:
    """A file for ``csv.writer`` that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


def harmless(cells: Iterable[object]) -> list[str]:
    """With a quotation mark before what a spreadsheet would run."""
    texts = (str(cell) for cell in cells)
    return [f"'{text}" if text.startswith(FORMULA_STARTS) else text for text in texts]


def csv_lines(columns: Iterable[str], rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """The columns' names, then a line for each row; nothing is held in memory."""
    writer = csv.writer(Line())
    yield writer.writerow(columns)
    for row in rows:
        yield writer.writerow(harmless(row))
