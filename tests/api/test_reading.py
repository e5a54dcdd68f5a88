"""What the interface for programs answers."""

import json
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from conditions import limits
from conditions.models import Code, Condition, FormerSlug, Name, Review, Topic
from diseasemaps.accounts.privacy.erasing import erase_account
from experiences import moderation
from tests import factories

pytestmark = pytest.mark.django_db
API = "/api/v1"
ONE = f"{API}/conditions/carcinoid-syndrome"


def get(client, path, status=200, **headers):
    response = client.get(path if path.startswith("/") else f"{API}/{path}", headers=headers)
    assert response.status_code == status, response.content[:300]
    return response


def read(client, path):
    return json.loads(get(client, path).content)


def pages(client, path):
    """All items, page by page."""
    while path:
        page = read(client, path)
        yield from page["items"]
        path = page["next"] and page["next"].removeprefix("https://localhost")


def share(topic, reuse=True, **fields):
    experience = factories.make_public(topic, **fields)
    if reuse:
        moderation.set_reuse(experience, by=experience.author, version=experience.version, yes=True)
    return experience


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


# How it answers


LISTS = ["conditions", "topics", "summaries", "questions", "counts", "exports/catalogue.csv"]
PATHS = [*LISTS, ONE, f"{ONE}/causes", f"{ONE}/causes/summary", f"{ONE}/causes/experiences"]


@pytest.mark.sample(3)
@pytest.mark.parametrize("path", PATHS)
def test_unchanged_answer_is_304_after_few_queries(
    client, topic, path, django_assert_max_num_queries
):
    factories.make_published(topic)
    etag = get(client, path).headers["ETag"]
    with django_assert_max_num_queries(4):
        response = get(client, path, 304, **{"if-none-match": etag})
    assert response.content == b"" and response.headers["ETag"] == etag


@pytest.mark.sample(3)
@pytest.mark.parametrize("path", [path for path in PATHS if path not in ("questions",)])
def test_answer_is_another_after_a_change(client, topic, path):
    factories.make_published(topic)
    etag = get(client, path).headers["ETag"]
    factories.make_published(factories.make_topic(topic.condition))
    get(client, path, 200, **{"if-none-match": etag})


@pytest.mark.sample(2)
@pytest.mark.parametrize("path", ["conditions", "topics", "summaries", f"{ONE}/causes/experiences"])
def test_list_costs_the_same_however_long(client, topic, path, django_assert_num_queries):
    def more(on):
        factories.make_published(on)
        share(topic)

    more(topic)
    with CaptureQueriesContext(connection) as few:
        get(client, path)
    for _ in range(3):
        more(factories.make_topic())
    with django_assert_num_queries(len(few)):
        get(client, path)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("conditions", 200),
        ("conditions/none", 404),
        ("conditions?limit=x", 422),
        ("nowhere/at/all", 404),
        ("exports/summaries.csv", 200),
    ],
)
def test_any_site_may_read_without_cookies_and_search_engines_do_not_keep_it(client, path, status):
    headers = get(client, path, status, origin="https://other.example").headers
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in headers
    assert headers["X-Robots-Tag"] == "noindex"
    assert "Set-Cookie" not in headers


def test_browser_that_asks_first_may_send_an_etag(client):
    response = client.options(f"{API}/conditions")
    assert response.status_code == 204
    assert response.headers["Access-Control-Allow-Headers"] == "If-None-Match"
    assert "POST" not in response.headers["Access-Control-Allow-Methods"]


def test_head_is_answered_without_a_body(client):
    response = client.head(f"{API}/counts")
    assert response.status_code == 200 and response.content == b""
    assert response.headers["ETag"]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_written(client, method):
    assert getattr(client, method)(f"{API}/conditions").status_code == 405


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=201",
        "limit=x",
        "after=-1",
        "after=9223372036854775808",
        f"after={'9' * 5000}",
        "language=xx",
        "code=" + "x" * 10_000,
        "with_content=perhaps",
    ],
)
def test_bad_parameter_is_named_in_a_problem(client, query):
    response = get(client, f"conditions?{query}", 422)
    assert response.headers["Content-Type"] == "application/problem+json"
    problem = json.loads(response.content)
    assert problem["errors"][0]["parameter"] == query.partition("=")[0]
    assert "x" * 100 not in response.content.decode()


@pytest.mark.sample(3)
@pytest.mark.parametrize(
    "path",
    [
        "conditions?code=%00",
        "conditions?code=DOID:%00",
        "conditions?code=%F0%9F%98%80:%E2%80%AE1",
        "conditions?code='%20OR%201=1--",
        "conditions/%00",
        "conditions/%F0%9F%98%80",
        f"conditions/{'a' * 5000}",
        "conditions/carcinoid-syndrome/%00/summary",
        "conditions/carcinoid-syndrome/causes/experiences?after=0-0%00",
        "conditions/carcinoid-syndrome/causes/experiences?after=9999999999999999999-1",
        "topics?after=%2B1",
        "experiences/00000000-0000-0000-0000-000000000000",
        "experiences/nonsense",
    ],
)
def test_odd_input_is_answered_and_never_an_error_of_the_server(client, topic, path):
    factories.make_published(topic)
    assert client.get(f"{API}/{path}").status_code in (200, 404, 422)


# Limits


@pytest.fixture
def few(settings, time_machine):
    """In one and the same minute."""
    time_machine.move_to("2026-11-25T10:00:30Z", tick=False)
    settings.API_REQUESTS_PER_MINUTE = 20
    cache.clear()
    return 20


def test_who_asks_too_often_is_told_when_to_go_on(client, few, time_machine):
    for _ in range(few):
        get(client, "counts")
    response = get(client, "counts", 429)
    assert response.headers["Retry-After"] == "30"
    assert json.loads(response.content)["status"] == 429
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    time_machine.shift(31)
    get(client, "counts")


def test_others_are_not_hindered(client, few):
    for _ in range(few):
        get(client, "counts")
    get(client, "counts", 429)
    assert client.get(f"{API}/counts", REMOTE_ADDR="192.0.2.7").status_code == 200


def test_workers_count_together(client, few, monkeypatch):
    for _ in range(2):
        monkeypatch.setattr(limits, "COUNTER", limits.Counter())
        for _ in range(10):
            get(client, "counts")
    monkeypatch.setattr(limits, "COUNTER", limits.Counter())
    codes = [client.get(f"{API}/counts").status_code for _ in range(10)]
    # A worker that has told nothing yet lets nine through.
    assert codes == [200] * 9 + [429]


def test_file_of_everything_counts_for_many(client, few):
    get(client, "exports/catalogue.csv")
    get(client, "exports/catalogue.csv", 429)


def test_cache_holds_no_network_address(client, few):
    for _ in range(few):
        client.get(f"{API}/counts", REMOTE_ADDR="192.0.2.99")
    window = next(iter(limits.COUNTER.known))
    assert "192.0.2" not in window and cache.get(window) == few


def test_topic_that_is_not_asked_is_not_there(client, topic):
    factories.make_published(topic)
    share(topic)
    Topic.objects.update(is_asked=False)
    for path in (f"{ONE}/causes", f"{ONE}/causes/summary", f"{ONE}/causes/experiences"):
        get(client, path, 404)
    assert read(client, "summaries")["items"] == read(client, "topics")["items"] == []
    counts = read(client, "counts")
    assert (counts["topics"], counts["summaries"], counts["experiences"]) == (0, 0, 0)
