from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from conditions.summaries.signing.verifying import Verifying


class Command(BaseCommand):
    help = (
        "Check the signing log, its file, and every hash and signature of the reviews again; name "
        "what does not fit, and exit 1."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--file", type=Path, default=settings.SIGNING_LOG, help="SIGNING_LOG without it"
        )
        parser.add_argument("--head", type=Path, help="a file with a head that was saved earlier")

    def handle(self, *, file: Path, head: Path | None, **options: Any) -> None:
        try:
            saved = head.read_text(encoding="utf-8") if head else ""
            run, count = Verifying(file, saved), 0
            for mismatch in run.mismatches():
                count += 1
                self.stdout.write(str(mismatch))
        except OSError as error:
            raise CommandError(str(error), returncode=2) from error
        for remark in run.remarks():
            self.stdout.write(remark)
        if count:
            raise CommandError(f"{count:,} mismatches", returncode=1)
        self.stdout.write("everything is as it was signed")
