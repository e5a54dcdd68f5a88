"""Emptying the tables after a test that has transactions of its own.

Django truncates every table and fills in content types and permissions anew; those and the roles
are the same in every test and stay here. PostgreSQL takes a file apart for each table it truncates,
so its rows are deleted instead.
"""

from collections.abc import Iterable

from django.core.management.color import no_style
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import TransactionTestCase

from conditions.migrations import _append_only

KEPT = {"django_content_type", "auth_permission", "auth_group", "auth_group_permissions"}


def empty_quickly() -> None:
    """From now on."""
    TransactionTestCase._fixture_teardown = _empty_all


def _empty_all(test: TransactionTestCase) -> None:
    for name in test._databases_names(include_mirrors=False):
        connection = connections[name]
        every = connection.introspection.django_table_names(only_existing=True, include_views=False)
        statements = _statements(connection, sorted(set(every) - KEPT))
        connection.ops.execute_sql_flush(
            [*_opening(connection), *statements, *_closing(connection)]
        )


def _statements(connection: BaseDatabaseWrapper, tables: Iterable[str]) -> list[str]:
    if connection.vendor != "postgresql" or not _may_switch_triggers_off(connection):
        return connection.ops.sql_flush(no_style(), tables)
    # Neither the order of foreign keys nor what keeps rows from being deleted matters in between.
    deletes = [f"DELETE FROM {connection.ops.quote_name(table)}" for table in tables]
    return ["SET LOCAL session_replication_role = replica", *deletes]


def _opening(connection: BaseDatabaseWrapper) -> list[str]:
    """Takes away what keeps the signing log from being emptied."""
    if connection.vendor == "postgresql" and _may_switch_triggers_off(connection):
        return []
    return _append_only.dropping(connection.vendor)


def _closing(connection: BaseDatabaseWrapper) -> list[str]:
    if connection.vendor == "postgresql" and _may_switch_triggers_off(connection):
        return []
    return _append_only.creating(connection.vendor)


def _may_switch_triggers_off(connection: BaseDatabaseWrapper) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('is_superuser') = 'on'")
        return cursor.fetchone()[0]
