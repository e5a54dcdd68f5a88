from typing import Any

from django.core.management.base import BaseCommand

from conditions.summaries import workflow


class Command(BaseCommand):
    help = "Make the HTML of every summary anew that an earlier version of the renderer made."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"texts: {workflow.render_anew():,} rendered anew")
