from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from tqdm import tqdm

from common.import_report import ImportReport
from conditions.interchange import export, pairs
from conditions.interchange.document import Refused
from conditions.interchange.drafting import import_documents

PAIRS = (".jsonl", ".jsonl.gz")


class Command(BaseCommand):
    help = "Import summaries from Markdown files (docs/summary-format.md) or question-answer pairs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path, help="a folder of .md, one .md, .jsonl or .jsonl.gz")
        parser.add_argument("--dry-run", action="store_true", help="check and count, write nothing")
        parser.add_argument("--no-progress", action="store_true")

    def handle(self, *args: Any, path: Path, dry_run: bool, no_progress: bool, **_: Any) -> None:
        if not (path.is_file() or path.is_dir()):
            raise CommandError(f"{path}: there is no such file or folder")
        is_pairs = path.name.endswith(PAIRS)
        if not (is_pairs or path.is_dir() or path.suffix == ".md"):
            raise CommandError(f"{path}: a folder, .md, .jsonl or .jsonl.gz is expected")
        # None shows the bar on a terminal only.
        quiet = True if no_progress else None
        report = ImportReport()
        try:
            with transaction.atomic():
                if is_pairs:
                    pairs.import_pairs(tqdm(pairs.read(path), disable=quiet, unit=" pairs"), report)
                else:
                    import_documents(
                        tqdm(export.read_folder(path), disable=quiet, unit=" files"), report
                    )
                transaction.set_rollback(dry_run)
        except Refused as error:
            raise CommandError(str(error)) from error
        for line in report.lines():
            self.stdout.write(line)
        if dry_run:
            self.stdout.write("Dry run: nothing was written.")
