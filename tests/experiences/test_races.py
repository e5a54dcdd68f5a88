"""Two at once, with real threads, on the database that the suite runs on."""

from functools import partial

import pytest

from experiences import counts, moderation
from experiences.models import Decision, Experience, ExperienceRevision, Membership
from tests import factories
from tests.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)
TIMES = 20


def own(revision: ExperienceRevision) -> ExperienceRevision:
    """The same row as another process would read it."""
    return ExperienceRevision.objects.select_related("experience").get(pk=revision.pk)


def test_of_two_moderators_exactly_one_decides():
    one, other, reason = factories.make_person(), factories.make_person(), factories.make_reason()
    for _ in range(TIMES):
        revision = factories.make_pending()
        version = revision.experience.version
        outcomes = at_once(
            partial(moderation.approve, own(revision), by=one, version=version),
            partial(
                moderation.reject,
                own(revision),
                by=other,
                version=version,
                reason=reason,
                message="No.",
            ),
        )
        assert sorted(type(outcome).__name__ for outcome in outcomes) == [
            "AlreadyDecided",
            "Decision",
        ]
        assert Decision.objects.filter(experience=revision.experience).count() == 1


def test_count_is_right_after_two_texts_were_approved_at_once():
    moderator = factories.make_person()
    for _ in range(TIMES):
        topic = factories.make_topic()
        revisions = [factories.make_pending(topic) for _ in range(3)]
        at_once(
            *(
                partial(
                    moderation.approve,
                    own(revision),
                    by=moderator,
                    version=revision.experience.version,
                )
                for revision in revisions
            )
        )
        topic.refresh_from_db()
        assert topic.person_count == 3


def test_withdrawing_against_hiding_has_one_winner_and_a_right_count():
    moderator, reason = factories.make_person(), factories.make_reason()
    for _ in range(TIMES):
        experience = factories.make_public()
        version = experience.version
        outcomes = at_once(
            partial(
                moderation.withdraw,
                Experience.objects.get(pk=experience.pk),
                by=experience.author,
                version=version,
            ),
            partial(
                moderation.hide,
                Experience.objects.get(pk=experience.pk),
                by=moderator,
                version=version,
                reason=reason,
                message="Why.",
            ),
        )
        assert sum(isinstance(o, moderation.AlreadyDecided) for o in outcomes) == 1
        experience.topic.refresh_from_db()
        assert experience.topic.person_count == 0


def test_community_is_right_after_people_joined_at_once():
    for _ in range(TIMES):
        condition = factories.make_condition()
        people = [factories.make_person() for _ in range(3)]

        def join(person, condition=condition):
            from django.db import transaction

            with transaction.atomic():
                Membership.objects.create(member=person, condition=condition, relation="patient")
                counts.count_members(condition.pk)

        at_once(*(partial(join, person) for person in people))
        condition.refresh_from_db()
        assert condition.member_count == 3
