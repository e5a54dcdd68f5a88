"""Acts on the switches of the privacy page: consents, and places on the map."""

from django.db import transaction

from diseasemaps.accounts.models import User
from experiences import community, moderation
from experiences.models import Consent, Experience, Membership
from experiences.moderation.authoring import agree


def set_consent(
    experience: Experience, purpose: Consent.Purpose, *, by: User, version: int, yes: bool
) -> None:
    """Gives a consent or takes it back, with immediate effect."""
    if purpose == Consent.Purpose.INDEX:
        moderation.set_index(experience, by=by, version=version, yes=yes)
        return
    if purpose == Consent.Purpose.REUSE:
        moderation.set_reuse(experience, by=by, version=version, yes=yes)
        return
    if yes:
        moderation.put_back(experience, by=by, version=version)
    else:
        take_down(experience, by=by, version=version)


def take_down(experience: Experience, *, by: User, version: int) -> None:
    """Takes the text away from readers or, before it was ever public, from moderators."""
    waiting = experience.revisions.awaiting_decision().first()
    if waiting and experience.state == Experience.State.UNPUBLISHED:
        waiting.experience = experience
        with transaction.atomic():
            moderation.recall(waiting, by=by, version=version)
            agree(experience, by, Consent.Purpose.PUBLISH, yes=False)
    else:
        moderation.withdraw(experience, by=by, version=version)


def set_on_map(membership: Membership, *, yes: bool) -> None:
    community.join(
        membership.condition,
        by=membership.member,
        relation=membership.relation,
        diagnosed_year=membership.diagnosed_year,
        country=str(membership.country),
        on_map=yes,
    )
