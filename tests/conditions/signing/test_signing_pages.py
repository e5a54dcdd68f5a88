"""A reviewer's way through the pages: add a key, read the statement, sign it, revoke the key."""

import json
import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from conditions.models import Review, ReviewerKey, Summary
from conditions.summaries.signing.badge import live_badge
from conditions.summaries.signing.statement import parsed
from conditions.summaries.signing.verify_review import OK, Wanted, check_proof, from_base64url
from conditions.summaries.workflow.reviewer_keys import revoke_key
from diseasemaps.accounts import roles
from tests import factories
from tests.conditions.summaries.reviewing_pages import fields_of, show_factor
from tests.passkeys import Passkey

pytestmark = pytest.mark.django_db
OPTIONS = re.compile(r'<script id="passkey-options" type="application/json">(.*?)</script>', re.S)
HIDDEN = re.compile(r'<input type="hidden" name="(signed_at|public_id)" value="([^"]*)">')


@pytest.fixture(autouse=True)
def keys_are_needed(settings):
    settings.REVIEWS_NEED_KEY = True


@pytest.fixture
def at_desk(medical_reviewer) -> Client:
    client = Client(HTTP_HOST="localhost")
    client.force_login(medical_reviewer)
    return client


@pytest.fixture
def passkey(medical_reviewer) -> Passkey:
    passkey = Passkey()
    passkey.register_row(medical_reviewer.reviewer_profile)
    return passkey


def options_in(response) -> dict:
    return json.loads(OPTIONS.search(response.content.decode())[1])


def step_two(response, passkey: Passkey, **said) -> dict[str, str]:
    """The fields that the second step adds, signed."""
    hidden = dict(HIDDEN.findall(response.content.decode()))
    digest = from_base64url(options_in(response)["challenge"]).hex()
    return {**hidden, "assertion": passkey.signed(digest, **said)}


def sign_address(revision) -> str:
    return f"/desk/review/{revision.pk}/sign/"


def begin(client, revision, **fields):
    return client.post(sign_address(revision), fields_of(revision, **fields))


def sign(client, revision, passkey, **said):
    first = begin(client, revision)
    fields = fields_of(revision) | step_two(first, passkey, **said)
    return client.post(sign_address(revision), fields)


# --- Adding a key -------------------------------------------------------------------------------


def test_key_is_added_after_a_fresh_factor(at_desk, medical_reviewer):
    passkey, fields = Passkey(), {"name": "Blue stick"}
    asked = at_desk.post("/reviewer/keys/add/", fields)
    assert asked.status_code == 302 and "reauthenticate" in asked.url
    show_factor(at_desk)
    begun = at_desk.post("/reviewer/keys/add/", fields)
    fields["registration"] = passkey.created(options_in(begun))
    done = at_desk.post("/reviewer/keys/add/", fields)
    assert done.url == "/reviewer/keys/"
    key = ReviewerKey.objects.get()
    assert (key.reviewer.user, key.name) == (medical_reviewer, "Blue stick")
    profile = at_desk.get(key.reviewer.get_absolute_url()).content.decode()
    assert key.fingerprint in profile and "Blue stick" in profile
    assert [each.subject for each in mail.outbox] == ["A new signing key"]


def test_key_that_did_not_verify_its_user_is_not_added(at_desk):
    show_factor(at_desk)
    fields = {"name": "Blue stick"}
    begun = at_desk.post("/reviewer/keys/add/", fields)
    posted = Passkey().created(options_in(begun), verified=False)
    answer = at_desk.post("/reviewer/keys/add/", {**fields, "registration": posted})
    assert answer.status_code == 400 and b"No key was added" in answer.content
    assert not ReviewerKey.objects.exists()


def test_answer_of_before_is_not_taken_twice(at_desk):
    show_factor(at_desk)
    fields = {"name": "Blue stick"}
    begun = at_desk.post("/reviewer/keys/add/", fields)
    fields["registration"] = Passkey().created(options_in(begun))
    at_desk.post("/reviewer/keys/add/", fields)
    again = at_desk.post("/reviewer/keys/add/", fields)
    assert again.status_code == 400 and ReviewerKey.objects.count() == 1


def test_invented_reviewer_adds_no_key(at_desk, medical_reviewer):
    type(medical_reviewer.reviewer_profile).objects.update(is_fictional=True, state="unconfirmed")
    show_factor(at_desk)
    assert at_desk.post("/reviewer/keys/add/", {"name": "x"}).status_code == 400
    assert b"the demo signs with its own" in at_desk.get("/reviewer/keys/").content


# --- Signing ------------------------------------------------------------------------------------


def test_statement_is_read_and_then_signed(at_desk, passkey):
    revision = factories.make_in_review()
    first = begin(at_desk, revision, note="Sound.\r\nAnd clear.")
    page = first.content.decode()
    assert first.status_code == 200 and "Read what you sign" in page and "None." in page
    assert options_in(first)["userVerification"] == "required"
    fields = fields_of(revision, note="Sound.\r\nAnd clear.") | step_two(first, passkey)
    done = at_desk.post(sign_address(revision), fields)
    review = Review.objects.get()
    assert done.url == review.get_absolute_url()
    assert review.key == ReviewerKey.objects.get() and review.note == "Sound.\nAnd clear."
    assert live_badge(Summary.objects.get()).stands and live_badge(Summary.objects.get()).by_key


@pytest.mark.parametrize(
    "said",
    [
        {"verified": False},
        {"origin": "https://elsewhere.example"},
        {"rp_id": "elsewhere.example"},
    ],
)
def test_signature_that_does_not_fit_signs_nothing(at_desk, passkey, said):
    revision = factories.make_in_review()
    answer = sign(at_desk, revision, passkey, **said)
    assert answer.status_code == 400 and b"Nothing was signed" in answer.content
    assert b"Sound, and clear." in answer.content
    assert not Review.objects.exists()


def test_signature_covers_every_field_of_the_form(at_desk, passkey):
    revision = factories.make_in_review()
    second = step_two(begin(at_desk, revision), passkey)
    for changed in ({"note": "Other."}, {"interests": "Other."}, {"not_checked": "All."}):
        fields = fields_of(revision, **changed) | second
        assert at_desk.post(sign_address(revision), fields).status_code == 400
    other = {**second, "signed_at": "2026-01-01T00:00:00.000000Z"}
    assert at_desk.post(sign_address(revision), fields_of(revision) | other).status_code == 400
    assert not Review.objects.exists()


def test_key_of_somebody_else_signs_nothing(at_desk, passkey):
    other = Passkey()
    other.register_row(factories.make_reviewer())
    revision = factories.make_in_review()
    assert sign(at_desk, revision, other).status_code == 400
    assert not Review.objects.exists()


def test_reviewer_without_a_key_is_sent_to_add_one(at_desk):
    show_factor(at_desk)
    revision = factories.make_in_review()
    answer = begin(at_desk, revision)
    assert answer.status_code == 400 and b"Add a signing key first" in answer.content
    assert b"/reviewer/keys/" in answer.content
    assert not Review.objects.exists()


def test_key_of_the_former_address_has_to_be_replaced(at_desk, medical_reviewer, settings):
    settings.REVIEWS_NEED_KEY = False
    Passkey(rp_id="former.example").register_row(medical_reviewer.reviewer_profile)
    show_factor(at_desk)
    assert begin(at_desk, factories.make_in_review()).status_code == 400
    assert b"former.example" in at_desk.get("/reviewer/keys/").content


def test_site_signs_where_it_is_allowed_and_says_so(at_desk, settings):
    settings.REVIEWS_NEED_KEY = False
    show_factor(at_desk)
    begin(at_desk, factories.make_in_review())
    review = Review.objects.get()
    assert review.key is None
    page = at_desk.get(review.get_absolute_url()).content.decode()
    assert "this site’s key, not the reviewer’s own" in page


def test_statement_older_than_ten_minutes_is_signed_again(at_desk, passkey, monkeypatch):
    revision = factories.make_in_review()
    second = step_two(begin(at_desk, revision), passkey)
    later = timezone.now() + timedelta(minutes=11)
    monkeypatch.setattr("conditions.summaries.workflow.signatures.timezone.now", lambda: later)
    answer = at_desk.post(sign_address(revision), fields_of(revision) | second)
    assert answer.status_code == 400 and b"More than ten minutes" in answer.content


def test_log_that_cannot_be_written_signs_nothing(at_desk, passkey, settings, tmp_path):
    settings.SIGNING_LOG = tmp_path
    revision = factories.make_in_review()
    answer = sign(at_desk, revision, passkey)
    assert answer.status_code == 503 and b"Sound, and clear." in answer.content
    assert not Review.objects.exists()


# --- The receipt --------------------------------------------------------------------------------


def signed_review(at_desk, passkey) -> Review:
    sign(at_desk, factories.make_in_review(), passkey)
    return Review.objects.get()


def test_proof_of_a_receipt_is_checked_by_the_program_for_strangers(at_desk, client, passkey):
    review = signed_review(at_desk, passkey)
    proof = json.loads(client.get(f"{review.get_absolute_url()}proof.json").content)
    wanted = Wanted(fingerprint=review.key.fingerprint, need_key=True)
    steps = {step.name: step.outcome for step in check_proof(proof, wanted)}
    assert all(
        steps[name] == OK
        for name in (
            "statement",
            "entry",
            "signature",
            "key",
            "inclusion",
            "holds",
            "text",
            "names",
        )
    )
    statement = client.get(f"{review.get_absolute_url()}statement.json")
    assert statement.content.decode() == review.statement
    old = client.get(f"{review.get_absolute_url()}text.json")
    assert (old.status_code, old.url) == (301, f"{review.get_absolute_url()}statement.json")


def test_receipt_says_whose_key_signed(at_desk, client, passkey):
    review = signed_review(at_desk, passkey)
    page = client.get(review.get_absolute_url()).content.decode()
    assert "the reviewer’s own key" in page and review.key.fingerprint in page
    assert 'id="review-proof"' in page and "js/check.js" in page
    assert parsed(review.statement).names.title in page


# --- Revoking -----------------------------------------------------------------------------------


def revoke(client, key, **fields):
    return client.post(f"/reviewer/keys/{key.fingerprint}/revoke/", fields)


def test_lost_key_signs_no_more_and_its_reviews_stand(at_desk, passkey):
    review = signed_review(at_desk, passkey)
    assert revoke(at_desk, review.key, why="lost").status_code == 302
    show_factor(at_desk)
    revoke(at_desk, review.key, why="lost")
    assert live_badge(Summary.objects.get()).stands
    assert begin(at_desk, factories.make_in_review()).status_code == 400
    assert b"Reported lost" in at_desk.get(review.reviewer.get_absolute_url()).content


def test_stolen_key_suspends_what_it_signed_since(at_desk, client, passkey):
    review = signed_review(at_desk, passkey)
    show_factor(at_desk)
    assert revoke(at_desk, review.key, why="stolen").status_code == 400
    later = timezone.now() + timedelta(days=1)
    assert revoke(at_desk, review.key, why="stolen", since=later).status_code == 400
    since = review.reviewed_at - timedelta(minutes=1)
    revoke(at_desk, review.key, why="stolen", since=f"{since:%Y-%m-%dT%H:%M:%S}")
    assert live_badge(Summary.objects.get()).is_suspended
    page = client.get(review.get_absolute_url()).content.decode()
    assert "Suspended" in page
    assert revoke(at_desk, review.key, why="lost").status_code == 409


def test_what_a_stolen_key_signed_before_stands(passkey, medical_reviewer, at_desk):
    review = signed_review(at_desk, passkey)
    revoke_key(review.key, why="stolen", since=timezone.now())
    assert live_badge(Summary.objects.get()).stands


def test_administrator_revokes_and_another_reviewer_does_not(passkey, administrator):
    key = ReviewerKey.objects.get()
    other = factories.make_reviewer(factories.make_with_role(roles.MEDICAL_REVIEWER))
    client = Client(HTTP_HOST="localhost")
    client.force_login(other.user)
    show_factor(client)
    assert revoke(client, key, why="lost").status_code == 403
    client.force_login(administrator)
    show_factor(client)
    assert revoke(client, key, why="lost").status_code == 302
    key.refresh_from_db()
    assert key.is_revoked
