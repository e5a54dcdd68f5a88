"""Whoever has the link of a mail says "this was not me" by one button, without signing in."""

import pytest
from django.core import mail
from django.urls import reverse

from conditions.models import SigningEntry
from conditions.summaries.signing.security_mails import not_me_token
from diseasemaps.accounts import roles
from tests import factories
from tests.conditions.signing.people import confirmed_reviewer, entry_signed

pytestmark = pytest.mark.django_db
SECRET = "secret silent disease"


def address(entry: SigningEntry) -> str:
    return reverse("conditions:not-me", args=[entry.number, not_me_token(entry)])


@pytest.fixture
def reviewer(db):
    return confirmed_reviewer()


@pytest.fixture
def signed(reviewer):
    return entry_signed(reviewer, factories.make_topic(factories.make_condition(SECRET)))


def suspensions() -> int:
    return SigningEntry.objects.filter(kind="suspended").count()


def test_opening_the_page_does_nothing(client, signed):
    page = client.get(address(signed))
    assert "This was not me: report it" in page.content.decode()
    assert not suspensions()


def test_page_names_no_condition_and_is_kept_from_others(client, signed):
    page = client.get(address(signed))
    assert "secret" not in page.content.decode().lower()
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert "no-store" in page.headers["Cache-Control"]


def test_button_suspends_the_review_at_once(client, signed):
    page = client.post(address(signed), follow=True)
    assert "This is reported." in page.content.decode()
    review = signed.review
    review.refresh_from_db()
    assert review.suspended_at is not None
    entry = SigningEntry.objects.get(kind="suspended")
    assert str(review.public_id) in entry.line and '"why":"not_me"' in entry.line


def test_pressing_it_again_adds_nothing(client, signed):
    client.post(address(signed))
    client.post(address(signed))
    assert suspensions() == 1


def test_all_administrators_are_told(client, signed):
    people = [factories.make_with_role(roles.ADMINISTRATOR) for _number in range(2)]
    mail.outbox.clear()
    client.post(address(signed))
    told = {sent.to[0] for sent in mail.outbox}
    assert told == {person.email for person in people}
    assert {sent.subject for sent in mail.outbox} == {"A signature was reported as not genuine"}


def test_wrong_token_is_not_found(client, signed):
    other = reverse("conditions:not-me", args=[signed.number, "0" * 32])
    assert client.get(other).status_code == 404
    assert client.post(other).status_code == 404
    assert not suspensions()


def test_profile_that_is_not_theirs_is_disputed_with_all_that_it_signed(client, reviewer, signed):
    verified = SigningEntry.objects.get(kind="profile_verified")
    client.post(address(verified))
    reviewer.refresh_from_db()
    assert reviewer.state == "disputed"
    signed.review.refresh_from_db()
    assert signed.review.suspended_at is not None


def test_page_is_open_to_a_reviewer_without_a_second_factor(client, reviewer, signed):
    reviewer.user.authenticator_set.all().delete()
    client.force_login(reviewer.user)
    assert client.get(address(signed)).status_code == 200


def test_log_that_cannot_be_written_reports_nothing_and_says_so(client, signed, settings, tmp_path):
    settings.SIGNING_LOG = tmp_path / "nowhere" / "log"
    (tmp_path / "nowhere").write_text("in the way")
    page = client.post(address(signed))
    assert page.status_code == 503
    assert "Nothing was reported" in page.content.decode()
    assert not suspensions()
