from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from conditions.summaries.signing.witnessing import NotTheSame, Unreadable, witness


class Command(BaseCommand):
    help = (
        "Check the signing log of another site against what was seen of it before, and keep it. "
        "Exits 1 where it is not the same log, or shrank, and keeps what was seen."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "place", help="as https://site.example/signing-log, or a file as SIGNING_LOG"
        )
        parser.add_argument(
            "--key", default="", help="the site's key, in place of the one seen at first"
        )

    def handle(self, *, place: str, key: str, **options: Any) -> None:
        try:
            found = witness(place, settings.VAR_DIR / "witnessed", key)
        except NotTheSame as error:
            raise CommandError(f"{place}: NOT THE SAME LOG: {error}", returncode=1) from error
        except Unreadable as error:
            raise CommandError(str(error), returncode=2) from error
        before = f"since {found.before.seen_at}" if found.before else "seen for the first time"
        self.stdout.write(
            f"{found.head.origin}: {found.head.size:,} entries, {found.added:,} new, {before}"
        )
        if found.before is None and not key:
            self.stdout.write(f"its key, which you may compare with its operator: {found.vkey}")
