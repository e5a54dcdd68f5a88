"""A merger at the same moment as something else, with real threads."""

import os
from functools import partial

import pytest

from experiences import community, moderation
from experiences.community import NotLive
from experiences.counts import recount
from experiences.merging import Stale, make_plan, merge
from experiences.models import Experience, ExperienceRevision, Membership
from tests import factories
from tests.experiences.merging.building import decide
from tests.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)
TIMES = int(os.environ.get("RACES", "4"))
# Of what is rarer on a site.
SOME = max(TIMES // 4, 2)


@pytest.fixture
def people(transactional_db):
    return [factories.make_person() for _ in range(3)]


def merger(origin, target, by):
    plan = make_plan(origin, target)
    return partial(merge, origin, target, by=by, digest=plan.digest, choices=decide(plan))


def test_merging_against_joining_loses_no_member(people):
    one, other, by = people
    for _ in range(TIMES):
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
    for _ in range(TIMES):
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
