"""The index of names, kept true.

Whoever changes a condition's names or state calls ``reindex`` in the same transaction, as they call
``freshness.touch``. It compares what the catalogue says with what is stored and writes only the
difference, so a call too many costs three queries, and any call repairs what was wrong.
"""

from collections.abc import Iterable, Iterator, Sequence

from django.db import transaction
from django.db.models import QuerySet

from conditions.models import Condition, SearchEntry
from conditions.search import native
from conditions.search.entries import Key, Lead, leads

BATCH = 900  # conditions in one statement


def reindex(condition_ids: Iterable[int]) -> int:
    """Make the index say what the catalogue says of these conditions; how many rows it mended."""
    mended = 0
    with transaction.atomic():
        for batch in _batches(sorted(set(condition_ids))):
            # Of two who change the same condition, the second reads what the first wrote.
            locked = Condition.objects.select_for_update().filter(pk__in=batch).order_by("pk")
            list(locked.values_list("pk"))
            mended += _mend(leads(batch), SearchEntry.objects.filter(condition__in=batch))
    return mended


def rebuild() -> int:
    """The same for the whole catalogue, and the database's own indexes made anew."""
    with transaction.atomic():
        mended = reindex(Condition.objects.order_by().values_list("pk", flat=True))
        native.rebuild()
    return mended


def _mend(wanted: dict[Key, Lead], stored: QuerySet[SearchEntry]) -> int:
    wrong = []
    for row in stored:
        key = row.condition_id, row.form
        if wanted.get(key) == Lead(row.weight, row.text, row.language):
            del wanted[key]
        else:
            wrong.append((row.pk, key))
    for batch in _batches([pk for pk, _key in wrong]):
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


def _batches(keys: Sequence[int]) -> Iterator[Sequence[int]]:
    return (keys[start : start + BATCH] for start in range(0, len(keys), BATCH))
