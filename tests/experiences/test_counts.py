"""Stored totals never drift: a machine walks random sequences of every verb by several people."""

import os

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from conditions.models import Condition, Topic
from experiences import community, counts, moderation
from experiences.models import (
    Appeal,
    Case,
    Decision,
    Experience,
    ExperienceRevision,
    Membership,
    Report,
)
from tests import factories

pytestmark = pytest.mark.django_db

EXAMPLES = 30 if os.environ.get("THOROUGH") else 6
PEOPLE = st.integers(0, 3)
TOPICS = st.integers(0, 1)
REFUSALS = (
    moderation.AlreadyDecided,
    moderation.OwnWork,
    moderation.NotYours,
    moderation.NotReady,
    IntegrityError,
)
LONG = "Long enough to be sent in, and long enough for somebody to read."


def test_recount_finds_a_wrong_community():
    condition = factories.make_condition()
    factories.make_member(condition)
    Condition.objects.update(member_count=5)
    assert counts.recount() == {"topics": 0, "conditions": 1}
    condition.refresh_from_db()
    assert condition.member_count == 1


def test_recount_finds_a_community_that_everybody_left():
    condition = factories.make_condition()
    factories.make_member(condition)
    Membership.objects.all().delete()
    assert counts.recount() == {"topics": 0, "conditions": 1}


def test_recount_command_says_how_many_were_wrong(capsys):
    factories.make_public()
    Topic.objects.update(person_count=0)
    call_command("recount")
    assert "1 topic" in capsys.readouterr().out


class Verbs(RuleBasedStateMachine):
    """Four members of one condition, two of its topics, two moderators; any verb at any time."""

    def __init__(self):
        super().__init__()
        # Undone when the machine stops: every run begins with an empty site.
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        condition = factories.make_condition()
        self.topics = [factories.make_topic(condition) for _ in range(2)]
        self.condition = condition
        self.people = [factories.make_person() for _ in range(4)]
        self.moderators = [factories.make_person() for _ in range(2)]
        self.why = {"reason": factories.make_reason(), "message": "Why."}

    def teardown(self):
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    def mine(self, person, topic):
        return Experience.objects.filter(
            author=self.people[person], topic=self.topics[topic]
        ).first()

    def attempt(self, verb, *args, **kwargs):
        try:
            with transaction.atomic():
                verb(*args, **kwargs)
        except REFUSALS:
            pass

    @rule(person=PEOPLE, topic=TOPICS)
    def begin_a_wording(self, person, topic):
        experience = moderation.begin(
            self.topics[topic], by=self.people[person], relation="patient"
        )
        self.attempt(moderation.write, experience, LONG)

    @rule(person=PEOPLE, topic=TOPICS, verb=st.sampled_from(["submit", "recall", "discard"]))
    def author_moves_a_wording(self, person, topic, verb):
        experience = self.mine(person, topic)
        revision = experience and experience.open_revision
        if revision:
            move = getattr(moderation, verb)
            self.attempt(move, revision, by=self.people[person], version=experience.version)

    @rule(
        person=PEOPLE,
        topic=TOPICS,
        moderator=st.integers(0, 1),
        verb=st.sampled_from(["approve", "request_changes", "reject"]),
    )
    def moderator_decides(self, person, topic, moderator, verb):
        experience = self.mine(person, topic)
        revision = experience and experience.open_revision
        if revision:
            why = {} if verb == "approve" else self.why
            self.attempt(
                getattr(moderation, verb),
                revision,
                by=self.moderators[moderator],
                version=experience.version,
                **why,
            )

    @rule(person=PEOPLE, topic=TOPICS, verb=st.sampled_from(["hide", "restore"]))
    def moderator_turns(self, person, topic, verb):
        if experience := self.mine(person, topic):
            self.attempt(
                getattr(moderation, verb),
                experience,
                by=self.moderators[0],
                version=experience.version,
                **self.why,
            )

    @rule(person=PEOPLE, topic=TOPICS, verb=st.sampled_from(["withdraw", "put_back", "erase"]))
    def author_turns(self, person, topic, verb):
        if experience := self.mine(person, topic):
            self.attempt(
                getattr(moderation, verb),
                experience,
                by=self.people[person],
                version=experience.version,
            )

    @rule(person=PEOPLE, topic=TOPICS, reporter=PEOPLE, upheld=st.booleans())
    def reader_reports(self, person, topic, reporter, upheld):
        experience = self.mine(person, topic)
        if not experience:
            return
        self.attempt(moderation.report, experience, by=self.people[reporter], why="other")
        experience.refresh_from_db()
        verb = moderation.hide if upheld else moderation.dismiss_reports
        self.attempt(
            verb, experience, by=self.moderators[1], version=experience.version, **self.why
        )

    @rule(person=PEOPLE, topic=TOPICS, upheld=st.booleans())
    def author_appeals(self, person, topic, upheld):
        experience = self.mine(person, topic)
        decision = experience and experience.decisions.first()
        if not decision:
            return
        self.attempt(moderation.appeal, decision, by=self.people[person], text="Please look.")
        decision = Decision.objects.select_related("appeal").get(pk=decision.pk)
        if not hasattr(decision, "appeal"):
            return
        experience.refresh_from_db()
        other = self.moderators[0 if decision.moderator == self.moderators[1] else 1]
        verb = moderation.uphold_appeal if upheld else moderation.dismiss_appeal
        why = {"message": "Why."} if upheld else self.why
        self.attempt(verb, decision.appeal, by=other, version=experience.version, **why)

    @rule(person=PEOPLE, relation=st.sampled_from(["patient", "relative", "clinician"]))
    def person_joins(self, person, relation):
        community.join(self.condition, by=self.people[person], relation=relation, country="NL")

    @rule(person=PEOPLE)
    def person_leaves(self, person):
        community.leave(self.condition, by=self.people[person])

    @invariant()
    def stored_totals_are_the_derived_ones(self):
        for topic in self.topics:
            stored = Topic.objects.filter(pk=topic.pk).values(
                *vars(counts.TopicTotals(0, 0, 0, [], []))
            )
            assert stored.get() == vars(counts.topic_totals(topic.pk))
        self.condition.refresh_from_db()
        assert self.condition.member_count == self.condition.memberships.count()

    @invariant()
    def open_cases_are_those_that_wait_for_somebody(self):
        pending = ExperienceRevision.objects.filter(state="pending").values("experience")
        waiting = Case.objects.open()
        assert set(waiting.filter(kind__in=["new", "edit"]).values_list("experience")) == set(
            pending.values_list("experience")
        )
        reported = Report.objects.filter(outcome="open").values_list("experience")
        assert set(waiting.filter(kind="report").values_list("experience")) == set(reported)
        appealed = Appeal.objects.filter(outcome="open").values_list("decision__experience")
        assert set(waiting.filter(kind="appeal").values_list("experience")) == set(appealed)


@pytest.mark.thorough
def test_totals_and_queue_are_right_after_any_sequence_of_verbs():
    run_state_machine_as_test(
        Verbs, settings=settings(max_examples=EXAMPLES, stateful_step_count=25, deadline=None)
    )
