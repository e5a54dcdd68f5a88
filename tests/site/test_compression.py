"""What is sent compressed, and what never is."""

import gzip
import re

import brotli
import pytest
from django.contrib.staticfiles import finders
from django.http import HttpResponse, StreamingHttpResponse
from django.test import RequestFactory

from diseasemaps.compression import chosen, compress
from tests import factories

pytestmark = pytest.mark.django_db
FIRST_VISIT = 60_000  # bytes over the wire, for a topic page and all that it needs
REQUESTS = 6
ENOUGH = b"Words that repeat. " * 100


@pytest.fixture
def path():
    topic = factories.make_topic()
    factories.make_published(topic)
    factories.make_public(topic)
    return topic.get_absolute_url()


def get(client, path, accepted, status=200, **headers):
    response = client.get(path, headers={"accept-encoding": accepted, **headers})
    assert response.status_code == status
    return response


def content(response) -> bytes:
    body = b"".join(response) if response.streaming else response.content
    encoding = response.headers.get("Content-Encoding")
    return {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}[encoding](body)


@pytest.mark.sample(2)
@pytest.mark.parametrize("where", ["", "/api/v1/topics", "/sitemap.xml", "/llms.txt"])
def test_public_answers_are_the_same_compressed(client, path, where):
    plain = get(client, where or path, "identity")
    for accepted in ("br", "gzip"):
        response = get(client, where or path, accepted)
        assert content(response) == plain.content
        if len(plain.content) >= 400:
            assert response.headers["Content-Encoding"] == accepted
            assert int(response.headers["Content-Length"]) == len(response.content)
            assert len(response.content) < len(plain.content)
        for each in (plain, response):
            assert "Accept-Encoding" in each.headers["Vary"]


@pytest.mark.parametrize("where", ["/api/v1/exports/catalogue.jsonl", "/sitemap.topics.en.1.xml"])
def test_files_that_are_streamed_are_compressed_on_the_way(client, path, where):
    for accepted in ("br", "gzip"):
        response = get(client, where, accepted)
        assert response.headers["Content-Encoding"] == accepted
        assert content(response) == content(get(client, where, "identity"))


@pytest.mark.sample(1)
@pytest.mark.parametrize("accepted", ["br", "gzip", "identity"])
def test_copy_in_any_encoding_is_confirmed(client, path, accepted):
    etag = get(client, path, accepted).headers["ETag"]
    assert etag.startswith("W/") == (accepted != "identity")
    for later in ("br", "gzip", "identity"):
        assert get(client, path, later, 304, **{"if-none-match": etag}).content == b""


def test_page_of_somebody_who_is_signed_in_is_never_compressed(client, path, member):
    client.force_login(member)
    for where in (path, "/accounts/privacy/", "/experiences/mine/"):
        assert "Content-Encoding" not in get(client, where, "br, gzip").headers


@pytest.mark.parametrize("where", ["/accounts/login/", "/accounts/signup/"])
def test_page_with_a_secret_in_its_form_is_never_compressed(client, where):
    response = get(client, where, "br, gzip")
    assert "csrfmiddlewaretoken" in response.content.decode()
    assert "Content-Encoding" not in response.headers


@pytest.mark.sample(1)
@pytest.mark.parametrize("cookie", ["sessionid", "csrftoken", "messages"])
def test_who_brings_a_cookie_of_ours_gets_it_as_it_is(client, path, cookie):
    client.cookies[cookie] = "anything"
    assert "Content-Encoding" not in get(client, path, "br, gzip").headers


def answer(response, accepted="br, gzip"):
    request = RequestFactory().get("/", headers={"accept-encoding": accepted})
    return compress(lambda _request: response)(request)


@pytest.mark.parametrize(
    "response",
    [
        HttpResponse(ENOUGH, content_type="image/png"),
        HttpResponse(ENOUGH, headers={"Content-Encoding": "br"}),
        HttpResponse(ENOUGH, headers={"Cache-Control": "private, no-store"}),
        HttpResponse(b"short"),
    ],
)
def test_what_would_gain_nothing_or_is_not_for_all_stays(response):
    before = response.content, response.headers.get("Content-Encoding")
    response = answer(response)
    assert (response.content, response.headers.get("Content-Encoding")) == before


def test_stream_is_not_gathered_before_it_is_sent():
    sent = []

    def rows():
        for number in range(2000):
            sent.append(number)
            yield f"{number} {number**7}\n"

    response = answer(StreamingHttpResponse(rows(), content_type="text/csv"), "gzip")
    next(iter(response))
    assert 0 < len(sent) < 2000


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip", "gzip"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("br;q=0.0,gzip;q=0", ""),
        ("br;q=0.1", "br"),
        ("*", ""),
        ("", ""),
        ("bread", ""),
        ("br" * 20_000, ""),
        ("gzip;q=" + "0" * 20_000, "gzip"),
    ],
)
def test_encoding_is_one_that_the_browser_takes(accepted, encoding):
    assert chosen(accepted) == encoding


def test_first_visit_to_a_topic_is_small(client, path):
    page = get(client, path, "br")
    html = content(page).decode()
    needed = set(re.findall(r'(?:src|href)="/static/([^"]+)"', html))
    assert 1 < 1 + len(needed) <= REQUESTS
    sizes = {name: len(smallest(name)) for name in needed}
    assert len(page.content) + sum(sizes.values()) < FIRST_VISIT, sizes


def smallest(name: str) -> bytes:
    """As WhiteNoise sends it, though it tries harder."""
    with open(finders.find(name), "rb") as file:
        return brotli.compress(file.read(), quality=9)
