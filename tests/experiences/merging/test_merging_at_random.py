"""Any two conditions, whatever hangs on them: a merger keeps the totals, and every old address
leads to the survivor."""

import os
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from conditions.models import (
    CatalogueFlag,
    Code,
    Condition,
    FormerSlug,
    Notice,
    Parent,
    Review,
    Summary,
    Topic,
)
from conditions.search.index import reindex
from conditions.summaries.signing.badge import live_badge, receipt_badge
from experiences.counts import recount
from experiences.merging import make_plan
from experiences.models import Case, Experience, ExperienceRevision, Follow
from tests import factories
from tests.experiences.merging.building import merge_now, totals

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]

EXAMPLES = 30 if os.environ.get("THOROUGH") else 5
PLACES = st.integers(0, 2)  # which of three conditions
PEOPLE = st.integers(0, 3)
QUESTIONS = st.integers(0, 1)
NAMES = st.tuples(
    PLACES,
    st.sampled_from(["Alpha", "Beta", "condition 0", "condition 1"]),
    st.sampled_from(["synonym", "preferred", "former"]),
    st.sampled_from(["en", "es"]),
)
CODES = st.tuples(
    PLACES,
    st.sampled_from(["doid", "mondo", "icd10", "omim"]),
    st.sampled_from(["1", "2", "3"]),
    st.sampled_from(["exact", "related", "former"]),
)
MEMBERS = st.tuples(
    PLACES, PEOPLE, st.sampled_from(["patient", "relative"]), st.sampled_from(["", "NL", "FR"])
)
TEXTS = st.tuples(
    PLACES,
    PEOPLE,
    QUESTIONS,
    st.sampled_from(["draft", "pending", "public", "hidden", "withdrawn", "rejected"]),
)
ANSWERS = st.tuples(
    PLACES,
    QUESTIONS,
    st.sampled_from(["en", "es"]),
    st.sampled_from(["published", "draft", "in_review"]),
)
FOLLOWS = st.tuples(PLACES, PEOPLE, st.sampled_from([None, 0, 1]))
ASKED = st.tuples(PLACES, QUESTIONS, st.booleans())
FLAGS = st.tuples(PLACES, st.sampled_from(["gone", "renamed", "conflict"]))
WORLDS = st.fixed_dictionaries(
    {
        "names": st.lists(NAMES, max_size=8),
        "codes": st.lists(CODES, max_size=8),
        "edges": st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=6),
        "members": st.lists(MEMBERS, max_size=8),
        "texts": st.lists(TEXTS, max_size=8),
        "answers": st.lists(ANSWERS, max_size=6),
        "follows": st.lists(FOLLOWS, max_size=6),
        "asked": st.lists(ASKED, max_size=3),
        "flags": st.lists(FLAGS, max_size=3),
        "notices": st.lists(PLACES, max_size=3),
    }
)


def make_topic(conditions, questions, place: int, number: int) -> Topic:
    return Topic.objects.get_or_create(condition=conditions[place], question=questions[number])[0]


def build(world: dict, people: list) -> list[Condition]:
    conditions = [factories.make_condition(f"condition {place}") for place in range(3)]
    others = [factories.make_condition(f"other {place}") for place in range(3)]
    questions = [factories.make_question(f"asked-{number}") for number in range(2)]
    for condition in conditions:
        FormerSlug.objects.create(slug=f"once-{condition.slug}", condition=condition)
    build_catalogue(world, conditions, others)
    for place, person, relation, country in once(world["members"], 2):
        factories.make_member(
            conditions[place], person=people[person], relation=relation, country=country
        )
    for place, person, number, state in once(world["texts"], 3):
        topic = make_topic(conditions, questions, place, number)
        if state == "public":
            factories.make_public(topic, author=people[person])
        else:
            factories.make_in_state(state, topic, author=people[person])
    for number, (place, question, language, state) in enumerate(world["answers"]):
        topic = make_topic(conditions, questions, place, question)
        build_answer(topic, language, state, f"Answer {number}.", people)
    for place, person, number in once(world["follows"], 3):
        Follow.objects.create(
            condition=conditions[place],
            person=people[person],
            question=None if number is None else questions[number],
        )
    for place, number, is_asked in world["asked"]:
        topic = make_topic(conditions, questions, place, number)
        Topic.objects.filter(pk=topic.pk).update(is_asked=is_asked)
    return conditions


def build_catalogue(world: dict, conditions: list, others: list) -> None:
    for place, text, wanted, language in once(world["names"], 2):
        kind = "synonym" if language == "en" and wanted == "preferred" else wanted
        names = conditions[place].names
        clashes = names.filter(language=language, text=text).exists() or (
            kind == "preferred" and names.filter(language=language, kind=kind).exists()
        )
        if not clashes and text != conditions[place].name:
            factories.make_name(conditions[place], text, kind=kind, language=language)
    for place, system, value, relation in world["codes"]:
        taken = Code.objects.filter(system=system, value=value)
        if system in ("icd10", "omim"):
            taken = taken.filter(condition=conditions[place])
        if not taken.exists():
            Code.objects.create(
                condition=conditions[place], system=system, value=value, relation=relation
            )
    nodes = [*others, *conditions]
    for child, parent in world["edges"]:
        # From lower to higher only: no rings.
        if child < parent:
            Parent.objects.get_or_create(child=nodes[child], parent=nodes[parent])
    for number, (place, kind) in enumerate(once(world["flags"], 2)):
        CatalogueFlag.objects.create(
            condition=conditions[place], kind=kind, source="doid", detail=f"Asked {number}."
        )
    today = timezone.localdate()
    for place in world["notices"]:
        Notice.objects.create(
            condition=conditions[place],
            text="Take care.",
            starts_on=today,
            ends_on=today + timedelta(days=3),
        )


def build_answer(topic, language: str, state: str, words: str, people: list) -> None:
    waiting = Summary.objects.filter(
        topic=topic, language=language, revisions__state="in_review"
    ).exists()
    if state == "draft" or waiting:
        factories.make_draft(topic, language, short_answer=words, by=people[:1])
    elif state == "in_review":
        factories.make_in_review(topic, language, short_answer=words, by=people[1:2])
    else:
        factories.make_published(topic, language, short_answer=words, by=people[:2])


def once(rows: list, length: int) -> list:
    """The first of those that are the same in their first columns."""
    return list({row[:length]: row for row in reversed(rows)}.values())


@pytest.fixture
def people():
    return [factories.make_person() for _ in range(4)]


def test_any_merger_keeps_the_totals(people):
    @settings(max_examples=EXAMPLES, deadline=None)
    @given(world=WORLDS, answer=st.sampled_from(["draft", "review", "leave"]))
    def check(world, answer):
        with transaction.atomic():
            conditions = build(world, people)
            merge_two_into_one(conditions, answer)
            transaction.set_rollback(True)

    check()


def merge_two_into_one(conditions: list[Condition], answer: str) -> None:
    first, second, last = conditions
    before = totals(*conditions)
    slugs = [condition.slug for condition in conditions]
    for origin, target in ((first, second), (second, last)):
        clashes = [each for each in make_plan(origin, target).answers if each.clashes]
        chosen = {each.key: answer if answer in each.choices else "draft" for each in clashes}
        merge_now(origin, target, **chosen)
    after = totals(*conditions)
    assert after.pop("answers") >= before.pop("answers")
    assert after == before
    assert recount() == {"topics": 0, "conditions": 0}
    assert reindex(condition.pk for condition in conditions) == 0
    check_addresses(slugs, last)
    check_what_stands(last, [first, second])


def check_addresses(slugs: list[str], survivor: Condition) -> None:
    client = Client()
    for slug in [*slugs[:-1], *(f"once-{slug}" for slug in slugs)]:
        response = client.get(f"/conditions/{slug}/")
        assert response.status_code == 301
        assert response["Location"] == survivor.get_absolute_url()
    assert client.get(survivor.get_absolute_url()).status_code == 200


def check_what_stands(survivor: Condition, gone: list[Condition]) -> None:
    assert not Experience.objects.about(*[each.pk for each in gone]).exists()
    assert not Summary.objects.published().filter(topic__condition__in=gone).exists()
    today = timezone.localdate()
    for summary in Summary.objects.published():
        assert live_badge(summary).stands
    for review in Review.objects.with_topic().filter(verdict="approved"):
        assert receipt_badge(review, today).stands
    pending = ExperienceRevision.objects.filter(state="pending")
    cases = Case.objects.open().filter(kind__in=["new", "edit"])
    assert set(cases.values_list("experience", "condition")) == set(
        pending.values_list("experience", "experience__topic__condition")
    )
