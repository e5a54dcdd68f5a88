"""The database's own indexes over the forms: words and trigrams.

SQLite: two FTS5 tables without a copy of their own, which triggers keep in step with
``conditions_searchentry``. PostgreSQL: two GIN indexes, over the words and over the trigrams, each
kept in order at once: names are seldom written, and an unsorted rest of an import would be read
through at every search.
A later migration that rebuilds the table on SQLite drops its triggers and has to call ``create``
again; ``test_database_keeps_its_indexes_in_step`` fails when that is forgotten.
"""

from typing import Any

from django.db import connection

TABLE = "conditions_searchentry"
WORDS = "conditions_search_words"
TRIGRAMS = "conditions_search_trigrams"
AT_ONCE = "WITH (fastupdate = off)"
TOKENIZERS = {
    # The forms are folded already: here words are only told apart. Short beginnings are indexed,
    # for queries of one letter, two or three.
    WORDS: "tokenize='unicode61 remove_diacritics 0', prefix='1 2 3'",
    TRIGRAMS: "tokenize='trigram case_sensitive 1'",
}


def _sqlite() -> list[str]:
    statements = []
    for name, options in TOKENIZERS.items():
        put = f"INSERT INTO {name}(rowid, form) VALUES (new.id, new.form);"
        drop = f"INSERT INTO {name}({name}, rowid, form) VALUES ('delete', old.id, old.form);"
        statements += [
            f"CREATE VIRTUAL TABLE {name} USING fts5("
            f"form, content='{TABLE}', content_rowid='id', {options})",
            f"CREATE TRIGGER {name}_put AFTER INSERT ON {TABLE} BEGIN {put} END",
            f"CREATE TRIGGER {name}_drop AFTER DELETE ON {TABLE} BEGIN {drop} END",
            f"CREATE TRIGGER {name}_change AFTER UPDATE ON {TABLE} BEGIN {drop} {put} END",
        ]
    return statements


CREATE = {
    "sqlite": _sqlite(),
    "postgresql": [
        "CREATE EXTENSION IF NOT EXISTS pg_trgm",
        f"CREATE INDEX {WORDS} ON {TABLE} USING gin (to_tsvector('simple', form)) {AT_ONCE}",
        f"CREATE INDEX {TRIGRAMS} ON {TABLE} USING gin (form gin_trgm_ops) {AT_ONCE}",
    ],
}
DROP = {
    "sqlite": [
        *(
            f"DROP TRIGGER IF EXISTS {name}_{verb}"
            for name in TOKENIZERS
            for verb in ("put", "drop", "change")
        ),
        *(f"DROP TABLE IF EXISTS {name}" for name in TOKENIZERS),
    ],
    "postgresql": [f"DROP INDEX IF EXISTS {name}" for name in TOKENIZERS],
}


def create(apps: Any, schema_editor: Any) -> None:
    for statement in CREATE[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


def drop(apps: Any, schema_editor: Any) -> None:
    for statement in DROP[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


def keep_in_order_at_once(apps: Any, schema_editor: Any) -> None:
    """For databases that had their indexes before ``AT_ONCE``."""
    if schema_editor.connection.vendor == "postgresql":
        for name in TOKENIZERS:
            schema_editor.execute(f"ALTER INDEX {name} SET (fastupdate = off)", params=None)
            schema_editor.execute(f"SELECT gin_clean_pending_list('{name}')", params=None)


def rebuild() -> None:
    """Make them anew from the table."""
    with connection.cursor() as cursor:
        for name in TOKENIZERS:
            if connection.vendor == "sqlite":
                cursor.execute(f"INSERT INTO {name}({name}) VALUES ('rebuild')")
            else:
                cursor.execute(f"REINDEX INDEX {name}")
        if connection.vendor == "postgresql":
            cursor.execute(f"ANALYZE {TABLE}")
