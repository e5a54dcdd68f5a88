from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from diseasemaps.accounts import appointing, roles
from diseasemaps.accounts.models import User
from diseasemaps.accounts.request_mails import tell_of_command


class Command(BaseCommand):
    help = (
        "Make somebody with an account an administrator. In the browser that takes two "
        "administrators; this is how a site gets its second one. All administrators are told."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="address of the account")

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic():
            appointing.lock()
            person = User.objects.filter(email=options["email"].strip().lower()).first()
            if person is None:
                raise CommandError("Nobody here has this address. They have to join first.")
            if not person.is_active:
                raise CommandError("This account is blocked.")
            if roles.ADMINISTRATOR in appointing.roles_of(person):
                self.stdout.write("Is an administrator already.")
                return
            said = "Appointed on the server, by a command."
            appointing.set_roles(person, [roles.ADMINISTRATOR], [], by=person, said=said)
            tell_of_command(person)
        self.stdout.write(f"{person.pen_name} is an administrator now.")
