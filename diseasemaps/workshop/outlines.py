"""Reads the outlines of countries from a Natural Earth file, as rings of degrees by ISO code."""

import json
from collections import defaultdict
from collections.abc import Iterable
from math import asin, cos, pi, radians, sin, sqrt
from pathlib import Path

CENTRE = 11  # degrees east: the edge of the map then runs through the Bering Strait
WIDTH = 1000  # units of the picture
A1, A2, A3, A4 = 1.340264, -0.081106, 0.000893, 0.003796
ROOT = sqrt(3) / 2
SCALE = WIDTH / (2 * pi / (ROOT * A1))

Point = tuple[float, float]


def unwrapped(longitude: float) -> float:
    """The same meridian, no further than half a turn from the centre."""
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


Ring = list[Point]

SEAM = CENTRE - 180
SOUTH_POLE = -90
# Natural Earth draws these apart; ISO 3166, from which members choose, has no code for them.
BELONGS_TO = {"CYN": "CY", "SOL": "SO"}
# Parts of a country that ISO 3166 lists by themselves: the code, and in which corners they lie
# (west, south, east, north).
CARVED = {"FR": ("GF", (-60, 0, -40, 10)), "NO": ("SJ", (0, 73, 40, 90))}


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
    """A coast that goes round the whole pole: cut at the edge of this map, not of the source."""
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
    """One country's rings without the lines between its own parts."""
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
