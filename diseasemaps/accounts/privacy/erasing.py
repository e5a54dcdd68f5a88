"""Erases accounts. The emptied row stays, since texts, decisions and signatures refer to it."""

import secrets
from uuid import uuid4

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.contrib.auth import SESSION_KEY
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils.translation import gettext as _

from common.kept_words import KEPT
from conditions.models import ReviewerProfile, Revision
from conditions.summaries import reviewers
from diseasemaps.accounts import appointing, pen_names
from diseasemaps.accounts.demo_accounts import REFUSAL, is_shared
from diseasemaps.accounts.models import PeopleRequest, User
from diseasemaps.accounts.privacy.held import mails_to
from diseasemaps.outbox.models import MailPreference
from experiences import community, moderation
from experiences.models import Case, Digest, Erasure, Experience, Follow, Membership, News, Report
from experiences.moderation.erasing import keep_without_author, remember

ERASED_HOST = "@erased.invalid"
NAME_BYTES = 4  # random ones, in the name of a former member


class NotErasable(Exception):
    """The account cannot be erased yet; the message says what has to be handed over first."""


def check_erasable(person: User) -> None:
    if is_shared(person):
        raise NotErasable(REFUSAL)
    if person.is_superuser:
        raise NotErasable(
            _("You run this site. Let another administrator take that over from you first.")
        )
    try:
        appointing.check_not_last(person)
    except appointing.LastAdministrator:
        raise NotErasable(
            _("You are the last who can appoint people. Make somebody else an administrator first.")
        ) from None
    if ReviewerProfile.objects.filter(user=person).exists():
        raise NotErasable(
            _(
                "Your reviewer’s profile stands under reviews that you signed. "
                "Ask an administrator to part it from your account first."
            )
        )


def is_erased(person: User) -> bool:
    return person.email.endswith(ERASED_HOST)


def erase_account(person: User, *, keep_texts: bool) -> None:
    """Erases an account with all its texts, or leaves its public texts without a name.

    Raises NotErasable. Takes several seconds for hundreds of texts, since the totals of each page
    are counted again.
    """
    with transaction.atomic():
        appointing.lock()
        check_erasable(User.objects.select_for_update().get(pk=person.pk))
        erase_account_now(person, keep_texts=keep_texts)


def erase_account_now(person: User, *, keep_texts: bool) -> None:
    """Erases without the check ``check_erasable``, as after a restore."""
    with transaction.atomic():
        erase_texts(person, keep_public=keep_texts)
        erase_around(person)
        for membership in Membership.objects.filter(member=person).select_related("condition"):
            community.leave(membership.condition, by=person)
        erase_sign_in(person)
        empty(person)
        remember(Erasure.Kind.ACCOUNT, str(person.pk))


def erase_texts(person: User, *, keep_public: bool) -> None:
    """Texts that are not public always go: nobody could restore, edit or appeal for them."""
    # Locked, so that a moderator's decision comes either before or after the erasure.
    for experience in Experience.objects.select_for_update().filter(author=person).order_by("pk"):
        if keep_public and experience.is_public:
            keep_without_author(experience)
        else:
            moderation.erase_now(experience)


def erase_around(person: User) -> None:
    """Removes personal rows around the texts.

    Reports stay, with their reason, for the moderators; decisions and notes on the texts of others
    stay with the emptied account.
    """
    Report.objects.filter(reporter=person).update(reporter=None, text="")
    Case.objects.filter(claimed_by=person).update(claimed_by=None, claimed_until=None)
    Revision.objects.filter(owner=person).update(owner=None)
    News.objects.filter(person=person).delete()
    MailPreference.objects.filter(person=person).delete()
    Follow.objects.filter(person=person).delete()
    Digest.objects.filter(person=person).delete()
    mails_to(person).delete()


def erase_sign_in(person: User) -> None:
    end_sessions(person)
    UserSession.objects.filter(user=person).delete()
    Authenticator.objects.filter(user=person).delete()
    EmailAddress.objects.filter(user=person).delete()
    person.groups.clear()
    person.user_permissions.clear()
    for profile in ReviewerProfile.objects.filter(user=person):
        reviewers.release_account(profile)
    # Of requests about them, those stay that say who stands behind a profile.
    PeopleRequest.objects.filter(person=person, profile__isnull=True).delete()
    PeopleRequest.objects.filter(person=person).update(person=None, proposed={}, evidence={})


def end_sessions(person: User) -> None:
    """Deletes the sessions signed in as this person, and those that keep forms of theirs.

    Reads every session, some ten thousand a second, since sessions cannot be searched by content.
    """
    owner = str(person.pk)
    ended = []
    for session in Session.objects.iterator():
        data = session.get_decoded()
        owners = [entry["owner"] for entry in data.get(KEPT, {}).values()]
        if owner in (data.get(SESSION_KEY), *owners):
            ended.append(session.pk)
    Session.objects.filter(pk__in=ended).delete()


def empty(person: User) -> None:
    person.email = f"erased-{uuid4().hex}{ERASED_HOST}"
    person.pen_name = former_member()
    person.set_unusable_password()
    person.is_active = person.is_staff = person.is_superuser = False
    person.last_login = None
    person.language_used = person.mail_language = ""
    person.save()
    # The admin log quotes the person's name.
    people = ContentType.objects.get_for_model(User)
    LogEntry.objects.filter(content_type=people, object_id=str(person.pk)).update(
        object_repr=person.pen_name
    )


def former_member() -> str:
    """An unused name."""
    while pen_names.is_taken(name := f"Former member {secrets.token_hex(NAME_BYTES)}"):
        pass
    return name
