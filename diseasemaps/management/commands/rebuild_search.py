from typing import Any

from django.core.management.base import BaseCommand

from conditions.search import index


class Command(BaseCommand):
    help = "Compares the search index with the catalogue, mends it, and says what was wrong."

    def handle(self, *args: Any, **options: Any) -> None:
        mended = index.rebuild()
        self.stdout.write(f"search index: {mended} wrong rows mended")
