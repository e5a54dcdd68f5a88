from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from conditions.interchange.document import Refused
from diseasemaps.demo import loading


class Command(BaseCommand):
    help = "Fill a site in demo mode with invented people and texts. Running it again is harmless."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("This site is not in demo mode (DEMO=true): nothing was loaded.")
        try:
            reports = loading.load(timezone.now())
        except Refused as error:
            raise CommandError(str(error)) from error
        if not any(report.writes for report in reports):
            self.stdout.write("The demo is in place: nothing to do.")
            return
        for report in reports:
            for line in report.lines():
                self.stdout.write(line)
