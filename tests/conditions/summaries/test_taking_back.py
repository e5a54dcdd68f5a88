"""A signature that its reviewer takes back."""

import pytest
from django.core import mail

from conditions.models import Review, Withdrawal
from conditions.models.reviews import REASON_MAX
from conditions.summaries import workflow
from diseasemaps.accounts import roles
from tests import factories
from tests.conditions.summaries.reviewing_pages import show_factor, sign

pytestmark = pytest.mark.django_db


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
    mail.outbox.clear()
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
