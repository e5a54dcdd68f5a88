"""A real browser against the real site: ``page`` is a fresh one, ``sign_in`` makes it somebody's.

def test_something(live_server, page, sign_in, moderator):
    sign_in(moderator)
    page.goto(live_server.url + "/moderation/")
"""

import os
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.cache import cache
from django.core.servers.basehttp import WSGIRequestHandler
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.test import Client, testcases
from playwright.sync_api import sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.chromium import ARGUMENTS, find_browser

WAIT = 120_000  # milliseconds for anything to appear, on a machine however busy
SEEN_MAX = 2_000  # characters of each open page in the report of a failure

open_pages: list = []


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo) -> Generator:
    """Beside a failure, what was on the screens."""
    report = yield
    if report.failed and call.when == "call":
        for page in open_pages:
            report.sections.append((page.url, page.inner_text("body")[:SEEN_MAX]))
    return report


class KeptFiles(StaticFilesHandler):
    """A browser asks once for each file, as it does of a real site."""

    def serve(self, request: HttpRequest) -> HttpResponseBase:
        response = super().serve(request)
        response.headers["Cache-Control"] = "max-age=3600"
        return response


@pytest.fixture(scope="session")
def live_server() -> Iterator[LiveServer]:
    """As pytest-django's, which does not see that our static files' app is Django's own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(testcases, "_StaticFilesHandler", KeptFiles)
        # An answer goes out in two parts; the second waited 45 ms for word of the first.
        patch.setattr(WSGIRequestHandler, "disable_nagle_algorithm", True)
        server = LiveServer("localhost")
        yield server
        server.stop()


@pytest.fixture(scope="module")
def browser() -> Iterator:
    """For one module: while it runs, this thread has an event loop, which Django has to allow."""
    path = find_browser()
    if path is None:
        missing = "No browser: install chromium, or name one in CHROMIUM"
        if os.environ.get("BROWSER_REQUIRED") == "1":
            pytest.fail(missing)
        pytest.skip(missing)

    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        launched = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield launched
        launched.close()


@contextmanager
def window(browser, live_server, **options) -> Iterator:
    """Nobody's yet. Fails the test at an error in a script, or at one that the policy stopped."""
    context = browser.new_context(base_url=live_server.url, **options)
    context.set_default_timeout(WAIT)
    page = context.new_page()
    problems: list[str] = []

    def listen(message) -> None:
        if "Content Security Policy" in message.text:
            problems.append(message.text)

    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", listen)
    open_pages.append(page)
    yield page
    open_pages.remove(page)
    context.close()
    assert problems == []


@pytest.fixture(autouse=True)
def fresh_limits(django_db_setup, django_db_blocker) -> None:
    """What one visitor did too often in a test before is not counted against the next."""
    with django_db_blocker.unblock():
        cache.clear()


@pytest.fixture
def page(browser, live_server) -> Iterator:
    with window(browser, live_server) as page:
        yield page


@pytest.fixture
def plain_page(browser, live_server) -> Iterator:
    """As ``page``, of somebody who has switched scripts off."""
    with window(browser, live_server, java_script_enabled=False) as page:
        yield page


@pytest.fixture
def sign_in(live_server) -> Callable:
    """Give a page a session of somebody's."""

    def as_person(page, person: AbstractBaseUser) -> None:
        client = Client()
        client.force_login(person)
        name = settings.SESSION_COOKIE_NAME
        cookie = {"name": name, "value": client.cookies[name].value, "url": live_server.url}
        page.context.add_cookies([cookie])

    return as_person
