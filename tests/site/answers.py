"""What pages answer to a form that is wrong or late, in demo mode and when something breaks, as
it came: for whoever walks every page.

Forms are found on the pages themselves, so that a new one is refused here by itself. What a post
changes is rolled back, and each kind of answer is kept once.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from copy import copy
from typing import NamedTuple
from unittest import mock
from urllib.parse import urljoin

from django.db import transaction
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.test import Client, RequestFactory, override_settings
from django.urls import reverse
from lxml import html

from tests import factories
from tests.experiences.writing.writing_pages import TEXT, WORDS, form_of, share_address
from tests.site.page import Page

OK, BAD_REQUEST = 200, 400
# Of a page that was open too long: its numbers are of before.
OLD = "999"
VERSIONS = {"version", "revision", "wording_version", "seen", "digest", "members", "seen_name"}
TYPED = {
    "number": "1",
    "checkbox": "on",
    "url": "https://example.org/",
    "email": "somebody@example.org",
    "date": "2020-01-02",
}
NOT_TYPED = {"hidden", "submit", "button"}


class Form(NamedTuple):
    """As it stands on a page, with what its fields hold and with something in each."""

    action: str
    given: dict
    typed: dict


def forms_of(page: Page, content: bytes) -> Iterator[Form]:
    for form in html.fromstring(content).xpath("//main//form[@method='post']"):
        fields = [each for each in form.inputs if each.name and each.get("disabled") is None]
        typed = {each.name: words_for(each) for each in fields if each.get("type") not in NOT_TYPED}
        given = {each.name: each.value or "" for each in fields if each.get("type") == "hidden"}
        actions = [form.get("action") or "", *form.xpath(".//button/@formaction")]
        for action in dict.fromkeys(urljoin(page.url, each) for each in actions):
            yield Form(action, given, typed)


def words_for(field: html.HtmlElement) -> str:
    """Something that might be typed or chosen there."""
    if field.tag == "select":
        return next(filter(None, field.value_options), "")
    if field.tag == "textarea":
        return (field.value or "").strip() or "Some words that say what is meant."
    return field.get("value") or TYPED.get(field.get("type"), "Some words")


def posts(form: Form) -> Iterator[tuple[str, dict]]:
    """Of who types nothing, of who fills in all, and of whose page was open too long."""
    if form.typed:
        yield "empty", form.given
        yield "filled", form.given | form.typed
    for old in sorted(VERSIONS & form.given.keys()):
        yield "late", form.given | form.typed | {old: OLD}


@contextmanager
def undone(client: Client) -> Iterator[None]:
    """All that a request changes, in the database and in the visitor's cookies."""
    cookies = copy(client.cookies)
    around = transaction.atomic()
    around._from_testcase = True  # as Django marks its own: durable blocks may stand inside
    with around:
        yield
        transaction.set_rollback(True)
    client.cookies = cookies


def kind_of(response: HttpResponse) -> tuple[int, frozenset[str]]:
    """Answers of one kind are made from the same templates."""
    return response.status_code, frozenset(each.name for each in response.templates if each.name)


def refused(pages: Iterable[Page]) -> Iterator[Page]:
    known = set()
    for page in pages:
        if page.answer:
            continue
        with undone(page.client):
            content = page.client.get(page.url).content
        for form in forms_of(page, content):
            for what, data in posts(form):
                with undone(page.client):
                    response = page.client.post(form.action, data)
                is_page = response.status_code == OK or response.status_code >= BAD_REQUEST
                if is_page and response.templates and kind_of(response) not in known:
                    known.add(kind_of(response))
                    name = f"{page.name}, {what}: {response.status_code}"
                    yield Page(name, form.action, page.client, response)


def in_demo_mode() -> Iterator[Page]:
    client = Client()
    with override_settings(DEMO=True):
        for name in ("home", "styleguide", "demo:mail-list", "account_login"):
            url = reverse(name)
            yield Page(f"{name} in demo mode", url, client, client.get(url))


def broken() -> Iterator[Page]:
    """What is said of an error of ours and of a form from another visit, with the words in it."""
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    with mock.patch("diseasemaps.views.HomeView.get", side_effect=RuntimeError):
        yield Page("broken page", "/", client, client.get("/"))
    url = share_address(factories.make_topic())
    client.force_login(factories.make_person())
    filled = {**form_of(client.get(url)), **WORDS, "relation": "patient", "text": TEXT}
    with mock.patch("experiences.writing.views.save_first", side_effect=RuntimeError):
        yield Page("form that broke", url, client, client.post(url, filled))
    filled["csrfmiddlewaretoken"] = get_token(RequestFactory().get("/"))
    yield Page("form of another visit", url, client, client.post(url, filled))
    client.logout()
    yield Page("form of somebody signed out", url, client, client.post(url, filled))
