import re

import pytest
from django.contrib.auth.models import Group
from django.urls import get_resolver

from tests.accounts import pages
from tests.factories import PASSWORD, make_person

pytestmark = pytest.mark.django_db

SCRIPT = re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")[^>]*>", re.I)
STYLE = re.compile(r"<style|\sstyle=|\son[a-z]+=\"|javascript:", re.I)

VISITOR = [
    "/accounts/login/",
    "/accounts/login/code/",
    "/accounts/signup/",
    "/accounts/password/reset/",
    "/accounts/password/reset/done/",
    "/accounts/inactive/",
    "/accounts/privacy/erased/",
    "/es/accounts/login/",
]
MEMBER = [
    "/accounts/",
    "/accounts/privacy/",
    "/accounts/email/",
    "/accounts/password/change/",
    "/accounts/logout/",
    "/accounts/reauthenticate/",
    "/accounts/sessions/",
    "/accounts/2fa/",
    "/accounts/2fa/webauthn/",
    "/es/accounts/",
]
# After the password was asked for once more.
CONFIRMED = [
    "/accounts/2fa/totp/activate/",
    "/accounts/2fa/webauthn/add/",
    "/accounts/privacy/erase/",
]
WITH_FACTOR = [
    "/accounts/2fa/",
    "/accounts/2fa/webauthn/",
    "/accounts/2fa/webauthn/keys/{key}/edit/",
    "/accounts/2fa/webauthn/keys/{key}/remove/",
    "/accounts/2fa/totp/deactivate/",
    "/accounts/2fa/recovery-codes/",
    "/accounts/2fa/recovery-codes/generate/",
    "/accounts/2fa/reauthenticate/",
    "/accounts/reauthenticate/",
]
# Not pages: switches redirect, sign-in by passkey answers a script, downloads are files, and the
# others redirect unless something is under way, which other tests here begin.
NO_PAGE = {
    "account_confirm_login_code",
    "account_confirm_password_reset_code",
    "account_complete_password_reset",
    "account_email_verification_sent",
    "account_set_password",
    "account-consent-switch",
    "account-export",
    "account-mail-switch",
    "account-map-switch",
    "account-rename",
    "mfa_authenticate",
    "mfa_download_recovery_codes",
    "mfa_login_webauthn",
    "mfa_reauthenticate_webauthn",
}


def assert_is_ours(response, status=200):
    page = response.content.decode()
    assert response.status_code == status
    assert 'class="site-header"' in page
    assert not SCRIPT.findall(page)
    assert not STYLE.findall(page)
    assert "unsafe" not in response["Content-Security-Policy"]


@pytest.fixture
def confirmed(client):
    """A member who has just confirmed who they are."""
    person = pages.make_confirmed()
    pages.sign_in_and_confirm(client, person)
    return person


@pytest.mark.parametrize("path", VISITOR)
def test_page_for_a_visitor_is_in_our_layout(client, path):
    assert_is_ours(client.get(path))


@pytest.mark.sample(4)
@pytest.mark.parametrize("path", MEMBER)
def test_page_for_a_member_is_in_our_layout(client, member, path):
    client.force_login(member)
    assert_is_ours(client.get(path))


@pytest.mark.parametrize("path", MEMBER)
def test_page_for_a_member_asks_a_visitor_to_sign_in(client, path):
    if "logout" in path:
        assert client.get(path).url == "/"
    else:
        assert "/accounts/login/" in client.get(path).url


@pytest.mark.sample(1)
@pytest.mark.parametrize("path", CONFIRMED)
def test_page_that_adds_a_factor_is_in_our_layout(client, confirmed, path):
    assert_is_ours(client.get(path))


@pytest.mark.sample(3)
@pytest.mark.parametrize("path", WITH_FACTOR)
def test_page_about_a_factor_is_in_our_layout(client, confirmed, path):
    pages.add_app(confirmed)
    pages.add_recovery_codes(confirmed)
    key = pages.add_key(confirmed)
    assert_is_ours(client.get(path.format(key=key.pk)))


def test_recovery_codes_are_shown_and_downloaded(client, confirmed):
    pages.add_app(confirmed)
    code = pages.add_recovery_codes(confirmed)[0]
    assert code in client.get("/accounts/2fa/recovery-codes/").content.decode()
    assert code in client.get("/accounts/2fa/recovery-codes/download/").content.decode()


def test_pages_of_codes_are_in_our_layout(client):
    person = pages.make_confirmed()
    client.post("/accounts/login/code/", {"email": person.email})
    assert_is_ours(client.get("/accounts/login/code/confirm/"))
    client.logout()
    client.post("/accounts/password/reset/", {"email": person.email})
    assert_is_ours(client.get("/accounts/password/reset/confirm/"))
    client.post("/accounts/password/reset/confirm/", {"code": pages.mailed_code()})
    assert_is_ours(client.get("/accounts/password/reset/complete/"))


def test_page_that_confirms_the_address_is_in_our_layout(client):
    client.post("/accounts/signup/", pages.SIGN_UP)
    assert_is_ours(client.get("/accounts/confirm-email/"))


def test_page_that_asks_for_the_second_factor_is_in_our_layout(client):
    person = pages.make_confirmed()
    pages.add_app(person)
    pages.sign_in(client, person)
    assert_is_ours(client.get("/accounts/2fa/authenticate/"))


def test_page_that_confirms_by_key_is_in_our_layout(client, confirmed):
    pages.add_key(confirmed)
    path = "allauth.mfa.webauthn.internal.auth.begin_authentication"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(path, lambda user: {})
        assert_is_ours(client.get("/accounts/2fa/webauthn/reauthenticate/"))


def test_page_that_sets_a_first_password_is_in_our_layout(client):
    person = make_person()
    person.set_unusable_password()
    person.save()
    client.force_login(person)
    assert_is_ours(client.get("/accounts/password/set/"))


def test_page_of_a_changing_address_is_in_our_layout(client, confirmed):
    client.post("/accounts/email/", {"email": "new@example.org", "action_add": ""})
    response = client.get("/accounts/email/")
    assert "new@example.org" in response.content.decode()
    assert_is_ours(response)


def test_page_that_says_sign_up_is_closed_is_in_our_layout(client, settings):
    settings.SIGN_UP_OPEN = False
    assert_is_ours(client.get("/accounts/signup/"))


def test_every_page_of_allauth_is_looked_at():
    names = {
        name
        for name in get_resolver().reverse_dict
        if isinstance(name, str) and name.startswith(("account", "mfa_", "usersessions"))
    }
    paths = [*VISITOR, *MEMBER, *CONFIRMED, *(path.format(key=1) for path in WITH_FACTOR)]
    looked_at = {get_resolver().resolve(path).url_name for path in paths if path[:4] != "/es/"}
    assert names - NO_PAGE == looked_at


def test_errors_of_a_form_are_listed_with_links_to_the_fields(client):
    page = client.post("/accounts/signup/", pages.SIGN_UP | {"pen_name": "x"}).content.decode()
    assert 'role="alert" tabindex="-1"' in page
    assert 'href="#id_pen_name"' in page


def test_button_for_a_passkey_is_hidden_until_a_script_shows_it(client):
    page = " ".join(client.get("/accounts/login/").content.decode().split())
    assert 'id="passkey_login" data-passkey hidden' in page
    assert "<noscript>" in page


def test_account_page_shows_what_there_is(client):
    person = pages.make_confirmed()
    pages.sign_in(client, person)
    page = client.get("/accounts/").content.decode()
    assert person.pen_name in page and person.email in page
    assert "on 1 device" in page


def test_failed_change_of_the_pen_name_keeps_the_words_and_the_name(client, member):
    client.force_login(member)
    page = client.post("/accounts/pen-name/", {"pen_name": "@@"}).content.decode()
    assert 'value="@@"' in page
    assert f">{member.pen_name}</a>" in page


def test_role_holder_sees_why_and_a_member_does_not(client, member):
    client.force_login(member)
    assert "Your role needs" not in client.get("/accounts/2fa/").content.decode()
    member.groups.add(Group.objects.create(name="a role"))
    assert "Your role needs" in client.get("/accounts/2fa/").content.decode()


def test_closed_account_says_so(client):
    person = pages.make_confirmed(is_active=False)
    data = {"login": person.email, "password": PASSWORD}
    response = client.post("/accounts/login/", data, follow=True)
    assert not pages.is_signed_in(client)
    assert response.status_code == 200
