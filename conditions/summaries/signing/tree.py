"""Proofs from the tree that the database keeps, one or two queries each."""

from collections import defaultdict

from django.db.models import Q

from conditions.models import SigningEntry, SigningNode
from conditions.summaries.signing import merkle
from conditions.summaries.signing.merkle import Node

TILE_HEIGHT = 8  # levels of the tree in a tile
TILE_WIDTH = 256  # hashes in a full one


def hashes_of(nodes: list[Node]) -> dict[Node, bytes]:
    by_level: dict[int, list[int]] = defaultdict(list)
    for level, index in nodes:
        by_level[level].append(index)
    found: dict[Node, bytes] = {}
    if leaves := by_level.pop(0, []):
        rows = SigningEntry.objects.filter(number__in=leaves).values_list("number", "hash")
        found.update({(0, number): bytes.fromhex(digest) for number, digest in rows})
    if by_level:
        wanted = Q()
        for level, indexes in by_level.items():
            wanted |= Q(level=level, index__in=indexes)
        kept = SigningNode.objects.filter(wanted).values_list("level", "index", "hash")
        found.update({(level, index): bytes.fromhex(digest) for level, index, digest in kept})
    return found


def inclusion(number: int, size: int) -> list[bytes]:
    """The proof that an entry is in the log of a size, which the log must have reached."""
    return merkle.inclusion(number, size, hashes_of)


def consistency(old: int, new: int) -> list[bytes]:
    """The proof that the log of a size begins with that of a smaller one."""
    return merkle.consistency(old, new, hashes_of)


def root_at(size: int) -> bytes:
    """Of the log as it was when it had that many entries."""
    return merkle.subtree(size, hashes_of)


def tile_width(level: int, number: int, size: int) -> int:
    """How many hashes a tile has in a log of a size."""
    complete = size >> (TILE_HEIGHT * level)
    return max(0, min(TILE_WIDTH, complete - number * TILE_WIDTH))


def tile(level: int, number: int, width: int) -> bytes:
    """The hashes of a tile, one after the other (C2SP tlog-tiles)."""
    first = number * TILE_WIDTH
    nodes = [(TILE_HEIGHT * level, index) for index in range(first, first + width)]
    found = hashes_of(nodes)
    return b"".join(found[node] for node in nodes)
