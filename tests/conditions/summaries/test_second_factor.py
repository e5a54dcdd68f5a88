"""Signing asks for the second factor, and keeps the form meanwhile."""

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)

from conditions.models import Review
from diseasemaps.accounts import roles
from tests import factories
from tests.conditions.summaries.reviewing_pages import address, post, show_factor, state

pytestmark = pytest.mark.django_db


def test_signing_asks_for_the_second_factor_first(client, reviewer, revision):
    response = post(client, revision, "sign")
    assert response.status_code == 302
    assert "reauthenticate" in response.url
    assert state(revision) == "in_review"


@pytest.mark.sample(1)
@pytest.mark.parametrize(("ago", "kind"), [(301, "webauthn"), (-60, "totp"), (0, "recovery_codes")])
def test_factor_that_is_old_or_none_does_not_count(client, reviewer, revision, ago, kind):
    show_factor(client, ago=ago, kind=kind)
    assert "reauthenticate" in post(client, revision, "sign").url
    assert not Review.objects.exists()


def test_password_alone_signs_nothing(client, reviewer, revision):
    session = client.session
    session["account_authentication_methods"] = [
        {"method": "password", "at": 9e9, "reauthenticated": True}
    ]
    session.save()
    assert "reauthenticate" in post(client, revision, "sign").url


def test_form_is_kept_while_the_factor_is_asked_for(client, revision):
    """With an app: the code is typed, and the text is signed with all that had been typed."""
    person = factories.make_with_role(roles.MEDICAL_REVIEWER)
    factories.make_reviewer(person)
    Authenticator.objects.filter(user=person).delete()
    secret = generate_totp_secret()
    Authenticator.objects.create(
        user=person, type="totp", data={"secret": get_adapter().encrypt(secret)}
    )
    client.force_login(person)
    response = post(client, revision, "sign", note="My careful words.")
    assert "/2fa/reauthenticate/" in response.url
    code = f"{hotp_value(secret, next(yield_hotp_counters_from_time())):06}"
    response = client.post(response.url, {"code": code})
    review = Review.objects.get()
    assert review.note == "My careful words."
    assert response.url == review.get_absolute_url()


def test_demo_asks_for_no_second_factor(client, reviewer, revision, settings):
    settings.DEMO = True
    assert post(client, revision, "sign").url.startswith("/reviews/")


def test_sending_back_asks_for_none(client, reviewer, revision):
    response = post(client, revision, "request-changes")
    assert response.url == address(revision)
    assert state(revision) == "changes_requested"
