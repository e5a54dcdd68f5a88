from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from conditions.summaries.signing.chain import Chain, in_log
from conditions.summaries.signing.log_file import LogUnavailable
from conditions.summaries.signing.resuming import rebuild_file


class Command(BaseCommand):
    help = (
        "Write SIGNING_LOG anew from the database, after the file was lost. The file says so in "
        "its first line, with the reason, and verify_reviews repeats it each time."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--why", required=True, help="what became of the file; it stays")

    def handle(self, *, why: str, **options: Any) -> None:
        problems = list(in_log(None, Chain()))
        if problems:
            for problem in problems:
                self.stdout.write(str(problem))
            raise CommandError("the log in the database is not whole: nothing was written")
        try:
            size = rebuild_file(why)
        except LogUnavailable as error:
            raise CommandError(error.reason) from error
        self.stdout.write(f"{size:,} entries written")
