"""Experiences in an order that shows the whole range: one of each kind, then the next of each.

Every text has a fixed random place in a ring; each day starts at another point of the ring, and
puts the kinds in another order. So the order is a new one each day and stays the same for the
day, whatever is published meanwhile. Each kind is read by a range of an index from where the page
before left off: a page costs the same among 20 texts as among 20,000, and on any page.
"""

import hashlib
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models.expressions import RawSQL
from django.http import Http404

from common.paging import cut
from experiences.models import Experience
from experiences.models.kinds import KINDS, PLACES

DAY = struct.Struct(">I")
STEP = struct.Struct(">BQ")
TEXT_MAX = 300  # characters of a key in an address
TABLE = Experience._meta.db_table
RANGE = (
    "SELECT * FROM (SELECT id, CAST(%s AS INTEGER) AS rank_of_kind, place + %s AS ahead "
    f"FROM {TABLE} WHERE state = '{Experience.State.PUBLIC}' AND topic_id = %s AND kind = %s "
    "AND place > %s AND place < %s ORDER BY place LIMIT %s) AS part"
)
PAGE = (
    "SELECT id FROM (SELECT id, rank_of_kind, ROW_NUMBER() OVER "
    "(PARTITION BY rank_of_kind ORDER BY ahead) AS turn FROM ({union}) AS found) AS turns "
    "ORDER BY turn, rank_of_kind LIMIT %s"
)


@dataclass(frozen=True)
class RangeKey:
    """The place where a page ends: for each kind, how far round the ring from the day's start."""

    day: date
    reached: Mapping[int, int] = field(default_factory=dict)

    @classmethod
    def parse(cls, text: str, today: date) -> "RangeKey":
        """Raises Http404 for what this site never wrote."""
        try:
            packed = urlsafe_b64decode(text[:TEXT_MAX].encode("ascii"))
            day = date.fromordinal(DAY.unpack(packed[: DAY.size])[0])
            steps = list(STEP.iter_unpack(packed[DAY.size :]))
        except (ValueError, OverflowError, struct.error):
            raise Http404 from None
        kinds = [kind for kind, _place in steps]
        is_ours = (
            day <= today
            and kinds == sorted(set(kinds))
            and all(kind in KINDS and place < PLACES for kind, place in steps)
        )
        if not is_ours:
            raise Http404
        return cls(day, dict(steps))

    def __str__(self) -> str:
        steps = b"".join(STEP.pack(*step) for step in sorted(self.reached.items()))
        return urlsafe_b64encode(DAY.pack(self.day.toordinal()) + steps).decode()

    @property
    def is_first(self) -> bool:
        return not self.reached


def page_of_range(
    topic_id: int, key: RangeKey, kinds: Iterable[int], size: int
) -> tuple[Sequence[Experience], str]:
    """The texts of a page, and the key of the next one where there is one; one query."""
    start = number_of(key.day, topic_id)
    ranks = {
        kind: rank
        for rank, kind in enumerate(
            sorted(kinds, key=lambda kind: number_of(key.day, topic_id, kind))
        )
    }
    if not ranks:
        return [], ""
    sql, values = places_sql(topic_id, key, ranks, start, size + 1)
    rows = (
        Experience.objects.public()
        .with_what_readers_see("kind", "place")
        .filter(pk__in=RawSQL(sql, values))
    )
    page, has_more = cut(in_turn(rows, ranks, start), size)
    if not has_more:
        return page, ""
    reached = dict(key.reached)
    for text in page:
        ahead = (text.place - start) % PLACES
        reached[text.kind] = max(reached.get(text.kind, 0), ahead)
    return page, str(RangeKey(key.day, reached))


def in_turn(rows: Iterable[Experience], ranks: Mapping[int, int], start: int) -> list[Experience]:
    waiting: dict[int, list[Experience]] = defaultdict(list)
    for text in sorted(rows, key=lambda text: (text.place - start) % PLACES):
        waiting[text.kind].append(text)
    turns = [
        (turn, ranks[kind], text)
        for kind, texts in waiting.items()
        for turn, text in enumerate(texts)
    ]
    return [text for _turn, _rank, text in sorted(turns, key=lambda row: row[:2])]


def places_sql(
    topic_id: int, key: RangeKey, ranks: Mapping[int, int], start: int, size: int
) -> tuple[str, list[int]]:
    """The ids of a page, as one statement: the ring of each kind from where it was left, in two
    ranges where it passes the ring's end. The ORM cannot limit each part of a union in a way
    that both databases accept."""
    parts, values = [], []
    for kind, rank in ranks.items():
        after = start + key.reached.get(kind, -1)
        ends = [(after - PLACES, start, PLACES - start)]
        if after < PLACES:
            ends = [(after, PLACES, -start), (-1, start, PLACES - start)]
        for low, high, shift in ends:
            parts.append(RANGE)
            values += [rank, shift, topic_id, kind, low, high, size]
    return PAGE.format(union=" UNION ALL ".join(parts)), [*values, size]


def number_of(*parts: object) -> int:
    """An evenly spread hash, always the same for the same parts."""
    digest = hashlib.blake2b(repr(parts).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") % PLACES
