from django.conf import settings
from django.utils.translation import gettext_lazy as _

from diseasemaps.accounts.models import User
from diseasemaps.demo.accounts import DEMO_ACCOUNTS

REFUSAL = _("Everybody who tries the demo shares this account, so that cannot be changed.")


def is_shared(user: User) -> bool:
    """Whether strangers sign in as this person: one of them must not lock the others out."""
    return settings.DEMO and any(user.email == account.email for account in DEMO_ACCOUNTS)
