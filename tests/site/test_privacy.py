import logging
import re

import pytest
from django.test import Client
from django.urls import reverse

from diseasemaps.logs import WithoutAddresses
from tests.site.test_access import ACCESS, things  # noqa: F401

pytestmark = pytest.mark.django_db

FETCHED = re.compile(
    r"<(?:script|img|iframe|source|video|audio|embed)\b[^>]*\bsrc=\"([^\"]*)\""
    r"|<link\b(?![^>]*rel=\"(?:canonical|alternate)\")[^>]*\bhref=\"([^\"]*)\""
)
OWN = re.compile(r"/static/|data:|/site\.webmanifest$")
INLINE = re.compile(
    r"<style|\sstyle=|\son\w+=|javascript:|<script(?![^>]*\bsrc=)(?![^>]*type=\"application/)"
)
PUBLIC = [name for name, row in ACCESS.items() if row["anonymous"] == 200]
# No pages: what programs read.
FEEDS = ("experiences:site-feed", "experiences:condition-feed", "experiences:topic-feed")
FOR_MACHINES = (
    "health",
    "robots",
    "manifest",
    "llms",
    "sitemap-",
    "topic-card",
    "api:",
    "conditions:review-text",
    "conditions:review-statement",
    "conditions:review-proof",
    "signing-log:",
    # A piece of a page.
    "conditions:search-suggest",
    *FEEDS,
)
PAGES = [name for name in PUBLIC if name == "api:openapi-view" or not name.startswith(FOR_MACHINES)]


@pytest.fixture(scope="module", params=PAGES)
def response(things, request):  # noqa: F811
    name = request.param
    return Client().get(reverse(name, args=things.get(name, [])), follow=True)


def test_page_fetches_nothing_from_another_host(response):
    addresses = [a or b for a, b in FETCHED.findall(response.content.decode())]
    assert addresses
    assert all(OWN.match(address) for address in addresses)


def test_page_has_no_inline_script_or_style(response):
    assert not INLINE.search(response.content.decode())


def test_policy_allows_nothing_unsafe(response):
    policy = response.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert "http" not in policy


def test_answers_say_little_to_others(response):
    # A page that a token opens names itself to nobody at all.
    assert response.headers["Referrer-Policy"] in ("same-origin", "no-referrer")
    assert response.headers["X-Frame-Options"] == "DENY"
    assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "line",
    [
        "Not Found: /conditions/carcinoid-syndrome/",
        "Internal Server Error: /es/conditions/carcinoid-syndrome/causes/?country=NL",
        '"GET /conditions/carcinoid-syndrome/ HTTP/1.1" 200',
        "Forbidden (CSRF cookie not set.): /conditions/carcinoid-syndrome/",
    ],
)
def test_log_line_names_no_condition(line):
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, line, None, None)
    WithoutAddresses().filter(record)
    assert "carcinoid" not in record.getMessage()


def test_log_line_with_arguments_names_no_condition():
    arguments = ("Not Found", "/conditions/carcinoid-syndrome/")
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, "%s: %s", arguments, None)
    WithoutAddresses().filter(record)
    assert record.getMessage() == "Not Found: [address]"
