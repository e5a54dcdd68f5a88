from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from diseasemaps.accounts.unverified import DAYS, unverified


class Command(BaseCommand):
    help = "Deletes accounts whose address was never confirmed and that hold nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--days", type=int, default=DAYS, help=f"at least so old ({DAYS})")

    def handle(self, *, days: int, **options: Any) -> None:
        people = unverified(days)
        count = people.count()
        people.delete()
        self.stdout.write(f"{count} unverified accounts older than {days} days deleted")
