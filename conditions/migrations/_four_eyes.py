"""The triggers by which the database itself refuses whoever approves what they wrote.

The rule spans several tables, which no check constraint can, so each database gets triggers, made
from the same queries. On SQLite a migration that rebuilds a table which they name fails, or drops
them: put its operations between, ``operations = without_triggers([...])``. Tests fail when that
was forgotten.
"""

from collections.abc import Sequence

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import StateApps

# A reviewer signs nothing that they wrote since the last signature that stands.
REVIEWED = """
    SELECT 1
    FROM conditions_contribution contribution
    JOIN conditions_revision written ON written.id = contribution.revision_id
    JOIN conditions_revision signed ON signed.id = NEW.revision_id
    JOIN conditions_reviewerprofile reviewer ON reviewer.id = NEW.reviewer_id
    WHERE contribution.person_id = reviewer.user_id
      AND written.summary_id = signed.summary_id
      AND written.number <= signed.number
      AND written.number > COALESCE((
        SELECT MAX(earlier.number)
        FROM conditions_review review
        JOIN conditions_revision earlier ON earlier.id = review.revision_id
        LEFT JOIN conditions_withdrawal withdrawal ON withdrawal.review_id = review.id
        WHERE review.verdict = 'approved'
          AND withdrawal.id IS NULL
          AND earlier.summary_id = signed.summary_id
          AND earlier.number < signed.number
      ), 0)
"""
# An editor approves no wording that they wrote since the public text before it.
WORDED = """
    SELECT 1
    FROM conditions_contribution contribution
    JOIN conditions_revision written ON written.id = contribution.revision_id
    JOIN conditions_revision approved ON approved.id = NEW.revision_id
    JOIN conditions_revision base ON base.id = NEW.base_id
    WHERE contribution.person_id = NEW.approved_by_id
      AND written.summary_id = approved.summary_id
      AND written.number <= approved.number
      AND written.number > base.number
"""
# A reviewer confirms no name above a public text of which they wrote any.
CONFIRMED = """
    SELECT 1
    FROM conditions_confirmation confirmation
    JOIN conditions_reviewerprofile reviewer ON reviewer.id = confirmation.reviewer_id
    JOIN conditions_review review ON review.id = NEW.review_id
    JOIN conditions_revision signed ON signed.id = review.revision_id
    JOIN conditions_summary summary ON summary.id = signed.summary_id
    JOIN conditions_revision live ON live.id = COALESCE(summary.live_revision_id, signed.id)
    JOIN conditions_revision written ON written.summary_id = summary.id
    JOIN conditions_contribution contribution ON contribution.revision_id = written.id
    WHERE confirmation.id = NEW.confirmation_id
      AND contribution.person_id = reviewer.user_id
      AND written.number <= live.number
"""
# A profile that signed stays with its account; an account that is erased leaves it without one.
SIGNED = """
    SELECT 1
    FROM conditions_review review
    WHERE {changed}
      AND NEW.user_id IS NOT NULL
      AND review.reviewer_id = OLD.id
      AND review.verdict = 'approved'
"""
INSERT, UPDATE = "INSERT", "UPDATE"
TRIGGERS = [
    (
        "review_four_eyes",
        "conditions_review",
        REVIEWED,
        "the reviewer wrote this text",
        (INSERT, UPDATE),
    ),
    (
        "wording_four_eyes",
        "conditions_wordingstep",
        WORDED,
        "the approver wrote this change",
        (INSERT, UPDATE),
    ),
    (
        "confirmation_four_eyes",
        "conditions_confirmedtopic",
        CONFIRMED,
        "the reviewer wrote this text",
        (INSERT, UPDATE),
    ),
    (
        "profile_account_fixed",
        "conditions_reviewerprofile",
        SIGNED,
        "the profile has signed",
        (UPDATE,),
    ),
]


def create(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """All of them, where their tables are."""
    tables = schema_editor.connection.introspection.table_names()
    if "conditions_withdrawal" not in tables:
        return
    for name, table, query, why, events in TRIGGERS:
        if table not in tables:
            continue
        made = postgresql if schema_editor.connection.vendor == "postgresql" else sqlite
        for statement in made(name, table, query, why, events):
            schema_editor.execute(statement, params=None)


def sqlite(name: str, table: str, query: str, why: str, events: tuple[str, ...]) -> list[str]:
    query = query.replace("{changed}", "NEW.user_id IS NOT OLD.user_id")
    return [
        f"""
        CREATE TRIGGER {name}_{verb} BEFORE {verb} ON {table}
        WHEN EXISTS ({query})
        BEGIN SELECT RAISE(ABORT, '{name}: {why}'); END
        """
        for verb in events
    ]


def postgresql(name: str, table: str, query: str, why: str, events: tuple[str, ...]) -> list[str]:
    query = query.replace("{changed}", "NEW.user_id IS DISTINCT FROM OLD.user_id")
    return [
        f"""
        CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF EXISTS ({query}) THEN
                RAISE EXCEPTION '{name}: {why}' USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        END $$
        """,
        f"""
        CREATE TRIGGER {name} BEFORE {" OR ".join(events)} ON {table}
        FOR EACH ROW EXECUTE FUNCTION {name}()
        """,
    ]


def drop(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    tables = schema_editor.connection.introspection.table_names()
    for name, table, _query, _why, _events in TRIGGERS:
        if schema_editor.connection.vendor == "sqlite":
            for verb in ("INSERT", "UPDATE"):
                schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}_{verb}")
        else:
            if table in tables:
                schema_editor.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}")
            schema_editor.execute(f"DROP FUNCTION IF EXISTS {name}()")


def without_triggers(operations: Sequence[Operation]) -> list[Operation]:
    """Operations on the tables that the triggers name, between dropping and making them."""
    return [
        migrations.RunPython(drop, create),
        *operations,
        migrations.RunPython(create, drop),
    ]
