"""The switches of the privacy page."""

from django.db import transaction

from diseasemaps.accounts.models import User
from experiences import community, moderation
from experiences.models import Consent, Experience, Membership
from experiences.moderation.writing import agree


def set_consent(
    experience: Experience, purpose: Consent.Purpose, *, by: User, version: int, yes: bool
) -> None:
    """Give a consent or take it back, and act on it at once."""
    if purpose == Consent.Purpose.INDEX:
        moderation.set_index(experience, by=by, version=version, yes=yes)
        return
    move = moderation.put_back if yes else moderation.withdraw
    with transaction.atomic():
        move(experience, by=by, version=version)
        agree(experience, by, purpose, yes=yes)


def set_on_map(membership: Membership, *, yes: bool) -> None:
    community.join(
        membership.condition,
        by=membership.member,
        relation=membership.relation,
        diagnosed_year=membership.diagnosed_year,
        country=str(membership.country),
        on_map=yes,
    )
