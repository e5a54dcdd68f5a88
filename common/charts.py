"""The geometry of small charts. A hidden number is drawn as hidden, never as zero.

Templates draw them as SVG with classes and attributes only; a table below holds the same numbers.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

WIDTH = 320  # units of every chart
ROW = 36  # units: a line of words with its bar under it
LABEL, BAR, THICK = 12, 17, 12  # units down from the top of a row
CELL, GAP = 26, 6  # units of a grid


@dataclass(frozen=True)
class Bar:
    label: str
    # The number in words; empty where it is hidden.
    said: str
    top: int
    length: int

    @property
    def words_at(self) -> int:
        return self.top + LABEL

    @property
    def bar_at(self) -> int:
        return self.top + BAR

    @property
    def is_hidden(self) -> bool:
        return not self.said


@dataclass(frozen=True)
class BarChart:
    bars: Sequence[Bar]
    width: int = WIDTH
    thick: int = THICK

    @property
    def height(self) -> int:
        return len(self.bars) * ROW

    @property
    def has_something(self) -> bool:
        return any(not bar.is_hidden for bar in self.bars)


def bar_chart(rows: Iterable[tuple[str, float | None, str]]) -> BarChart:
    """A chart of rows of label, number (None where it is hidden) and number in words.

    The longest bar is as wide as the chart.
    """
    rows = list(rows)
    most = max((number for _label, number, _said in rows if number is not None), default=0)
    return BarChart(
        [
            Bar(
                label,
                said if number is not None else "",
                place * ROW,
                max(round(WIDTH * (number or 0) / most), 1) if most else 1,
            )
            for place, (label, number, said) in enumerate(rows)
        ]
    )


@dataclass(frozen=True)
class Cell:
    label: str
    said: str
    state: str
    left: int
    top: int


@dataclass(frozen=True)
class Grid:
    cells: Sequence[Cell]
    columns: int
    side: int = CELL

    @property
    def width(self) -> int:
        return self.columns * (CELL + GAP) - GAP

    @property
    def height(self) -> int:
        rows = -(-len(self.cells) // self.columns)
        return max(rows * (CELL + GAP) - GAP, CELL)


def grid(rows: Iterable[tuple[str, str, str]], columns: int = 10) -> Grid:
    """A grid of rows of label, state (the end of a CSS class) and state in words, line by line."""
    return Grid(
        [
            Cell(
                label,
                said,
                state,
                place % columns * (CELL + GAP),
                place // columns * (CELL + GAP),
            )
            for place, (label, state, said) in enumerate(rows)
        ],
        columns,
    )
