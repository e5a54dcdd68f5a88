"""Mails about requests for a second administrator, and to the people whom they are about."""

from collections.abc import Sequence

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.translation import gettext, override

from common.languages import language_for, site_address
from conditions.models import ReviewerProfile
from conditions.summaries.signing.security_mails import addresses_of
from diseasemaps.accounts import appointing
from diseasemaps.accounts.models import PeopleRequest, User


def tell_of_request(request: PeopleRequest) -> None:
    """Tells everybody who could be the second."""
    others = appointing.able().exclude(pk__in=[request.asked_by_id, request.person_id or 0])
    for person in others.order_by("pk"):
        with override(language_for(person)):
            asked = gettext("%(name)s asks for a second administrator, to: %(what)s.")
            parts = [
                asked % {"name": request.asked_by, "what": request.get_kind_display()},
                gettext("Look at it, and agree only to what you know to be right:"),
                site_address(request.get_absolute_url()),
            ]
            send(gettext("Somebody asks for a second administrator"), parts, [person.email])


def tell_of_address(person: User, old: str) -> None:
    with override(language_for(person)):
        parts = [
            gettext("Two administrators have changed the e-mail address of your account."),
            gettext("If you did not ask for this, tell the site’s administrators at once."),
        ]
        send(gettext("Your e-mail address was changed"), parts, [person.email, old])


def tell_of_factor(person: User) -> None:
    """A reviewer's former addresses are told, too."""
    profile = ReviewerProfile.objects.filter(user=person).first()
    with override(language_for(person)):
        parts = [
            gettext("Two administrators have taken away the second factor of your account."),
            gettext("You set up a new one when you sign in next."),
            gettext("If you did not ask for this, tell the site’s administrators at once."),
        ]
        addresses = addresses_of(profile) if profile else [person.email]
        send(gettext("Your second factor was taken away"), parts, addresses)


def tell_of_command(person: User) -> None:
    """Tells all administrators of one who was made on the server, where no second one is asked."""
    for other in appointing.able().order_by("pk"):
        with override(language_for(other)):
            parts = [
                gettext("%(name)s was made an administrator by a command on the server.")
                % {"name": person},
                gettext("If none of you did this, somebody else has access to the server."),
            ]
            send(gettext("An administrator was added on the server"), parts, [other.email])


def send(subject: str, parts: Sequence[str], addresses: Sequence[str]) -> None:
    """In the active language, at once, and without a kind that people could switch off."""
    body = "\n\n".join([gettext("Hello,"), *parts, settings.SITE_NAME])
    for address in addresses:
        EmailMessage(
            subject=subject, body=body, to=[address], headers={"X-Outbox": "urgent"}
        ).send()
