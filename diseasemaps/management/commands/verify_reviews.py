from typing import Any

from django.core.management.base import BaseCommand, CommandError

from conditions.models import Review, WordingStep
from conditions.summaries.signing.verifying import mismatches


class Command(BaseCommand):
    help = "Recompute every hash and signature of the reviews; name what does not fit, and exit 1."

    def handle(self, *args: Any, **options: Any) -> None:
        count = 0
        for mismatch in mismatches():
            count += 1
            self.stdout.write(str(mismatch))
        if count:
            raise CommandError(f"{count:,} mismatches", returncode=1)
        reviews, steps = Review.objects.count(), WordingStep.objects.count()
        self.stdout.write(f"{reviews:,} reviews and {steps:,} wording changes are as signed")
