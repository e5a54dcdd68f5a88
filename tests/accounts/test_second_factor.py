import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group

from diseasemaps.accounts import roles, second_factor
from diseasemaps.accounts.models import User
from tests.accounts import pages
from tests.factories import PASSWORD, make_person

pytestmark = pytest.mark.django_db
SET_UP = "/accounts/2fa/"


@pytest.fixture
def role_holder():
    """A person in a role, without a second factor."""
    roles.setup_roles()
    person = pages.make_confirmed()
    person.groups.add(Group.objects.get(name=roles.MODERATOR))
    return person


def test_role_holder_without_factor_is_sent_to_set_one_up(client, role_holder):
    client.force_login(role_holder)
    response = client.get("/", follow=True)
    assert response.redirect_chain == [(SET_UP, 302)]
    assert "Your role needs a second factor" in response.content.decode()


@pytest.mark.parametrize("field", ["is_staff", "is_superuser"])
def test_staff_without_factor_cannot_open_the_administration(client, field):
    client.force_login(make_person(is_staff=True, **({field: True} if field != "is_staff" else {})))
    assert client.get("/admin/").url == SET_UP
    assert client.post("/admin/accounts/user/").url == SET_UP


@pytest.mark.parametrize("add", [pages.add_app, pages.add_key])
def test_role_holder_with_factor_goes_on(client, role_holder, add):
    add(role_holder)
    client.force_login(role_holder)
    assert client.get("/").status_code == 200


def test_recovery_codes_alone_are_no_second_factor(client, role_holder):
    pages.add_recovery_codes(role_holder)
    client.force_login(role_holder)
    assert client.get("/").url == SET_UP


def test_role_holder_is_not_asked_in_demo_mode(client, role_holder, settings):
    settings.DEMO = True
    client.force_login(role_holder)
    assert client.get("/robots.txt").status_code == 200


def test_member_is_not_asked(client, member):
    client.force_login(member)
    assert client.get("/").status_code == 200


def test_member_is_caught_at_once_when_appointed(client, member):
    client.force_login(member)
    client.get("/")
    member.groups.add(Group.objects.create(name="a role"))
    assert client.get("/").url == SET_UP


def test_role_holder_is_caught_at_once_when_the_factor_is_gone(client, role_holder):
    pages.add_app(role_holder)
    client.force_login(role_holder)
    client.get("/")
    Authenticator.objects.all().delete()
    assert client.get("/").url == SET_UP


@pytest.mark.sample(2)
@pytest.mark.parametrize(
    "path", ["/accounts/", "/accounts/2fa/", "/accounts/logout/", "/accounts/reauthenticate/"]
)
def test_pages_that_set_up_a_factor_stay_open(client, role_holder, path):
    client.force_login(role_holder)
    assert client.get(path).status_code == 200


def test_health_stays_open(client, role_holder):
    client.force_login(role_holder)
    assert client.get("/health/").status_code == 200


def test_role_holder_sets_up_an_app_and_goes_on(client, role_holder):
    pages.sign_in_and_confirm(client, role_holder)
    pages.activate_app(client)
    assert client.get("/").status_code == 200


def test_role_holder_cannot_remove_the_only_app(client, role_holder):
    pages.sign_in_and_confirm(client, role_holder)
    pages.activate_app(client)
    response = client.post("/accounts/2fa/totp/deactivate/")
    assert "Your role needs a second factor" in response.content.decode()
    assert not second_factor.is_missing(role_holder)


def test_role_holder_cannot_remove_the_only_key(client, role_holder):
    key = pages.add_key(role_holder)
    client.force_login(role_holder)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    response = client.post(f"/accounts/2fa/webauthn/keys/{key.pk}/remove/", follow=True)
    assert "Your role needs a second factor" in response.content.decode()
    assert Authenticator.objects.filter(pk=key.pk).exists()


def test_role_holder_removes_one_of_two_factors(role_holder):
    pages.add_app(role_holder)
    assert second_factor.may_be_removed(pages.add_key(role_holder))


def test_recovery_codes_do_not_stand_in_for_the_last_factor(role_holder):
    pages.add_recovery_codes(role_holder)
    assert not second_factor.may_be_removed(pages.add_key(role_holder))


def test_member_removes_the_only_factor(client, member):
    key = pages.add_key(member)
    client.force_login(member)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    client.post(f"/accounts/2fa/webauthn/keys/{key.pk}/remove/")
    assert not Authenticator.objects.filter(pk=key.pk).exists()


def test_it_costs_one_query_for_people_signed_in(member, django_assert_num_queries):
    with django_assert_num_queries(1):
        second_factor.is_missing(member)


def test_it_costs_a_visitor_nothing(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get("/robots.txt")
    assert "Cookie" not in response.headers.get("Vary", "")
    assert not response.cookies


def test_public_page_sets_no_cookie_for_a_visitor(client):
    assert not client.get("/").cookies


def test_signing_in_to_the_administration_goes_by_the_sites_own_page(client):
    assert client.get("/admin/login/?next=/admin/").url == "/accounts/login/?next=%2Fadmin%2F"
    response = client.get("/admin/", follow=True)
    assert response.redirect_chain[-1][0].startswith("/accounts/login/")


def test_member_cannot_open_the_administration(client, member):
    client.force_login(member)
    assert client.get("/admin/", follow=True).status_code == 403


def test_administrator_finds_people_by_address_and_appoints(client, administrator, member):
    pages.add_app(administrator)
    client.force_login(administrator)
    found = client.get("/admin/accounts/user/", {"q": member.email}).content.decode()
    assert member.pen_name in found
    client.post(f"/people/{member.pk}/roles/", {"roles": [roles.MODERATOR]})
    assert list(member.groups.all()) == [Group.objects.get(name=roles.MODERATOR)]


def test_administrator_cannot_appoint_themselves(client, administrator):
    pages.add_app(administrator)
    client.force_login(administrator)
    data = {"roles": [roles.ADMINISTRATOR, roles.MEDICAL_REVIEWER], "seen": [roles.ADMINISTRATOR]}
    response = client.post(f"/people/{administrator.pk}/roles/", data)
    assert "Nobody gives themselves a role" in response.content.decode()
    assert not administrator.groups.filter(name=roles.MEDICAL_REVIEWER).exists()


def test_administrator_cannot_change_a_superuser(client, administrator):
    owner = User.objects.create_superuser("owner@example.org", "The Keeper", PASSWORD)
    pages.add_app(administrator)
    client.force_login(administrator)
    assert client.post(f"/admin/accounts/user/{owner.pk}/change/", {}).status_code == 403


def test_person_page_of_the_administration_shows_no_password(client, administrator, member):
    pages.add_app(administrator)
    client.force_login(administrator)
    page = client.get(f"/admin/accounts/user/{member.pk}/change/").content.decode()
    assert member.email in page
    assert 'name="password"' not in page and member.password not in page
