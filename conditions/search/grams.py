"""Which three letters of a query say most: those that few names have.

SQLite's trigram index answers for all names that have any of the letters asked for, which is slow
for "dis" and "ome" and quick for the rest. How rare each is only steers the choice, so it is
remembered by the process for a while.
"""

import time

from django.db import connection

from conditions.search.native import TRIGRAMS

ASKED = 8  # trigrams of a query
COMMON = 4000  # names; rarer or not is of no interest beyond
KEPT = 600  # seconds

_counts: dict[str, int] = {}
_kept_since = 0.0


def rarest(form: str) -> list[str]:
    """Those that no name has cost nothing and are asked for, too, as the count may be old."""
    grams = list(dict.fromkeys(form[start : start + 3] for start in range(len(form) - 2)))
    counts = _count(grams)
    known = sorted((gram for gram in grams if counts[gram]), key=counts.__getitem__)
    return known[:ASKED] + [gram for gram in grams if not counts[gram]]


def _count(grams: list[str]) -> dict[str, int]:
    global _counts, _kept_since
    if time.monotonic() - _kept_since > KEPT:
        _counts, _kept_since = {}, time.monotonic()
    counts = _counts
    if new := [gram for gram in grams if gram not in counts]:
        one = (
            f"SELECT count(*) FROM (SELECT 1 FROM {TRIGRAMS} WHERE {TRIGRAMS} MATCH %s "
            f"LIMIT {COMMON})"
        )
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join([one] * len(new)), [f'"{gram}"' for gram in new])
            counts.update(zip(new, (count for (count,) in cursor.fetchall()), strict=True))
    return {gram: counts[gram] for gram in grams}
