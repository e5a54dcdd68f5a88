"""The accounts of the demo, one for each role. The sign-in page lists them in demo mode."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from diseasemaps.accounts import roles
from diseasemaps.accounts.models import User

# Public on purpose: load_demo refuses to make these accounts outside of demo mode.
# Also of the invented members, who cannot sign in at all.
DEMO_DOMAIN = "demo.example"
PASSWORD = "demo-demo-demo"


@dataclass(frozen=True)
class DemoAccount:
    email: str
    pen_name: str
    # The group that gives the role; a member needs none.
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


def is_shared(user: User) -> bool:
    """Whether strangers sign in as this person: one of them must not lock the others out."""
    return settings.DEMO and any(user.email == account.email for account in DEMO_ACCOUNTS)
