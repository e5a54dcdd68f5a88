from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import ngettext

from experiences.counts import recount


class Command(BaseCommand):
    help = "Derives every stored total again, repairs what is wrong and says how many were."

    def handle(self, *args: Any, **options: Any) -> None:
        wrong = recount()
        topics = ngettext("%d topic", "%d topics", wrong["topics"]) % wrong["topics"]
        conditions = (
            ngettext("%d condition", "%d conditions", wrong["conditions"]) % wrong["conditions"]
        )
        self.stdout.write(f"Wrong, and repaired: {topics}, {conditions}.")
