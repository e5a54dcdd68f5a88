"""Erasing texts and accounts: what goes, and what stays."""

from datetime import timedelta
from io import StringIO

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import Group
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.mail import EmailMessage
from django.core.management import call_command
from django.utils import timezone

from common.kept_words import KEPT
from conditions.models import Condition
from diseasemaps.accounts import pen_names, roles
from diseasemaps.accounts.models import User
from diseasemaps.accounts.privacy.erasing import NotErasable, erase_account
from diseasemaps.outbox.backend import OutboxBackend
from diseasemaps.outbox.models import MailKind, MailPreference, OutgoingMail
from diseasemaps.outbox.unsubscribe import set_wanted
from experiences import moderation
from experiences.models import (
    Appeal,
    Case,
    Consent,
    Decision,
    Erasure,
    Experience,
    ExperienceRevision,
    Membership,
    News,
    Report,
)
from tests import factories
from tests.accounts import pages

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ledger")]
PAGE = "/accounts/privacy/erase/"
STATES = ["draft", "pending", "changes_requested", "rejected", "hidden", "withdrawn"]


def erase_by_page(client, person, texts="erase"):
    data = {"pen_name": person.pen_name, "texts": texts}
    return client.post(PAGE, data, follow=True)


# The page


def test_page_asks_for_the_password_first(client, member):
    client.force_login(member)
    assert client.get(PAGE).url.startswith("/accounts/reauthenticate/")
    assert client.post(PAGE, {"pen_name": member.pen_name}).status_code == 302
    assert User.objects.get().pen_name == member.pen_name


def test_erased_by_the_page_is_signed_out_and_told(client, author):
    response = erase_by_page(client, author)
    assert "Your account is erased" in response.content.decode()
    assert not pages.is_signed_in(client)
    assert client.get("/accounts/").status_code == 302


def test_erased_person_cannot_sign_in_again(client, author):
    erase_by_page(client, author)
    pages.sign_in(client, author)
    assert not pages.is_signed_in(client)


@pytest.mark.sample(1)
@pytest.mark.parametrize("typed", ["", "Somebody Else", "Former member"])
def test_wrong_pen_name_erases_nothing(client, author, typed):
    factories.make_public(author=author)
    response = client.post(PAGE, {"pen_name": typed, "texts": "keep"})
    assert response.status_code == 200
    assert "checked" in response.content.decode()
    assert User.objects.filter(email=author.email).exists()


def test_what_happens_to_the_texts_is_asked_and_not_presumed(client, author):
    factories.make_public(author=author)
    client.post(PAGE, {"pen_name": author.pen_name})
    assert User.objects.filter(email=author.email).exists()


def test_who_has_no_public_text_is_not_asked_about_texts(client, author):
    assert 'name="texts"' not in client.get(PAGE).content.decode()
    client.post(PAGE, {"pen_name": author.pen_name.upper()})
    assert not User.objects.filter(email=author.email).exists()


def test_superuser_is_refused_with_a_reason(client, author):
    User.objects.filter(pk=author.pk).update(is_superuser=True)
    pages.add_key(author)
    response = erase_by_page(client, author)
    assert response.status_code == 403
    assert "another administrator" in response.content.decode()


def test_reviewer_is_refused_with_a_reason(client, author):
    factories.make_reviewer(author)
    assert "stands under reviews" in client.get(PAGE).content.decode()
    assert erase_by_page(client, author).status_code == 403


def test_shared_account_of_the_demo_is_not_erased(client, settings):
    settings.DEMO = True
    shared = pages.make_confirmed(email="member@demo.example")
    pages.sign_in_and_confirm(client, shared)
    assert erase_by_page(client, shared).status_code == 403


# The account


def test_row_is_emptied_and_stays(author):
    before = author.email, author.pen_name
    author.groups.add(Group.objects.create(name="a role"))
    erase_account(author, keep_texts=False)
    row = User.objects.get(pk=author.pk)
    assert row.email.endswith("@erased.invalid") and row.pen_name.startswith("Former member ")
    assert not {row.email, row.pen_name} & set(before)
    assert not (row.is_active or row.is_staff or row.has_usable_password() or row.last_login)
    assert not row.groups.exists()


def test_pen_name_is_free_again(author):
    name = author.pen_name
    erase_account(author, keep_texts=False)
    assert not pen_names.is_taken(name)


def test_two_erased_accounts_stand_beside_each_other():
    for _ in range(3):
        erase_account(factories.make_person(), keep_texts=False)
    assert len(set(User.objects.values_list("pen_name_folded", flat=True))) == 3


def test_what_hangs_on_the_account_goes(author):
    pages.add_key(author)
    set_wanted(author.pk, MailKind.DECISIONS, False)
    erase_account(author, keep_texts=False)
    gone = (EmailAddress, Authenticator, MailPreference, UserSession, Session)
    assert [model.__name__ for model in gone if model.objects.exists()] == []


def test_words_kept_until_they_sign_in_again_go(author):
    other = factories.make_person()
    for person in (author, other):
        session = SessionStore()
        session[KEPT] = {"/": {"owner": str(person.pk), "at": 0, "fields": {"text": "words"}}}
        session.create()
    before = Session.objects.count()
    erase_account(author, keep_texts=False)
    left = [session.get_decoded()[KEPT]["/"]["owner"] for session in Session.objects.all()]
    assert before > 2 and left == [str(other.pk)]


def test_mails_that_wait_go_and_those_of_others_stay(author):
    EmailAddress.objects.create(user=author, email="new@example.org")
    other = factories.make_person()
    for address in (author.email, f"Somebody <{author.email}>", "new@example.org", other.email):
        OutboxBackend().send_messages([EmailMessage("A subject", "A body", to=[address])])
    erase_account(author, keep_texts=False)
    assert [mail.recipient for mail in OutgoingMail.objects.all()] == [other.email]


def test_communities_are_left_and_counted(author):
    condition = factories.make_condition()
    factories.make_member(condition, person=author, country="NL")
    factories.make_member(condition)
    erase_account(author, keep_texts=True)
    assert Condition.objects.get().member_count == Membership.objects.count() == 1


def test_reports_stay_for_the_moderators_without_words_and_name(author):
    moderation.report(factories.make_public(), by=author, why="crisis", text="I know her.")
    erase_account(author, keep_texts=False)
    report = Report.objects.get()
    assert (report.why, report.text, report.reporter, report.outcome) == (
        "crisis",
        "",
        None,
        "open",
    )


def test_moderator_leaves_decisions_and_lets_go_of_cases(moderator):
    factories.make_public(moderator=moderator)
    case = factories.make_pending().experience.cases.get()
    moderation.claim(case, by=moderator)
    erase_account(moderator, keep_texts=False)
    case.refresh_from_db()
    assert Decision.objects.get().moderator == moderator
    assert case.claimed_by is None
    assert not Group.objects.get(name=roles.MODERATOR).user_set.exists()


def test_emptied_row_that_nothing_needs_is_tidied_away(author):
    kept = factories.make_public().author
    for person in (author, kept):
        User.objects.filter(pk=person.pk).update(date_joined=timezone.now() - timedelta(days=30))
        erase_account(User.objects.get(pk=person.pk), keep_texts=True)
    call_command("purge_unverified", stdout=StringIO())
    remaining = User.objects.filter(pk__in=[author.pk, kept.pk])
    assert [person.pk for person in remaining] == [kept.pk]


def test_nothing_is_erased_when_it_fails_half_way(author, monkeypatch):
    experience = factories.make_public(author=author)
    monkeypatch.setattr("diseasemaps.accounts.privacy.erasing.empty", lambda person: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        erase_account(author, keep_texts=False)
    experience.refresh_from_db()
    assert experience.is_public and not Erasure.objects.exists()


def test_refusal_holds_in_the_verb_as_well(medical_reviewer):
    with pytest.raises(NotErasable):
        erase_account(medical_reviewer, keep_texts=False)


# The texts


def test_with_its_texts_everything_is_erased_and_counted(client, author):
    experience = factories.make_public(author=author)
    erase_by_page(client, author)
    experience.refresh_from_db()
    experience.topic.refresh_from_db()
    assert experience.state == "erased" and experience.author is None
    assert experience.topic.experience_count == 0
    assert client.get(experience.get_absolute_url()).status_code == 410


def test_without_its_texts_what_is_public_stays_unsigned(client, author):
    experience = factories.make_public(author=author, country="NL", text="It was hard at first.")
    erase_by_page(client, author, "keep")
    experience.refresh_from_db()
    assert experience.is_public and experience.country == ""
    page = client.get(experience.get_absolute_url()).content.decode()
    assert "It was hard at first." in page and "A member" in page
    assert author.pen_name not in page and "Former member" not in page


def test_kept_text_is_still_one_person(author):
    experience = factories.make_public(author=author)
    erase_account(author, keep_texts=True)
    experience.topic.refresh_from_db()
    assert experience.topic.person_count == 1
    assert Consent.objects.filter(experience=experience).exists()


def test_kept_text_is_no_longer_for_reuse(author):
    """Nobody is left who could take that back."""
    experience = factories.make_public(author=author)
    moderation.set_reuse(experience, by=author, version=experience.version, yes=True)
    erase_account(author, keep_texts=True)
    experience.refresh_from_db()
    assert experience.is_public and not experience.may_be_reused
    assert not Consent.objects.filter(purpose="reuse", withdrawn_at=None).exists()


@pytest.mark.sample(3)
@pytest.mark.parametrize("keep", [True, False])
@pytest.mark.parametrize("state", STATES)
def test_what_is_not_public_goes_in_both_variants(author, state, keep):
    experience = factories.make_in_state(state, author=author)
    erase_account(author, keep_texts=keep)
    experience.refresh_from_db()
    assert experience.state == "erased"
    assert not ExperienceRevision.objects.exists()


def test_edit_that_waits_goes_and_the_public_wording_stays(author):
    experience = factories.make_public(author=author)
    edit = moderation.write(experience, "Another wording that is long enough for sending it in.")
    moderation.submit(edit, by=author, version=experience.version)
    erase_account(author, keep_texts=True)
    assert ExperienceRevision.objects.get() == experience.live_revision
    assert not Case.objects.open().exists()


def test_appeal_on_a_kept_text_is_settled_without_its_words(author):
    experience = factories.make_public(author=author)
    edit = moderation.write(experience, "Another wording that is long enough for sending it in.")
    moderation.submit(edit, by=author, version=experience.version)
    experience.refresh_from_db()
    edit.refresh_from_db()
    edit.experience = experience
    decision = moderation.reject(
        edit,
        by=factories.make_person(),
        version=experience.version,
        reason=factories.make_reason(),
        message="What she wrote.",
    )
    moderation.appeal(decision, by=author, text="My own words again.")
    erase_account(author, keep_texts=True)
    assert (Appeal.objects.get().text, Appeal.objects.get().outcome) == ("–", "moot")
    assert "What she wrote." not in Decision.objects.values_list("message", flat=True)
    assert not News.objects.exists() and not Case.objects.open().exists()


def test_decision_on_what_a_moderator_saw_before_comes_too_late(author, moderator):
    revision = factories.make_pending(author=author)
    seen = revision.experience
    erase_account(author, keep_texts=True)
    with pytest.raises(moderation.AlreadyDecided):
        moderation.approve(revision, by=moderator, version=seen.version)
    assert Experience.objects.get().state == "erased"


def test_copy_that_a_browser_keeps_ends(client, author):
    experience = factories.make_public(author=author)
    address = experience.topic.get_absolute_url()
    client.logout()
    etag = client.get(address).headers["ETag"]
    erase_account(author, keep_texts=True)
    response = client.get(address, headers={"if-none-match": etag})
    assert response.status_code == 200
    assert author.pen_name not in response.content.decode()
