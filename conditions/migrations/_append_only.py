"""The triggers by which the database keeps the signing log as it was written.

Nothing of it is changed, deleted or truncated; entries come in order; the head only grows. A
migration that rebuilds one of these tables on SQLite has to drop them before and make them after.
"""

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

ROWS = ("signingentry", "signingsubject", "signingnode")
STAYS = "signing_log: what is written stays"
MISSING = "signing_log: a number is missing"
GROWS = "signing_log: the head only grows"

IN_ORDER = "NEW.number <> (SELECT COALESCE(MAX(number) + 1, 0) FROM conditions_signingentry)"
# A head of the same size and root may be signed anew, by another key of the site.
SHRINKS = """
    NOT (NEW.size > OLD.size OR (NEW.size = OLD.size AND NEW.root = OLD.root))
    OR NEW.origin <> OLD.origin
"""
# INSERT OR REPLACE deletes what it replaces without asking a trigger that guards deletions.
REPLACED = {
    "signingsubject": """
        SELECT 1 FROM conditions_signingsubject kept
        WHERE kept.id = NEW.id
           OR (kept.summary_id = NEW.summary_id AND kept.entry_id = NEW.entry_id)
    """,
    "signingnode": """
        SELECT 1 FROM conditions_signingnode kept
        WHERE kept.id = NEW.id OR (kept.level = NEW.level AND kept."index" = NEW."index")
    """,
    "signinghead": "SELECT 1 FROM conditions_signinghead",
}


def refused(name: str, event: str, table: str, why: str, when: str = "") -> str:
    """A trigger of SQLite."""
    condition = f"WHEN {when}" if when else ""
    return f"""
        CREATE TRIGGER {name} BEFORE {event} ON conditions_{table} {condition}
        BEGIN SELECT RAISE(ABORT, '{why}'); END
    """


SQLITE = {
    **{
        f"{table}_no_{event.lower()}": refused(f"{table}_no_{event.lower()}", event, table, STAYS)
        for table in ROWS
        for event in ("UPDATE", "DELETE")
    },
    **{
        f"{table}_not_replaced": refused(
            f"{table}_not_replaced", "INSERT", table, STAYS, f"EXISTS ({query})"
        )
        for table, query in REPLACED.items()
    },
    "signingentry_in_order": refused(
        "signingentry_in_order", "INSERT", "signingentry", MISSING, IN_ORDER
    ),
    "signinghead_grows": refused("signinghead_grows", "UPDATE", "signinghead", GROWS, SHRINKS),
    "signinghead_no_delete": refused("signinghead_no_delete", "DELETE", "signinghead", STAYS),
}


def function(name: str, why: str, when: str = "") -> str:
    """A trigger's function of PostgreSQL."""
    raised = f"RAISE EXCEPTION '{why}' USING ERRCODE = 'check_violation';"
    body = f"IF {when} THEN {raised} END IF; RETURN NEW;" if when else raised
    return f"""
        CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN {body} END $$
    """


FUNCTIONS = {
    "signing_log_stays": function("signing_log_stays", STAYS),
    "signing_log_in_order": function("signing_log_in_order", MISSING, IN_ORDER),
    "signing_log_grows": function("signing_log_grows", GROWS, SHRINKS),
}
# Name of the trigger, when, on which table, for each what, and its function.
POSTGRESQL = [
    *[(f"{table}_stays", "UPDATE OR DELETE", table, "ROW", "signing_log_stays") for table in ROWS],
    *[
        (f"{table}_no_truncate", "TRUNCATE", table, "STATEMENT", "signing_log_stays")
        for table in (*ROWS, "signinghead")
    ],
    ("signingentry_in_order", "INSERT", "signingentry", "ROW", "signing_log_in_order"),
    ("signinghead_grows", "UPDATE", "signinghead", "ROW", "signing_log_grows"),
    ("signinghead_no_delete", "DELETE", "signinghead", "ROW", "signing_log_stays"),
]


def creating(vendor: str) -> list[str]:
    if vendor == "sqlite":
        return list(SQLITE.values())
    triggers = [
        f"""
        CREATE TRIGGER {name} BEFORE {event} ON conditions_{table}
        FOR EACH {each} EXECUTE FUNCTION {called}()
        """
        for name, event, table, each, called in POSTGRESQL
    ]
    return [*FUNCTIONS.values(), *triggers]


def dropping(vendor: str) -> list[str]:
    if vendor == "sqlite":
        return [f"DROP TRIGGER IF EXISTS {name}" for name in SQLITE]
    return [
        *[
            f"DROP TRIGGER IF EXISTS {name} ON conditions_{table}"
            for name, _event, table, _each, _called in POSTGRESQL
        ],
        *[f"DROP FUNCTION IF EXISTS {name}()" for name in FUNCTIONS],
    ]


def create(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in creating(schema_editor.connection.vendor):
        schema_editor.execute(statement, params=None)


def drop(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in dropping(schema_editor.connection.vendor):
        schema_editor.execute(statement, params=None)
