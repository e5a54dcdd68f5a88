"""What was erased is in no table, in no answer and in no copy that a browser kept."""

import base64
import json

import pytest
from allauth.account.models import EmailAddress
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.backends.db import SessionStore
from django.core.mail import EmailMessage
from django.db import connection

from diseasemaps.accounts.models import User
from diseasemaps.accounts.privacy.erasing import erase_account
from experiences import moderation
from tests import factories
from tests.accounts import pages
from tests.site.canaries import make_author, make_erased, make_full, make_reporter, word
from tests.site.walk import walk, words_of

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]


@pytest.fixture
def author(db):
    return make_author()


@pytest.fixture
def reporter(db):
    return make_reporter()


def places(secret: str) -> list[str]:
    """Every column of every table in which a word stands."""
    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            columns = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                for column, value in zip(columns, row, strict=True):
                    if word(secret) in readable(table, column, value):
                        found.add(f"{table}.{column}")
    return sorted(found)


def readable(table: str, column: str, value: object) -> str:
    if (table, column) == ("django_session", "session_data"):
        return json.dumps(SessionStore().decode(value)).casefold()
    if (table, column) == ("site_cache", "value"):
        return base64.b64decode(str(value)).decode(errors="replace").casefold()
    if isinstance(value, (bytes, memoryview)):
        return bytes(value).decode(errors="replace").casefold()
    return str(value).casefold()


@pytest.fixture
def outbox(settings):
    settings.EMAIL_BACKEND = "diseasemaps.outbox.backend.OutboxBackend"


def test_erased_text_is_in_no_table(outbox, author, reporter):
    experience = make_full(factories.make_topic(), author, reporter)
    assert places("erased") == [
        "experiences_appeal.text",
        "experiences_decision.message",
        "experiences_experiencerevision.text",
        "experiences_note.text",
        "experiences_report.text",
    ]
    moderation.erase(experience, by=author, version=experience.version)
    assert places("erased") == []


@pytest.mark.parametrize("keep", [True, False])
def test_erased_account_is_in_no_table(client, outbox, author, keep):
    User.objects.filter(pk=author.pk).update(pen_name="Canaryemail", pen_name_folded="canaryemail")
    pages.sign_in_and_confirm(client, author)
    factories.make_public(author=author)
    moderation.report(factories.make_public(), by=author, why="other", text=word("email"))
    EmailAddress.objects.create(user=author, email=f"{word('email')}@example.com")
    EmailMessage("A subject", "A body", to=[f"{word('email')}@example.com"]).send()
    LogEntry.objects.create(
        user=factories.make_person(),
        action_flag=CHANGE,
        content_type=ContentType.objects.get_for_model(User),
        object_id=author.pk,
        object_repr="Canaryemail",
    )
    author.refresh_from_db()
    assert len(places("email")) > 5
    erase_account(author, keep_texts=keep)
    assert places("email") == []


def test_no_copy_that_a_browser_kept_is_confirmed(client, author, reporter):
    experience = make_full(factories.make_topic(), author, reporter)
    kept = {
        address: response.headers.get("ETag", "")
        for address, response in walk(client)
        if word("erased") in words_of(response)
    }
    assert len(kept) >= 2
    moderation.erase(experience, by=author, version=experience.version)
    for address, etag in kept.items():
        response = client.get(address, headers={"if-none-match": etag})
        assert response.status_code != 304, address
        assert word("erased") not in words_of(response), address


def test_address_of_an_erased_text_answers_410(client, author, reporter):
    experience = make_erased(factories.make_topic(), author, reporter)
    for visitor in (None, author, reporter):
        if visitor:
            client.force_login(visitor)
        assert client.get(experience.get_absolute_url()).status_code == 410
