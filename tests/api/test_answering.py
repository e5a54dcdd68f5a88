"""How the interface for programs answers, whatever is asked of it, and however badly."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories
from tests.api.reading import API, ONE, get, share

pytestmark = pytest.mark.django_db


LISTS = ["conditions", "topics", "summaries", "questions", "counts", "exports/catalogue.csv"]
PATHS = [*LISTS, ONE, f"{ONE}/causes", f"{ONE}/causes/summary", f"{ONE}/causes/experiences"]


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
