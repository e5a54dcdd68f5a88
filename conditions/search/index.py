"""The search index: its rows, the native indexes of both databases, and what keeps them up to date.

Whoever changes a condition's names or state calls ``reindex`` in the same transaction, as they call
``freshness.touch``. It compares what the catalogue says with what is stored and writes only the
difference, so a call too many costs three queries, and any call repairs what was wrong.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from django.db import connection, transaction
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db.models import QuerySet

from common.batches import BATCH, batches
from common.folding import variants
from conditions.models import Condition, Name, SearchEntry

TABLE = "conditions_searchentry"
WORDS = "conditions_search_words"
TRIGRAMS = "conditions_search_trigrams"
AT_ONCE = "WITH (fastupdate = off)"
TOKENIZERS = {
    # Forms are folded already, so that words are only split. Prefixes are indexed for queries of
    # one to three letters.
    WORDS: "tokenize='unicode61 remove_diacritics 0', prefix='1 2 3'",
    TRIGRAMS: "tokenize='trigram case_sensitive 1'",
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
Weight = SearchEntry.Weight
Key = tuple[int, str]  # condition, form


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


def create(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in CREATE[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


def drop(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in DROP[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


def keep_in_order_at_once(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """For databases that had their indexes before ``AT_ONCE``."""
    if schema_editor.connection.vendor == "postgresql":
        for name in TOKENIZERS:
            schema_editor.execute(f"ALTER INDEX {name} SET (fastupdate = off)", params=None)
            schema_editor.execute(f"SELECT gin_clean_pending_list('{name}')", params=None)


def rebuild_native() -> None:
    """Rebuilds the database's own indexes from the table."""
    with connection.cursor() as cursor:
        for name in TOKENIZERS:
            if connection.vendor == "sqlite":
                cursor.execute(f"INSERT INTO {name}({name}) VALUES ('rebuild')")
            else:
                cursor.execute(f"REINDEX INDEX {name}")
        if connection.vendor == "postgresql":
            cursor.execute(f"ANALYZE {TABLE}")


class Lead(NamedTuple):
    """A row of the index without its form; of several with one form a condition keeps the least."""

    weight: int
    text: str
    language: str


def leads(condition_ids: Iterable[int]) -> dict[Key, Lead]:
    """The rows that the index should have for the live conditions among these."""
    found: dict[Key, Lead] = {}
    for condition_id, lead in _names(list(condition_ids)):
        for number, form in enumerate(variants(lead.text)):
            # A spelling that only stands in for the right one counts as a synonym at best.
            best = lead if number == 0 else lead._replace(weight=max(lead.weight, Weight.SYNONYM))
            key = condition_id, form
            found[key] = min(found.get(key, best), best)
    return found


def _names(condition_ids: list[int]) -> Iterator[tuple[int, Lead]]:
    conditions = Condition.objects.live().filter(pk__in=condition_ids).order_by()
    for pk, name in conditions.values_list("pk", "name"):
        yield pk, Lead(Weight.PREFERRED, name, "en")
    names = Name.objects.filter(
        condition__in=condition_ids, condition__state=Condition.State.LIVE
    ).order_by()
    columns = ("condition_id", "kind", "scope", "text", "language")
    for pk, kind, scope, text, language in names.values_list(*columns):
        yield pk, Lead(weigh(kind, scope), text, language)


def weigh(kind: str, scope: str) -> int:
    if kind == Name.Kind.PREFERRED:
        return Weight.TRANSLATED
    if scope != Name.Scope.EXACT:
        return Weight.LOOSE
    return {
        Name.Kind.ABBREVIATION: Weight.ABBREVIATION,
        Name.Kind.FORMER: Weight.FORMER,
    }.get(Name.Kind(kind), Weight.SYNONYM)


def reindex(condition_ids: Iterable[int]) -> int:
    """Make the index say what the catalogue says of these conditions; how many rows it mended."""
    mended = 0
    with transaction.atomic():
        for batch in batches(sorted(set(condition_ids))):
            # Locked: of two that change one condition, the second reads what the first wrote.
            locked = Condition.objects.select_for_update().filter(pk__in=batch).order_by("pk")
            list(locked.values_list("pk"))
            mended += _mend(leads(batch), SearchEntry.objects.filter(condition__in=batch))
    return mended


def rebuild() -> int:
    """``reindex`` for the whole catalogue, with the database's own indexes rebuilt."""
    with transaction.atomic():
        mended = reindex(Condition.objects.order_by().values_list("pk", flat=True))
        rebuild_native()
    return mended


def _mend(wanted: dict[Key, Lead], stored: QuerySet[SearchEntry]) -> int:
    wrong = []
    for row in stored:
        key = row.condition_id, row.form
        if wanted.get(key) == Lead(row.weight, row.text, row.language):
            del wanted[key]
        else:
            wrong.append((row.pk, key))
    for batch in batches([pk for pk, _key in wrong]):
        SearchEntry.objects.filter(pk__in=batch).delete()
    SearchEntry.objects.bulk_create(
        (
            SearchEntry(condition_id=condition_id, form=form, **lead._asdict())
            for (condition_id, form), lead in wanted.items()
        ),
        batch_size=BATCH,
    )
    # A row that is replaced is one wrong row, not two.
    return len(wanted.keys() | {key for _pk, key in wrong})
