"""The world map of members: the picture, and the table under it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from django.conf import settings
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django_countries import countries

from conditions.models import Condition
from experiences.models import MapFigures
from experiences.small_numbers import leave_room

LEVELS = 5  # patterns of the picture; each stands for twice as many members as the one before
WORLD = Path(__file__).parent.parent / "data" / "world.json"


@dataclass(frozen=True)
class World:
    width: int
    height: int
    attribution: str
    # The ``d`` of a path, or where a country is that is too small for one, by ISO code.
    shapes: dict[str, str]
    points: dict[str, tuple[int, int]]


@cache
def world() -> World:
    drawn = json.loads(WORLD.read_text("utf-8"))
    return World(**drawn | {"points": {code: (x, y) for code, (x, y) in drawn["points"].items()}})


@dataclass(frozen=True)
class MappedCountry:
    code: str
    name: str
    at_least: int
    level: int
    path: str
    point: tuple[int, int] | None
    is_chosen: bool

    @property
    def label(self) -> str:
        return gettext("%(country)s: at least %(count)d members") % {
            "country": self.name,
            "count": self.at_least,
        }


@dataclass(frozen=True)
class WorldPicture:
    figures: MapFigures | None
    countries: list[MappedCountry]

    @cached_property
    def world(self) -> World:
        return world()

    @cached_property
    def land(self) -> str:
        """All the countries that stand empty, as one path."""
        return land_without(frozenset(country.code for country in self.countries))

    @property
    def levels(self) -> list[tuple[int, int]]:
        """Each level with the number of members from which on it holds."""
        return [(level, settings.SMALL_NUMBER * 2 ** (level - 1)) for level in range(1, LEVELS + 1)]

    @property
    def total(self) -> int:
        return sum(country.at_least for country in self.countries)

    @property
    def chosen(self) -> MappedCountry | None:
        return next((country for country in self.countries if country.is_chosen), None)


@lru_cache(maxsize=32)
def land_without(codes: frozenset[str]) -> str:
    return "".join(path for code, path in world().shapes.items() if code not in codes)


def community_picture(condition: Condition, chosen: str = "") -> WorldPicture:
    """One query. Where members have left since it was counted, it shows less at once."""
    figures = MapFigures.objects.filter(condition=condition).first()
    shown = figures.shown if figures else {}
    return picture(
        figures, leave_room(shown, settings.SMALL_NUMBER, condition.member_count), chosen
    )


def site_picture() -> WorldPicture:
    """One query."""
    figures = MapFigures.objects.filter(condition=None).first()
    return picture(figures, figures.shown if figures else {})


def picture(figures: MapFigures | None, shown: Mapping[str, int], chosen: str = "") -> WorldPicture:
    rows = [
        mapped_country(code, number, code == chosen)
        for code, number in shown.items()
        # The threshold may have been raised since.
        if number >= settings.SMALL_NUMBER
    ]
    return WorldPicture(figures, sorted(rows, key=lambda row: (-row.at_least, row.name)))


def mapped_country(code: str, number: int, is_chosen: bool) -> MappedCountry:
    drawn = world()
    return MappedCountry(
        code=code,
        name=countries.name(code) or code,
        at_least=number,
        level=min((number // settings.SMALL_NUMBER).bit_length(), LEVELS),
        path=drawn.shapes.get(code, ""),
        point=drawn.points.get(code),
        is_chosen=is_chosen,
    )
