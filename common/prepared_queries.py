"""Queries that are compiled to SQL once a process, for the busiest page.

Django takes longer to build such a query than the database to answer it.
"""

import copy
from collections.abc import Callable
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db import connections
from django.db.models import Model, QuerySet
from django.db.models.query import ModelIterable

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


class PreparedJoin(Generic[Row]):
    """``Prepared`` for a queryset with ``select_related`` and annotations, without prefetching.

    Django's compiler is kept once it has made the SQL; a copy of it runs that again for each call.
    """

    def __init__(self, build: Callable[[int], QuerySet[Row]]) -> None:
        self.build = build
        # By database: the compiler, its SQL and the parameters.
        self.compiled: dict[str, tuple[Any, str, tuple[object, ...]]] = {}

    @cached_property
    def model(self) -> type[Row]:
        return self.build(ANY_ROW).model

    def of(self, number: int) -> list[Row]:
        return list(ModelIterable(Replayed(self, number)))  # type: ignore[arg-type]

    def compiler(self, database: str, number: int) -> Any:
        if database not in self.compiled:
            made: Any = self.build(ANY_ROW).query.get_compiler(using=database)
            self.compiled[database] = (made, *made.as_sql())
        made, sql, parameters = self.compiled[database]
        wanted = tuple(number if each == ANY_ROW else each for each in parameters)
        compiler = copy.copy(made)
        # Of this thread.
        compiler.connection = connections[database]
        compiler.as_sql = lambda: (sql, wanted)
        return compiler


class Replayed:
    """What ``ModelIterable`` asks of a queryset, and of its query."""

    _known_related_objects: dict[Any, Any] = {}

    def __init__(self, prepared: PreparedJoin[Any], number: int) -> None:
        self.prepared, self.number = prepared, number
        self.query = self

    @cached_property
    def db(self) -> str:
        """Where reads go now: to a replica, or inside a transaction to the database itself."""
        return str(self.prepared.model._default_manager.all().db)

    def get_compiler(self, using: str) -> Any:
        return self.prepared.compiler(using, self.number)
