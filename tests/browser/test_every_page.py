"""Every page of the site in a browser: accessible, within its width, and nothing from elsewhere."""

from collections import defaultdict
from pathlib import Path
from urllib.parse import urlsplit

import axe_playwright_python
import pytest
from django.conf import settings
from django.db import connection

from tests.conftest import IS_THOROUGH
from tests.site.every_page import every_page
from tests.site.page import Page

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.thorough]

AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text("utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# The admin's links take their time to change colour.
# Style sheets are not asked for once more: only a rule that is tested elsewhere wants them.
CHECK = """async ([tags, rules]) => {
  document.getAnimations().forEach((each) => each.finish());
  const only = rules ? {type: "rule", values: rules} : {type: "tag", values: tags};
  const found = await axe.run({runOnly: only, resultTypes: ["violations"], preload: false});
  return found.violations.map((each) => each.id + ": " + each.nodes.map(
    (node) => node.target.join(" ") + " " + node.any.map((why) => why.message).join("; ")
  ).slice(0, 3).join(" | "));
}"""
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
WIDE, PHONE, SMALL = ((1280, 800), (375, 667), (320, 640))
# What may differ by the colours; all other rules are asked once at each width.
BY_COLOUR = ["color-contrast", "link-in-text-block"]


class Walk:
    """One browser window for each visitor, and all that was found wrong."""

    def __init__(self, browser, base_url: str) -> None:
        self.browser, self.base_url = browser, base_url
        self.host = urlsplit(base_url).netloc
        self.windows: dict[str, object] = {}
        self.wrong: dict[str, list[str]] = defaultdict(list)
        self.visited = self.address = ""

    def window(self, page: Page):
        """That of whoever opens the page."""
        cookies = page.client.cookies.values()
        given = {cookie.key: cookie.value for cookie in cookies if cookie.value}
        visitor = given.get(settings.SESSION_COOKIE_NAME, "")
        if visitor not in self.windows:
            context = self.browser.new_context(base_url=self.base_url, reduced_motion="reduce")
            context.add_init_script(AXE)
            window = context.new_page()
            window.on("pageerror", lambda error: self.complain(f"script: {error}"))
            window.on("console", self.hear)
            window.on("request", self.see_request)
            self.windows[visitor] = window
        self.windows[visitor].context.add_cookies(
            [{"name": name, "value": given[name], "url": self.base_url} for name in given]
        )
        return self.windows[visitor]

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
        """Loaded once; then only the window and its colours change: before a release."""
        self.visited, self.address = f"{page.name} {page.url}", urlsplit(page.url).path
        window = self.window(page)
        self.look(window, WIDE, "light")
        self.open(window, page)
        self.check(window, "1280 light", None)
        if not IS_THOROUGH:
            return
        self.look(window, WIDE, "dark")
        self.check(window, "1280 dark", BY_COLOUR)
        self.look(window, PHONE, "dark")
        self.check(window, "375 dark", None)
        self.fit(window, "375")
        self.look(window, PHONE, "light")
        self.check(window, "375 light", BY_COLOUR)
        self.look(window, SMALL, "light")
        self.fit(window, "320")

    def open(self, window, page: Page) -> None:
        if page.answer:
            window.route(f"**{self.address}", lambda route: give(route, page.answer), times=1)
        window.goto(page.url)
        if urlsplit(window.url).path != self.address:
            self.complain(f"leads to {window.url}")

    def look(self, window, size: tuple[int, int], colours: str) -> None:
        width, height = size
        window.set_viewport_size({"width": width, "height": height})
        window.emulate_media(color_scheme=colours, reduced_motion="reduce")

    def check(self, window, how: str, rules: list[str] | None) -> None:
        for violation in window.evaluate(CHECK, [TAGS, rules]):
            # The page of components shows a part in each of its states.
            if "/styleguide/" not in self.visited or not violation.startswith("landmark-unique"):
                self.complain(f"axe, {how}: {violation}")

    def fit(self, window, how: str) -> None:
        over = window.evaluate(OVERFLOW)
        if over > 0:
            self.complain(f"{over} px too wide at {how}")


def give(route, answer) -> None:
    route.fulfill(status=answer.status_code, headers=dict(answer.items()), body=answer.content)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the same on every database")
def test_every_page_is_accessible_and_keeps_to_itself(browser, live_server):
    walk = Walk(browser, live_server.url)
    walked = every_page()
    for page in walked:
        walk.visit(page)
    assert len(walked) > 230
    found = [f"{page}: {what}" for page, each in walk.wrong.items() for what in each]
    assert not found, "\n".join(found)
