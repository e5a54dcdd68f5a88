"""A member's page begins among people like them, says so, and lets them take it off."""

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from conditions.models import Topic
from experiences import counts
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def told(module_db):
    """Six texts: of three relations, at two times after the diagnosis, from two countries."""
    topic = factories.make_topic()
    for relation, years, country in [
        ("patient", 3, "NL"),
        ("patient", 4, "NL"),
        ("patient", 12, "US"),
        ("relative", 3, "US"),
        ("bereaved", None, ""),
        ("bereaved", None, ""),
    ]:
        factories.make_public(
            topic, relation=relation, years_since_diagnosis=years, country=country
        )
    return topic


@pytest.fixture
def topic(told, settings):
    settings.SMALL_NUMBER = 2
    with transaction.atomic():
        counts.count_topic(told.pk)
    return Topic.objects.get(pk=told.pk)


def enter(client, topic, relation="patient", years=3, country="NL"):
    person = factories.make_person()
    factories.make_member(
        topic.condition,
        person=person,
        relation=relation,
        diagnosed_year=None if years is None else timezone.localdate().year - years,
        country=country,
    )
    client.force_login(person)
    return person


def read(client, topic, query=""):
    response = client.get(f"{topic.get_absolute_url()}{query}")
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_member_sees_people_like_them_and_is_told(client, topic):
    enter(client, topic)
    page = read(client, topic)
    assert page.count("<article") == 2
    assert "You see people like you: has it; since the diagnosis: 2 to 4 years." in page
    assert '<option value="2-4" selected>' in page


def test_everyone_is_one_click_away_and_the_preset_one_click_back(client, topic):
    enter(client, topic)
    assert "?everyone=yes#experiences" in read(client, topic)
    page = read(client, topic, "?everyone=yes")
    assert page.count("<article") == 6
    assert "People like me" in page and "You see people like you" not in page


def test_what_a_member_asks_for_goes_before(client, topic):
    enter(client, topic)
    assert read(client, topic, "?relation=relative").count("<article") == 1
    assert read(client, topic, "?relation=&years=").count("<article") == 6
    assert read(client, topic, "?order=range").count("<article") == 6


def test_show_all_is_everyone_for_a_member(client, topic):
    enter(client, topic)
    page = read(client, topic, "?relation=relative")
    assert 'href="' + topic.get_absolute_url() + '?everyone=yes#experiences" >Show all' in page


def test_relation_alone_where_nobody_is_as_far(client, topic):
    enter(client, topic, relation="relative", years=40)
    page = read(client, topic)
    assert page.count("<article") == 1
    assert "You see people like you: relative or carer." in page


def test_nothing_is_preset_where_nobody_is_like_them(client, topic):
    enter(client, topic, relation="clinician", years=None)
    page = read(client, topic)
    assert page.count("<article") == 6
    assert "You see people like you" not in page


def test_ones_own_text_is_not_the_company_one_looks_for(client, topic):
    person = enter(client, topic, relation="clinician", years=None)
    factories.make_public(topic, author=person, relation="clinician")
    assert "You see people like you" not in read(client, topic)


def test_own_country_is_offered_only_where_enough_share_it(client, topic):
    enter(client, topic, country="NL")
    assert "?country=NL#experiences" in read(client, topic)
    Topic.objects.update(shared_countries=["US"])
    page = read(client, topic)
    assert "?country=NL" not in page and "Only from" not in page


def test_country_stands_alone_for_members_too(client, topic):
    enter(client, topic)
    page = read(client, topic, "?country=NL&relation=patient&years=10-")
    assert page.count("<article") == 2


def test_whoever_is_no_member_here_sees_everyone(client, topic):
    other = factories.make_topic()
    enter(client, other)
    page = read(client, topic)
    assert page.count("<article") == 6 and "People like me" not in page


def test_anonymous_page_knows_nothing_of_it_and_stays_cacheable(
    client, topic, django_assert_num_queries
):
    response = client.get(topic.get_absolute_url())
    page = response.content.decode()
    assert "everyone=yes" not in page and "People like me" not in page
    assert response.headers["Cache-Control"] == "no-cache" and "ETag" in response.headers
    with django_assert_num_queries(1):
        again = client.get(topic.get_absolute_url(), HTTP_IF_NONE_MATCH=response.headers["ETag"])
    assert again.status_code == 304


def test_members_page_is_kept_by_nobody(client, topic):
    enter(client, topic)
    assert "no-store" in client.get(topic.get_absolute_url()).headers["Cache-Control"]


def test_page_without_a_topic_row_answers_a_member(client, topic):
    enter(client, topic)
    question = factories.make_question("untold")
    address = reverse("topic-detail", args=[topic.condition.slug, question.key])
    assert client.get(address).status_code == 200


def test_pages_go_on_among_people_like_them(client, topic):
    enter(client, topic)
    factories.make_many_public(topic, 21, years_since_diagnosis=2)
    page = read(client, topic)
    assert page.count("<article") == 20
    assert "?everyone=yes&amp;relation=patient&amp;years=2-4&amp;after=" in page
