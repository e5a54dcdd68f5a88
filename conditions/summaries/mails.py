"""Mails about summaries and notices. None names a condition, quotes a text or gives a reason."""

from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.core.mail import EmailMessage
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext, override

from common.languages import language_for
from conditions.models import Notice, Revision, Summary, Withdrawal
from conditions.permissions import can_edit_summaries, can_review, notice_keepers


def tell_of_changes_requested(revision: Revision) -> None:
    """Tells those who wrote it, inside the caller's transaction."""
    for person in people(contributions__revision=revision):
        with override(language_for(person)):
            send(
                gettext("A review of a text of yours"),
                gettext("A reviewer asks you to change something in a text that you wrote."),
                gettext("You find the note on this page:"),
                reverse("conditions:revision-review", args=[revision.pk]),
                to=person,
                kind="decisions",
            )


def tell_of_withdrawal(withdrawal: Withdrawal) -> None:
    """Tells those who keep the text current, where it is the public one."""
    review = withdrawal.review
    for summary in Summary.objects.filter(live_review=review):
        for person in keepers(summary):
            with override(language_for(person)):
                send(
                    gettext("A signature was withdrawn"),
                    gettext("A reviewer has taken back the signature under a public text."),
                    gettext("The text carries no badge any more. The reason is on this page:"),
                    review.get_absolute_url(),
                    to=person,
                    kind="reminders",
                )


def tell_of_notice(notice: Notice) -> None:
    """Tells everybody who may confirm it: no reader sees it before one of them does."""
    for person in notice_keepers().exclude(pk=notice.proposed_by_id):
        with override(language_for(person)):
            send(
                gettext("A safety notice waits for a second person"),
                gettext("A colleague has proposed a safety notice."),
                gettext("Readers see it once somebody else has confirmed it, on this page:"),
                reverse("conditions:notice-list"),
                to=person,
                kind="reminders",
            )


def send(
    subject: str,
    first: str,
    then: str,
    path: str,
    *,
    to: AbstractBaseUser,
    kind: str,
) -> None:
    """Sends in the active language. The outbox drops a kind that the person has switched off."""
    body = "\n\n".join([gettext("Hello,"), first, then, settings.SITE_URL + path])
    address = getattr(to, to.get_email_field_name())
    EmailMessage(subject=subject, body=body, to=[address], headers={"X-Mail-Kind": kind}).send()


def people(**wanted: Any) -> QuerySet[AbstractBaseUser]:
    return get_user_model().objects.filter(**wanted, is_active=True).distinct()


def keepers(summary: Summary) -> list[AbstractBaseUser]:
    """Who is reminded of a summary: its owner, or else whoever wrote the public text and still
    edits; and its lead reviewer, or else whoever signed the public text."""
    found = {person.pk: person for person in [*owners(summary), *leads(summary)]}
    return list(found.values())


def owners(summary: Summary) -> list[AbstractBaseUser]:
    if summary.owner_id:
        return list(people(pk=summary.owner_id))
    writers = people(contributions__revision=summary.live_revision_id)
    return [person for person in writers if can_edit_summaries(person)]


def leads(summary: Summary) -> list[AbstractBaseUser]:
    profile = summary.lead_reviewer
    if profile is None and summary.live_review is not None:
        profile = summary.live_review.reviewer
    if profile is None or profile.user_id is None:
        return []
    return [person for person in people(pk=profile.user_id) if can_review(person)]
