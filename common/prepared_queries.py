"""Queries of the busiest page, put into SQL once: Django takes longer to build one than the
database to answer it."""

from collections.abc import Callable
from functools import cached_property
from typing import Generic, TypeVar

from django.db.models import Model, QuerySet

Row = TypeVar("Row", bound=Model)
ANY_ROW = -1  # nobody's number: stands in the query where the wanted one goes


class Prepared(Generic[Row]):
    """The rows of one table that belong to a row of another.

    ``build`` gets that row's number and says in a queryset, without joins, which rows they are and
    in which order.
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
