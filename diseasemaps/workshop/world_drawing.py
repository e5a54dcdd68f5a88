"""Draws the map of the world from a Natural Earth file: outlines as SVG paths, small countries as
points.

Outlines are read as rings of degrees by ISO code, projected (Equal Earth), and simplified border by
border, so that neighbours keep the same line between them.
"""

import csv
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import pairwise
from math import asin, cos, pi, radians, sin, sqrt
from pathlib import Path
from typing import Any

CENTRE = 11  # degrees east: the edge of the map then runs through the Bering Strait
WIDTH = 1000  # units of the picture
A1, A2, A3, A4 = 1.340264, -0.081106, 0.000893, 0.003796
ROOT = sqrt(3) / 2
SCALE = WIDTH / (2 * pi / (ROOT * A1))
SEAM = CENTRE - 180
SOUTH_POLE = -90
# Natural Earth draws these apart; ISO 3166, from which members choose, has no code for them.
BELONGS_TO = {"CYN": "CY", "SOL": "SO"}
# Parts of a country that ISO 3166 lists by themselves: the code, and in which corners they lie
# (west, south, east, north).
CARVED = {"FR": ("GF", (-60, 0, -40, 10)), "NO": ("SJ", (0, 73, 40, 90))}
ON_A_LINE = 2  # neighbours of a point that is no junction
TOLERANCE = 0.8  # units; a point closer to the line is left out
SMALLEST = 4.0  # units, width plus height; a smaller ring becomes a point
ICE = 470  # units from the top; the map ends there, at Antarctica
# Capitals of territories, which lists of countries' capitals lack.
POINTS = Path(__file__).with_name("territory-points.csv")
ATTRIBUTION = "Made with Natural Earth (naturalearthdata.com), public domain"

Point = tuple[float, float]
Ring = list[Point]
Arc = tuple[Point, ...]


def draw(outlines: Path, capitals: Path) -> dict[str, Any]:
    """The content of ``world.json``."""
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


def unwrapped(longitude: float) -> float:
    """The same meridian, within 180 degrees of the centre."""
    return (longitude - CENTRE + 180) % 360 - 180 + CENTRE


def project(longitude: float, latitude: float) -> Point:
    """Units from the upper left corner; the north pole is at the top."""
    angle = asin(ROOT * sin(radians(latitude)))
    square = angle * angle
    six = square**3
    y = angle * (A1 + A2 * square + six * (A3 + A4 * square))
    slope = A1 + 3 * A2 * square + six * (7 * A3 + 9 * A4 * square)
    x = radians(longitude - CENTRE) * cos(angle) / (ROOT * slope)
    return WIDTH / 2 + x * SCALE, (TOP - y) * SCALE


def _height(angle: float) -> float:
    square = angle * angle
    return angle * (A1 + A2 * square + square**3 * (A3 + A4 * square))


TOP = _height(asin(ROOT))


def read_outlines(path: Path) -> dict[str, list[Ring]]:
    """The rings of each country, each in one piece where the edge of the source cut it."""
    features = json.loads(path.read_text("utf-8"))["features"]
    found: dict[str, list[Ring]] = defaultdict(list)
    for feature in features:
        code = feature["properties"]["iso_a2"] or BELONGS_TO[feature["id"]]
        for polygon in feature["geometry"]["coordinates"]:
            for ring in polygon:
                points = [(longitude, latitude) for longitude, latitude in ring]
                found[owner(code, points)].append(in_one_piece(points))
    return {code: dissolved(rings) for code, rings in sorted(found.items())}


def owner(code: str, ring: Ring) -> str:
    if code in CARVED:
        part, (west, south, east, north) = CARVED[code]
        if all(west < at[0] < east and south < at[1] < north for at in ring):
            return part
    return code


def in_one_piece(ring: Ring) -> Ring:
    """Closed without repeating the first point, and without a jump from one edge to the other."""
    if any(latitude <= SOUTH_POLE for _longitude, latitude in ring):
        return closed_at_the_pole(ring)
    pieces = ring[:-1]
    unrolled = [pieces[0]]
    for longitude, latitude in pieces[1:]:
        before = unrolled[-1][0]
        unrolled.append((before + (longitude - before + 180) % 360 - 180, latitude))
    middle = sum(longitude for longitude, _latitude in unrolled) / len(unrolled)
    shift = unwrapped(middle) - middle
    return [(round(longitude + shift, 4), latitude) for longitude, latitude in unrolled]


def closed_at_the_pole(ring: Ring) -> Ring:
    """A coast round the whole pole, cut at the edge of this map and not of the source."""
    coast = list(
        dict.fromkeys(
            (round(unwrapped(longitude), 4), latitude)
            for longitude, latitude in ring
            if latitude > SOUTH_POLE
        )
    )
    start = coast.index(min(coast))
    line = coast[start:] + coast[:start]
    if line[1][0] > line[-1][0]:
        line = [line[0], *reversed(line[1:])]
    latitude = (line[0][1] + line[-1][1]) / 2
    west, east = float(SEAM), float(SEAM + 360)
    return [
        (west, latitude),
        *line,
        (east, latitude),
        (east, SOUTH_POLE),
        (west, SOUTH_POLE),
    ]


def dissolved(rings: Iterable[Ring]) -> list[Ring]:
    """A country's rings, merged along the borders between its own parts."""
    edges = {
        (start, end)
        for ring in rings
        for start, end in zip(ring, [*ring[1:], ring[0]], strict=True)
        if start != end
    }
    outer = {(start, end) for start, end in edges if (end, start) not in edges}
    onward: dict[Point, list[Point]] = defaultdict(list)
    for start, end in sorted(outer, reverse=True):
        onward[start].append(end)
    result = []
    for start in sorted(onward):
        while onward[start]:
            ring = [start]
            while (after := onward[ring[-1]].pop()) != start:
                ring.append(after)
            result.append(ring)
    return result


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
    """The Douglas-Peucker algorithm."""
    if not arc[2:]:
        return arc
    first, last = arc[0], arc[-1]
    far, place = max((distance(point, first, last), at) for at, point in enumerate(arc[1:-1], 1))
    if far < tolerance:
        return (first, last)
    return thinned(arc[: place + 1], tolerance)[:-1] + thinned(arc[place:], tolerance)


def distance(point: Point, first: Point, last: Point) -> float:
    """The distance from a point to the line through two others, or to both where they are equal."""
    across, down = last[0] - first[0], last[1] - first[1]
    length = sqrt(across**2 + down**2)
    if not length:
        return sqrt((point[0] - first[0]) ** 2 + (point[1] - first[1]) ** 2)
    return abs(across * (first[1] - point[1]) - down * (first[0] - point[0])) / length


def places(*files: Path) -> dict[str, Point]:
    found: dict[str, Point] = {}
    for file in files:
        with file.open(encoding="utf-8", newline="") as rows:
            for row in csv.DictReader(rows):
                place = unwrapped(float(row["longitude"])), float(row["latitude"])
                found.setdefault(row["iso_a2"], project(*place))
    return found


def path_of(rings: Iterable[Ring], meeting: set[Point]) -> str:
    """The ``d`` of an SVG path in relative whole units.

    The largest ring of a country stays, however small it is.
    """
    by_size = sorted(rings, key=size, reverse=True)
    kept = [ring for place, ring in enumerate(by_size) if not place or size(ring) >= SMALLEST]
    return "".join(filter(None, (subpath(ring, meeting) for ring in kept)))


def size(ring: Ring) -> float:
    across, down = [x for x, _y in ring], [y for _x, y in ring]
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
    """A number with a separator before it; a minus sign separates as well as a space."""
    return str(number) if number < 0 else f" {number}"


def as_text(world: dict[str, Any]) -> str:
    """JSON with one line a country, so that a diff shows the country that changed."""
    lines = [
        f'"{key}": {json.dumps(value)}' for key, value in world.items() if type(value) is not dict
    ]
    for key in ("shapes", "points"):
        rows = ",\n".join(f'"{code}":{json.dumps(value)}' for code, value in world[key].items())
        lines.append(f'"{key}": {{\n{rows}\n}}')
    return "{\n" + ",\n".join(lines) + "\n}\n"
