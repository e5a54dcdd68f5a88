"""What pages say in schema.org's words, against what they show."""

import json
import re
from datetime import timedelta

import pytest
from django.utils import timezone
from lxml import etree

from conditions.models import Code, Name
from conditions.search.index import reindex
from tests import factories

pytestmark = pytest.mark.django_db
SITE = "https://localhost"
NEVER = {"QAPage", "Review", "AggregateRating", "Rating", "Question", "Answer", "FAQPage"}


def parsed(client, path) -> tuple[dict, str]:
    """The one block of structured data of a page, and the page's text."""
    html = client.get(path).content.decode()
    tree = etree.HTML(html)
    (script,) = tree.xpath("//script[@type='application/ld+json']/text()")
    data = json.loads(script)
    assert data["@context"] == "https://schema.org"
    assert not types(data) & NEVER
    return data, " ".join(" ".join(tree.xpath("//main//text()")).split())


def types(value) -> set[str]:
    if isinstance(value, list):
        return {found for each in value for found in types(each)}
    if isinstance(value, dict):
        inner = {found for each in value.values() for found in types(each)}
        return inner | ({value["@type"]} if "@type" in value else set())
    return set()


@pytest.fixture
def topic():
    condition = factories.make_condition("carcinoid syndrome", definition="A rare syndrome.")
    Name.objects.create(condition=condition, text="CS", kind="abbreviation")
    for relation in ("exact", "broader", "former"):
        Code.objects.create(condition=condition, system="doid", value=relation, relation=relation)
    question = factories.make_question("causes", title="What causes {condition}?")
    return factories.make_topic(condition, question)


def share(topic, number):
    for place in range(number):
        relation = ("patient", "relative")[place % 2]
        factories.make_public(topic, may_be_indexed=place % 3 == 0, relation=relation)
    # Approving takes the author's consents from sending in; these are set as if given.
    for place, experience in enumerate(topic.experiences.order_by("pk")):
        type(experience).objects.filter(pk=experience.pk).update(may_be_indexed=place % 3 == 0)


def check_counts(data, shown, topic):
    topic.refresh_from_db()
    assert data["commentCount"] == topic.experience_count
    said = re.search(r"Experiences \((\d+)\)", shown)
    assert int(said.group(1) if said else 0) == data["commentCount"]


def test_reviewed_topic(client, topic):
    revision = factories.make_published(topic, short_answer="A tumour.")
    share(topic, 7)
    data, shown = parsed(client, topic.get_absolute_url())
    review = revision.reviews.get()
    assert data["@type"] == "MedicalWebPage"
    assert data["url"] == SITE + topic.get_absolute_url()
    assert data["about"] == {
        "@type": "MedicalCondition",
        "name": "carcinoid syndrome",
        "alternateName": ["CS"],
    }
    assert data["lastReviewed"] == review.reviewed_at.date().isoformat()
    assert data["reviewedBy"]["name"] == review.reviewer_name and review.reviewer_name in shown
    assert data["description"] == "A tumour."
    check_counts(data, shown, topic)
    # Only those whose authors let search engines have them.
    agreed = topic.experiences.filter(may_be_indexed=True)
    assert {each["url"] for each in data["comment"]} == {
        f"{SITE}/experiences/{each.public_id}/" for each in agreed
    }
    assert len(data["comment"]) == 3 < data["commentCount"]


def test_overdue_topic(client, topic):
    factories.make_published(topic, at=timezone.now() - timedelta(days=3 * 365))
    share(topic, 2)
    data, shown = parsed(client, topic.get_absolute_url())
    assert "Review overdue since" in shown
    assert "lastReviewed" not in data and "reviewedBy" not in data
    assert data["description"]
    check_counts(data, shown, topic)


def test_empty_topic(client, topic):
    data, shown = parsed(client, topic.get_absolute_url())
    assert "No reviewed summary yet" in shown
    assert not {"lastReviewed", "reviewedBy", "description", "dateModified"} & set(data)
    assert data["comment"] == []
    check_counts(data, shown, topic)


def test_pair_without_a_topic_says_nothing_of_comments(client, topic):
    path = topic.get_absolute_url()
    topic.delete()
    data, _shown = parsed(client, path)
    assert "comment" not in data and "commentCount" not in data


def test_breadcrumb_is_the_one_on_the_page(client, topic):
    html = client.get(topic.get_absolute_url()).content.decode()
    shown = etree.HTML(html).xpath("//ol[@class='breadcrumb']/li")
    data, _shown = parsed(client, topic.get_absolute_url())
    steps = data["breadcrumb"]["itemListElement"]
    assert [step["name"] for step in steps] == ["".join(each.itertext()) for each in shown]
    assert [step["position"] for step in steps] == [1, 2, 3]
    for step in steps:
        assert client.get(step["item"].removeprefix(SITE)).status_code == 200


def test_condition_has_its_names_and_the_codes_that_mean_the_same(client, topic):
    data, shown = parsed(client, topic.condition.get_absolute_url())
    condition, way = data["@graph"]
    assert condition["@type"] == "MedicalCondition"
    assert condition["alternateName"] == ["CS"] and condition["description"] == "A rare syndrome."
    assert condition["code"] == [
        {
            "@type": "MedicalCode",
            "codeValue": "exact",
            "codingSystem": "Disease Ontology",
            "url": "https://disease-ontology.org/?id=DOID:exact",
        }
    ]
    assert "CS" in shown and len(way["itemListElement"]) == 2


def test_reviewer_is_a_person_and_an_invented_one_is_nobody(client):
    reviewer = factories.make_reviewer(about="Knows it well.")
    data, shown = parsed(client, reviewer.get_absolute_url())
    person = data["mainEntity"]
    assert person["@type"] == "Person" and person["name"] == reviewer.name
    assert person["jobTitle"] == reviewer.credentials and reviewer.credentials in shown
    invented = factories.make_reviewer(is_fictional=True)
    page = client.get(invented.get_absolute_url()).content.decode()
    assert "ld+json" not in page and "noindex" in page


def test_home_page_is_the_site(client):
    data, _shown = parsed(client, "/es/")
    assert data["@type"] == "WebSite" and data["url"] == f"{SITE}/es/"


def test_search_that_the_site_names_is_there_and_finds(client, topic):
    reindex([topic.condition_id])
    data, _shown = parsed(client, "/es/")
    action = data["potentialAction"]
    assert (action["@type"], action["query-input"]) == ("SearchAction", "required name=words")
    address = action["target"]["urlTemplate"].removeprefix(SITE).replace("{words}", "carcinoid")
    assert address.startswith("/es/search/")
    assert topic.condition.get_absolute_url() in client.get(address).content.decode()
