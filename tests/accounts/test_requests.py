"""What takes two administrators: one asks, another agrees, and then it is done."""

from html import unescape

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from conditions.models import ProfileEvidence, ReviewerProfile, SigningEntry
from conditions.summaries import reviewers
from diseasemaps.accounts import appointing, requests, roles
from diseasemaps.accounts.appointing import roles_of
from diseasemaps.accounts.models import PeopleRequest, User
from tests import factories
from tests.conditions.signing.people import confirmed_reviewer, review_by

pytestmark = pytest.mark.django_db
Kind, Outcome = PeopleRequest.Kind, PeopleRequest.Outcome
FORM = {
    "name": "Dr Ada Known",
    "credentials": "MD, endocrinologist",
    "kind": "register",
    "register": "General Medical Council",
    "number": "7654321",
    "seen_on": "2026-11-02",
}


@pytest.fixture
def second(administrator):
    return factories.make_with_role(roles.ADMINISTRATOR, is_staff=True)


@pytest.fixture
def asked(administrator, second, member):
    """For a reviewer with an account."""
    proposed = {"name": "Dr Ada Known", "credentials": "MD", "slug": "dr-ada-known"}
    proposed |= {"verified_how": "A register", "verified_on": "2026-11-02", "valid_until": None}
    evidence = {
        "kind": "register",
        "register": "A register",
        "number": "1",
        "seen_on": "2026-11-02",
    }
    return requests.ask(
        Kind.REVIEWER, by=administrator, person=member, proposed=proposed, evidence=evidence
    )


def body(response) -> str:
    return " ".join(unescape(response.content.decode()).split())


def test_second_administrator_confirms_a_reviewer(asked, second, administrator, member):
    requests.approve(asked, by=second)
    profile = ReviewerProfile.objects.get(user=member)
    assert profile.state == "confirmed"
    assert (profile.asked_by, profile.confirmed_by) == (administrator, second)
    assert roles.MEDICAL_REVIEWER in roles_of(member)
    assert profile.evidence.number == "1"


def test_log_has_a_salted_hash_of_the_evidence_and_no_number(asked, second, member):
    requests.approve(asked, by=second)
    row = ProfileEvidence.objects.get()
    entry = SigningEntry.objects.get(kind="profile_verified")
    assert reviewers.evidence_hash(row) in entry.line
    assert "A register" not in entry.line and '"people":2' in entry.line


def test_evidence_is_kept_nowhere_else(asked, second):
    requests.approve(asked, by=second)
    asked.refresh_from_db()
    assert asked.evidence == {}


def test_nobody_approves_their_own_request(asked, administrator):
    with pytest.raises(requests.NotTheirs):
        requests.approve(asked, by=administrator)
    assert not ReviewerProfile.objects.exists()


def test_whom_it_is_about_does_not_approve(asked, member):
    member.groups.add(Group.objects.get(name=roles.ADMINISTRATOR))
    with pytest.raises(requests.NotTheirs):
        requests.approve(asked, by=member)


def test_database_refuses_one_person_as_both(asked, administrator):
    with pytest.raises(IntegrityError), transaction.atomic():
        PeopleRequest.objects.filter(pk=asked.pk).update(
            outcome="approved", decided_by=administrator, decided_at=asked.asked_at
        )


def test_blocked_administrator_approves_nothing(asked, second):
    User.objects.filter(pk=second.pk).update(is_active=False)
    with pytest.raises(requests.NotTheirs):
        requests.approve(asked, by=User.objects.get(pk=second.pk))


def test_request_of_somebody_who_lost_the_role_is_stale(asked, second, administrator):
    administrator.groups.clear()
    with pytest.raises(requests.RequestStale):
        requests.approve(asked, by=second)
    asked.refresh_from_db()
    assert asked.is_open


def test_only_one_decides(asked, second):
    third = factories.make_with_role(roles.ADMINISTRATOR)
    stale = PeopleRequest.objects.get(pk=asked.pk)
    requests.refuse(asked, by=second)
    with pytest.raises(requests.AlreadyDecided):
        requests.approve(stale, by=third)


def test_same_is_asked_once(asked, administrator, member):
    with pytest.raises(requests.AlreadyAsked):
        requests.ask(Kind.REVIEWER, by=administrator, person=member, proposed={})


def test_others_are_told_by_mail(asked, second, administrator):
    [sent] = [each for each in mail.outbox if "second administrator" in each.subject]
    assert sent.to == [second.email]
    assert asked.get_absolute_url() in sent.body


def test_sole_administrator_can_ask_nobody(administrator, member):
    with pytest.raises(appointing.NoSecond):
        requests.ask(Kind.ADMINISTRATOR_ROLE, by=administrator, person=member, proposed={})


def test_changed_profile_makes_a_request_stale(administrator, second):
    profile = confirmed_reviewer()
    asked = requests.ask(
        Kind.CHANGE_REVIEWER,
        by=administrator,
        person=profile.user,
        profile=profile,
        proposed={"name": "Dr Other"},
    )
    reviewers.change(profile, asked_by=profile.user, fields={"about": "Words of their own."})
    with pytest.raises(requests.RequestStale):
        requests.approve(asked, by=second)


def test_confirmed_profile_changes_by_two_alone(administrator, second):
    profile = confirmed_reviewer()
    with pytest.raises(reviewers.NotTwo):
        reviewers.change(profile, asked_by=administrator, fields={"name": "Dr Other"})
    asked = requests.ask(
        Kind.CHANGE_REVIEWER,
        by=administrator,
        person=profile.user,
        profile=profile,
        proposed={"name": "Dr Other"},
    )
    requests.approve(asked, by=second)
    profile.refresh_from_db()
    assert profile.name == "Dr Other"


def test_account_of_a_profile_that_signed_never_changes(administrator, second, member):
    profile = confirmed_reviewer()
    review_by(profile)
    with pytest.raises(reviewers.AccountFixed):
        reviewers.confirm(
            profile,
            asked_by=administrator,
            confirmed_by=second,
            fields={},
            user=member,
            evidence={},
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        ReviewerProfile.objects.filter(pk=profile.pk).update(user=member)


def test_role_is_given_by_two(administrator, second, member):
    with pytest.raises(appointing.NeedsSecond):
        appointing.appoint(member, [roles.ADMINISTRATOR], by=administrator, seen=[])
    asked = requests.ask(Kind.ADMINISTRATOR_ROLE, by=administrator, person=member, proposed={})
    requests.approve(asked, by=second)
    member.refresh_from_db()
    assert roles_of(member) == {roles.ADMINISTRATOR} and member.is_staff


def test_address_is_changed_by_two_and_told_at_both(administrator, second):
    profile = confirmed_reviewer()
    old = profile.user.email
    asked = requests.ask(
        Kind.ADDRESS,
        by=administrator,
        person=profile.user,
        proposed={"address": "new@example.org"},
    )
    mail.outbox.clear()
    requests.approve(asked, by=second)
    assert {sent.to[0] for sent in mail.outbox} == {"new@example.org", old}
    address = EmailAddress.objects.get(user=profile.user)
    assert (address.email, address.primary, address.verified) == ("new@example.org", True, True)
    assert profile.former_addresses.get().address == old
    asked.refresh_from_db()
    assert asked.proposed == {}


def test_second_factor_is_taken_by_two(administrator, second, moderator):
    asked = requests.ask(Kind.SECOND_FACTOR, by=administrator, person=moderator, proposed={})
    requests.approve(asked, by=second)
    assert not moderator.authenticator_set.exists()
    assert mail.outbox[-1].to == [moderator.email]


# The pages


def test_profile_is_asked_for_and_confirmed_through_the_pages(
    client, administrator, second, member
):
    client.force_login(administrator)
    page = client.post("/people/reviewers/new/", {**FORM, "account": member.email}, follow=True)
    assert "Another administrator has to decide this." in body(page)
    asked = PeopleRequest.objects.get()
    client.post(f"/people/requests/{asked.pk}/approve/")
    assert not ReviewerProfile.objects.exists()
    client.force_login(second)
    page = body(client.get(f"/people/requests/{asked.pk}/"))
    assert "7654321" in page and "General Medical Council" in page
    page = client.post(f"/people/requests/{asked.pk}/approve/", follow=True)
    assert "Approved, and done." in body(page) and "7654321" not in body(page)
    assert ReviewerProfile.objects.get(user=member).state == "confirmed"


def test_entry_in_a_register_needs_its_number(client, administrator, second):
    client.force_login(administrator)
    page = client.post("/people/reviewers/new/", {**FORM, "number": ""})
    assert "An entry in a register has a number." in body(page)
    assert not PeopleRequest.objects.exists()


def test_sole_administrator_enters_an_unconfirmed_profile(client, administrator, member):
    client.force_login(administrator)
    client.post("/people/reviewers/new/", {**FORM, "account": member.email})
    profile = ReviewerProfile.objects.get(user=member)
    assert profile.state == "unconfirmed"
    assert roles_of(member) == {roles.MEDICAL_REVIEWER}
    assert '"people":1' in SigningEntry.objects.get(kind="profile_verified").line


def test_unconfirmed_profile_is_confirmed_once_there_are_two(client, administrator, member):
    client.force_login(administrator)
    client.post("/people/reviewers/new/", {**FORM, "account": member.email})
    second = factories.make_with_role(roles.ADMINISTRATOR)
    client.post("/people/reviewers/dr-ada-known/confirm/", {**FORM, "account": member.email})
    requests.approve(PeopleRequest.objects.get(), by=second)
    assert ReviewerProfile.objects.get(user=member).state == "confirmed"


def test_late_decision_is_told(client, asked, second):
    requests.take_back(asked, by=asked.asked_by)
    client.force_login(second)
    page = client.post(f"/people/requests/{asked.pk}/approve/")
    assert page.status_code == 409
    assert "somebody else has decided this already" in body(page)


def test_reviewer_changes_their_own_words_and_is_told(client):
    profile = confirmed_reviewer()
    client.force_login(profile.user)
    mail.outbox.clear()
    client.post(f"/people/reviewers/{profile.slug}/words/", {"interests": "Lecture fees."})
    profile.refresh_from_db()
    assert profile.interests == "Lecture fees."
    assert [sent.to for sent in mail.outbox] == [[profile.user.email]]


def test_others_change_nobodys_words(client, member):
    profile = confirmed_reviewer()
    client.force_login(member)
    assert client.get(f"/people/reviewers/{profile.slug}/words/").status_code == 403


def test_roles_page_asks_a_second_administrator(client, administrator, second, member):
    client.force_login(administrator)
    address = f"/people/{member.pk}/roles/"
    wanted = {"roles": [roles.EDITOR, roles.ADMINISTRATOR]}
    page = body(client.post(address, wanted, follow=True))
    assert "A second administrator has to agree" in page
    assert roles_of(member) == {roles.EDITOR}
    requests.approve(PeopleRequest.objects.get(), by=second)
    assert roles_of(member) == {roles.EDITOR, roles.ADMINISTRATOR}


def test_sole_administrator_makes_no_other_in_the_browser(client, administrator, member):
    client.force_login(administrator)
    address = f"/people/{member.pk}/roles/"
    page = client.post(address, {"roles": [roles.ADMINISTRATOR]})
    assert "You are the only administrator here" in body(page)
    assert not roles_of(member)


def test_administrator_who_is_blocked_is_opened_again_by_two(client, administrator, second):
    third = factories.make_with_role(roles.ADMINISTRATOR)
    appointing.set_active(third, by=administrator, yes=False)
    client.force_login(administrator)
    client.post(f"/people/{third.pk}/unblock/")
    third.refresh_from_db()
    assert not third.is_active
    requests.approve(PeopleRequest.objects.get(), by=second)
    third.refresh_from_db()
    assert third.is_active


def test_profile_is_parted_from_its_account_for_good(client, administrator):
    profile = confirmed_reviewer()
    review_by(profile)
    client.force_login(administrator)
    client.post(f"/people/reviewers/{profile.slug}/part/")
    profile.refresh_from_db()
    assert profile.user is None and not ProfileEvidence.objects.exists()


# The command


def test_command_makes_the_second_administrator_and_tells_the_first(administrator, member):
    call_command("add_administrator", member.email)
    member.refresh_from_db()
    assert roles_of(member) == {roles.ADMINISTRATOR} and member.is_staff
    assert {sent.to[0] for sent in mail.outbox} == {administrator.email, member.email}


def test_command_refuses_an_address_without_account(db):
    with pytest.raises(CommandError, match="Nobody here"):
        call_command("add_administrator", "nobody@example.org")
