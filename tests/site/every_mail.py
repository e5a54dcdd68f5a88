"""A mail of every kind that the site sends, as the outbox keeps it, for whoever checks them all.

What writes mails is found in the code, and a mail about an account by its template, so that a new
one is known by itself; ``tests.outbox.test_every_mail`` fails where it has no sample here.
"""

import ast
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import NamedTuple
from unittest import mock

from allauth.account.adapter import get_adapter
from allauth.core.context import request_context
from django.apps import apps
from django.conf import settings
from django.template import engines
from django.template.utils import get_app_template_dirs
from django.test import RequestFactory, override_settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from common.languages import site_address
from conditions.models import Topic
from conditions.summaries import workflow
from conditions.summaries.keeping_current.reminders import remind
from conditions.summaries.signing import log
from conditions.summaries.signing.log import Event
from conditions.summaries.signing.security_mails import tell_of
from conditions.summaries.workflow.suspending import suspend
from diseasemaps.accounts import roles
from diseasemaps.accounts.models import PeopleRequest, User
from diseasemaps.accounts.request_mails import (
    tell_of_address,
    tell_of_command,
    tell_of_factor,
    tell_of_request,
)
from diseasemaps.outbox.models import OutgoingMail
from experiences import moderation
from experiences.following import digests
from experiences.following.follows import follow
from experiences.models import Decision, Experience
from tests import factories
from tests.conditions.signing.people import confirmed_reviewer, entry_signed

HOST = "maps.example.org"
SITE_URL = f"https://{HOST}"
# Of the condition that the mails are about, and of whoever gets them.
SECRET = "secret"
CONDITION = f"{SECRET} & silent disease"
PEN_NAME = "Quiet <Heron> & Co"
numbers = count(1)
# What a template prints where it was given nothing.
MISSING = "MISSING: %s"
SUBJECT = "_subject.txt"
FOLDERS = ("common", "conditions", "experiences", "diseasemaps")
# What makes a mail or sends one, by the module that has it.
WAYS = {
    "django.core.mail": {
        "EmailMessage",
        "EmailMultiAlternatives",
        "mail_admins",
        "mail_managers",
        "send_mail",
        "send_mass_mail",
    },
    "conditions.summaries.mails": {"send"},
    "conditions.summaries.signing.security_mails": {"send"},
    "diseasemaps.accounts.request_mails": {"send"},
}
METHODS = {"email_user", "send_mail", "send_notification_mail"} | WAYS["django.core.mail"]


class Mail(NamedTuple):
    name: str
    row: OutgoingMail


def writers() -> set[str]:
    """Every function of ours that sends a mail, as ``module.function``."""
    files = [file for folder in FOLDERS for file in Path(settings.BASE_DIR, folder).rglob("*.py")]
    return {writer for file in files for writer in writers_in(file)}


def writers_in(file: Path) -> Iterator[str]:
    module = ".".join(file.relative_to(settings.BASE_DIR).with_suffix("").parts)
    tree = ast.parse(file.read_text("utf-8"))
    names = ways_known(module, tree)
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef) and function.name not in WAYS.get(module, ()):
            calls = [each.func for each in ast.walk(function) if isinstance(each, ast.Call)]
            if any(is_way(call, names) for call in calls):
                yield f"{module}.{function.name}"


def ways_known(module: str, tree: ast.Module) -> set[str]:
    """By which names the module's functions can call them."""
    imports = [each for each in ast.walk(tree) if isinstance(each, ast.ImportFrom)]
    named = {
        name.asname or name.name
        for each in imports
        for name in each.names
        if name.name in WAYS.get(each.module or "", ())
    }
    return named | WAYS.get(module, set())


def is_way(call: ast.expr, names: set[str]) -> bool:
    if isinstance(call, ast.Attribute):
        return call.attr in METHODS
    return isinstance(call, ast.Name) and call.id in names


def prefixes() -> list[str]:
    """Of the templates of mails in the site's folders and in those of the apps that are installed:
    allauth brings those of its other apps along."""
    folders = [*settings.TEMPLATES[0]["DIRS"], *get_app_template_dirs("templates")]
    found = {
        path.relative_to(folder).as_posix().removesuffix(SUBJECT)
        for folder in folders
        for path in Path(folder).glob(f"*/email/*{SUBJECT}")
    }
    installed = {app.label for app in apps.get_app_configs()}
    return sorted(each for each in found if each.partition("/")[0] in installed)


def make_reader(language: str) -> User:
    """Somebody who may get mails of every kind."""
    pen_name = f"{PEN_NAME} {next(numbers)}"
    return factories.make_with_role(roles.EDITOR, pen_name=pen_name, language_used=language)


def make_topic() -> Topic:
    return factories.make_topic(factories.make_condition(f"{CONDITION} {next(numbers)}"))


def account_mails(reader: User) -> None:
    request = RequestFactory().get("/", SERVER_NAME=HOST, secure=True)
    given = {
        "user": reader,
        "username": reader.email,
        "code": "4F7-K2D",
        "password_reset_url": site_address(reverse("account_reset_password")),
        "signup_url": site_address(reverse("account_signup")),
        "to_email": "new@example.org",
        "deleted_email": "old@example.org",
        "timestamp": timezone.now(),
    }
    engine = engines["django"].engine
    with (
        request_context(request),
        override(reader.language_used),
        mock.patch.object(engine, "string_if_invalid", MISSING),
    ):
        for prefix in prefixes():
            get_adapter(request).send_mail(prefix, reader.email, given)


def changes_of_summary(reader: User) -> None:
    revision = factories.make_in_review(make_topic(), by=[reader])
    reviewer, note = factories.make_reviewer(), f"About {SECRET}."
    workflow.request_changes(revision, by=reviewer, version=revision.version, note=note)


def withdrawal(reader: User) -> None:
    review = factories.make_published(make_topic(), by=[reader]).reviews.get()
    workflow.withdraw(review, by=review.reviewer, reason=f"About {SECRET}.")


def notice(reader: User) -> None:
    factories.make_notice(make_topic().condition, confirmed=False, text=f"About {SECRET}.")


def reminder(reader: User) -> None:
    """Of two texts that are overdue, and of one that will be."""
    signed = datetime(2020, 1, 15, 12, tzinfo=UTC)
    for at in (signed, signed, signed + timedelta(days=30)):
        factories.make_published(make_topic(), by=[reader], at=at)
    remind(date(2022, 1, 16))


def digest_of_one(reader: User) -> None:
    digest(reader, [make_topic()])


def long_digest(reader: User) -> None:
    """Of more than one mail lists, some of it reviewed in the language of the mail."""
    condition = make_topic().condition
    topics = [factories.make_topic(condition) for _number in range(digests.TOPICS_MOST + 2)]
    digest(reader, topics)


def digest(reader: User, topics: list[Topic]) -> None:
    follow(topics[0].condition, None, by=reader)
    factories.make_published(topics[0], reader.language_used)
    factories.make_public(topics[0])
    for topic in topics:
        factories.make_public(topic)
    digests.send_due(timezone.now() + timedelta(days=8))


def decisions(reader: User) -> None:
    for decide in DECISIONS.values():
        decide(reader)


def verdict() -> dict:
    reason = factories.make_reason()
    return {"by": factories.make_person(), "reason": reason, "message": f"About {SECRET}."}


def text_in(state: str, reader: User) -> Experience:
    return factories.make_in_state(state, make_topic(), author=reader)


def restored(reader: User) -> None:
    text = text_in("hidden", reader)
    moderation.restore(text, version=text.version, **verdict())


def appeal_dismissed(reader: User) -> None:
    text = text_in("rejected", reader)
    appeal = moderation.appeal(text.decisions.get(), by=reader, text="I do not agree with this.")
    text.refresh_from_db()
    moderation.dismiss_appeal(appeal, version=text.version, **verdict())


Verb = Decision.Verb
DECISIONS: dict[str, Callable[[User], object]] = {
    Verb.APPROVE: lambda reader: factories.make_public(make_topic(), author=reader),
    Verb.REQUEST_CHANGES: lambda reader: text_in("changes_requested", reader),
    Verb.REJECT: lambda reader: text_in("rejected", reader),
    Verb.HIDE: lambda reader: text_in("hidden", reader),
    Verb.RESTORE: restored,
    Verb.DISMISS_APPEAL: appeal_dismissed,
}


def signed_in_name_of(reader: User) -> None:
    """Everything that a reviewer is told of, and what their administrators are."""
    topic = make_topic()
    reviewer = confirmed_reviewer(reader, name=f"Dr {PEN_NAME}")
    key = {"reviewer": reviewer.pk, "key": "ab" * 32}
    entries = [
        entry_signed(reviewer, topic),
        *log.append(
            Event("confirmed", {"items": [["x", "y"]]}, reviewer=reviewer),
            Event("confirmed", {"items": [["x", "y"]] * 3}, reviewer=reviewer),
            Event("key_added", key, reviewer=reviewer),
            Event("key_revoked", {**key, "why": "lost", "since": ""}, reviewer=reviewer),
            Event("profile_changed", {}, reviewer=reviewer),
            Event("profile_disputed", {}, reviewer=reviewer),
        ),
    ]
    for entry in entries:
        tell_of(entry)


def reported(reader: User) -> None:
    reader.groups.add(factories.make_group(roles.ADMINISTRATOR))
    entry = entry_signed(confirmed_reviewer(), make_topic())
    suspend([entry.review], why="not_me", entry=entry.number)


def asked_for_a_second(reader: User) -> None:
    reader.groups.add(factories.make_group(roles.ADMINISTRATOR))
    tell_of_request(request_for(factories.make_person()))


def helped_to_sign_in(reader: User) -> None:
    tell_of_address(reader, "before@example.org")
    tell_of_factor(reader)


def made_on_the_server(reader: User) -> None:
    reader.groups.add(factories.make_group(roles.ADMINISTRATOR))
    tell_of_command(factories.make_person())


def request_for(person: User) -> PeopleRequest:
    return PeopleRequest.objects.create(
        kind="second_factor", person=person, asked_by=factories.make_person()
    )


SAMPLES: dict[str, list[Callable[[User], None]]] = {
    "conditions.summaries.keeping_current.reminders.remind_person": [reminder],
    "conditions.summaries.mails.tell_of_changes_requested": [changes_of_summary],
    "conditions.summaries.mails.tell_of_notice": [notice],
    "conditions.summaries.mails.tell_of_withdrawal": [withdrawal],
    "conditions.summaries.signing.security_mails.tell_administrators": [reported],
    "conditions.summaries.signing.security_mails.tell_reviewer": [signed_in_name_of],
    "diseasemaps.accounts.request_mails.tell_of_address": [helped_to_sign_in],
    "diseasemaps.accounts.request_mails.tell_of_command": [made_on_the_server],
    "diseasemaps.accounts.request_mails.tell_of_factor": [helped_to_sign_in],
    "diseasemaps.accounts.request_mails.tell_of_request": [asked_for_a_second],
    "diseasemaps.accounts.adapters.send_mail": [account_mails],
    "diseasemaps.accounts.adapters.send_notification_mail": [account_mails],
    "experiences.following.digests.mail": [digest_of_one, long_digest],
    "experiences.moderation.mails.tell_author": [decisions],
}


def every_mail(language: str) -> list[Mail]:
    """Not from within a transaction's end: an urgent mail is emptied once it is delivered."""
    samples = dict.fromkeys(sample for each in SAMPLES.values() for sample in each)
    with override_settings(
        EMAIL_BACKEND="diseasemaps.outbox.backend.OutboxBackend",
        SITE_URL=SITE_URL,
        ALLOWED_HOSTS=[HOST],
    ):
        return [mail for sample in samples for mail in mails_of(sample, language)]


def mails_of(sample: Callable[[User], None], language: str) -> list[Mail]:
    reader = make_reader(language)
    sample(reader)
    rows = OutgoingMail.objects.filter(recipient=reader.email).order_by("pk")
    assert rows, sample
    return [Mail(f"{sample.__name__} {language} {row.subject}", row) for row in rows]
