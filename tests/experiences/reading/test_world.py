"""The drawn world: every country in its place."""

import csv
import re

import pytest
from django_countries import countries

from diseasemaps.workshop.world_drawing import (
    POINTS,
    as_text,
    dissolved,
    draw,
    in_one_piece,
    junctions,
    places,
    project,
    simplified,
)
from experiences.reading.world_picture import WORLD, world

NEAR = 6  # units: a capital at the coast may have lost its bay to the drawing


def rings(path):
    """The rings of a path, as absolute points."""
    for subpath in re.findall(r"M([^z]+)z", path):
        start, steps = subpath.split("l")
        x, y = map(int, start.split())
        numbers = [int(number) for number in re.findall(r"-?\d+", steps)]
        ring = [(x, y)]
        for across, down in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + across, y + down
            ring.append((x, y))
        yield ring


def holds(ring, point):
    """Whether a point is in a ring."""
    x, y = point
    inside = False
    for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside


def beside(ring, point):
    """How far the nearest line of a ring is from a point."""
    x, y = point
    found = []
    for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
        across, down = x2 - x1, y2 - y1
        part = ((x - x1) * across + (y - y1) * down) / ((across**2 + down**2) or 1)
        part = min(max(part, 0), 1)
        found.append(((x - x1 - part * across) ** 2 + (y - y1 - part * down) ** 2) ** 0.5)
    return min(found)


def test_every_country_that_a_member_may_choose_is_drawn():
    drawn = world()
    assert {code for code, _name in countries} == drawn.shapes.keys() | drawn.points.keys()
    assert countries.name("XK") == "Kosovo"


def test_no_shape_is_larger_than_the_picture_and_small_enough_to_send():
    drawn = world()
    assert WORLD.stat().st_size < 40_000
    for path in drawn.shapes.values():
        for ring in rings(path):
            assert all(-2 <= x <= drawn.width + 2 and y >= 0 for x, y in ring)
            assert max(x for x, _y in ring) - min(x for x, _y in ring) < drawn.width * 0.75
    for x, y in drawn.points.values():
        assert 0 <= x <= drawn.width and 0 <= y <= drawn.height


def test_countries_at_the_edge_of_the_source_are_in_one_piece():
    # Chukotka and the rest of Russia are one ring; the United States keep Alaska in the west.
    russia = max(rings(world().shapes["RU"]), key=len)
    assert max(x for x, _y in russia) - min(x for x, _y in russia) > 290
    fiji = [point for ring in rings(world().shapes["FJ"]) for point in ring]
    assert max(x for x, _y in fiji) - min(x for x, _y in fiji) < 20


def test_parts_without_a_code_of_their_own_belong_to_whom_the_list_says():
    guiana = next(rings(world().shapes["GF"]))
    france = [point for ring in rings(world().shapes["FR"]) for point in ring]
    assert max(x for x, _y in guiana) < 450 < min(x for x, _y in france)
    assert len(list(rings(world().shapes["CY"]))) == 1


def test_a_border_is_the_same_line_for_both_neighbours():
    west = [(0, 0), (4, 0), (4, 1), (4.2, 2), (4, 3), (4, 4), (0, 4)]
    east = [(8, 0), (8, 4), (4, 4), (4, 3), (4.2, 2), (4, 1), (4, 0)]
    meeting = junctions([west, east])
    thin = [simplified(ring, meeting, 0.5) for ring in (west, east)]
    assert meeting == {(4, 0), (4, 4)}
    assert [set(ring) for ring in thin] == [
        {(0, 0), (4, 0), (4, 4), (0, 4)},
        {(8, 0), (8, 4), (4, 4), (4, 0)},
    ]


def test_a_ring_over_the_edge_of_the_source_is_unrolled():
    ring = in_one_piece([(179.0, 1), (-179.0, 1), (-179.0, 2), (179.0, 2), (179.0, 1)])
    assert {longitude for longitude, _latitude in ring} == {179, 181}


def test_two_parts_of_a_country_lose_the_line_between_them():
    left, right = [(0, 0), (1, 0), (1, 1), (0, 1)], [(1, 0), (2, 0), (2, 1), (1, 1)]
    assert [sorted(ring) for ring in dissolved([left, right])] == [sorted({*left, *right})]


def test_equal_earth_is_where_its_authors_put_it():
    assert project(11, 0) == pytest.approx((500, 243.4), abs=0.1)
    assert project(11 - 180, 0)[0] == pytest.approx(0)
    assert project(11, 90)[1] == pytest.approx(0)


def test_the_committed_world_is_what_the_command_draws(public_data):
    geo = public_data / "geo"
    drawn = draw(geo / "countries-110m.geojson", geo / "country-capitals.csv")
    assert as_text(drawn) == WORLD.read_text("utf-8")


def test_every_capital_lies_in_its_country(public_data):
    with (public_data / "geo" / "country-codes.csv").open(encoding="utf-8", newline="") as rows:
        known = {row["iso_a2"] for row in csv.DictReader(rows)}
    drawn, wrong = world(), []
    capitals = places(public_data / "geo" / "country-capitals.csv", POINTS)
    assert known <= drawn.shapes.keys() | drawn.points.keys()
    for code, (x, y) in capitals.items():
        if code in drawn.points:
            assert drawn.points[code] == (round(x), round(y))
        elif not any(
            holds(ring, (x, y)) or beside(ring, (x, y)) < NEAR for ring in rings(drawn.shapes[code])
        ):
            wrong.append(code)
    # Malabo stands on an island that this scale leaves out.
    assert wrong == ["GQ"]
