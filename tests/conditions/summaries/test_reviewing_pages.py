"""The page on which a text in review is compared, signed and sent back."""

import pytest
from django.core import mail

from conditions.models import Review
from conditions.models.reviews import NOTE_MAX
from conditions.summaries import workflow
from conditions.summaries.reviewing.forms import INTERESTS_MAX
from conditions.summaries.signing import checklist
from diseasemaps.accounts import roles
from tests import factories
from tests.conditions.summaries.reviewing_pages import (
    address,
    fields_of,
    post,
    read,
    show_factor,
    sign,
    state,
)

pytestmark = pytest.mark.django_db


# Reading


def test_page_compares_with_the_public_text_word_by_word(client, reviewer):
    base = factories.make_published(short_answer="It is rare.")
    revision = factories.make_in_review(base.summary.topic, short_answer="It is very rare.")
    page = read(client, revision)
    assert "It is <ins>very </ins>rare." in page
    assert "Public now" in page


def test_first_text_stands_whole(client, reviewer, revision):
    page = read(client, revision)
    assert "compared-whole" in page
    assert "A longer answer [1]." in page
    assert "<ins>" not in page


def test_sources_say_which_are_new_and_which_are_gone(client, reviewer):
    base = factories.make_published(sources=[factories.make_source(title="An old source")])
    revision = factories.make_in_review(
        base.summary.topic, sources=[factories.make_source(title="A new source")]
    )
    page = read(client, revision)
    assert "A new source</a>" in page and "<ins>new</ins>" in page
    assert "<del>An old source</del>" in page


def test_preview_shows_what_will_be_public_under_whose_name(client, reviewer, revision):
    page = read(client, revision)
    assert f"Reviewed by {reviewer.name}, {reviewer.credentials}." in page
    assert '<a href="#source-1" class="citation" rel="noopener noreferrer nofollow">' in page


def test_interests_begin_with_those_of_the_profile(client, medical_reviewer, revision):
    profile = medical_reviewer.reviewer_profile
    profile.interests = "Lecture fees from a maker."
    profile.save()
    client.force_login(medical_reviewer)
    assert "Lecture fees from a maker." in read(client, revision)


def test_editor_reads_and_has_no_button_to_sign(client, editor, revision):
    client.force_login(editor)
    page = read(client, revision)
    assert "Sign and publish" not in page
    assert post(client, revision, "sign").status_code == 403
    assert state(revision) == "in_review"


def test_text_of_a_condition_that_is_no_more_is_not_there(client, reviewer, revision):
    condition = revision.summary.topic.condition
    type(condition).objects.filter(pk=condition.pk).update(state="retired")
    assert client.get(address(revision)).status_code == 404


# Signing


def test_signing_publishes_and_leads_to_the_receipt(client, reviewer, revision):
    response = sign(client, revision)
    review = Review.objects.get()
    assert response.url == review.get_absolute_url()
    assert state(revision) == "approved"
    page = client.get(response.url).content.decode()
    for sentence in checklist.current().items:
        assert sentence.sentence("en") in page
    assert "Nothing." in page and "Sound, and clear." in page and reviewer.name in page


@pytest.mark.parametrize("missing", ["interests", "not_checked", "check_facts", "check_safety"])
def test_signing_needs_every_answer_and_keeps_the_others(client, reviewer, revision, missing):
    response = sign(client, revision, **{missing: "", "note": "My careful words."})
    page = response.content.decode()
    assert response.status_code == 400
    assert f'id="error_1_id_{missing}"' in page or f"id_{missing}_error" in page
    assert "My careful words." in page
    assert page.count("checked") >= len(checklist.current().items) - 1
    assert state(revision) == "in_review"


@pytest.mark.sample(1)
@pytest.mark.parametrize(
    ("field", "most"), [("interests", INTERESTS_MAX), ("not_checked", NOTE_MAX), ("note", NOTE_MAX)]
)
def test_too_long_a_word_is_said_beside_its_field_and_kept(client, reviewer, revision, field, most):
    words = "w" * (most + 1)
    response = sign(client, revision, **{field: words})
    assert response.status_code == 400
    assert f"at most {most}" in response.content.decode()
    assert words in response.content.decode()


@pytest.mark.sample(2)
@pytest.mark.parametrize("version", ["", "0", "-1", "x", "99", "9" * 30])
def test_stale_or_senseless_version_is_too_late(client, reviewer, revision, version):
    response = sign(client, revision, version=version, note="My careful words.")
    assert response.status_code == 409
    assert "My careful words." in response.content.decode()
    assert state(revision) == "in_review"


def test_nul_and_other_languages_signs_do_no_harm(client, reviewer, revision):
    assert sign(client, revision, note="a\x00b").status_code == 400
    assert sign(client, revision, note="日本語 🙂 <script>").url.startswith("/reviews/")
    assert "<script>" not in client.get(
        Review.objects.get().get_absolute_url()
    ).content.decode().replace("<script src", "")


def test_wrong_ids_are_not_there(client, reviewer):
    for path in ("/desk/review/999999/", "/desk/review/99999999999999999999/"):
        assert client.get(path).status_code == 404
    assert client.post("/desk/review/999999/sign/").status_code == 404


def test_too_late_says_who_decided_what_and_when(client, reviewer, revision):
    seen = fields_of(revision, note="My careful words.")
    other = factories.make_reviewer(name="Dr Faster")
    workflow.request_changes(revision, by=other, version=revision.version, note="Not yet.")
    show_factor(client)
    response = client.post(f"/desk/review/{revision.pk}/sign/", seen)
    page = response.content.decode()
    assert response.status_code == 409
    assert "Dr Faster asked for changes on" in page and "Not yet." in page
    assert "My careful words." in page and "at the end of the page" in page
    nothing = client.post(f"/desk/review/{revision.pk}/wording/", {"version": seen["version"]})
    assert nothing.status_code == 409
    assert "at the end of the page" not in nothing.content.decode()


def test_text_that_changed_meanwhile_is_shown_as_it_is_now(client, reviewer, revision):
    seen = fields_of(revision, note="My careful words.")
    workflow.take_back(revision, version=revision.version)
    saved = workflow.save_draft(
        revision,
        by=factories.make_person(),
        version=revision.version,
        short_answer="Quite another answer.",
        body=revision.body,
        sources=[factories.make_source()],
    )
    workflow.submit_for_review(saved, version=saved.version)
    show_factor(client)
    response = client.post(f"/desk/review/{revision.pk}/sign/", seen)
    page = response.content.decode()
    assert response.status_code == 409
    assert "Quite another answer." in page
    assert "My careful words." in page
    assert f'name="version" value="{saved.version}"' in page


def test_enter_shows_the_page_again_with_what_was_typed(client, reviewer, revision):
    response = client.post(address(revision), fields_of(revision, note="My careful words."))
    assert response.status_code == 200
    assert "My careful words." in response.content.decode()
    assert state(revision) == "in_review"


def test_words_outlive_a_lost_session(client, reviewer, revision):
    page = read(client, revision)
    whose = page.split('name="whose" value="')[1].split('"')[0]
    fields = fields_of(revision, note="My careful words.", whose=whose, page=address(revision))
    client.logout()
    response = client.post(f"/desk/review/{revision.pk}/sign/", fields)
    assert response.status_code == 302 and "login" in response.url
    client.force_login(reviewer.user)
    assert "My careful words." in read(client, revision)


# Who may not


def test_reviewer_whose_credentials_lapsed_reads_why_and_cannot_sign(client, revision):
    person = factories.make_with_role(roles.MEDICAL_REVIEWER)
    factories.make_reviewer(person, valid_until="2020-01-01")
    client.force_login(person)
    page = read(client, revision)
    assert "Your credentials are not verified, or no longer valid" in page
    assert "Sign and publish" not in page
    assert sign(client, revision).status_code == 403


def test_reviewer_who_was_never_verified_cannot_sign(client, revision):
    person = factories.make_with_role(roles.MEDICAL_REVIEWER)
    factories.make_reviewer(person, verified_on=None, verified_how="")
    client.force_login(person)
    assert sign(client, revision).status_code == 403
    assert not Review.objects.exists()


def test_medical_reviewer_without_a_profile_cannot_sign(client, revision):
    client.force_login(factories.make_with_role(roles.MEDICAL_REVIEWER))
    assert client.get(address(revision)).status_code == 200
    assert sign(client, revision).status_code == 403


def test_profile_without_the_role_cannot_sign(client, editor, revision):
    factories.make_reviewer(editor)
    client.force_login(editor)
    assert sign(client, revision).status_code == 403


# Sending back


def test_sending_back_needs_a_note(client, reviewer, revision):
    response = post(client, revision, "request-changes", note="  ", interests="My interests.")
    assert response.status_code == 400
    assert "My interests." in response.content.decode()
    assert state(revision) == "in_review"


def test_writers_are_told_by_a_mail_that_gives_nothing_away(client, reviewer, editor):
    topic = factories.make_topic(factories.make_condition("secret disease"))
    revision = factories.make_in_review(topic, by=[editor])
    post(client, revision, "request-changes", note="Too long.")
    (message,) = mail.outbox
    assert message.to == [editor.email]
    assert message.subject == "A review of a text of yours"
    assert address(revision) in message.body
    for secret in ("secret", "disease", "Too long"):
        assert secret not in message.subject + message.body
