"""Two at once, with real threads, on the database that the suite runs on."""

from collections.abc import Callable
from functools import partial
from uuid import uuid4

import pytest
from django.db import transaction

from experiences import community, moderation
from experiences.models import Case, Decision, Experience, ExperienceRevision
from tests import factories
from tests.races import TIMES, at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.thorough]
LOST = (moderation.AlreadyDecided, moderation.DraftChanged, moderation.AlreadyClaimed)


@pytest.fixture
def reason(transactional_db):
    return factories.make_reason()


@pytest.fixture
def people(transactional_db):
    """An author and two moderators; making people takes longest."""
    return [factories.make_person() for _ in range(3)]


def own(revision: ExperienceRevision) -> ExperienceRevision:
    """The same row as another process would read it."""
    return ExperienceRevision.objects.select_related("experience").get(pk=revision.pk)


def again(experience: Experience) -> Experience:
    return Experience.objects.get(pk=experience.pk)


def outcomes_of(*acts: Callable) -> list:
    """What came of acts at once: nothing but results and losses."""
    outcomes = at_once(*acts)
    unexpected = [o for o in outcomes if isinstance(o, Exception) and not isinstance(o, LOST)]
    assert not unexpected
    return outcomes


def losers(outcomes: list) -> int:
    return sum(isinstance(outcome, LOST) for outcome in outcomes)


def decider(verb: str, revision: ExperienceRevision, by, reason) -> Callable:
    why = {} if verb == "approve" else {"reason": reason, "message": "Why."}
    return partial(
        getattr(moderation, verb),
        own(revision),
        by=by,
        version=revision.experience.version,
        **why,
    )


def test_of_two_moderators_exactly_one_decides(people, reason):
    author, one, other = people
    for _ in range(TIMES):
        revision = factories.make_pending(author=author)
        outcomes = outcomes_of(
            decider("approve", revision, one, reason), decider("reject", revision, other, reason)
        )
        assert losers(outcomes) == 1
        decision = Decision.objects.get(experience=revision.experience)
        lost = next(o for o in outcomes if isinstance(o, moderation.AlreadyDecided))
        assert lost.decision == decision


def test_deciding_against_taking_the_text_back_has_one_winner(people, reason):
    author, one, _other = people
    for _ in range(TIMES):
        revision = factories.make_pending(author=author)
        version = revision.experience.version
        outcomes = outcomes_of(
            decider("approve", revision, one, reason),
            partial(moderation.recall, own(revision), by=author, version=version),
        )
        assert losers(outcomes) == 1
        assert not Case.objects.open().filter(experience=revision.experience).exists()


def test_deciding_against_saving_an_edit_has_one_winner(people, reason):
    """A text that waits cannot be saved over: what was decided is what was read."""
    author, one, _other = people
    for _ in range(TIMES):
        revision = factories.make_pending(author=author)
        save = partial(
            moderation.save_draft, own(revision), by=author, version=revision.version, text="Else."
        )
        outcomes = outcomes_of(decider("request_changes", revision, one, reason), save)
        assert not isinstance(outcomes[0], Exception)
        revision.refresh_from_db()
        assert revision.text != "Else." or outcomes[1] == revision


def test_withdrawing_against_hiding_has_one_winner_and_a_right_count(people, reason):
    author, one, _other = people
    for _ in range(TIMES):
        experience = factories.make_public(author=author, moderator=one)
        version = experience.version
        outcomes = outcomes_of(
            partial(moderation.withdraw, again(experience), by=author, version=version),
            partial(
                moderation.hide,
                again(experience),
                by=one,
                version=version,
                reason=reason,
                message="Why.",
            ),
        )
        assert losers(outcomes) == 1
        experience.topic.refresh_from_db()
        assert experience.topic.person_count == 0


def test_erasing_against_deciding_leaves_nothing_public(people, reason):
    author, one, _other = people
    for _ in range(TIMES):
        revision = factories.make_pending(author=author)
        experience = revision.experience
        version = experience.version
        outcomes = outcomes_of(
            decider("approve", revision, one, reason),
            partial(moderation.erase, again(experience), by=author, version=version),
        )
        assert losers(outcomes) == 1
        experience.topic.refresh_from_db()
        experience.refresh_from_db()
        assert experience.topic.person_count == (1 if experience.is_public else 0)
        assert experience.state in ("public", "erased")


def test_of_two_who_open_a_case_at_once_one_gets_it(people):
    author, one, other = people
    for _ in range(TIMES):
        revision = factories.make_pending(author=author)
        case = Case.objects.get(experience=revision.experience)
        same = Case.objects.get(pk=case.pk)
        outcomes = outcomes_of(
            partial(moderation.claim, case, by=one), partial(moderation.claim, same, by=other)
        )
        assert losers(outcomes) == 1


def test_second_click_of_two_sends_nothing_twice(people):
    author = people[0]
    for _ in range(TIMES):
        revision = factories.make_written(author=author)
        version, key = revision.experience.version, uuid4()
        acts = [
            partial(moderation.submit, own(revision), by=author, version=version, key=key)
            for _ in range(2)
        ]
        outcomes_of(*acts)
        assert Case.objects.filter(experience=revision.experience).count() == 1
        assert revision.experience.consents.filter(purpose="publish").count() == 1


def test_count_is_right_after_texts_were_approved_at_once(people, reason):
    author, one, other = people
    for _ in range(TIMES // 4):
        topic = factories.make_topic()
        revisions = [factories.make_pending(topic, author=each) for each in people]
        outcomes_of(
            decider("approve", revisions[0], other, reason),
            decider("approve", revisions[1], author, reason),
            decider("approve", revisions[2], one, reason),
        )
        topic.refresh_from_db()
        assert topic.person_count == 3


def test_community_is_right_after_people_joined_at_once(people):
    for _ in range(TIMES // 4):
        condition = factories.make_condition()
        outcomes_of(
            *(partial(community.join, condition, by=each, relation="patient") for each in people)
        )
        condition.refresh_from_db()
        assert condition.member_count == 3


def test_one_person_who_reports_twice_at_once_has_one_report(people):
    author, one, _other = people
    for _ in range(TIMES // 4):
        experience = factories.make_public(author=author, moderator=one)
        acts = [
            partial(moderation.report, again(experience), by=one, why="other") for _ in range(2)
        ]
        outcomes_of(*acts)
        assert experience.reports.count() == 1


def test_decision_that_is_rolled_back_tells_nobody(people, reason, mailoutbox):
    author, one, _other = people
    revision = factories.make_pending(author=author)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        decider("reject", revision, one, reason)()
        raise ZeroDivisionError
    assert not Decision.objects.exists()
    assert not author.news.exists()
