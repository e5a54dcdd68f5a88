"""Candidates for a query from the database's own indexes, generously and in no order.

Words first: every word of the query, each as the beginning of a word. Trigrams when that brings
few, for misspelt words; single words when that brings few, for whole sentences. Both databases
answer with much the same rows, and ``matching`` puts them into the same order.
"""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

from django.db import connection, transaction

from conditions.search.index import TABLE, TRIGRAMS, WORDS

ASKED = 8  # trigrams of a query
ASKED_MIN = 4  # so many, however common they are
NAMES = 3000  # that have one of them, in sum; commoner trigrams are left out
COMMON = 4000  # names; counting stops there
KEPT = 600  # seconds that counts are cached

_counts: dict[str, int] = {}
_kept_since = 0.0
LIMIT = 200  # names from one index
SHORT = 3  # letters; of a shorter word all beginnings would be too many
COLUMNS = "e.condition_id, e.form, e.text, e.language, e.weight, c.member_count"
SOURCE = f"{TABLE} e JOIN conditions_condition c ON c.id = e.condition_id"
# Names that begin with the query, then short ones: those of which it is the greatest part.
NEAREST = "ORDER BY CASE WHEN substr(e.form, 1, %s) = %s THEN 0 ELSE 1 END, length(e.form), e.id"


def rarest(form: str) -> list[str]:
    """The rarest trigrams; those that no name has cost nothing, and the count may be old."""
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
    # PostgreSQL has no trigrams across a space.
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


class Candidate(NamedTuple):
    condition_id: int
    form: str
    text: str
    language: str
    weight: int
    member_count: int


def exact(forms: Sequence[str]) -> list[Candidate]:
    places = ", ".join(["%s"] * len(forms))
    return _read(f"SELECT {COLUMNS} FROM {SOURCE} WHERE e.form IN ({places})", list(forms))


def beginning(form: str) -> list[Candidate]:
    """For queries too short for anything else: names with such a word, or that begin so."""
    return _words([f'"{form}"'], [f"'{form}'"], form) + _read(
        f"SELECT {COLUMNS} FROM {SOURCE} WHERE e.form >= %s AND e.form < %s "
        f"ORDER BY e.form LIMIT {LIMIT}",
        [form, form + "\U0010ffff"],
    )


def with_words(words: Sequence[str], form: str) -> list[Candidate]:
    """Names with every word of these; the longer ones, and the last, may be cut short."""
    cut = [len(word) >= SHORT or word is words[-1] for word in words]
    return _words(
        [f'"{word}"' + "*" * is_cut for word, is_cut in zip(words, cut, strict=True)],
        [f"'{word}'" + ":*" * is_cut for word, is_cut in zip(words, cut, strict=True)],
        form,
    )


def _words(fts: list[str], tsquery: list[str], form: str) -> list[Candidate]:
    if connection.vendor == "sqlite":
        wanted = f"e.id IN (SELECT rowid FROM {WORDS} WHERE {WORDS} MATCH %s)"
        query = " AND ".join(fts)
    else:
        wanted = "to_tsvector('simple', e.form) @@ to_tsquery('simple', %s)"
        query = " & ".join(tsquery)
    return _read(
        f"SELECT {COLUMNS} FROM {SOURCE} WHERE {wanted} {NEAREST} LIMIT {LIMIT}",
        [query, len(form), form],
    )


def with_any_word(words: Sequence[str]) -> list[Candidate]:
    """Names with one of these words at least, the rarest words first."""
    if connection.vendor == "sqlite":
        return _read(
            f"SELECT {COLUMNS} FROM {SOURCE} JOIN (SELECT rowid, rank FROM {WORDS} "
            f"WHERE {WORDS} MATCH %s ORDER BY rank LIMIT {LIMIT}) f ON f.rowid = e.id",
            [" OR ".join(f'"{word}"' for word in words)],
        )
    query = " | ".join(f"'{word}'" for word in words)
    return _read(
        f"SELECT {COLUMNS} FROM {SOURCE} "
        "WHERE to_tsvector('simple', e.form) @@ to_tsquery('simple', %s) "
        "ORDER BY ts_rank(to_tsvector('simple', e.form), to_tsquery('simple', %s), 1) DESC, e.id "
        f"LIMIT {LIMIT}",
        [query, query],
    )


def alike(form: str) -> list[Candidate]:
    """Names that share most of the rarest trigrams with the query."""
    grams = rarest(form)
    if not grams:
        return []
    if connection.vendor == "sqlite":
        return _with_grams(grams)
    return _read(
        f"SELECT {COLUMNS} FROM {SOURCE} WHERE e.form LIKE ANY(%s) "
        f"ORDER BY similarity(e.form, %s) DESC, e.id LIMIT {LIMIT}",
        [[f"%{gram}%" for gram in grams], form],
    )


def alike_in_all(form: str) -> list[Candidate]:
    """``alike`` by all trigrams, common ones as well: slower, but finds a name whose rare trigrams
    were all misspelt."""
    if connection.vendor == "sqlite":
        return _with_grams(all_of(form))
    return _read(
        f"SELECT {COLUMNS} FROM {SOURCE} WHERE e.form %% %s "
        f"ORDER BY similarity(e.form, %s) DESC, e.id LIMIT {LIMIT}",
        [form, form],
    )


def _with_grams(grams: Sequence[str]) -> list[Candidate]:
    return _read(
        f"SELECT {COLUMNS} FROM {SOURCE} JOIN (SELECT rowid FROM {TRIGRAMS} "
        f"WHERE {TRIGRAMS} MATCH %s ORDER BY rank LIMIT {LIMIT}) f ON f.rowid = e.id",
        [" OR ".join(f'"{gram}"' for gram in grams)],
    )


@contextmanager
def through_indexes() -> Iterator[None]:
    """Keeps PostgreSQL from a sequential scan, which its planner prefers since it overestimates the
    rows of our word queries. Measured: one query in twenty took a second and more."""
    if connection.vendor == "sqlite":
        yield
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        yield
        # The rest of a longer transaction is planned as ever.
        cursor.execute("SET LOCAL enable_seqscan TO DEFAULT")


def _read(sql: str, values: Sequence[Any]) -> list[Candidate]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [Candidate(*row) for row in cursor.fetchall()]
