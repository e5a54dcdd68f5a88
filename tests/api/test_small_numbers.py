"""Nothing is told here of where the few people of a condition live, or how long they have it.

Not by hiding cells, as pages do, but because no answer depends on it: of two worlds that differ in
nothing else, the interface tells the same.
"""

import json

import pytest
from django.conf import settings as site
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conditions.models import Topic
from experiences import counts
from experiences.models import Experience, Membership
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
PEOPLE = site.SMALL_NUMBER + 2
COUNTRIES = ["", "NL", "DE", "MT", "AD"]
PATHS = [
    "conditions",
    "conditions/{slug}",
    "conditions/{slug}/{key}",
    "conditions/{slug}/{key}/experiences",
    "topics",
    "counts",
    "exports/catalogue.csv",
    "exports/catalogue.jsonl",
    *(f"conditions/{{slug}}/{{key}}/experiences?country={code}" for code in COUNTRIES[1:]),
    "conditions?country=MT",
    "topics?country=MT&years=0-1",
]
worlds = st.lists(
    st.tuples(st.sampled_from(COUNTRIES), st.none() | st.integers(0, 12), st.booleans()),
    min_size=PEOPLE,
    max_size=PEOPLE,
)


def live(topic: Topic, world: list) -> None:
    """Everybody where the world says, and what is stored of it derived anew."""
    people = topic.experiences.order_by("pk").values_list("pk", "author")
    for (pk, author), (country, years, on_map) in zip(people, world, strict=True):
        Experience.objects.filter(pk=pk).update(country=country, years_since_diagnosis=years)
        Membership.objects.filter(member=author).update(country=country, on_map=on_map)
    counts.count_topic(topic.pk)
    counts.count_members(topic.condition_id)


def told(client, topic: Topic) -> list:
    names = {"slug": topic.condition.slug, "key": topic.question.key}
    answers = [client.get(f"/api/v1/{path.format(**names)}") for path in PATHS]
    return [
        without_times(b"".join(answer) if answer.streaming else answer.content)
        for answer in answers
    ]


def without_times(content: bytes):
    """When something changed is no secret, and differs with every write."""
    try:
        return strip(json.loads(content))
    except ValueError:
        return content


def strip(value):
    if isinstance(value, dict):
        return {key: strip(each) for key, each in value.items() if key != "changed_at"}
    return [strip(each) for each in value] if isinstance(value, list) else value


@pytest.fixture
def few(topic):
    for _ in range(PEOPLE):
        experience = factories.make_public(topic)
        factories.make_member(topic.condition, person=experience.author)
    return topic


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(one=worlds, other=worlds)
def test_two_worlds_that_differ_in_countries_and_years_look_the_same(client, few, one, other):
    live(few, one)
    first = told(client, few)
    live(few, other)
    assert told(client, few) == first


def test_the_test_would_notice_a_person_more(client, few):
    before = told(client, few)
    factories.make_public(few)
    assert told(client, few) != before


def test_years_under_a_text_are_those_of_its_page_and_of_agreed_texts_alone(client, few):
    Experience.objects.update(years_since_diagnosis=3, country="MT")
    Experience.objects.filter(pk=few.experiences.first().pk).update(may_be_reused=True)
    counts.count_topic(few.pk)
    path = f"/api/v1/conditions/{few.condition.slug}/{few.question.key}/experiences"
    items = json.loads(client.get(path).content)["items"]
    assert [item["years_since_diagnosis"] for item in items] == [3]
    assert "MT" not in json.dumps(items)
