import socket
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from diseasemaps.accounts.demo_accounts import DEMO_ACCOUNTS, PASSWORD


class Command(BaseCommand):
    help = "Says in one line what to open, and with which demo accounts."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("port", type=int)

    def handle(self, *args: Any, port: int, **options: Any) -> None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                raise CommandError(f"Port {port} is taken: make run PORT={port + 1}")
        accounts = ", ".join(account.email for account in DEMO_ACCOUNTS)
        self.stdout.write(
            f"Open http://localhost:{port}/conditions/carcinoid-syndrome/causes/ "
            f"- sign in as {accounts}, password {PASSWORD}"
        )
