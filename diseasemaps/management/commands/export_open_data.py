from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from diseasemaps.api.exports import FILES


class Command(BaseCommand):
    help = (
        "Write what the public interface exports, the catalogue and the reviewed summaries, as CSV "
        "and as JSON lines into a folder. Members' texts are not among it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="made if it is not there")

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["folder"]
        folder.mkdir(parents=True, exist_ok=True)
        for name, lines in FILES.items():
            partial = folder / f"{name}.part"
            with partial.open("w", encoding="utf-8", newline="") as file:
                count = sum(bool(file.write(line)) for line in lines())
            # Replaced atomically, so that nobody reads half a file.
            partial.replace(folder / name)
            self.stdout.write(f"{name}: {count - name.endswith('.csv'):,} rows")
