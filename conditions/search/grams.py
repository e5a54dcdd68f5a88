"""Which three letters of a query say most: those that few names have.

A trigram index answers for all names that have any of the letters asked for, which is slow for
"dis" and "ome" and quick for the rest. How rare each is only steers the choice, so it is remembered
by the process for a while.
"""

import time

from django.db import connection

from conditions.search.native import TABLE, TRIGRAMS

ASKED = 8  # trigrams of a query
ASKED_MIN = 4  # so many, however common they are
NAMES = 3000  # that have one of them, together; common ones beyond are left out
COMMON = 4000  # names; rarer or not is of no interest beyond
KEPT = 600  # seconds

_counts: dict[str, int] = {}
_kept_since = 0.0


def rarest(form: str) -> list[str]:
    """Those that no name has cost nothing and are asked for, too, as the count may be old."""
    grams = all_of(form)
    counts = _count(grams)
    chosen, names = [gram for gram in grams if not counts[gram]], 0
    for number, gram in enumerate(sorted(filter(counts.get, grams), key=counts.__getitem__)):
        names += counts[gram]
        if number >= ASKED or (number >= ASKED_MIN and names > NAMES):
            break
        chosen.append(gram)
    return chosen


def all_of(form: str) -> list[str]:
    # PostgreSQL's index knows nothing of letters on both sides of a space.
    parts = [form] if connection.vendor == "sqlite" else form.split()
    return list(
        dict.fromkeys(part[start : start + 3] for part in parts for start in range(len(part) - 2))
    )


def _count(grams: list[str]) -> dict[str, int]:
    global _counts, _kept_since
    if time.monotonic() - _kept_since > KEPT:
        _counts, _kept_since = {}, time.monotonic()
    counts = _counts
    if new := [gram for gram in grams if gram not in counts]:
        is_sqlite = connection.vendor == "sqlite"
        has_it = (
            f"{TRIGRAMS} WHERE {TRIGRAMS} MATCH %s" if is_sqlite else f"{TABLE} WHERE form LIKE %s"
        )
        pattern = '"{}"' if is_sqlite else "%{}%"
        one = f"SELECT count(*) FROM (SELECT 1 FROM {has_it} LIMIT {COMMON}) AS counted"
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join([one] * len(new)), list(map(pattern.format, new)))
            counts.update(zip(new, (count for (count,) in cursor.fetchall()), strict=True))
    return {gram: counts[gram] for gram in grams}
