from datetime import date
from functools import partial

import pytest
from django.db import IntegrityError, transaction

from conditions.models import Review, Revision
from conditions.summaries import workflow
from tests import factories
from tests.races import TIMES, at_once

pytestmark = pytest.mark.django_db


def sign(revision, reviewer, **fields):
    return workflow.approve(
        revision, by=reviewer, version=revision.version, interests="None.", **fields
    )


def test_approving_publishes_the_signed_text():
    revision = factories.make_in_review()
    review = sign(revision, factories.make_reviewer())
    revision.summary.refresh_from_db()
    assert revision.summary.live_revision == revision
    assert review.statement_hash


def test_author_cannot_approve_own_revision(medical_reviewer):
    revision = factories.make_in_review(by=[medical_reviewer])
    with pytest.raises(workflow.OwnWork):
        sign(revision, medical_reviewer.reviewer_profile)
    revision.summary.refresh_from_db()
    assert not revision.summary.is_published


def test_author_of_an_earlier_unsigned_revision_cannot_approve(medical_reviewer):
    topic = factories.make_topic()
    factories.make_draft(topic, by=[medical_reviewer])
    revision = factories.make_in_review(topic)
    with pytest.raises(workflow.OwnWork):
        sign(revision, medical_reviewer.reviewer_profile)


def test_author_of_a_revision_before_the_last_signature_may_approve(medical_reviewer):
    topic = factories.make_topic()
    factories.make_published(topic, by=[medical_reviewer])
    revision = factories.make_in_review(topic)
    assert sign(revision, medical_reviewer.reviewer_profile)


@pytest.mark.parametrize("earlier", [False, True])
def test_database_refuses_a_reviewer_who_wrote_it(medical_reviewer, earlier):
    topic = factories.make_topic()
    revision = factories.make_in_review(topic, by=() if earlier else [medical_reviewer])
    if earlier:
        workflow.request_changes(
            revision, by=factories.make_reviewer(), version=revision.version, note="More."
        )
        factories.make_draft(topic, by=[medical_reviewer])
        revision = factories.make_in_review(topic)
    review = Review(
        revision=revision,
        reviewer=medical_reviewer.reviewer_profile,
        verdict="changes_requested",
        note="x",
    )
    with pytest.raises(IntegrityError, match="four_eyes"), transaction.atomic():
        review.save()


def test_database_refuses_to_hand_a_review_to_its_author(medical_reviewer):
    revision = factories.make_published(by=[medical_reviewer])
    with pytest.raises(IntegrityError, match="four_eyes"), transaction.atomic():
        Review.objects.filter(revision=revision).update(reviewer=medical_reviewer.reviewer_profile)


def test_database_refuses_two_revisions_in_review():
    revision = factories.make_in_review()
    second = factories.make_draft(revision.summary.topic)
    with pytest.raises(IntegrityError), transaction.atomic():
        workflow.submit_for_review(second, version=second.version)


def test_second_decision_on_the_same_version_loses():
    revision = factories.make_in_review()
    seen = revision.version
    sign(revision, factories.make_reviewer())
    with pytest.raises(workflow.AlreadyDecided):
        workflow.request_changes(
            revision, by=factories.make_reviewer(), version=seen, note="Too late."
        )
    assert Review.objects.filter(revision=revision).count() == 1


def test_reviewer_whose_credentials_lapsed_cannot_sign():
    reviewer = factories.make_reviewer(valid_until="2020-01-01")
    reviewer.refresh_from_db()
    revision = factories.make_in_review()
    with pytest.raises(workflow.CredentialsLapsed):
        sign(revision, reviewer)


def test_revision_without_short_answer_cannot_enter_review():
    revision = factories.make_draft(short_answer="")
    with pytest.raises(IntegrityError), transaction.atomic():
        workflow.submit_for_review(revision, version=revision.version)
    revision.refresh_from_db()
    assert revision.state == Revision.State.DRAFT


def test_review_is_due_after_the_questions_months():
    question = factories.make_question(review_months=6)
    revision = factories.make_in_review(factories.make_topic(question=question))
    review = sign(revision, factories.make_reviewer())
    assert review.due_on == workflow.add_months(review.reviewed_at.date(), 6)


def test_a_month_without_that_day_ends_on_its_last():
    assert workflow.add_months(date(2026, 8, 31), 6) == date(2027, 2, 28)


@pytest.mark.django_db(transaction=True)
def test_of_two_reviewers_exactly_one_signs():
    one, other = factories.make_reviewer(), factories.make_reviewer()
    for _ in range(TIMES):
        revision = factories.make_in_review()
        acts = [
            partial(sign, Revision.objects.get(pk=revision.pk), reviewer)
            for reviewer in (one, other)
        ]
        outcomes = at_once(*acts)
        assert sorted(type(o).__name__ for o in outcomes) == ["AlreadyDecided", "Review"]
