"""A merger at the same moment as something else, with real threads."""

from functools import partial

import pytest

from conditions.models import Revision
from conditions.summaries import workflow
from conditions.summaries.signing.verifying import Verifying
from conditions.summaries.workflow import AlreadyDecided
from experiences import community, moderation
from experiences.community import NotLive
from experiences.counts import recount
from experiences.merging import Stale, make_plan, merge
from experiences.models import Experience, ExperienceRevision, Membership
from tests import factories
from tests.experiences.merging.building import decide
from tests.races import SOME, at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.thorough]


@pytest.fixture
def people(transactional_db):
    return [factories.make_person() for _ in range(3)]


def merger(origin, target, by):
    plan = make_plan(origin, target)
    return partial(merge, origin, target, by=by, digest=plan.digest, choices=decide(plan))


def test_merging_against_joining_loses_no_member(people):
    one, other, by = people
    for _ in range(SOME):
        origin, target = factories.make_condition(), factories.make_condition()
        factories.make_member(origin, person=one)
        merged, joined = at_once(
            merger(origin, target, by),
            partial(community.join, origin, by=other, relation="patient"),
        )
        if isinstance(merged, Stale):
            # Who previewed it has not seen the new member, so nothing moved.
            assert Membership.objects.of(origin).count() == 2 and not Membership.objects.of(target)
        else:
            assert isinstance(joined, NotLive) and not isinstance(merged, Exception)
            assert list(Membership.objects.of(target).values_list("member", flat=True)) == [one.pk]
            assert not Membership.objects.of(origin).exists()
        assert recount() == {"topics": 0, "conditions": 0}


def test_merging_against_approving_has_one_winner(people):
    author, moderator, by = people
    for _ in range(SOME):
        origin, target = factories.make_condition(), factories.make_condition()
        revision = factories.make_pending(factories.make_topic(origin), author=author)
        again = ExperienceRevision.objects.select_related("experience").get(pk=revision.pk)
        version = again.experience.version
        merged, approved = at_once(
            merger(origin, target, by),
            partial(moderation.approve, again, by=moderator, version=version),
        )
        experience = Experience.objects.get(pk=revision.experience_id)
        if isinstance(merged, Stale):
            assert not isinstance(approved, Exception)
            assert experience.is_public and experience.topic.condition_id == origin.pk
        else:
            assert not isinstance(merged, Exception)
            assert isinstance(approved, moderation.AlreadyDecided)
            assert not experience.is_public and experience.topic.condition_id == target.pk
        assert recount() == {"topics": 0, "conditions": 0}


def test_merging_against_saving_a_draft_loses_no_word(people):
    """Whoever saved last has the words; nobody is told of a save that is gone."""
    editor, by, _ = people
    for _ in range(SOME):
        origin, target = factories.make_condition(), factories.make_condition()
        draft = factories.make_draft(factories.make_topic(origin), body="Before.")
        merged, saved = at_once(
            merger(origin, target, by),
            partial(
                workflow.save_draft,
                Revision.objects.get(pk=draft.pk),
                by=editor,
                version=draft.version,
                short_answer="Mine.",
                body="My words.",
            ),
        )
        stored = Revision.objects.get(pk=draft.pk)
        if isinstance(saved, workflow.AlreadyDecided):
            assert not isinstance(merged, Exception) and stored.body == "Before."
        else:
            assert isinstance(merged, Stale) and not isinstance(saved, Exception)
            assert (stored.body, stored.version) == ("My words.", saved.version)


def test_merging_against_deciding_on_a_summary_has_one_winner(people):
    by, reviewer = people[0], factories.make_reviewer()
    for turn in range(SOME):
        origin, target = factories.make_condition(), factories.make_condition()
        revision = factories.make_in_review(factories.make_topic(origin))
        decide_on = (
            partial(workflow.approve, interests="None.")
            if turn % 2
            else partial(workflow.request_changes, note="More.")
        )
        merged, decided = at_once(
            merger(origin, target, by),
            partial(
                decide_on,
                Revision.objects.get(pk=revision.pk),
                by=reviewer,
                version=revision.version,
            ),
        )
        assert sum(isinstance(one, (Stale, AlreadyDecided)) for one in (merged, decided)) == 1
        assert not list(Verifying(None).mismatches())
        stored = Revision.objects.get(pk=revision.pk)
        if isinstance(merged, Stale):
            assert stored.state == decided.verdict
            assert stored.summary.topic.condition == origin
        else:
            assert (stored.state, stored.summary.topic.condition) == ("in_review", target)


def test_merging_against_beginning_a_draft_leaves_none_behind(people):
    editor, by, _ = people
    for _ in range(SOME):
        origin, target = factories.make_condition(), factories.make_condition()
        topic = factories.make_draft(factories.make_topic(origin)).summary.topic
        merged, begun = at_once(
            merger(origin, target, by), partial(workflow.begin_draft, topic, "en", by=editor)
        )
        assert not isinstance(begun, Exception)
        stays = isinstance(merged, Stale)
        stored = Revision.objects.get(pk=begun.pk)
        assert stored.summary.topic.condition == (origin if stays else target)
        assert Revision.objects.unsigned().filter(owner=editor, pk=begun.pk).exists()


def test_merging_two_into_each_other_leaves_one(people):
    *_rest, by = people
    for _ in range(SOME):
        one, other = factories.make_condition(), factories.make_condition()
        outcomes = at_once(merger(one, other, by), merger(other, one, by))
        assert sum(isinstance(outcome, Exception) for outcome in outcomes) == 1
        one.refresh_from_db()
        other.refresh_from_db()
        assert {one.state, other.state} == {"live", "merged"}


def test_joining_anew_against_approving_ends_well(people):
    """A member's details reach the texts, which a moderator decides on, in one order of locks."""
    author, other, moderator = people
    for _ in range(SOME):
        topic = factories.make_topic()
        factories.make_member(topic.condition, person=author)
        factories.make_public(topic, author=author)
        revision = factories.make_pending(topic, author=other)
        outcomes = at_once(
            partial(community.join, topic.condition, by=author, relation="patient", country="NL"),
            partial(
                moderation.approve, revision, by=moderator, version=revision.experience.version
            ),
        )
        assert not [outcome for outcome in outcomes if isinstance(outcome, Exception)]
        assert recount() == {"topics": 0, "conditions": 0}
