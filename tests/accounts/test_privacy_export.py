"""The zip of what is held on somebody, against docs/export-format.md."""

import json
import re
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.contrib.admin.models import LogEntry
from django.core.mail import EmailMessage

from conditions.models import ProfileEvidence
from conditions.summaries.signing.security_mails import keep_former_address
from diseasemaps.accounts.models import PeopleRequest, User
from diseasemaps.accounts.privacy.export import VERSION
from diseasemaps.outbox.backend import OutboxBackend
from experiences import moderation
from experiences.following.follows import follow
from experiences.models import Experience
from tests import factories
from tests.accounts import pages
from tests.conditions.signing.people import EVIDENCE
from tests.passkeys import Passkey

pytestmark = pytest.mark.django_db
EXPORT = "/accounts/privacy/export/"
FORMAT = Path(__file__).parents[2] / "docs" / "export-format.md"

# Every table that points at a person, and where its rows are in the export; a new one needs a row.
ABOUT_PEOPLE = {
    "account.EmailAddress": "account",
    "accounts.PeopleRequest": "requests_about_you; those asked or decided in work",
    "accounts.User_groups": "account",
    "accounts.User_user_permissions": "nobody is given single permissions",
    "admin.LogEntry": "work",
    "conditions.CatalogueFlag": "work: the log of the administration has the same deed",
    "conditions.Contribution": "work",
    "conditions.ErrorReport": "left out: who closed what somebody else reported",
    "conditions.Notice": "work",
    "conditions.Reminder": "left out: of which dates somebody was reminded, in the mails they got",
    "conditions.ReviewNote": "work",
    "conditions.ReviewerProfile": "reviewer_profile",
    "conditions.Revision": "work: whoever owns or saves a draft contributes to it",
    "conditions.Summary": "work",
    "conditions.WordingStep": "work",
    "experiences.Appeal": "experiences; those decided in work",
    "experiences.Case": "left out: the moderators’ queue",
    "experiences.Consent": "experiences",
    "experiences.Decision": "experiences; those made in work",
    "experiences.Digest": "digest_rhythm",
    "experiences.Experience": "experiences",
    "experiences.Follow": "follows",
    "experiences.Membership": "memberships",
    "experiences.News": "notifications",
    "experiences.Note": "work",
    "experiences.Report": "reports",
    "experiences.Signal": "left out: whether a moderator found it useful",
    "mfa.Authenticator": "second_factors",
    "outbox.MailPreference": "mail_preferences",
    "usersessions.UserSession": "sessions",
}
# The same for what hangs on a text.
ABOUT_TEXTS = {
    "experiences.Case": "left out: the moderators’ queue",
    "experiences.Consent": "consents",
    "experiences.Decision": "decisions",
    "experiences.ExperienceRevision": "revisions",
    "experiences.News": "notifications",
    "experiences.Note": "left out: moderators to each other",
    "experiences.Report": "left out: by others",
}


def pointing_at(model) -> set[str]:
    return {
        relation.related_model._meta.label
        for relation in model._meta.get_fields(include_hidden=True)
        if relation.auto_created and not relation.concrete and not relation.many_to_many
    }


def documented() -> dict[str, set[str]]:
    """The keys of each object, from the tables of the document."""
    sections = re.split(r"^## ", FORMAT.read_text(encoding="utf-8"), flags=re.M)[1:]
    return {
        re.match(r"`(\w+)`", section).group(1): set(re.findall(r"^\| `(\w+)` \|", section, re.M))
        for section in sections
        if section.startswith("`")
    }


def objects(value, name="document"):
    """Every object of the document, with the key under which it stands."""
    if isinstance(value, list):
        for each in value:
            yield from objects(each, name)
    elif isinstance(value, dict):
        yield name, value
        for key, inner in value.items():
            yield from objects(inner, key)


@pytest.fixture
def person(client):
    """Somebody of whom there is one of everything, signed in and confirmed."""
    person = pages.make_confirmed()
    pages.sign_in(client, person)
    pages.confirm(client, person)
    pages.add_key(person)
    profile = factories.make_reviewer(person)
    Passkey().register_row(profile)
    keep_former_address(profile, "before@example.org")
    ProfileEvidence.objects.create(profile=profile, salt="00" * 16, **EVIDENCE)
    PeopleRequest.objects.create(
        kind="second_factor", person=person, asked_by=factories.make_person()
    )
    topic = factories.make_topic(factories.make_condition("rare ataxia", slug="rare-ataxia"))
    factories.make_member(topic.condition, person=person, country="NL", diagnosed_year=2011)
    follow(topic.condition, topic.question, by=person)
    pending = factories.make_pending(topic, author=person, text="My own first words, dear all.")
    pending.signals.create(rule="a-rule", version=1, start=3, end=8)
    decision = moderation.reject(
        pending,
        by=factories.make_person(pen_name="The Moderator"),
        version=pending.experience.version,
        reason=factories.make_reason(),
        message="Please say it differently.",
        passage=(0, 6),
    )
    moderation.appeal(decision, by=person, text="I would like another pair of eyes.")
    moderation.report(factories.make_public(), by=person, why="other", text="It is an advert.")
    mail = EmailMessage("A subject", "A body", to=[person.email])
    OutboxBackend().send_messages([mail])
    return person


def export(client) -> ZipFile:
    response = client.post(EXPORT)
    assert response.status_code == 200, response
    return ZipFile(BytesIO(response.content))


def data(client) -> dict:
    return json.loads(export(client).read("data.json"))


def test_every_key_is_documented_and_there(client, person):
    found = {}
    for name, value in objects(data(client)):
        assert found.setdefault(name, set(value)) == set(value), name
    assert found == documented()


def test_version_is_the_documented_one(client, person):
    assert data(client)["version"] == VERSION
    assert f"version {VERSION}" in FORMAT.read_text(encoding="utf-8")


def test_every_table_about_a_person_is_accounted_for():
    assert pointing_at(User) == set(ABOUT_PEOPLE)
    assert pointing_at(Experience) == set(ABOUT_TEXTS)


def test_export_holds_what_the_person_gave(client, person):
    found = data(client)
    assert found["account"]["email"] == person.email
    assert found["memberships"][0]["country"] == "NL"
    assert found["experiences"][0]["decisions"][0]["appeal"]["text"].startswith("I would like")
    assert found["reports"][0]["text"] == "It is an advert."
    assert found["waiting_mails"][0]["subject"] == "A subject"


def test_each_wording_is_a_file_of_its_own(client, person):
    archive = export(client)
    revision = json.loads(archive.read("data.json"))["experiences"][0]["revisions"][0]
    assert archive.read(revision["text_file"]).decode().startswith("My own first words")
    assert "README.txt" in archive.namelist()


def test_signals_are_rule_and_place(client, person):
    signals = data(client)["experiences"][0]["revisions"][0]["signals"]
    assert {"rule": "a-rule", "version": 1, "start": 3, "end": 8} in signals


def test_nothing_of_others_is_in_it(client, person):
    moderator = factories.make_person(pen_name="A Moderator Of Old")
    shared = factories.make_public(author=person, moderator=moderator)
    reporter = factories.make_person(pen_name="Somebody Who Reported")
    moderation.report(shared, by=reporter, why="abuse", text="The words of the reporter.")
    moderation.write_note(shared, by=moderator, text="Between the two of us.")
    moderation.dismiss_reports(
        shared,
        by=moderator,
        version=shared.version,
        reason=factories.make_reason(),
        message="The report says nothing.",
    )
    archive = export(client)
    words = "".join(archive.read(name).decode() for name in archive.namelist())
    for secret in ("Moderator", "Reported", "reporter", "Between", "report says", "pbkdf2", "md5$"):
        assert secret not in words.replace(archive.read("README.txt").decode(), ""), secret


def test_zip_is_kept_by_nobody(client, person):
    response = client.post(EXPORT)
    assert response.headers["Content-Type"] == "application/zip"
    assert "no-store" in response.headers["Cache-Control"]
    assert response.headers["Content-Disposition"].startswith("attachment")


def test_export_asks_for_the_password_and_then_goes_on(client):
    person = pages.make_confirmed()
    client.force_login(person)
    response = client.post(EXPORT)
    assert response.url.startswith("/accounts/reauthenticate/")
    response = client.post(response.url, {"password": factories.PASSWORD})
    assert response.headers["Content-Type"] == "application/zip"


def test_who_tries_the_demo_learns_no_addresses_of_others(client, settings):
    settings.DEMO = True
    shared = pages.make_confirmed(email="member@demo.example")
    pages.sign_in_and_confirm(client, shared)
    assert data(client)["sessions"] == []


def test_administrators_log_is_counted(client, person):
    LogEntry.objects.create(user=person, action_flag=2, object_repr="Somebody Else")
    assert data(client)["work"]["administration"] == 1
    assert "Somebody Else" not in json.dumps(data(client))
