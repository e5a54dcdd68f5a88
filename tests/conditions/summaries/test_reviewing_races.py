"""Two people act on one text at the same moment: one does, and the other keeps the words."""

from functools import partial

import pytest
from django.db import connection
from django.test import Client

from conditions.models import Review, Revision, WordingStep
from conditions.summaries import workflow
from conditions.summaries.workflow import AlreadyDecided
from tests import factories
from tests.conditions.summaries.reviewing_pages import fields_of, show_factor
from tests.races import TIMES, at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.thorough]
TYPED = "What I found in it, in my own words."


def names(outcomes) -> list[str]:
    return sorted(type(outcome).__name__ for outcome in outcomes)


def fresh(revision) -> Revision:
    return Revision.objects.select_related("summary__topic__question").get(pk=revision.pk)


def sign(revision, reviewer):
    return partial(
        workflow.approve,
        fresh(revision),
        by=reviewer,
        version=revision.version,
        interests="None.",
    )


def check(revision, outcomes, winners) -> None:
    """Exactly one did what it meant to; the public text, where there is one, is the signed one."""
    assert names(outcomes) in winners, names(outcomes)
    stored = fresh(revision)
    signed = Review.objects.filter(revision=revision, verdict="approved")
    assert (stored.state == "approved") == signed.exists()
    if signed.exists():
        stored.summary.refresh_from_db()
        assert stored.summary.live_revision_id == revision.pk
        assert workflow.live_badge(stored.summary).stands


@pytest.fixture
def reviewers():
    return factories.make_reviewer(), factories.make_reviewer()


def test_sign_against_sign(reviewers):
    for _ in range(TIMES):
        revision = factories.make_in_review()
        outcomes = at_once(*(sign(revision, reviewer) for reviewer in reviewers))
        check(revision, outcomes, [["AlreadyDecided", "Review"]])
        assert Review.objects.filter(revision=revision).count() == 1


def test_sign_against_sending_back(reviewers):
    one, other = reviewers
    for _ in range(TIMES):
        revision = factories.make_in_review()
        back = partial(
            workflow.request_changes, fresh(revision), by=other, version=revision.version, note="No"
        )
        check(revision, at_once(sign(revision, one), back), [["AlreadyDecided", "Review"]])
        assert Review.objects.filter(revision=revision).count() == 1


def take_back_and_save(revision, editor):
    """An editor takes the text out of review and saves other words."""
    workflow.take_back(revision, version=revision.version)
    return workflow.save_draft(
        revision,
        by=editor,
        version=revision.version,
        short_answer="Other words.",
        body=revision.body,
        sources=[factories.make_source()],
    )


def test_sign_against_save(reviewers):
    editor = factories.make_person()
    for _ in range(TIMES):
        revision = factories.make_in_review()
        save = partial(take_back_and_save, fresh(revision), editor)
        outcomes = at_once(sign(revision, reviewers[0]), save)
        check(revision, outcomes, [["AlreadyDecided", "Review"], ["AlreadyDecided", "Revision"]])
        signed = isinstance(outcomes[0], Review)
        assert fresh(revision).short_answer == ("A short answer." if signed else "Other words.")


def test_sign_against_a_note(reviewers):
    writer = factories.make_person()
    for _ in range(TIMES):
        revision = factories.make_in_review()
        note = partial(
            workflow.write_note,
            fresh(revision),
            by=writer,
            version=revision.version,
            section="Sources",
            text="Which?",
        )
        outcomes = at_once(sign(revision, reviewers[0]), note)
        # A note that was there when signing began keeps it from being signed.
        check(
            revision,
            outcomes,
            [
                ["AlreadyDecided", "Review"],
                ["AlreadyDecided", "ReviewNote"],
                ["OpenNotes", "ReviewNote"],
            ],
        )


def test_wording_against_taking_the_signature_back(reviewers):
    for _ in range(TIMES):
        base = factories.make_published(short_answer="Its colour fades.", reviewer=reviewers[0])
        revision = factories.make_wording(base, short_answer="Its color fades.")
        review = base.reviews.get()
        outcomes = at_once(
            partial(
                workflow.approve_wording,
                fresh(revision),
                by=factories.make_person(),
                version=revision.version,
            ),
            partial(workflow.withdraw, review, by=reviewers[0], reason="An error."),
        )
        assert type(outcomes[1]).__name__ == "Withdrawal"
        assert type(outcomes[0]).__name__ in ("WordingStep", "AlreadyDecided", "NothingSigned")
        base.summary.refresh_from_db()
        assert not workflow.live_badge(base.summary).stands


def test_wording_against_wording():
    one, other = factories.make_person(), factories.make_person()
    for _ in range(TIMES):
        base = factories.make_published(short_answer="Its colour fades.")
        revision = factories.make_wording(base, short_answer="Its color fades.")
        outcomes = at_once(
            *(
                partial(workflow.approve_wording, fresh(revision), by=by, version=revision.version)
                for by in (one, other)
            )
        )
        assert names(outcomes) == ["AlreadyDecided", "WordingStep"]
        assert WordingStep.objects.filter(revision=revision).count() == 1


def test_withdrawing_twice_at_once_is_one_row(reviewers):
    for _ in range(TIMES):
        review = factories.make_published(reviewer=reviewers[0]).reviews.get()
        act = partial(workflow.withdraw, by=reviewers[0], reason="An error.")
        copies = [Review.objects.get(pk=review.pk) for _ in range(2)]
        assert names(at_once(*(partial(act, copy) for copy in copies))) == [
            "AlreadyDecided",
            "Withdrawal",
        ]


def test_loser_on_the_page_keeps_the_words():
    """The same through the pages, in whichever order they come."""
    people = []
    for _ in range(2):
        person = factories.make_with_role("medical reviewer")
        factories.make_reviewer(person)
        browser = Client()
        browser.force_login(person)
        show_factor(browser)
        people.append(browser)
    for _ in range(TIMES // 5):
        revision = factories.make_in_review()
        fields = fields_of(revision, note=TYPED)
        outcomes = at_once(
            *(
                partial(browser.post, f"/desk/review/{revision.pk}/sign/", fields)
                for browser in people
            )
        )
        assert sorted(response.status_code for response in outcomes) == [302, 409]
        lost = next(response for response in outcomes if response.status_code == 409)
        page = lost.content.decode()
        assert TYPED in page
        assert "signed it on" in page


def test_settling_a_note_twice_at_once_settles_it_once():
    clients = []
    for _ in range(2):
        clients.append(Client())
        clients[-1].force_login(factories.make_with_role("editor"))
    for _ in range(TIMES):
        revision, by = factories.make_in_review(), factories.make_person()
        note = workflow.write_note(
            revision, by=by, version=revision.version, section="Sources", text="Why?"
        )
        url = f"/desk/review/{revision.pk}/note/{note.pk}/settle/"
        fields = {f"answer_{note.pk}": "So.", "version": revision.version}
        answers = at_once(*(partial(client.post, url, fields) for client in clients))
        assert sorted(getattr(one, "status_code", 500) for one in answers) == [200, 409]


def test_it_is_the_database_that_decides():
    """The races above are of real connections."""
    assert connection.vendor in ("sqlite", "postgresql")
    revision = factories.make_in_review()
    stale = fresh(revision)
    workflow.take_back(revision, version=revision.version)
    with pytest.raises(AlreadyDecided):
        workflow.approve(
            stale, by=factories.make_reviewer(), version=stale.version, interests="None."
        )
