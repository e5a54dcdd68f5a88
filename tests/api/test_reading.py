"""What the interface for programs gives out: the catalogue, summaries and experiences."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from conditions.models import Code, Condition, FormerSlug, Name, Review, Topic
from diseasemaps.accounts.privacy.erasing import erase_account
from experiences import moderation
from tests import factories
from tests.api.reading import API, ONE, get, pages, read, share

pytestmark = pytest.mark.django_db


# The catalogue


def test_condition_has_its_names_codes_and_licence(client, topic):
    condition = topic.condition
    parent = factories.make_condition("neuroendocrine tumour")
    condition.parent_edges.create(parent=parent)
    Name.objects.create(condition=condition, text="CS", kind="abbreviation", source="mondo")
    Code.objects.create(condition=condition, system="doid", value="4440", relation="exact")
    found = read(client, ONE)
    assert found["names"][0]["text"] == "CS"
    assert found["codes"][0]["url"] == "https://disease-ontology.org/?id=DOID:4440"
    assert [each["slug"] for each in found["parents"]] == [parent.slug]
    assert found["licence"] == "CC-BY-4.0" and "Mondo" in found["attribution"]
    Name.objects.all().delete()
    condition.save()
    assert read(client, ONE)["licence"] == "CC0-1.0"


def test_condition_is_named_in_the_language_that_was_asked_for(client, topic):
    Name.objects.create(
        condition=topic.condition, text="síndrome carcinoide", kind="preferred", language="es"
    )
    found = read(client, f"{ONE}?language=es")
    assert found["name"] == "síndrome carcinoide"
    assert found["url"] == "https://localhost/es/conditions/carcinoid-syndrome/"


def test_condition_is_found_by_its_code(client, topic):
    other = factories.make_condition()
    Code.objects.create(condition=topic.condition, system="doid", value="4440", relation="exact")
    for code in ("DOID:4440", "doid:4440"):
        assert [row["slug"] for row in pages(client, f"conditions?code={code}")] == [
            "carcinoid-syndrome"
        ]
    assert len(list(pages(client, "conditions"))) == 2
    assert list(pages(client, "conditions?code=nonsense")) == []
    assert other.slug not in [row["slug"] for row in pages(client, "conditions?with_content=true")]


def test_lists_go_on_by_key_and_miss_and_repeat_nothing(client, topic):
    for _ in range(6):
        factories.make_public(factories.make_topic())
    slugs = [row["slug"] for row in pages(client, "conditions?limit=2")]
    assert sorted(slugs) == sorted(Condition.objects.values_list("slug", flat=True))
    titles = [row["title"] for row in pages(client, "topics?limit=4")]
    assert len(titles) == len(set(titles)) == 6


def test_old_address_leads_to_the_new_one_and_a_retired_one_is_gone(client, topic):
    FormerSlug.objects.create(slug="carcinoid", condition=topic.condition)
    response = get(client, "conditions/carcinoid/causes?language=es", 301)
    assert response.headers["Location"] == f"{ONE}/causes?language=es"
    Condition.objects.update(state="retired")
    problem = json.loads(get(client, ONE, 410).content)
    assert problem["status"] == 410 and problem["title"] == "Gone"


def test_questions_come_in_each_language(client):
    question = factories.make_question("causes", title="What causes {condition}?")
    question.texts.create(language="es", title="Causas de {condition}", label="Causas")
    found = read(client, "questions")
    assert [text["language"] for text in found[0]["texts"]] == ["en", "es"]


def test_topic_that_is_not_asked_is_not_there(client, topic):
    factories.make_published(topic)
    share(topic)
    Topic.objects.update(is_asked=False)
    for path in (f"{ONE}/causes", f"{ONE}/causes/summary", f"{ONE}/causes/experiences"):
        get(client, path, 404)
    assert read(client, "summaries")["items"] == read(client, "topics")["items"] == []
    counts = read(client, "counts")
    assert (counts["topics"], counts["summaries"], counts["experiences"]) == (0, 0, 0)


# Summaries


def test_summary_says_whether_it_is_reviewed_today(client, topic):
    factories.make_published(topic, short_answer="A tumour.")
    found = read(client, f"{ONE}/causes/summary")
    assert found["standing"] == "stands" and found["short_answer"] == "A tumour."
    assert found["review"]["receipt"].startswith("https://localhost/reviews/")
    Review.objects.update(due_on=timezone.localdate() - timedelta(days=1))
    # The seal covers the date: what somebody changes in the database carries no badge.
    assert read(client, f"{ONE}/causes/summary")["standing"] == "none"


def test_overdue_review_says_so(client, topic):
    factories.make_published(topic, at=timezone.now() - timedelta(days=3 * 365))
    assert read(client, f"{ONE}/causes/summary")["standing"] == "overdue"
    assert read(client, "summaries")["items"][0]["standing"] == "overdue"


def test_changed_text_carries_no_review(client, topic):
    revision = factories.make_published(topic)
    type(revision).objects.update(body="Changed.")
    found = read(client, f"{ONE}/causes/summary")
    assert found["standing"] == "none" and found["review"] is None


def test_draft_is_not_there(client, topic):
    factories.make_draft(topic, short_answer="canary")
    get(client, f"{ONE}/causes/summary", 404)
    factories.make_public(topic)
    get(client, f"{ONE}/causes/summary", 404)
    assert "canary" not in get(client, "summaries").content.decode()


@pytest.mark.parametrize(
    ("attribution", "setting", "licence"),
    [("", "", None), ("", "CC-BY-4.0", "CC-BY-4.0"), ("From elsewhere.", "CC-BY-4.0", None)],
)
def test_licence_of_a_summary_is_the_sites_unless_it_is_from_elsewhere(
    client, topic, settings, attribution, setting, licence
):
    settings.SUMMARY_LICENCE = setting
    factories.make_published(topic, attribution=attribution)
    found = read(client, f"{ONE}/causes/summary")
    assert (found["licence"], found["attribution"]) == (licence, attribution)


# Experiences


def test_only_texts_whose_authors_agreed_to_reuse_are_given_out(client, topic):
    share(topic, reuse=False, text="canary")
    factories.make_public(topic, text="canary", may_be_indexed=True)
    agreed = share(topic, text="This is how it was for me and everybody may know of it.")
    items = list(pages(client, f"{ONE}/causes/experiences"))
    assert [item["id"] for item in items] == [str(agreed.public_id)]
    # The totals are those of the page.
    assert read(client, f"{ONE}/causes")["experience_count"] == 3


def test_text_goes_at_once_when_the_consent_is_taken_back(client, topic):
    experience = share(topic)
    address = f"{API}/experiences/{experience.public_id}"
    kept = {path: get(client, path).headers["ETag"] for path in (address, f"{ONE}/causes")}
    experience.refresh_from_db()
    moderation.set_reuse(experience, by=experience.author, version=experience.version, yes=False)
    get(client, address, 404, **{"if-none-match": kept[address]})
    assert read(client, f"{ONE}/causes/experiences")["items"] == []


@pytest.mark.parametrize("state", ["withdrawn", "hidden"])
def test_text_goes_with_its_page(client, topic, state):
    experience = factories.make_in_state(state, topic, may_be_reused=True)
    type(experience).objects.update(may_be_reused=True)
    get(client, f"experiences/{experience.public_id}", 404)
    factories.make_published(topic)
    assert read(client, f"{ONE}/causes/experiences")["items"] == []


def test_text_of_somebody_whose_account_is_gone_is_not_given_out(client, topic):
    experience = share(topic)
    erase_account(experience.author, keep_texts=True)
    get(client, f"experiences/{experience.public_id}", 404)


def test_experience_says_what_its_page_says_and_no_more(client, topic):
    experience = share(topic, country="NL", years_since_diagnosis=3, signed_with_pen_name=False)
    found = read(client, f"experiences/{experience.public_id}")
    assert found["signature"] == "A member" and found["years_since_diagnosis"] == 3
    assert set(found) == {
        *("id", "condition", "question", "url", "language", "text", "signature", "relation"),
        *("years_since_diagnosis", "published_on", "amended_on"),
    }
    assert "NL" not in json.dumps(found)


def test_experiences_go_on_newest_first(client, topic):
    made = [share(topic, days_ago=day) for day in range(5)]
    found = [item["id"] for item in pages(client, f"{ONE}/causes/experiences?limit=2")]
    assert found == [str(each.public_id) for each in made]


def test_experiences_cannot_be_chosen_by_country_relation_or_years(client, topic):
    share(topic, country="NL")
    both = f"{ONE}/causes/experiences"
    plain = read(client, both)
    assert read(client, f"{both}?country=DE&relation=relative&years=10-") == plain
