"""The Merkle tree of RFC 6962, over hashes that are kept somewhere else.

A node is named by its level and index: it is the hash of entries index·2**level up to the next.
``get`` fetches the hashes of many nodes at once, so that a proof costs one query.
"""

from collections.abc import Callable, Iterable, Sequence

from conditions.summaries.signing.verify_review import EMPTY_ROOT, node_hash

Node = tuple[int, int]  # level, index
Span = tuple[int, int]  # first entry, and the one after the last
Get = Callable[[list[Node]], dict[Node, bytes]]


def grow(
    frontier: Sequence[bytes], size: int, leaf: bytes
) -> tuple[list[bytes], list[tuple[Node, bytes]]]:
    """The complete subtrees after one more entry, the largest first, and those it completed."""
    after, completed = list(frontier), []
    found, level, index = leaf, 0, size
    while index & 1:
        found = node_hash(after.pop(), found)
        level, index = level + 1, index >> 1
        completed.append(((level, index), found))
    after.append(found)
    return after, completed


def root(frontier: Sequence[bytes]) -> bytes:
    """Of the tree whose complete subtrees these are."""
    if not frontier:
        return EMPTY_ROOT
    found = frontier[-1]
    for left in reversed(frontier[:-1]):
        found = node_hash(left, found)
    return found


def root_of(leaves: Iterable[bytes]) -> bytes:
    """From all the entries' hashes; 1.5 µs an entry."""
    frontier: list[bytes] = []
    for size, leaf in enumerate(leaves):
        frontier, _completed = grow(frontier, size, leaf)
    return root(frontier)


def inclusion(number: int, size: int, get: Get) -> list[bytes]:
    """The proof that an entry is in the tree of a size (RFC 6962, 2.1.1)."""
    if not 0 <= number < size:
        raise ValueError(f"entry {number} of {size}")
    return hashed(inclusion_spans(number, (0, size)), get)


def consistency(old: int, new: int, get: Get) -> list[bytes]:
    """The proof that the tree of a size begins with that of a smaller one (RFC 6962, 2.1.2)."""
    if not 0 <= old <= new:
        raise ValueError(f"size {old} of {new}")
    if old in (0, new):
        return []
    return hashed(consistency_spans(old, (0, new), is_known=True), get)


def subtree(size: int, get: Get) -> bytes:
    """The root of the tree of a size."""
    return hashed([(0, size)], get)[0] if size else EMPTY_ROOT


def middle(span: Span) -> int:
    """Where a span splits: after the largest power of two that is smaller than its length."""
    first, end = span
    return first + (1 << ((end - first - 1).bit_length() - 1))


def inclusion_spans(number: int, span: Span) -> list[Span]:
    spans: list[Span] = []
    while span[1] - span[0] > 1:
        split = middle(span)
        left, right = (span[0], split), (split, span[1])
        span, sibling = (left, right) if number < split else (right, left)
        spans.append(sibling)
    return spans[::-1]


def consistency_spans(old: int, span: Span, *, is_known: bool) -> list[Span]:
    """``is_known``: the verifier has the root of this span, which is that of the old tree."""
    if old == span[1]:
        return [] if is_known else [span]
    split = middle(span)
    left, right = (span[0], split), (split, span[1])
    if old <= split:
        return [*consistency_spans(old, left, is_known=is_known), right]
    return [*consistency_spans(old, right, is_known=False), left]


def nodes_of(span: Span) -> list[Node]:
    """The complete subtrees that make up a span, from left to right. Its first entry is a multiple
    of the largest power of two in its length, as in every span of a proof."""
    first, end = span
    nodes = []
    while first < end:
        level = (end - first).bit_length() - 1
        nodes.append((level, first >> level))
        first += 1 << level
    return nodes


def hashed(spans: Sequence[Span], get: Get) -> list[bytes]:
    named = [nodes_of(span) for span in spans]
    found = get([node for nodes in named for node in nodes])
    return [root([found[node] for node in nodes]) for nodes in named]
