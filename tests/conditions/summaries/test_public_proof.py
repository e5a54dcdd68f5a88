"""What anybody can check: receipts, the history, the reviewer's profile, the policy."""

import hashlib

import pytest
from django.test import override_settings
from django.utils import timezone

from conditions.models import Review
from conditions.summaries import workflow
from conditions.summaries.signing import checklist
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewer():
    return factories.make_reviewer(name="Dr Ada Sample", credentials="MD, invented")


def sign(revision, reviewer, **said):
    return workflow.approve(
        revision,
        by=reviewer,
        version=revision.version,
        **{"interests": "Lecture fees.", "checklist": checklist.current().signed("en"), **said},
    )


def read(client, url) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def test_receipt_says_everything_that_was_signed(client, reviewer):
    review = sign(
        factories.make_in_review(), reviewer, note="Sound.", not_checked="Figures on children."
    )
    page = read(client, review.get_absolute_url())
    for said in (
        "Dr Ada Sample",
        "MD, invented",
        "Lecture fees.",
        "Sound.",
        "Figures on children.",
        review.statement_hash,
        "A page on the disease",
        "Checklist, version 1.",
        "This review stands",
        "data-print",
    ):
        assert said in page
    for item in checklist.current().items:
        assert item.sentence("en") in page


def test_receipt_keeps_name_and_credentials_as_they_stood(client, reviewer):
    review = sign(factories.make_in_review(), reviewer)
    type(reviewer).objects.update(name="Dr Ada Other", credentials="Professor")
    page = read(client, review.get_absolute_url())
    assert "Dr Ada Sample" in page and "MD, invented" in page
    assert "Professor" not in page


def test_anybody_can_recompute_the_hash(client, reviewer):
    review = sign(factories.make_in_review(body="## Ü\n\nß “[1]” \\ \u2028 日本"), reviewer)
    response = client.get(f"/reviews/{review.public_id}/text.json", follow=True)
    assert hashlib.sha256(response.content).hexdigest() == review.statement_hash
    assert response.headers["Content-Type"] == "application/json"


def test_receipt_says_superseded(client, reviewer):
    first = sign(factories.make_in_review(), reviewer)
    sign(factories.make_in_review(first.revision.summary.topic), reviewer)
    assert "Superseded" in read(client, first.get_absolute_url())


def test_receipt_of_text_that_was_changed_says_so(client, reviewer):
    review = sign(factories.make_in_review(), reviewer)
    type(review.revision).objects.update(short_answer="Forged.")
    page = read(client, review.get_absolute_url())
    assert "The public text is not the one that was signed." in page


def test_receipt_of_a_review_from_elsewhere_says_that_it_had_no_checklist(client):
    review = factories.make_published().reviews.get()
    page = read(client, review.get_absolute_url())
    assert "given without the checklist" in page and "Not stated." in page


def test_receipt_lists_small_changes_of_wording(client, reviewer):
    review = sign(factories.make_in_review(short_answer="Its colour fades."), reviewer)
    revision = factories.make_wording(review.revision, short_answer="Its color fades.")
    approver = factories.make_person()
    step = workflow.approve_wording(revision, by=approver, version=revision.version)
    page = read(client, review.get_absolute_url())
    assert "with small changes of wording since" in page
    assert f"{step.approved_at:%H:%M}" in page
    assert approver.pen_name not in page


def test_refused_text_has_no_receipt(client, reviewer):
    revision = factories.make_in_review()
    review = workflow.request_changes(revision, by=reviewer, version=revision.version, note="No.")
    assert client.get(review.get_absolute_url()).status_code == 404
    assert client.get(f"/reviews/{review.public_id}/proof.json").status_code == 404
    assert client.get(f"/reviews/{review.public_id}/statement.json").status_code == 404


def test_history_has_differences_notes_and_wording(client, reviewer):
    topic = factories.make_topic()
    first = sign(
        factories.make_in_review(topic, short_answer="Its colour fades."), reviewer, note="Sound."
    )
    revision = factories.make_wording(first.revision, short_answer="Its color fades.")
    workflow.approve_wording(revision, by=factories.make_person(), version=revision.version)
    third = sign(
        factories.make_in_review(topic, short_answer="It fades soon."),
        reviewer,
        not_checked="The figures.",
    )
    workflow.withdraw(third, by=reviewer, reason="A new guideline.")
    page = read(client, f"{topic.get_absolute_url()}history/")
    for said in (
        "Sound.",
        "The figures.",
        "A small change of wording, approved by a second editor.",
        "<del>colour </del><ins>color </ins>",
        "The signature was taken back on",
        "A new guideline.",
    ):
        assert said in page


def test_profile_lists_everything_signed_with_how_it_stands(client, reviewer):
    topic = factories.make_topic()
    sign(factories.make_in_review(topic), reviewer)
    second = sign(factories.make_in_review(topic), reviewer)
    workflow.withdraw(second, by=reviewer, reason="An error.")
    late = sign(factories.make_in_review(), reviewer)
    Review.objects.filter(pk=late.pk).update(due_on="2020-01-01")
    page = read(client, reviewer.get_absolute_url())
    for said in ("replaced by a later text", "taken back", "next review overdue"):
        assert page.count(said) == 1
    assert page.count("/reviews/") == 3


def test_profile_of_whoever_cannot_sign_any_more_says_so(client):
    lapsed = factories.make_reviewer(valid_until="2020-01-01")
    assert "signs nothing at present" in read(client, lapsed.get_absolute_url())


@override_settings(SMALL_NUMBER=11)
def test_policy_is_made_from_settings_and_data(client):
    fact = factories.make_question("causes", review_months=24)
    factories.make_question("symptoms", kind="mixed", review_months=6)
    factories.make_published(factories.make_topic(question=fact))
    late = factories.make_published().reviews.get()
    Review.objects.filter(pk=late.pk).update(due_on=timezone.localdate().replace(year=2020))
    reviewer = factories.make_reviewer()
    gone = factories.make_published(reviewer=reviewer).reviews.get()
    workflow.withdraw(gone, by=reviewer, reason="An error.")
    page = read(client, "/editorial-policy/")
    for said in ("24 months", "6 months", "causes", "symptoms", "no figure below 11"):
        assert said in page
    figures = page.split("<dd>")[1:8]
    assert [figure.split("<")[0] for figure in figures] == ["2", "1", "0", "1", "0", "0", "3"]
    assert "60 and 14 days before" in page


def test_policy_is_linked_from_every_page(client):
    assert 'href="/editorial-policy/"' in read(client, "/")


def test_versions_of_the_checklist_differ():
    versions = [each.version for each in checklist.checklists()]
    assert len(set(versions)) == len(versions)


def test_receipt_is_read_in_spanish_and_keeps_the_words_that_were_signed(client, reviewer):
    review = sign(factories.make_in_review(), reviewer)
    page = read(client, f"/es{review.get_absolute_url()}")
    shown, signed = page.split('<details class="signed-words">')
    for item in checklist.current().items:
        assert f'<li lang="es">{item.sentence("es")}</li>' in shown
        assert f"<li>{item.sentence('en')}</li>" in signed
    review.refresh_from_db()
    assert review.checklist == checklist.current().signed("en")


def test_words_that_no_version_holds_are_shown_as_they_were_signed(client, reviewer):
    said = checklist.current().signed("en")
    said["items"][0][1] = "I have looked at the facts."
    review = sign(factories.make_in_review(), reviewer, checklist=said)
    page = read(client, f"/es{review.get_absolute_url()}")
    assert "<li>I have looked at the facts.</li>" in page.split("<details")[0]


def test_a_sentence_for_what_no_version_asks_is_refused(tmp_path):
    path = tmp_path / "checklist.yaml"
    path.write_text("- version: '1'\n  items: [{key: facts, sentence: Right.}]\n")
    path.with_name("checklist.fr.yaml").write_text("'1': {fact: Juste.}\n")
    with pytest.raises(checklist.BadChecklist, match=r"checklist\.fr\.yaml: 1 fact"):
        checklist.read(path)


def test_badge_of_a_home_page_card_goes_with_the_signature(client, reviewer):
    review = sign(factories.make_in_review(), reviewer)
    today = timezone.localdate()
    assert Review.objects.standing(today, "en").get() == review
    workflow.withdraw(review, by=reviewer, reason="An error.")
    assert not Review.objects.standing(today, "en").exists()
