"""A name that changed under a review: the badge rests, until a reviewer confirms the new name."""

import json

import pytest
from django.test import Client

from conditions.models import Confirmation, SigningEntry, Summary
from conditions.summaries.signing.badge import live_badge
from conditions.summaries.signing.proof import proof_of
from conditions.summaries.signing.renamed import mark_renamed
from conditions.summaries.signing.verify_review import OK, Wanted, check_proof
from tests import factories
from tests.conditions.signing.test_signing_pages import step_two
from tests.conditions.summaries.reviewing_pages import show_factor
from tests.passkeys import Passkey

pytestmark = pytest.mark.django_db


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


def rename(summary: Summary, name: str) -> None:
    condition = summary.topic.condition
    type(condition).objects.filter(pk=condition.pk).update(name=name)
    mark_renamed({condition.pk})


@pytest.fixture
def renamed() -> list[Summary]:
    """Two public texts whose conditions have other names than those signed."""
    summaries = [factories.make_published().summary for _ in range(2)]
    for number, summary in enumerate(summaries):
        rename(summary, f"newly named disease {number}")
    return summaries


def ids(summaries: list[Summary]) -> list[str]:
    return [str(Summary.objects.get(pk=each.pk).live_review.public_id) for each in summaries]


def tick(client, summaries, **more):
    return client.post("/desk/renamed/confirm/", {"review": ids(summaries), **more})


def confirm(client, passkey, summaries):
    return tick(client, summaries, **step_two(tick(client, summaries), passkey))


def test_list_shows_the_old_and_the_new_question(at_desk, renamed):
    page = at_desk.get("/desk/renamed/").content.decode()
    for summary in renamed:
        review = Summary.objects.get(pk=summary.pk).live_review
        assert json.loads(review.statement)["question"]["title"] in page
    assert "newly named disease 0" in page and "newly named disease 1" in page
    listed = at_desk.get("/desk/lists/renamed/").content.decode()
    assert "/desk/renamed/" in listed


def test_one_statement_confirms_many(at_desk, passkey, renamed, medical_reviewer):
    before = [live_badge(summary).review.due_on for summary in renamed]
    assert all(live_badge(summary).is_renamed for summary in renamed)
    first = tick(at_desk, renamed)
    assert first.status_code == 200 and b"newly named disease 1" in first.content
    assert confirm(at_desk, passkey, renamed).status_code == 302
    assert all(live_badge(summary).stands for summary in renamed)
    assert [live_badge(summary).review.due_on for summary in renamed] == before
    confirmation = Confirmation.objects.get()
    assert confirmation.reviewer == medical_reviewer.reviewer_profile and confirmation.key
    assert SigningEntry.objects.filter(kind="confirmed").count() == 1
    assert not Summary.objects.renamed().exists()


def test_receipt_shows_who_confirmed_and_the_program_checks_it(at_desk, client, passkey, renamed):
    confirm(at_desk, passkey, renamed)
    review = Summary.objects.get(pk=renamed[0].pk).live_review
    page = client.get(review.get_absolute_url()).content.decode()
    assert "Other names confirmed since" in page and "newly named disease 0" in page
    proof = json.loads(json.dumps(proof_of(type(review).objects.with_topic().get(pk=review.pk))))
    outcomes = {step.name: step.outcome for step in check_proof(proof, Wanted())}
    assert outcomes["names"] == OK and outcomes["inclusion"] == OK


def test_signature_of_one_covers_no_other(at_desk, passkey, renamed):
    second = step_two(tick(at_desk, renamed[:1]), passkey)
    answer = tick(at_desk, renamed, **second)
    assert answer.status_code == 400 and b"Nothing was signed" in answer.content
    assert not Confirmation.objects.exists()


def test_name_that_changed_again_meanwhile_is_signed_anew(at_desk, passkey, renamed):
    second = step_two(tick(at_desk, renamed), passkey)
    rename(renamed[0], "yet another disease")
    assert tick(at_desk, renamed, **second).status_code == 400
    assert live_badge(renamed[0]).is_renamed


def test_old_name_that_came_back_has_nothing_to_confirm(at_desk, passkey, renamed):
    second = step_two(tick(at_desk, renamed), passkey)
    signed = json.loads(Summary.objects.get(pk=renamed[0].pk).live_review.statement)
    wanted = {"review": ids(renamed)}
    rename(renamed[0], signed["condition"]["name"])
    answer = at_desk.post("/desk/renamed/confirm/", wanted | second)
    assert answer.status_code == 409 and not Confirmation.objects.exists()


def test_author_of_a_text_confirms_another_one_only(at_desk, passkey, medical_reviewer):
    own = factories.make_published(by=[medical_reviewer]).summary
    rename(own, "newly named disease")
    page = at_desk.get("/desk/renamed/").content.decode()
    assert "You wrote some of this text" in page and 'name="review"' not in page
    second = step_two(tick(at_desk, [own]), passkey)
    assert tick(at_desk, [own], **second).status_code == 403
    assert not Confirmation.objects.exists()


def test_nothing_ticked_says_so(at_desk, passkey, renamed):
    answer = at_desk.post("/desk/renamed/confirm/", {})
    assert answer.status_code == 400 and b"Tick at least one" in answer.content


def test_reviewer_without_a_key_needs_one(at_desk, renamed, settings):
    settings.REVIEWS_NEED_KEY = True
    show_factor(at_desk)
    answer = tick(at_desk, renamed)
    assert answer.status_code == 400 and b"Add a signing key first" in answer.content
    settings.REVIEWS_NEED_KEY = False
    assert tick(at_desk, renamed).status_code == 302
    assert Confirmation.objects.get().key is None


def test_editor_reads_the_list_and_confirms_nothing(editor, renamed):
    client = Client()
    client.force_login(editor)
    page = client.get("/desk/renamed/").content.decode()
    assert "newly named disease 0" in page and 'type="checkbox"' not in page
    assert tick(client, renamed).status_code == 403
