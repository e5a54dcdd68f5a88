"""Every mail says the same twice: as text, and as HTML that asks nobody for anything."""

import re

import pytest
from django.core.mail import EmailMessage
from lxml import html as lxml_html

from diseasemaps.outbox.backend import html_part
from diseasemaps.outbox.models import OutgoingMail
from diseasemaps.stylesheet import components
from tests import factories
from tests.outbox.reading import words_shown, words_written

TEXT = """Hello Ann <b>,

Enter this code:

    4F-77

Read on here: https://example.org/mails/?a=1&b=2
https://example.org.evil.test/ and www.evil.test

--
To stop these mails, open https://example.org/mails/stop/
"""


@pytest.fixture
def part(settings):
    settings.SITE_URL = "https://example.org"
    return html_part("A subject", TEXT)


def test_it_says_what_the_text_says(part):
    assert words_shown(part) == words_written(TEXT)
    assert "<b>" not in part


def test_only_addresses_of_this_site_are_links(part):
    links = [link for _element, _attribute, link, _at in lxml_html.fromstring(part).iterlinks()]
    assert links == ["https://example.org/mails/?a=1&b=2", "https://example.org/mails/stop/"]


def test_an_address_breaks_between_its_parts(part):
    shown = "https://<wbr>example.org/<wbr>mails/<wbr>?a=1&amp;b=2</a>"
    assert shown in part


def test_a_code_stands_out_and_the_foot_is_set_apart(part):
    page = lxml_html.document_fromstring(part)
    assert [code.text for code in page.find_class("code")] == ["4F-77"]
    assert "To stop these mails" in page.find(".//footer").text_content()
    assert "To stop" not in page.find(".//main").text_content()


def test_it_asks_nobody_for_anything(part):
    assert not re.search(r"<(?:img|script|link|iframe|object|video|audio)|url\(|@import", part)


def test_its_colours_are_tokens(part):
    tokens = next(file for file in components() if file.name == "00-tokens.css").read_text()
    used = set(re.findall(r"#[0-9a-f]{6}\b", part))
    assert len(used) > 8
    assert used <= set(re.findall(r"#[0-9a-f]{6}\b", tokens))


@pytest.mark.django_db
def test_the_outbox_gives_one_to_every_mail_and_leaves_the_text_alone():
    person = factories.make_person()
    headers = {"X-Mail-Kind": "digests"}
    EmailMessage("News", "Hello,\n\nthere is news.", to=[person.email], headers=headers).send()
    row = OutgoingMail.objects.get()
    assert row.text.startswith("Hello,\n\nthere is news.\n\n--\nTo stop these mails, open http")
    page = lxml_html.document_fromstring(row.html)
    assert page.find(".//title").text == "News"
    assert page.find(".//footer//a").get("href") in row.text
    parts = row.as_message().message().get_payload()
    assert [found.get_content_type() for found in parts] == ["text/plain", "text/html"]
