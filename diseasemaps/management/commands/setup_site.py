from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from conditions import standard_questions
from conditions.search import index
from diseasemaps.accounts import roles
from experiences import standard_reasons


class Command(BaseCommand):
    help = "Make what every site needs: cache table, roles, standard questions and reasons."

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("createcachetable", verbosity=0)
        permissions = roles.setup_roles()
        lines = [
            f"roles: {len(permissions)} with {sum(permissions.values())} permissions",
            *standard_questions.load().lines(),
            *standard_reasons.load().lines(),
            # A newer release may normalise names differently.
            f"search index: {index.rebuild()} rows mended",
        ]
        self.stdout.write("; ".join(lines))
