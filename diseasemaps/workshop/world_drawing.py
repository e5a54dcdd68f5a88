"""Turns outlines into the shapes of the picture, and small countries into points."""

import csv
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from diseasemaps.workshop.outlines import WIDTH, Point, Ring, project, read_outlines, unwrapped

Line = list[Point]
Arc = tuple[Point, ...]

ON_A_LINE = 2  # points beside each that is no junction


def junctions(rings: Iterable[Line]) -> set[Point]:
    """Points at which more than two borders meet."""
    beside: dict[Point, set[Point]] = defaultdict(set)
    for ring in rings:
        for start, end in zip(ring, [*ring[1:], ring[0]], strict=True):
            beside[start].add(end)
            beside[end].add(start)
    return {point for point, others in beside.items() if len(others) > ON_A_LINE}


def simplified(ring: Line, meeting: set[Point], tolerance: float) -> Line:
    """The ring without points that stand less than ``tolerance`` beside the line."""
    result: Line = []
    for arc in arcs(ring, meeting):
        is_turned = arc[0] > arc[-1]
        kept = thinned(arc[::-1] if is_turned else arc, tolerance)
        result += (kept[::-1] if is_turned else kept)[:-1]
    return result


def arcs(ring: Line, meeting: set[Point]) -> Iterator[Arc]:
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


TOLERANCE = 0.8  # units that a point may stand beside the line and still be left out
SMALLEST = 4.0  # units across and down together: what is smaller is no shape but a point
ICE = 470  # units from the top: further south is nothing but ice
# Capitals of territories that no list of countries' capitals has.
POINTS = Path(__file__).with_name("territory-points.csv")
ATTRIBUTION = "Made with Natural Earth (naturalearthdata.com), public domain"


def draw(outlines: Path, capitals: Path) -> dict[str, Any]:
    """Everything that ``world.json`` holds."""
    projected = {
        code: [[project(*point) for point in ring] for ring in rings]
        for code, rings in read_outlines(outlines).items()
    }
    meeting = junctions(ring for rings in projected.values() for ring in rings)
    shapes = {}
    for code, rings in projected.items():
        if path := path_of(rings, meeting):
            shapes[code] = path
    points = {
        code: [round(x), round(y)]
        for code, (x, y) in places(capitals, POINTS).items()
        if code not in shapes
    }
    return {
        "attribution": ATTRIBUTION,
        "width": WIDTH,
        "height": ICE,
        "shapes": shapes,
        "points": dict(sorted(points.items())),
    }


def places(*files: Path) -> dict[str, Point]:
    found: dict[str, Point] = {}
    for file in files:
        with file.open(encoding="utf-8", newline="") as rows:
            for row in csv.DictReader(rows):
                place = unwrapped(float(row["longitude"])), float(row["latitude"])
                found.setdefault(row["iso_a2"], project(*place))
    return found


def path_of(rings: Iterable[Ring], meeting: set[Point]) -> str:
    """The ``d`` of a path in whole units, each point told from the one before; the largest ring
    of a country stays, however small it is."""
    by_size = sorted(rings, key=size, reverse=True)
    kept = [ring for place, ring in enumerate(by_size) if not place or size(ring) >= SMALLEST]
    return "".join(filter(None, (subpath(ring, meeting) for ring in kept)))


def size(ring: Ring) -> float:
    across, down = zip(*ring, strict=True)
    return max(across) - min(across) + max(down) - min(down)


def subpath(ring: Ring, meeting: set[Point]) -> str:
    whole = [(round(x), round(y)) for x, y in simplified(ring, meeting, TOLERANCE)]
    steps = [
        (x - before_x, y - before_y)
        for (before_x, before_y), (x, y) in pairwise(whole)
        if (x, y) != (before_x, before_y)
    ]
    if not steps[1:]:
        return ""
    first = f"M{whole[0][0]} {whole[0][1]}l"
    return first + "".join(f"{spaced(x)}{spaced(y)}" for x, y in steps).lstrip() + "z"


def spaced(number: int) -> str:
    """A minus sign parts two numbers as well as a space does."""
    return str(number) if number < 0 else f" {number}"


def as_text(world: dict[str, Any]) -> str:
    """A line for each country, so that a change shows where it is."""
    lines = [
        f'"{key}": {json.dumps(value)}' for key, value in world.items() if type(value) is not dict
    ]
    for key in ("shapes", "points"):
        rows = ",\n".join(f'"{code}":{json.dumps(value)}' for code, value in world[key].items())
        lines.append(f'"{key}": {{\n{rows}\n}}')
    return "{\n" + ",\n".join(lines) + "\n}\n"
