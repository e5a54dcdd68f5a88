from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from conditions.interchange.export import export_summaries
from conditions.models import Condition


class Command(BaseCommand):
    help = "Write the public summaries with their reviews as Markdown (docs/summary-format.md)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--condition", default="", metavar="SLUG")
        parser.add_argument("--language", default="", metavar="CODE")
        parser.add_argument("--drafts", action="store_true", help="the newest unsigned texts, too")

    def handle(
        self, *args: Any, folder: Path, condition: str, language: str, drafts: bool, **_: Any
    ) -> None:
        if condition and not Condition.objects.filter(slug=condition).exists():
            raise CommandError(f"no condition here is {condition}")
        try:
            report = export_summaries(folder, condition=condition, language=language, drafts=drafts)
        except OSError as error:
            raise CommandError(f"{error.filename}: {error.strerror}") from error
        for line in report.lines() or ["There is nothing to export."]:
            self.stdout.write(line)
