import pytest
from django.core.signing import Signer
from django.urls import reverse

from diseasemaps.outbox.models import MailKind, MailPreference
from diseasemaps.outbox.unsubscribe import make_token, set_wanted, wants
from tests import factories

pytestmark = pytest.mark.django_db


def address(person, kind=MailKind.DECISIONS) -> str:
    return f"/mails/unsubscribe/{make_token(person.pk, kind)}/"


@pytest.fixture
def strict(client):
    """A browser without a session and without a CSRF token."""
    client.handler.enforce_csrf_checks = True
    return client


def test_one_post_without_a_session_switches_the_kind_off(strict, member):
    response = strict.post(address(member), {"List-Unsubscribe": "One-Click"})
    assert response.status_code == 200 and not response.cookies
    assert not wants(member, "decisions") and wants(member, "reminders")


def test_button_of_the_page_does_the_same(strict, member):
    page = strict.get(address(member))
    assert "decisions on what you shared" in page.content.decode()
    assert page.content.decode().count('<button type="submit" class="btn btn-primary">') == 1
    assert "no-store" in page["Cache-Control"] and not page.cookies
    assert "You will get no more" in strict.post(address(member)).content.decode()
    assert not wants(member, "decisions")


def test_opening_the_page_changes_nothing(client, member):
    client.get(address(member))
    client.head(address(member))
    assert wants(member, "decisions")


def test_page_speaks_the_language_of_its_address(client, member):
    assert client.get(f"/es{address(member)}").status_code == 200


def test_twice_is_as_good_as_once_and_it_can_be_switched_on_again(client, member):
    client.post(address(member))
    client.post(address(member))
    assert MailPreference.objects.count() == 1
    set_wanted(member.pk, MailKind.DECISIONS, wanted=True)
    assert wants(member, "decisions")


def test_link_works_after_the_secret_was_replaced(client, member, settings):
    link = address(member)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another secret, which is long enough for it"
    assert client.post(link).status_code == 200


@pytest.mark.sample(3)
@pytest.mark.parametrize("token", ["x", "a:b", "W10:", "é:ü", "\x00:x", "x" * 5000])
@pytest.mark.parametrize("method", ["get", "post"])
def test_bad_token_is_not_found(client, token, method):
    address = reverse("outbox:unsubscribe", args=[token])
    assert getattr(client, method)(address).status_code == 404
    assert not MailPreference.objects.exists()


def test_token_of_another_purpose_is_not_found(client, member):
    token = Signer(salt="another").sign_object([member.pk, "decisions"])
    assert client.post(f"/mails/unsubscribe/{token}/").status_code == 404


def test_token_of_somebody_who_is_gone_is_not_found(client):
    person = factories.make_person()
    link = address(person)
    person.delete()
    assert client.post(link).status_code == 404
