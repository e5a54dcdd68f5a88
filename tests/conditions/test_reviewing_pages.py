"""The page on which a text in review is compared, noted on, signed and sent back."""

import pytest
from django.core import mail
from django.urls import reverse

from conditions import workflow
from conditions.forms.reviewing import INTERESTS_MAX
from conditions.models import Review, ReviewNote, Revision, Withdrawal
from conditions.models.reviews import NOTE_MAX, REASON_MAX
from conditions.signing import checklist
from diseasemaps.accounts import roles
from tests import factories
from tests.conditions.reviewing_pages import fields_of, post, show_factor, sign

pytestmark = pytest.mark.django_db


@pytest.fixture
def revision():
    return factories.make_in_review()


@pytest.fixture
def reviewer(client, medical_reviewer):
    client.force_login(medical_reviewer)
    return medical_reviewer.reviewer_profile


def address(revision) -> str:
    return reverse("conditions:revision-review", args=[revision.pk])


def read(client, revision) -> str:
    return client.get(address(revision)).content.decode()


def state(revision) -> str:
    return Revision.objects.get(pk=revision.pk).state


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


@pytest.mark.sample(2)
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


# The second factor


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
    from allauth.mfa.adapter import get_adapter
    from allauth.mfa.models import Authenticator
    from allauth.mfa.totp.internal.auth import (
        generate_totp_secret,
        hotp_value,
        yield_hotp_counters_from_time,
    )

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


# Notes


def write(client, revision, **fields):
    return post(
        client, revision, "note", **{"section": "A section", "note_text": "Which one?", **fields}
    )


def test_note_names_its_section_and_keeps_what_else_was_typed(client, reviewer, revision):
    page = write(client, revision, interests="My interests.").content.decode()
    note = ReviewNote.objects.get()
    assert (note.section, note.text, note.is_open) == ("A section", "Which one?", True)
    assert "My interests." in page and "Which one?" in page


@pytest.mark.sample(2)
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("section", ""),
        ("section", "No such section"),
        ("note_text", ""),
        ("note_text", "w" * (NOTE_MAX + 1)),
    ],
)
def test_note_that_names_no_section_or_says_nothing_is_refused(
    client, reviewer, revision, field, value
):
    response = write(client, revision, **{field: value, "interests": "My interests."})
    assert response.status_code == 400
    assert "My interests." in response.content.decode()
    assert not ReviewNote.objects.exists()


def test_open_note_keeps_the_text_from_being_signed(client, reviewer, revision):
    write(client, revision)
    response = sign(client, revision)
    assert response.status_code == 400
    assert "Settle every note first" in response.content.decode()
    revision.refresh_from_db()
    with pytest.raises(workflow.OpenNotes):
        workflow.approve(
            revision, by=factories.make_reviewer(), version=revision.version, interests=""
        )


def settle(client, revision, note, answer="The first."):
    fields = fields_of(revision, **{f"answer_{note.pk}": answer})
    return client.post(f"/desk/review/{revision.pk}/note/{note.pk}/settle/", fields)


def test_settled_note_stands_on_the_receipt_without_names(client, reviewer, revision):
    write(client, revision)
    note = ReviewNote.objects.get()
    assert settle(client, revision, note).status_code == 200
    response = sign(client, revision)
    page = client.get(response.url).content.decode()
    assert "Which one?" in page and "The first." in page
    client.logout()
    assert note.written_by.pen_name not in client.get(response.url).content.decode()


def test_note_is_settled_with_an_answer_only_and_only_once(client, reviewer, revision):
    write(client, revision)
    note = ReviewNote.objects.get()
    assert settle(client, revision, note, answer="").status_code == 400
    assert settle(client, revision, note).status_code == 200
    assert settle(client, revision, note, answer="Another.").status_code == 409
    note.refresh_from_db()
    assert note.answer == "The first."


def test_editor_settles_a_note_while_the_text_is_sent_back(client, reviewer, editor, revision):
    write(client, revision)
    note = ReviewNote.objects.get()
    post(client, revision, "request-changes")
    client.force_login(editor)
    assert "Which one?" in read(client, revision)
    assert settle(client, revision, note).status_code == 200


def test_note_of_another_text_is_not_there(client, reviewer, revision):
    write(client, revision)
    other = factories.make_in_review()
    assert settle(client, other, ReviewNote.objects.get()).status_code == 404


def test_note_on_an_older_version_is_too_late(client, reviewer, revision):
    response = write(client, revision, version=revision.version + 5)
    assert response.status_code == 409
    assert "Which one?" in response.content.decode()
    assert not ReviewNote.objects.exists()


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


# Wording


def test_change_of_wording_is_published_by_a_second_editor(client, editor):
    base = factories.make_published(short_answer="Its colour fades.")
    revision = factories.make_wording(base, short_answer="Its color fades.")
    client.force_login(editor)
    assert "Publish the change of wording" in read(client, revision)
    assert post(client, revision, "wording").status_code == 302
    base.summary.refresh_from_db()
    assert base.summary.live_revision_id == revision.pk
    assert workflow.live_badge(base.summary).stands


def test_guard_says_why_a_change_needs_a_signature(client, editor):
    base = factories.make_published(short_answer="Take 5 mg.")
    revision = factories.make_wording(base, short_answer="Take 50 mg.")
    client.force_login(editor)
    assert "A number has changed." in read(client, revision)
    assert post(client, revision, "wording").status_code == 403
    with pytest.raises(workflow.NeedsSignature):
        workflow.approve_wording(revision, by=editor, version=revision.version)


def test_what_its_writer_calls_medium_is_no_change_of_wording(editor):
    base = factories.make_published(short_answer="Its colour fades.")
    revision = factories.make_wording(base, short_answer="Its color fades.")
    Revision.objects.filter(pk=revision.pk).update(significance="medium")
    revision.refresh_from_db()
    with pytest.raises(workflow.NeedsSignature):
        workflow.approve_wording(revision, by=editor, version=revision.version)


def test_without_a_review_that_holds_there_is_no_change_of_wording(editor):
    reviewer = factories.make_reviewer()
    base = factories.make_published(short_answer="Its colour fades.", reviewer=reviewer)
    revision = factories.make_wording(base, short_answer="Its color fades.")
    workflow.withdraw(base.reviews.get(), by=reviewer, reason="An error.")
    with pytest.raises(workflow.NothingSigned):
        workflow.approve_wording(revision, by=editor, version=revision.version)


def test_administrator_approves_no_wording(client, administrator):
    base = factories.make_published(short_answer="Its colour fades.")
    revision = factories.make_wording(base, short_answer="Its color fades.")
    client.force_login(administrator)
    assert "Publish the change" not in read(client, revision)
    assert post(client, revision, "wording").status_code == 403


def test_member_of_no_desk_approves_no_wording(client, member):
    base = factories.make_published(short_answer="Its colour fades.")
    revision = factories.make_wording(base, short_answer="Its color fades.")
    client.force_login(member)
    assert post(client, revision, "wording").status_code == 403


# Taking back


@pytest.fixture
def review(reviewer, revision):
    return workflow.approve(revision, by=reviewer, version=revision.version, interests="None.")


def withdraw(client, review, **fields):
    said = {"reason": "A new guideline.", "sure": "on", **fields}
    return client.post(f"/reviews/{review.public_id}/withdraw/", said)


def test_signature_is_taken_back_with_a_reason(client, review):
    before = Review.objects.values().get()
    show_factor(client)
    response = withdraw(client, review)
    assert response.url == review.get_absolute_url()
    page = client.get(response.url).content.decode()
    assert "Withdrawn: the reviewer took this signature back" in page
    assert "A new guideline." in page
    assert Review.objects.values().get() == before


def test_badge_goes_at_once_from_a_copy_that_a_reader_kept(client, review):
    client.logout()
    url = review.revision.summary.topic.get_absolute_url()
    first = client.get(url)
    assert "Medically reviewed summary" in first.content.decode()
    workflow.withdraw(review, by=review.reviewer, reason="A new guideline.")
    again = client.get(url, headers={"if-none-match": first.headers["ETag"]})
    assert again.status_code == 200
    assert "Medically reviewed summary" not in again.content.decode()
    assert "lastReviewed" not in again.content.decode()
    assert (
        "Summary without a review"
        in client.get(review.revision.summary.topic.condition.get_absolute_url()).content.decode()
    )


@pytest.mark.sample(1)
@pytest.mark.parametrize(
    "fields", [{"reason": ""}, {"reason": "w" * (REASON_MAX + 1)}, {"sure": ""}]
)
def test_taking_back_needs_a_reason_and_a_tick(client, review, fields):
    show_factor(client)
    response = withdraw(client, review, **fields)
    assert response.status_code == 400
    assert fields.get("reason", "A new guideline.") in response.content.decode()
    assert not Withdrawal.objects.exists()


def test_taking_back_asks_for_the_second_factor(client, review):
    assert "reauthenticate" in withdraw(client, review).url
    assert not Withdrawal.objects.exists()


def test_nobody_takes_back_the_signature_of_another(client, review):
    other = factories.make_with_role(roles.MEDICAL_REVIEWER)
    factories.make_reviewer(other)
    client.force_login(other)
    show_factor(client)
    assert withdraw(client, review).status_code == 404
    with pytest.raises(workflow.NotTheirs):
        workflow.withdraw(review, by=other.reviewer_profile, reason="Envy.")


def test_taking_back_twice_is_too_late_and_keeps_the_reason(client, review):
    workflow.withdraw(review, by=review.reviewer, reason="A new guideline.")
    show_factor(client)
    response = withdraw(client, review, reason="My other reason.")
    assert response.status_code == 409
    assert "My other reason." in response.content.decode()
    assert Withdrawal.objects.get().reason == "A new guideline."


def test_desk_lists_what_lost_its_signature(client, review, editor):
    workflow.withdraw(review, by=review.reviewer, reason="A new guideline.")
    client.force_login(editor)
    for path in ("/desk/", "/desk/lists/unreviewed/", "/desk/upkeep/"):
        assert "taken back" in client.get(path).content.decode()
    assert "A new guideline." in client.get("/desk/lists/unreviewed/").content.decode()


def test_those_who_keep_it_are_told_without_a_word_of_what(client, reviewer, editor):
    topic = factories.make_topic(factories.make_condition("secret disease"))
    revision = factories.make_published(topic, by=[editor], reviewer=reviewer)
    review = revision.reviews.get()
    workflow.withdraw(review, by=reviewer, reason="A wrong dose.")
    assert {tuple(message.to) for message in mail.outbox} == {
        (editor.email,),
        (reviewer.user.email,),
    }
    for message in mail.outbox:
        assert message.subject == "A signature was withdrawn"
        for secret in ("secret", "disease", "wrong dose"):
            assert secret not in message.subject + message.body


def test_text_whose_signature_was_taken_back_can_be_signed_anew(client, review, reviewer):
    workflow.withdraw(review, by=reviewer, reason="A new guideline.")
    again = factories.make_in_review(review.revision.summary.topic)
    sign(client, again)
    summary = again.summary
    summary.refresh_from_db()
    assert workflow.live_badge(summary).stands
