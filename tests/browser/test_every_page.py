"""Every page of the site in a browser: accessible, within its width, and nothing from elsewhere."""

from collections import defaultdict
from pathlib import Path
from urllib.parse import urlsplit

import axe_playwright_python
import pytest
from django.conf import settings
from django.db import connection

from tests.site.every_page import Page, every_page

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.thorough]

AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text("utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
CHECK = """async ([tags, rules]) => {
  const only = rules ? {type: "rule", values: rules} : {type: "tag", values: tags};
  const found = await axe.run({runOnly: only, resultTypes: ["violations"]});
  return found.violations.map((each) => each.id + ": " + each.nodes.map(
    (node) => node.target.join(" ") + " " + node.any.map((why) => why.message).join("; ")
  ).slice(0, 3).join(" | "));
}"""
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
WIDE, PHONE, SMALL = ((1280, 800), (375, 667), (320, 640))
# What may differ by the width of the window or by its colours; the other rules look at the markup.
BY_LOOK = ["color-contrast", "target-size", "link-in-text-block", "scrollable-region-focusable"]
# Where everybody goes.
MAIN = ("home", "full topic", "topic-detail", "conditions:condition-detail", "experiences:mine")


class Walk:
    """One browser window for each visitor, and all that was found wrong."""

    def __init__(self, browser, base_url: str) -> None:
        self.browser, self.base_url = browser, base_url
        self.host = urlsplit(base_url).netloc
        self.windows: dict[int, object] = {}
        self.wrong: dict[str, list[str]] = defaultdict(list)
        self.visited = self.address = ""

    def window(self, page: Page):
        """That of whoever opens the page."""
        key = id(page.client)
        if key not in self.windows:
            context = self.browser.new_context(base_url=self.base_url, reduced_motion="reduce")
            context.add_init_script(AXE)
            window = context.new_page()
            window.on("pageerror", lambda error: self.complain(f"script: {error}"))
            window.on("console", self.hear)
            window.on("request", self.see_request)
            self.windows[key] = window
        session = page.client.cookies.get(settings.SESSION_COOKIE_NAME)
        if session:
            cookie = {"name": session.key, "value": session.value, "url": self.base_url}
            self.windows[key].context.add_cookies([cookie])
        return self.windows[key]

    def complain(self, what: str) -> None:
        self.wrong[self.visited].append(what)

    def hear(self, message) -> None:
        # An error page is an error in the console, too.
        is_own_status = urlsplit(message.location["url"]).path == self.address
        if message.type == "error" and not is_own_status:
            self.complain(f"console: {message.text}")

    def see_request(self, request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme != "data" and parts.netloc != self.host:
            self.complain(f"another host: {request.url}")

    def visit(self, page: Page) -> None:
        self.visited, self.address = f"{page.name} {page.url}", urlsplit(page.url).path
        window = self.window(page)
        self.look(window, WIDE, "light")
        window.goto(page.url)
        if urlsplit(window.url).path != self.address:
            self.complain(f"leads to {window.url}")
        self.check(window, "1280 light", None)
        self.look(window, PHONE, "dark")
        self.check(window, "375 dark", None if page.name in MAIN else BY_LOOK)
        self.fit(window, "375")
        self.look(window, SMALL, "dark")
        self.fit(window, "320")
        if page.name in MAIN:
            self.look(window, PHONE, "light")
            self.check(window, "375 light", BY_LOOK)
            self.look(window, WIDE, "dark")
            self.check(window, "1280 dark", BY_LOOK)

    def look(self, window, size: tuple[int, int], colours: str) -> None:
        width, height = size
        window.set_viewport_size({"width": width, "height": height})
        window.emulate_media(color_scheme=colours, reduced_motion="reduce")

    def check(self, window, how: str, rules: list[str] | None) -> None:
        for violation in window.evaluate(CHECK, [TAGS, rules]):
            self.complain(f"axe, {how}: {violation}")

    def fit(self, window, how: str) -> None:
        over = window.evaluate(OVERFLOW)
        if over > 0:
            self.complain(f"{over} px too wide at {how}")


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the same on every database")
def test_every_page_is_accessible_and_keeps_to_itself(browser, live_server):
    walk = Walk(browser, live_server.url)
    walked = every_page()
    for page in walked:
        walk.visit(page)
    assert len(walked) > 100
    found = [f"{page}: {what}" for page, each in walk.wrong.items() for what in each]
    assert not found, "\n".join(found)
