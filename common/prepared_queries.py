"""Queries that are compiled to SQL once a process, for the busiest page.

Django takes longer to build such a query than the database to answer it.
"""

from collections.abc import Callable
from functools import cached_property
from typing import Generic, TypeVar

from django.db.models import Model, QuerySet

Row = TypeVar("Row", bound=Model)
ANY_ROW = -1  # no row's primary key: the placeholder in the compiled query


class Prepared(Generic[Row]):
    """The rows of one table that belong to a row of another.

    ``build`` gets the primary key of that row and returns an ordered queryset without joins.
    """

    def __init__(self, build: Callable[[int], QuerySet[Row]]) -> None:
        self.build = build

    @cached_property
    def compiled(self) -> tuple[type[Row], str, tuple[object, ...]]:
        queryset = self.build(ANY_ROW)
        return (queryset.model, *queryset.query.sql_with_params())

    def of(self, number: int) -> list[Row]:
        model, sql, parameters = self.compiled
        wanted = [number if each == ANY_ROW else each for each in parameters]
        return list(model._default_manager.raw(sql, wanted))
