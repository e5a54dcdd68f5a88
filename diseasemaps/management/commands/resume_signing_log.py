from typing import Any

from django.core.management.base import BaseCommand, CommandError

from conditions.summaries.signing.log_file import LogUnavailable
from conditions.summaries.signing.resuming import CannotResume, resume


class Command(BaseCommand):
    help = (
        "After a restore: take the entries that the backup lacks from SIGNING_LOG, so that the "
        "signing log goes on, and say in it what was restored. Does nothing when none is missing."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            found = resume()
        except CannotResume as error:
            raise CommandError(str(error)) from error
        except LogUnavailable as error:
            raise CommandError(error.reason) from error
        self.stdout.write(
            f"{found.entries:,} entries taken from the file; {len(found.lost):,} statements are "
            f"lost with the backup; {len(found.texts):,} summaries show an older text, unreviewed"
        )
