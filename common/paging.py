"""Keyset paging: a page begins behind the last row of the one before, not at a number of rows.

Every page costs the same, however far in, and no row comes twice because others were added.
"""

from collections.abc import Collection, Iterable
from datetime import UTC, datetime, timedelta
from typing import Protocol, TypeVar

from django.db.models import Model, Q

from common.form_fields import ROW_LARGEST

Row = TypeVar("Row")
Row_co = TypeVar("Row_co", covariant=True)
Value = int | datetime

KEY_MAX = 60  # characters
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


class Sliceable(Protocol[Row_co]):
    """A queryset or a list."""

    def __getitem__(self, part: slice, /) -> Iterable[Row_co]: ...


def cut(rows: Sliceable[Row], size: int) -> tuple[list[Row], bool]:
    """A page of rows, and whether there are more: one row beyond the page is read to know."""
    found = list(rows[: size + 1])
    return found[:size], len(found) > size


class Keyset:
    """An order of rows, and the key of a place in it as an address carries it: ``2-1700000000-17``.

    ``order`` is as in ``order_by``; its last column is unique. ``times`` names the columns that
    hold a time, which a key has in microseconds; the others hold whole numbers from nought on.
    """

    def __init__(self, *order: str, times: Collection[str] = (), key_max: int = KEY_MAX) -> None:
        self.order = order
        self.columns = [column.removeprefix("-") for column in order]
        self.times = times
        self.key_max = key_max

    def key_of(self, row: Model) -> str:
        return self.write(*(getattr(row, column) for column in self.columns))

    def write(self, *values: Value) -> str:
        return "-".join(
            str((value - EPOCH) // MICROSECOND if isinstance(value, datetime) else value)
            for value in values
        )

    def read(self, key: str) -> tuple[Value, ...] | None:
        """The values of the columns in a key; None for one that this site never wrote."""
        parts = key.split("-")
        is_ours = len(parts) == len(self.columns) and len(key) <= self.key_max and key.isascii()
        if not is_ours or not all(part.isdecimal() for part in parts):
            return None
        numbers = [int(part) for part in parts]
        if max(numbers) > ROW_LARGEST:
            return None
        try:
            return tuple(
                EPOCH + number * MICROSECOND if column in self.times else number
                for column, number in zip(self.columns, numbers, strict=True)
            )
        except OverflowError:
            return None

    def behind(self, *values: Value) -> Q:
        """What comes after these values in the order."""
        wanted = Q()
        for column, value in reversed(list(zip(self.order, values, strict=True))):
            field, beyond = column.removeprefix("-"), "lt" if column.startswith("-") else "gt"
            strictly = Q(**{f"{field}__{beyond}": value})
            # The first half is a range of the index; the second takes off what stands at its edge.
            edge = Q(**{f"{field}__{beyond}e": value})
            wanted = edge & (strictly | wanted) if wanted else strictly
        return wanted
