"""The drawn world, read once by each process."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

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
