"""How often each rule fires on a body of texts: see docs/signals.md."""

import gzip
import json
import time
import zlib
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from experiences.text_rules import RULES, scan


class Command(BaseCommand):
    help = "Prints the share of texts that each rule fires on, from JSON lines with a `text`."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--language", default="en", metavar="CODE")
        parser.add_argument("--country", default="", metavar="CODE")
        parser.add_argument("--no-progress", action="store_true", help="no progress bar")

    def handle(self, *args: Any, files: list[Path], **options: Any) -> None:
        texts = [text for path in files for text in read(path)]
        if not texts:
            raise CommandError("there is no text in these files")
        quiet = True if options["no_progress"] else None
        fired: Counter[str] = Counter()
        start = time.perf_counter()
        for text in tqdm(texts, disable=quiet, unit=" texts"):
            found = scan(text, language=options["language"], country=options["country"])
            fired.update({one.rule for one in found})
        seconds = time.perf_counter() - start
        for rule in RULES.values():
            if rule.finds:
                share = fired[rule.id] / len(texts)
                self.stdout.write(f"{rule.id:<20}{fired[rule.id]:>8}{share:>9.2%}")
        self.stdout.write(f"{len(texts)} texts, {len(texts) / seconds:.0f} a second")


def read(path: Path) -> Iterator[str]:
    """The texts that are not empty."""
    opened = gzip.open if path.suffix == ".gz" else open
    try:
        with opened(path, "rt", encoding="utf-8") as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    yield from text_of(line, path, number)
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror or error}") from error
    except (EOFError, zlib.error, UnicodeDecodeError) as error:
        raise CommandError(f"{path}: {error}") from error


def text_of(line: str, path: Path, number: int) -> Iterator[str]:
    try:
        row = json.loads(line)
    except json.JSONDecodeError as error:
        raise CommandError(f"{path}, line {number}: {error}") from error
    if not isinstance(row, dict) or not isinstance(row.get("text", ""), str | None):
        raise CommandError(f"{path}, line {number}: an object with a text is expected")
    if row.get("text"):
        yield row["text"]
