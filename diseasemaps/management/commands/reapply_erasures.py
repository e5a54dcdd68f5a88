import json
from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from diseasemaps.accounts.models import User
from diseasemaps.accounts.privacy.erasing import erase_account_now, is_erased
from experiences.models import Erasure, Experience
from experiences.moderation import erase_now

KEYS = {"kind", "id", "at"}


class Line(NamedTuple):
    kind: str
    erased_id: str
    at: datetime


class Command(BaseCommand):
    help = (
        "After a restore: erase again every experience and account of the ledger that came back. "
        "Nothing is erased unless the whole ledger can be read."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "ledger",
            nargs="?",
            type=Path,
            default=settings.ERASURE_LEDGER,
            help="a file of JSON lines; the site's own without it",
        )

    def handle(self, *, ledger: Path, **options: Any) -> None:
        lines = read(ledger)
        experiences = [line for line in lines if line.kind == Erasure.Kind.EXPERIENCE]
        accounts = [line for line in lines if line.kind == Erasure.Kind.ACCOUNT]
        # Texts first: an erased account keeps only the public texts without a line of their own.
        erased = sum(erase_experience(line) for line in experiences)
        emptied = sum(erase_person(line) for line in accounts)
        self.stdout.write(
            f"{len(lines)} lines; erased again: {erased} experiences, {emptied} accounts"
        )


def read(ledger: Path) -> list[Line]:
    """All lines; raises CommandError with the number of the first bad one."""
    if not ledger.is_file():
        raise CommandError(f"{ledger}: there is no such file")
    lines = []
    for number, raw in enumerate(ledger.read_bytes().splitlines(), start=1):
        if not raw.strip():
            continue
        try:
            lines.append(parse(raw))
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise CommandError(f"{ledger}:{number}: not a line of the ledger") from error
    return lines


def parse(raw: bytes) -> Line:
    """Raises ValueError, TypeError, KeyError or AttributeError for a malformed line."""
    found = json.loads(raw.decode())
    kind, erased_id = Erasure.Kind(found["kind"]), found["id"]
    at = datetime.fromisoformat(found["at"])
    if set(found) != KEYS or at.tzinfo is None:
        raise ValueError
    if kind == Erasure.Kind.EXPERIENCE:
        UUID(erased_id)
    elif not (erased_id.isascii() and erased_id.isdecimal() and int(erased_id) < 2**63):
        raise ValueError
    return Line(kind, erased_id, at)


def erase_experience(line: Line) -> bool:
    experience = (
        Experience.objects.exclude(state=Experience.State.ERASED)
        .filter(public_id=line.erased_id)
        .first()
    )
    if experience is not None:
        erase_now(experience)
    return experience is not None


def erase_person(line: Line) -> bool:
    """Skips people who joined since: after a restore the database reuses primary keys.

    Public texts of the account stay: erased texts have lines of their own.
    """
    person = User.objects.filter(pk=line.erased_id, date_joined__lte=line.at).first()
    if person is None or is_erased(person):
        return False
    erase_account_now(person, keep_texts=True)
    return True
