"""Nobody signs what they wrote: refused by the database itself. ``_four_eyes.py`` has the triggers
as they are now, and says what a migration has to do that rebuilds their tables."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

WROTE_IT = """
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
        WHERE review.verdict = 'approved'
          AND earlier.summary_id = signed.summary_id
          AND earlier.number < signed.number
      ), 0)
"""

SQLITE = [
    f"""
    CREATE TRIGGER review_four_eyes_{verb} BEFORE {verb} ON conditions_review
    WHEN EXISTS ({WROTE_IT})
    BEGIN SELECT RAISE(ABORT, 'review_four_eyes: the reviewer wrote this text'); END
    """
    for verb in ("INSERT", "UPDATE")
]
POSTGRESQL = [
    f"""
    CREATE FUNCTION review_four_eyes() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF EXISTS ({WROTE_IT}) THEN
            RAISE EXCEPTION 'review_four_eyes: the reviewer wrote this text'
            USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER review_four_eyes BEFORE INSERT OR UPDATE ON conditions_review
    FOR EACH ROW EXECUTE FUNCTION review_four_eyes()
    """,
]
DROP = {
    "sqlite": [
        "DROP TRIGGER IF EXISTS review_four_eyes_INSERT",
        "DROP TRIGGER IF EXISTS review_four_eyes_UPDATE",
    ],
    "postgresql": [
        "DROP TRIGGER IF EXISTS review_four_eyes ON conditions_review",
        "DROP FUNCTION IF EXISTS review_four_eyes()",
    ],
}


def create(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    vendor = schema_editor.connection.vendor
    for statement in {"sqlite": SQLITE, "postgresql": POSTGRESQL}[vendor]:
        schema_editor.execute(statement, params=None)


def drop(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in DROP[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("conditions", "0001_initial")]
    operations = [migrations.RunPython(create, drop)]
