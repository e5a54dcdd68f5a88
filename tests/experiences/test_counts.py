import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from conditions.models import Condition, Topic
from experiences import counts, moderation
from experiences.models import Membership
from tests import factories


@pytest.mark.django_db
def test_recount_finds_a_wrong_community():
    condition = factories.make_condition()
    factories.make_member(condition)
    Condition.objects.update(member_count=5)
    assert counts.recount() == {"topics": 0, "conditions": 1}
    condition.refresh_from_db()
    assert condition.member_count == 1


@pytest.mark.django_db
def test_recount_finds_a_community_that_everybody_left():
    condition = factories.make_condition()
    factories.make_member(condition)
    Membership.objects.all().delete()
    assert counts.recount() == {"topics": 0, "conditions": 1}


@pytest.mark.django_db
def test_recount_command_says_how_many_were_wrong(capsys):
    from django.core.management import call_command

    factories.make_public()
    Topic.objects.update(person_count=0)
    call_command("recount")
    assert "1 topic" in capsys.readouterr().out


class CountsNeverDrift(TestCase):
    """Random sequences of verbs on a topic leave the stored totals equal to the derived ones."""

    @settings(max_examples=15, deadline=None)
    @given(
        st.lists(
            st.tuples(st.integers(0, 3), st.sampled_from(["hide", "restore", "out", "back"])),
            max_size=12,
        )
    )
    def test_stored_totals_are_the_derived_ones(self, steps):
        topic = factories.make_topic()
        moderator = factories.make_person()
        why = {"reason": factories.make_reason(), "message": "Why."}
        relations = ["patient", "patient", "relative", "bereaved"]
        texts = [factories.make_public(topic, relation=relation) for relation in relations]
        for index, verb in steps:
            text = texts[index]
            text.refresh_from_db()
            try:
                if verb == "hide":
                    moderation.hide(text, by=moderator, version=text.version, **why)
                elif verb == "restore":
                    moderation.restore(text, by=moderator, version=text.version, **why)
                elif verb == "out":
                    moderation.withdraw(text, by=text.author, version=text.version)
                else:
                    moderation.put_back(text, by=text.author, version=text.version)
            except moderation.AlreadyDecided:
                pass
            stored = Topic.objects.filter(pk=topic.pk).values(
                "person_count", "relative_count", "experience_count", "shared_countries"
            )
            assert stored.get() == vars(counts.topic_totals(topic.pk))
