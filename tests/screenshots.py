"""Pictures of a demo's main pages, each at three widths, light and dark: ``make screenshots``.

Whoever changes how something looks opens them. The README's picture is made here as well. Of a
site that runs already, and of some pages or in another language only:

    python -m tests.screenshots http://localhost:8000 var/screenshots --language es home topic
"""

import argparse
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.error import URLError
from urllib.request import urlopen
from uuid import UUID

from PIL import Image
from playwright.sync_api import sync_playwright

from tests.chromium import ARGUMENTS, find_browser

WIDTHS = {375: 667, 768: 1024, 1280: 800}
COLOURS = ("light", "dark")
README = Path("docs/topic-page.png")
README_SIZE = (1280, 1200)
README_TINTS = 256  # a page of text needs no more, and the file is half
START_MAX = 60  # seconds until the site answers

# The number of a text that ``screenshot_things`` erases.
GONE = UUID(int=410)

NOBODY = ""
MEMBER, MODERATOR, EDITOR, REVIEWER, ADMINISTRATOR = (
    f"{role}@demo.example" for role in ("member", "moderator", "editor", "reviewer", "admin")
)
PASSWORD = "demo-demo-demo"
# A mail is a file, which `make screenshots` writes.
MAIL = Path("var/screenshots-site/digest.html")
CONDITION = "/conditions/carcinoid-syndrome/"
TOPIC = f"{CONDITION}causes/"


class Shot(NamedTuple):
    """A page, and by which links one comes to it from ``path``."""

    name: str
    path: str
    who: str = NOBODY
    links: tuple[str, ...] = ()


READING = [
    Shot("home", "/"),
    Shot("condition", CONDITION),
    Shot("topic", TOPIC),
    Shot("topic-second-page", f"{TOPIC}?page=2"),
    Shot("topic-overdue", f"{CONDITION}diet/"),
    Shot("topic-empty", "/conditions/vascular-disease/work/"),
    Shot("topic-hard", f"{CONDITION}life-expectancy/"),
    Shot("history", f"{TOPIC}history/"),
    Shot("receipt", TOPIC, links=(".short-answer a[href*='/reviews/']",)),
    Shot("reviewer", TOPIC, links=(".short-answer a[href*='/reviewers/']",)),
    Shot("experience", TOPIC, links=(".experience .who a",)),
    Shot("conditions", "/conditions/"),
    Shot("groups", "/conditions/groups/"),
    Shot("search", "/search/?q=carcinoid"),
    Shot("search-nothing", "/search/?q=zzzzzz"),
    Shot("community-map", f"{CONDITION}map/"),
    Shot("world-map", "/map/"),
    Shot("editorial-policy", "/editorial-policy/"),
    Shot("moderation-figures", "/moderation/figures/"),
    Shot("privacy", "/privacy/"),
    Shot("credits", "/credits/"),
    Shot("report-error", f"{TOPIC}report-error/"),
    Shot("sign-in", "/accounts/login/"),
    Shot("sign-up", "/accounts/signup/"),
    Shot("sign-in-code", "/accounts/login/code/"),
    Shot("mails", "/demo/mails/"),
    Shot("styleguide", "/styleguide/"),
    Shot("not-found", "/no-such-page/"),
    Shot("gone", f"/experiences/{GONE}/"),
]
MEMBERS = [
    Shot("topic-of-member", TOPIC, MEMBER),
    Shot("share", f"{CONDITION}diagnosis/share/", MEMBER),
    Shot("mine", "/experiences/mine/", MEMBER),
    Shot("privacy-preview", "/experiences/mine/", MEMBER, ("main a[href$='/check/']",)),
    Shot("account", "/accounts/", MEMBER),
    Shot("account-privacy", "/accounts/privacy/", MEMBER),
    Shot("second-factor", "/accounts/2fa/", MEMBER),
    Shot("sessions", "/accounts/sessions/", MEMBER),
    Shot("following", "/following/", MEMBER),
    Shot("forbidden", "/moderation/", MEMBER),
]
WORKING = [
    Shot("queue", "/moderation/", MODERATOR),
    Shot("case", "/moderation/", MODERATOR, (".queue .subject a",)),
    Shot("decision-log", "/moderation/decisions/", MODERATOR),
    Shot("desk", "/desk/", EDITOR),
    Shot("draft-edit", "/desk/", EDITOR, (".desk-rows a",)),
    Shot("notices", "/desk/notices/", EDITOR),
    Shot("review", "/desk/", REVIEWER, ("a[href*='/review/']",)),
    Shot("merge", "/catalogue/conditions/carcinoid-syndrome/merge/", ADMINISTRATOR),
    Shot("split", "/catalogue/conditions/carcinoid-syndrome/split/", ADMINISTRATOR),
    Shot("retire", "/catalogue/conditions/carcinoid-syndrome/retire/", ADMINISTRATOR),
    Shot("admin", "/admin/", ADMINISTRATOR),
]
MAILS = [Shot("mail-digest", MAIL.absolute().as_uri())]
SHOTS = [*READING, *MEMBERS, *WORKING, *MAILS]
DRAFT = (
    "An example, made up for this demo. Dr Muster of the clinic in Musterstadt told me on "
    "3 May 2024, and I wrote the word down on my hand so that I could look it up on the bus. "
    "Whoever wants to talk about it can call me: +49 30 901820."
)


class Camera:
    """A browser that signs in as each role once and takes every picture that is asked for."""

    def __init__(self, browser, site: str, folder: Path) -> None:
        self.browser, self.site, self.folder = browser, site, folder
        self.windows: dict[str, object] = {}

    def window(self, who: str):
        if who not in self.windows:
            page = self.browser.new_context(base_url=self.site, reduced_motion="reduce").new_page()
            if who != NOBODY:
                page.goto("/accounts/login/")
                page.fill("#id_login", who)
                page.fill("#id_password", PASSWORD)
                page.press("#id_password", "Enter")
                page.wait_for_url(lambda url: "/login/" not in url)
            self.windows[who] = page
        return self.windows[who]

    def take(self, shot: Shot, prefix: str) -> None:
        page = self.window(shot.who)
        page.goto(shot.path if shot in MAILS else prefix + shot.path)
        for link in shot.links:
            page.goto(page.locator(link).first.get_attribute("href"))
        for width, height in WIDTHS.items():
            for colours in COLOURS:
                page.set_viewport_size({"width": width, "height": height})
                page.emulate_media(color_scheme=colours, reduced_motion="reduce")
                file = self.folder / f"{shot.name}-{width}-{colours}.png"
                page.screenshot(path=file, full_page=True)

    def take_for_readme(self) -> None:
        """The top of a topic's page, as somebody sees it who opens it on a small desktop."""
        page = self.window(NOBODY)
        width, height = README_SIZE
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme="light")
        page.goto(TOPIC)
        page.screenshot(path=README)
        with Image.open(README) as picture:
            small = picture.convert("RGB").quantize(README_TINTS, Image.Quantize.MAXCOVERAGE)
        small.save(README, optimize=True)

    def write_a_text(self) -> None:
        """So that the member has a draft, one with something in it to think about."""
        page = self.window(MEMBER)
        page.goto(f"{TOPIC}share/")
        page.fill("#id_text", DRAFT)
        page.check("[name=relation][value=patient]")
        page.click("main [formaction]")
        page.wait_for_url("**/check/")


def wait_for(site: str) -> None:
    until = time.monotonic() + START_MAX
    while True:
        try:
            urlopen(site + "/health/").close()
            return
        except URLError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


@contextmanager
def camera(site: str, folder: Path) -> Iterator[Camera]:
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        path = find_browser()
        if path is None:
            raise SystemExit("No browser: install chromium, or name one in CHROMIUM")
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield Camera(browser, site, folder)
        browser.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("site")
    parser.add_argument("folder", type=Path)
    parser.add_argument("names", nargs="*", help="of the pages; all of them without")
    parser.add_argument("--language", default="", help="a prefix of addresses, such as es")
    given = parser.parse_intermixed_args()
    shots = [shot for shot in SHOTS if not given.names or shot.name in given.names]
    wait_for(given.site)
    with camera(given.site, given.folder) as there:
        if not given.names and not given.language:
            there.write_a_text()
            there.take_for_readme()
        for shot in shots:
            there.take(shot, f"/{given.language}" if given.language else "")


if __name__ == "__main__":
    main()
