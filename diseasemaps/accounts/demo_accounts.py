"""The accounts of the demo, one for each role. The sign-in page lists them in demo mode."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from common.guards import Person
from diseasemaps.accounts import roles

# The domain of these accounts, and of the invented members, who cannot sign in at all.
DEMO_DOMAIN = "demo.example"
# Public on purpose: ``load_demo`` refuses to create these accounts outside of demo mode.
PASSWORD = "demo-demo-demo"


@dataclass(frozen=True)
class DemoAccount:
    email: str
    pen_name: str
    # The group of the role; a member has none.
    group: str = ""
    is_staff: bool = False

    @property
    def label(self) -> str:
        return str(roles.LABELS.get(self.group, _("member")))


DEMO_ACCOUNTS = (
    DemoAccount("member@demo.example", "Paper Lantern"),
    DemoAccount("moderator@demo.example", "Steady Compass", roles.MODERATOR),
    DemoAccount("editor@demo.example", "Sharp Pencil", roles.EDITOR),
    DemoAccount("reviewer@demo.example", "Second Glance", roles.MEDICAL_REVIEWER),
    DemoAccount(
        "admin@demo.example",
        "Spare Key",
        roles.ADMINISTRATOR,
        is_staff=True,
    ),
)
MODERATOR = "moderator@demo.example"
EDITOR = "editor@demo.example"
REVIEWER = "reviewer@demo.example"
ADMINISTRATOR = "admin@demo.example"
REFUSAL = _("Everybody who tries the demo shares this account, so that cannot be changed.")


def is_shared(user: Person) -> bool:
    """Whether strangers share the account, so that none of them may lock the others out."""
    emails = {account.email for account in DEMO_ACCOUNTS}
    return settings.DEMO and user.get_username() in emails
