"""Roles: who may give and take them, and that somebody who can always stays."""

from functools import partial
from html import unescape

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group

from conditions.summaries import reviewers
from diseasemaps.accounts import requests, roles
from diseasemaps.accounts.appointing import (
    LastAdministrator,
    NeedsSecond,
    NotAppointable,
    RolesChanged,
    appoint,
    roles_of,
    set_active,
)
from diseasemaps.accounts.models import User
from diseasemaps.accounts.privacy.erasing import NotErasable, erase_account
from tests import factories
from tests.conditions.signing.people import EVIDENCE, fields
from tests.races import SOME, at_once

pytestmark = pytest.mark.django_db


def give(person, *wanted, by):
    appoint(person, wanted, by=by, seen=roles_of(person))


def ask_for_role(person, role, *, by):
    return requests.ask(requests.KIND_OF_ROLE[role], by=by, person=person, proposed={})


@pytest.fixture
def other(administrator):
    return factories.make_with_role(roles.ADMINISTRATOR, is_staff=True)


def able() -> int:
    return User.objects.filter(groups__name=roles.ADMINISTRATOR, is_active=True).count()


def test_appointing_and_removing(administrator, member):
    give(member, roles.MODERATOR, roles.EDITOR, by=administrator)
    assert member.has_perm("experiences.add_decision")
    give(member, roles.EDITOR, by=administrator)
    again = User.objects.get(pk=member.pk)
    assert not again.has_perm("experiences.add_decision") and not again.is_staff
    said = list(LogEntry.objects.order_by("pk").values_list("change_message", flat=True))
    assert said == ["Roles: +editor, +moderator.", "Roles: -moderator."]


def test_administrator_may_open_the_administration_and_no_longer_after(
    administrator, other, member
):
    requests.approve(ask_for_role(member, roles.ADMINISTRATOR, by=administrator), by=other)
    member.refresh_from_db()
    assert member.is_staff
    give(member, by=administrator)
    assert not member.is_staff


def test_nobody_gives_themselves_a_role(administrator):
    with pytest.raises(NotAppointable):
        give(administrator, roles.ADMINISTRATOR, roles.MODERATOR, by=administrator)


@pytest.mark.parametrize("role", sorted(roles.NEED_SECOND))
@pytest.mark.parametrize("are_two", [False, True])
def test_reviewers_and_administrators_are_appointed_by_two(request, administrator, role, are_two):
    if are_two:
        request.getfixturevalue("other")
    person = factories.make_person()
    with pytest.raises(NeedsSecond):
        give(person, role, by=administrator)
    assert roles_of(person) == set()


def test_sole_administrator_lets_an_unconfirmed_reviewer_work(administrator, member):
    given = fields()
    reviewers.create_unconfirmed(by=administrator, fields=given, user=member, evidence=EVIDENCE)
    give(member, roles.MEDICAL_REVIEWER, by=administrator)
    assert roles_of(member) == {roles.MEDICAL_REVIEWER}


def test_one_of_two_administrators_does_not(administrator, other, member):
    given = fields()
    reviewers.create_unconfirmed(by=administrator, fields=given, user=member, evidence=EVIDENCE)
    with pytest.raises(NeedsSecond):
        give(member, roles.MEDICAL_REVIEWER, by=administrator)


@pytest.mark.parametrize("fixture", ["member", "moderator", "editor", "medical_reviewer"])
def test_only_administrators_appoint(request, fixture):
    with pytest.raises(NotAppointable):
        give(factories.make_person(), roles.MODERATOR, by=request.getfixturevalue(fixture))


def test_last_administrator_cannot_go(administrator):
    with pytest.raises(LastAdministrator):
        give(administrator, by=administrator)
    with pytest.raises(NotErasable):
        erase_account(administrator, keep_texts=False)
    root = factories.make_person(is_superuser=True)
    User.objects.filter(pk=root.pk).update(is_active=False)
    with pytest.raises(LastAdministrator):
        give(administrator, by=administrator)


def test_one_of_two_administrators_can_go(administrator, other):
    give(administrator, by=administrator)
    assert roles_of(administrator) == set() and able() == 1
    with pytest.raises(LastAdministrator):
        give(other, by=other)


def test_superuser_is_changed_by_a_superuser_alone(administrator):
    root = factories.make_person(is_superuser=True, is_staff=True)
    with pytest.raises(NotAppointable):
        give(root, roles.EDITOR, by=administrator)
    with pytest.raises(NotAppointable):
        set_active(root, by=administrator, yes=False)
    give(administrator, by=root)
    assert able() == 0


def test_who_saw_older_roles_is_refused(administrator, member):
    give(member, roles.EDITOR, by=administrator)
    with pytest.raises(RolesChanged):
        appoint(member, [roles.MODERATOR], by=administrator, seen=[])
    assert roles_of(member) == {roles.EDITOR}


def test_blocking_ends_it_at_once(client, administrator, member):
    client.force_login(member)
    assert client.get("/accounts/").status_code == 200
    set_active(member, by=administrator, yes=False)
    assert client.get("/accounts/").status_code == 302
    with pytest.raises(NotAppointable):
        give(member, roles.EDITOR, by=administrator)
    set_active(member, by=administrator, yes=True)
    assert member.is_active and LogEntry.objects.count() == 2


def test_nobody_blocks_themselves(administrator, other):
    with pytest.raises(NotAppointable):
        set_active(administrator, by=administrator, yes=False)


@pytest.mark.django_db(transaction=True)
def test_two_administrators_who_remove_each_other_leave_one():
    roles.setup_roles()
    people = [factories.make_person() for _ in range(2)]
    for _ in range(SOME):
        for person in people:
            person.groups.add(Group.objects.get(name=roles.ADMINISTRATOR))
        mine, theirs = (User.objects.get(pk=person.pk) for person in people)
        outcomes = at_once(
            partial(appoint, theirs, [], by=mine, seen=[roles.ADMINISTRATOR]),
            partial(
                appoint,
                User.objects.get(pk=mine.pk),
                [],
                by=User.objects.get(pk=theirs.pk),
                seen=[roles.ADMINISTRATOR],
            ),
        )
        assert able() == 1, outcomes


# The page


def body(response) -> str:
    return " ".join(unescape(response.content.decode()).split())


def test_page_tells_what_each_role_may_do_and_saves(client, administrator, member):
    client.force_login(administrator)
    address = f"/people/{member.pk}/roles/"
    page = body(client.get(address))
    assert all(str(words) in page for words in roles.TOLD.values())
    assert "none yet: with a role they have to set one up" in page
    assert client.post(address, {"roles": [roles.EDITOR]}).status_code == 302
    page = body(client.get(address))
    assert f'name="seen" value="{roles.EDITOR}"' in page
    late = client.post(address, {"roles": [roles.MODERATOR]})
    assert late.status_code == 409 and "Nothing was done" in body(late)
    assert roles_of(member) == {roles.EDITOR}


def test_page_refuses_the_last_administrator_in_words(client, administrator):
    client.force_login(administrator)
    address = f"/people/{administrator.pk}/roles/"
    assert "You can give a role up, not take one." in body(client.get(address))
    refused = client.post(address, {"roles": [], "seen": [roles.ADMINISTRATOR]})
    assert "Nobody would be left who can appoint people." in body(refused)
    assert client.post(address, {"roles": ["king"]}).status_code == 200
    assert able() == 1


def test_blocking_from_the_page(client, administrator, member):
    client.force_login(administrator)
    assert client.post(f"/people/{member.pk}/block/").status_code == 302
    member.refresh_from_db()
    assert not member.is_active
    assert "Open this account again" in body(client.get(f"/people/{member.pk}/roles/"))
    client.post(f"/people/{member.pk}/unblock/")
    member.refresh_from_db()
    assert member.is_active


def test_administration_leads_there_and_changes_nobody(client, administrator, member):
    client.force_login(administrator)
    address = f"/admin/accounts/user/{member.pk}/change/"
    page = client.get(address)
    assert f"/people/{member.pk}/roles/" in page.content.decode()
    assert client.post(address, {"is_staff": "on"}).status_code == 403
    member.refresh_from_db()
    assert not member.is_staff
