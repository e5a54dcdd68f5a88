from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from diseasemaps.workshop.world_drawing import as_text, draw
from experiences.reading.world_picture import WORLD


class Command(BaseCommand):
    help = "Draw the world anew from Natural Earth's outlines (GeoJSON) and capitals (CSV)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("outlines", type=Path)
        parser.add_argument("capitals", type=Path)

    def handle(self, *, outlines: Path, capitals: Path, **options: Any) -> None:
        world = draw(outlines, capitals)
        text = as_text(world)
        WORLD.write_text(text, encoding="utf-8")
        self.stdout.write(
            f"{len(world['shapes'])} shapes and {len(world['points'])} points, {len(text):,} bytes."
        )
