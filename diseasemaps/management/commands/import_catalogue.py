"""Loads releases of the Disease Ontology and the Mondo tables: see docs/catalogue.md."""

import sys
from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from conditions.catalogue.load import load
from conditions.catalogue.source_files import Malformed


class Command(BaseCommand):
    help = "Loads disease catalogues (OBO, Mondo tables; plain or gzip) without losing anything."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--dry-run", action="store_true", help="count, and write nothing")
        parser.add_argument("--no-progress", action="store_true", help="no progress bar")
        parser.add_argument(
            "--add-new",
            action="store_true",
            help="make conditions for Mondo rows that match none",
        )
        whole = parser.add_mutually_exclusive_group()
        whole.add_argument(
            "--complete",
            action="store_true",
            default=None,
            help="the release has every term: flag conditions that are gone from it",
        )
        whole.add_argument("--partial", action="store_false", dest="complete", default=None)

    def handle(self, *args: Any, **options: Any) -> None:
        def progress(items: Iterable[Any], description: str, total: int) -> Iterable[Any]:
            is_quiet = options["no_progress"] or not sys.stderr.isatty()
            return tqdm(items, desc=description, total=total, file=sys.stderr, disable=is_quiet)

        try:
            report = load(
                options["files"],
                complete=options["complete"],
                add_new=options["add_new"],
                dry_run=options["dry_run"],
                progress=progress,
            )
        except Malformed as error:
            raise CommandError(str(error)) from error
        for line in report.lines():
            self.stdout.write(line)
        if options["dry_run"]:
            self.stdout.write("Dry run: nothing was written.")
