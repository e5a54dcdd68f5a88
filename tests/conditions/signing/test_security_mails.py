"""Everything that is signed or changed in a reviewer's name is mailed to them."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from conditions.models import SigningEntry
from conditions.summaries import reviewers
from conditions.summaries.signing import log, security_mails
from conditions.summaries.signing.log import Event
from conditions.summaries.signing.security_mails import keep_former_address, tell_of
from diseasemaps.accounts import roles
from tests import factories
from tests.conditions.signing.people import confirmed_reviewer, entry_signed

pytestmark = pytest.mark.django_db
Kind = SigningEntry.Kind
SECRET = "secret silent disease"


def test_signature_is_mailed_to_the_reviewer_with_a_link():
    reviewer = confirmed_reviewer()
    entry = entry_signed(reviewer)
    mail.outbox.clear()
    tell_of(entry)
    [sent] = mail.outbox
    assert sent.to == [reviewer.user.email]
    assert sent.subject == "A signature in your name"
    assert security_mails.not_me_address(entry) in sent.body
    assert sent.extra_headers == {"X-Outbox": "urgent"}


def test_no_mail_names_the_condition():
    reviewer = confirmed_reviewer()
    entry = entry_signed(reviewer, factories.make_topic(factories.make_condition(SECRET)))
    mail.outbox.clear()
    tell_of(entry)
    said = mail.outbox[0].subject + mail.outbox[0].body
    assert "secret" not in said.lower()


def test_former_address_is_told_for_thirty_days():
    reviewer = confirmed_reviewer()
    keep_former_address(reviewer, "before@example.org")
    assert security_mails.addresses_of(reviewer) == [reviewer.user.email, "before@example.org"]
    reviewer.former_addresses.update(until=timezone.now() - timedelta(seconds=1))
    assert security_mails.addresses_of(reviewer) == [reviewer.user.email]
    assert security_mails.drop_former_addresses() == 1


def test_mail_is_in_the_reviewers_language():
    user = factories.make_with_role(roles.MEDICAL_REVIEWER, language_used="es")
    reviewer = confirmed_reviewer(user)
    entry = entry_signed(reviewer)
    mail.outbox.clear()
    tell_of(entry)
    assert mail.outbox[0].subject == "Una firma en tu nombre"
    assert "/es/not-me/" in mail.outbox[0].body


def test_invented_reviewer_gets_no_mail(settings):
    settings.DEMO = True
    fields = {"slug": "dr-made-up", "name": "Dr Made Up", "credentials": "invented"}
    reviewers.create_invented(fields=fields, user=factories.make_person())
    assert not mail.outbox


def test_new_profile_and_each_change_are_mailed():
    reviewer = confirmed_reviewer()
    assert [sent.subject for sent in mail.outbox] == ["Your reviewer’s profile was changed"]
    reviewers.change(reviewer, asked_by=reviewer.user, fields={"about": "Somebody."})
    assert len(mail.outbox) == 2


def test_key_added_and_revoked_are_mailed_with_the_fingerprint():
    reviewer = confirmed_reviewer()
    said = {"reviewer": reviewer.pk, "key": "ab" * 32}
    entries = log.append(
        Event(Kind.KEY_ADDED, said, reviewer=reviewer),
        Event(Kind.KEY_REVOKED, {**said, "why": "lost", "since": ""}, reviewer=reviewer),
    )
    mail.outbox.clear()
    for entry in entries:
        tell_of(entry)
    added, revoked = mail.outbox
    assert (added.subject, revoked.subject) == ("A new signing key", "A signing key was revoked")
    assert "ab" * 32 in added.body and "ab" * 32 in revoked.body
    assert "not-me" in added.body and "not-me" not in revoked.body


def test_stolen_key_is_told_to_every_administrator():
    administrator = factories.make_with_role(roles.ADMINISTRATOR)
    reviewer = confirmed_reviewer()
    said = {"reviewer": reviewer.pk, "key": "ab" * 32, "why": "stolen", "since": ""}
    [entry] = log.append(Event(Kind.KEY_REVOKED, said, reviewer=reviewer))
    mail.outbox.clear()
    tell_of(entry)
    told = {sent.to[0]: sent.subject for sent in mail.outbox}
    assert told[administrator.email] == "A signature was reported as not genuine"


def test_token_of_another_entry_opens_nothing():
    reviewer = confirmed_reviewer()
    one, other = entry_signed(reviewer), entry_signed(reviewer)
    assert security_mails.is_token_of(security_mails.not_me_token(one), one)
    assert not security_mails.is_token_of(security_mails.not_me_token(one), other)
