"""Mails come in the language in which a person uses the site, or that they chose for mails."""

import pytest
from django.core import mail
from django.test import override_settings
from django.utils.translation import gettext, override

from common.languages import language_for
from conditions.summaries import workflow
from diseasemaps.accounts.models import User
from diseasemaps.accounts.privacy.erasing import erase_account
from experiences import moderation
from tests import factories
from tests.accounts import pages

pytestmark = pytest.mark.django_db


def in_spanish(words: str) -> str:
    with override("es"):
        translated = gettext(words)
    assert translated != words
    return translated


def decide(author: User, moderator: User) -> str:
    """What the author is sent about a decision."""
    revision = factories.make_pending(author=author)
    experience = revision.experience
    moderation.approve(revision, by=moderator, version=experience.version)
    return mail.outbox[-1].subject + mail.outbox[-1].body


def test_who_signs_up_on_spanish_pages_is_written_to_in_spanish(client):
    client.post("/es/accounts/signup/", pages.SIGN_UP)
    person = User.objects.get(email=pages.SIGN_UP["email"])
    assert person.language_used == "es" and language_for(person) == "es"
    subject = in_spanish("Your code to join %(site_name)s").partition("%")[0]
    assert subject in mail.outbox[-1].subject


def test_language_follows_the_pages_of_the_last_sign_in(client):
    person = pages.make_confirmed()
    for prefix, language in (("/es", "es"), ("", "en")):
        client.post(
            f"{prefix}/accounts/login/", {"login": person.email, "password": pages.PASSWORD}
        )
        assert pages.is_signed_in(client)
        person.refresh_from_db()
        assert language_for(person) == language
        client.logout()


def test_decision_is_told_in_the_authors_language(moderator):
    author = factories.make_person(language_used="es")
    told = decide(author, moderator)
    assert in_spanish("A decision about a text of yours") in told
    assert in_spanish("A text that you sent us is public now.") in told
    assert "/es/" in told and "Hello" not in told
    told = decide(factories.make_person(), moderator)
    assert "A text that you sent us is public now." in told and "/es/" not in told


def test_each_of_several_writers_is_told_in_their_own_language():
    revision = factories.make_in_review()
    english, spanish = factories.make_person(), factories.make_person(language_used="es")
    for writer in (english, spanish):
        revision.contributions.create(person=writer)
    workflow.request_changes(
        revision, by=factories.make_reviewer(), version=revision.version, note="Please."
    )
    subjects = {sent.to[0]: sent.subject for sent in mail.outbox}
    assert subjects == {
        english.email: "A review of a text of yours",
        spanish.email: in_spanish("A review of a text of yours"),
    }


def test_member_chooses_and_the_choice_stays(client):
    person = pages.make_confirmed()
    pages.sign_in(client, person)
    assert "Language of the mails to you" in client.get("/accounts/").content.decode()
    response = client.post("/accounts/mail-language/", {"mail_language": "es"}, follow=True)
    assert "Changed." in response.content.decode()
    client.logout()
    pages.sign_in(client, person)
    person.refresh_from_db()
    assert (person.language_used, person.mail_language) == ("en", "es")
    assert language_for(person) == "es"
    client.post("/accounts/mail-language/", {"mail_language": ""})
    person.refresh_from_db()
    assert language_for(person) == "en"


def test_language_that_the_site_does_not_speak_is_refused(client):
    person = pages.make_confirmed()
    pages.sign_in(client, person)
    response = client.post("/accounts/mail-language/", {"mail_language": "xx"}, follow=True)
    assert "does not write in that language" in response.content.decode()
    person.refresh_from_db()
    assert person.mail_language == ""


def test_language_that_the_site_speaks_no_more_gives_way_to_its_own():
    person = factories.make_person(mail_language="es")
    with override_settings(LANGUAGES=[("en", "English")]):
        assert language_for(person) == "en"
    assert language_for(person) == "es"


def test_erased_account_keeps_no_language():
    person = factories.make_person(language_used="es", mail_language="es")
    erase_account(person, keep_texts=False)
    person.refresh_from_db()
    assert (person.language_used, person.mail_language) == ("", "")
