"""Fewer points, and neighbours that still fit: a border is simplified once for both sides."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache

from experiences.worldmap.projection import Point

Ring = list[Point]
Arc = tuple[Point, ...]

ON_A_LINE = 2  # points beside each that is no junction


def junctions(rings: Iterable[Ring]) -> set[Point]:
    """Points at which more than two borders meet."""
    beside: dict[Point, set[Point]] = defaultdict(set)
    for ring in rings:
        for start, end in zip(ring, [*ring[1:], ring[0]], strict=True):
            beside[start].add(end)
            beside[end].add(start)
    return {point for point, others in beside.items() if len(others) > ON_A_LINE}


def simplified(ring: Ring, meeting: set[Point], tolerance: float) -> Ring:
    """The ring without points that stand less than ``tolerance`` beside the line."""
    result: Ring = []
    for arc in arcs(ring, meeting):
        is_turned = arc[0] > arc[-1]
        kept = thinned(arc[::-1] if is_turned else arc, tolerance)
        result += (kept[::-1] if is_turned else kept)[:-1]
    return result


def arcs(ring: Ring, meeting: set[Point]) -> Iterator[Arc]:
    """The pieces between junctions; an island is cut at its two ends."""
    cuts = [place for place, point in enumerate(ring) if point in meeting]
    if not cuts[1:]:
        cuts = sorted({ring.index(min(ring)), ring.index(max(ring)), *cuts})
    for start, end in zip(cuts, [*cuts[1:], cuts[0] + len(ring)], strict=True):
        yield tuple(ring[place % len(ring)] for place in range(start, end + 1))


@cache
def thinned(arc: Arc, tolerance: float) -> Arc:
    """Douglas and Peucker's way."""
    if not arc[2:]:
        return arc
    first, last = arc[0], arc[-1]
    far, place = max((distance(point, first, last), at) for at, point in enumerate(arc[1:-1], 1))
    if far < tolerance:
        return (first, last)
    return thinned(arc[: place + 1], tolerance)[:-1] + thinned(arc[place:], tolerance)


def distance(point: Point, first: Point, last: Point) -> float:
    """From a point to the line through two others, or to the one where they are the same."""
    across, down = last[0] - first[0], last[1] - first[1]
    length = (across**2 + down**2) ** 0.5
    if not length:
        return ((point[0] - first[0]) ** 2 + (point[1] - first[1]) ** 2) ** 0.5
    return abs(across * (first[1] - point[1]) - down * (first[0] - point[0])) / length
