import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client

from diseasemaps.accounts.models import User
from tests.accounts import pages
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db


def test_signing_up_confirms_the_address_by_code_and_signs_in(client):
    client.post("/accounts/signup/", pages.SIGN_UP)
    assert not pages.is_signed_in(client)
    client.post("/accounts/confirm-email/", {"code": pages.mailed_code()})
    assert pages.is_signed_in(client)
    assert EmailAddress.objects.get(email="ada@example.org").verified
    assert User.objects.get().pen_name == "Quiet Otter"


def test_signing_up_with_a_known_address_looks_the_same_and_tells_its_owner(client):
    pages.make_confirmed(email="ada@example.org", pen_name="Someone Else")
    response = client.post("/accounts/signup/", pages.SIGN_UP)
    assert response.url == "/accounts/confirm-email/"
    assert client.get(response.url).status_code == 200
    assert "There is an account with it already" in mail.outbox[0].body
    assert User.objects.count() == 1


def test_sign_up_can_be_closed(client, settings):
    settings.SIGN_UP_OPEN = False
    client.post("/accounts/signup/", pages.SIGN_UP)
    assert not User.objects.exists()


def test_password_signs_in(client):
    pages.sign_in(client, pages.make_confirmed())
    assert pages.is_signed_in(client)


def test_failed_sign_in_is_logged_without_the_address(client, caplog):
    client.post("/accounts/login/", {"login": "zelda@example.org", "password": "wrong"})
    assert "A sign-in failed" in caplog.text
    assert "zelda" not in caplog.text


def test_mailed_code_signs_in(client):
    person = pages.make_confirmed()
    client.post("/accounts/login/code/", {"email": person.email})
    client.post("/accounts/login/code/confirm/", {"code": pages.mailed_code()})
    assert pages.is_signed_in(client)


def test_wrong_mailed_code_does_not_sign_in(client):
    client.post("/accounts/login/code/", {"email": pages.make_confirmed().email})
    response = client.post("/accounts/login/code/confirm/", {"code": "WRONG1"})
    assert "Incorrect code" in response.content.decode()
    assert not pages.is_signed_in(client)


def test_password_is_replaced_with_a_mailed_code(client):
    person = pages.make_confirmed()
    client.post("/accounts/password/reset/", {"email": person.email})
    client.post("/accounts/password/reset/confirm/", {"code": pages.mailed_code()})
    new = "a completely new phrase"
    client.post("/accounts/password/reset/complete/", {"password1": new, "password2": new})
    person.refresh_from_db()
    assert person.check_password(new)


def test_authenticator_app_is_asked_for_once_it_is_added(client):
    person = pages.make_confirmed()
    pages.sign_in_and_confirm(client, person)
    secret = pages.activate_app(client)
    client.post("/accounts/logout/")
    assert pages.sign_in(client, person).url == "/accounts/2fa/authenticate/"
    assert not pages.is_signed_in(client)
    client.post("/accounts/2fa/authenticate/", {"code": pages.app_code(secret)})
    assert pages.is_signed_in(client)


def test_adding_a_factor_ends_the_other_sessions(client):
    person = pages.make_confirmed()
    other = Client()
    pages.sign_in(other, person)
    pages.sign_in_and_confirm(client, person)
    pages.activate_app(client)
    assert other.get("/accounts/").status_code == 302
    assert client.get("/accounts/").status_code == 200


def test_recovery_code_works_once(client):
    person = pages.make_confirmed()
    pages.add_app(person)
    code = pages.add_recovery_codes(person)[0]
    again = Client()
    for visitor in (client, again):
        pages.sign_in(visitor, person)
        visitor.post("/accounts/2fa/authenticate/", {"code": code})
    assert pages.is_signed_in(client)
    assert not pages.is_signed_in(again)


def test_new_address_counts_once_its_code_is_entered(client):
    person = pages.make_confirmed()
    pages.sign_in_and_confirm(client, person)
    client.post("/accounts/email/", {"email": "new@example.org", "action_add": ""})
    person.refresh_from_db()
    assert person.email != "new@example.org"
    client.post("/accounts/confirm-email/", {"code": pages.mailed_code()})
    person.refresh_from_db()
    assert person.email == "new@example.org"


def test_new_address_must_not_be_like_the_pen_name(client):
    pages.sign_in(client, pages.make_confirmed(pen_name="Quiet Otter"))
    data = {"email": "quiet.otter@example.org", "action_add": ""}
    assert "like your public pen name" in client.post("/accounts/email/", data).content.decode()


def test_secret_of_an_authenticator_app_is_not_stored_in_clear(settings):
    person = pages.make_confirmed()
    secret = pages.add_app(person)
    app = Authenticator.objects.get()
    assert secret not in str(app.data)
    assert app.wrap().validate_code(pages.app_code(secret))


def test_secret_survives_a_change_of_the_secret_key(settings):
    person = pages.make_confirmed()
    secret = pages.add_app(person)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "a new key, as an operator sets it once in a while"
    assert Authenticator.objects.get().wrap().validate_code(pages.app_code(secret))


def test_seed_of_recovery_codes_is_not_stored_in_clear():
    person = pages.make_confirmed()
    pages.add_recovery_codes(person)
    assert Authenticator.objects.get().data["seed"].startswith("gAAAA")


def test_mails_say_who_they_are_from_and_carry_no_clutter(client):
    person = pages.make_confirmed(pen_name="D'Arcy's Otter")
    pages.sign_in(client, person)
    new = "a completely new phrase"
    data = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    client.post("/accounts/password/change/", data, HTTP_USER_AGENT="Clutter/1.0")
    body = mail.outbox[-1].body
    assert body.startswith("This mail is from DiseaseMaps, testserver.")
    assert "Hello D'Arcy's Otter," in body
    assert "Clutter" not in body and "127.0.0.1" not in body
