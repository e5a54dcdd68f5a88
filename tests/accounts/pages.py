"""What the tests of the accounts have in common."""

import re
import time

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.contrib.auth import SESSION_KEY
from django.core import mail

from diseasemaps.accounts.models import User
from tests.factories import PASSWORD, make_person

CODE = re.compile(r"^    (\S+)$", re.MULTILINE)
SIGN_UP = {
    "email": "ada@example.org",
    "pen_name": "Quiet Otter",
    "password1": PASSWORD,
    "is_16_or_older": "on",
}


def make_confirmed(**fields) -> User:
    person = make_person(**fields)
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person


def add_app(person: User) -> str:
    """An authenticator app, and its secret."""
    secret = generate_totp_secret()
    TOTP.activate(person, secret)
    return secret


def add_recovery_codes(person: User) -> list[str]:
    return RecoveryCodes.activate(person).get_unused_codes()


def add_key(person: User) -> Authenticator:
    data = {"name": "A key", "credential": {}}
    return Authenticator.objects.create(user=person, type="webauthn", data=data)


def app_code(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def mailed_code() -> str:
    return CODE.search(mail.outbox[-1].body).group(1)


def sign_in(client, person: User):
    return client.post("/accounts/login/", {"login": person.email, "password": PASSWORD})


def sign_in_and_confirm(client, person: User) -> None:
    """As if the password had been given a moment ago, and once more."""
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    confirm(client, person)


def confirm(client, person: User) -> None:
    """What changes how one signs in asks for the password once more: as if it had been given."""
    given = {"method": "password", "at": time.time(), "email": person.email}
    session = client.session
    session["account_authentication_methods"] = [given, {**given, "reauthenticated": True}]
    session["account_authentication_methods_user"] = session[SESSION_KEY]
    session.save()


def activate_app(client) -> str:
    """Add an authenticator app by its page. Its secret."""
    client.get("/accounts/2fa/totp/activate/")
    secret = client.session["mfa.totp.secret"]
    client.post("/accounts/2fa/totp/activate/", {"code": app_code(secret)})
    return secret


def is_signed_in(client) -> bool:
    return "_auth_user_id" in client.session
