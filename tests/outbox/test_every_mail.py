"""What is true of every mail that the site can send, in every language that it speaks."""

import re

import pytest
from django.conf import settings as site
from django.utils.translation import gettext, override
from lxml import html

from diseasemaps.outbox.models import MailKind
from diseasemaps.outbox.unsubscribe import read_token
from experiences.moderation.mails import SENTENCES
from tests.conftest import quick
from tests.outbox.reading import words_shown, words_written
from tests.site import every_mail

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]

GLANCE = 250  # characters that a mail program shows beside the subject
CLIPPED = 102_000  # bytes, from which on Gmail shows no more of a mail
ADDRESS = re.compile(r"https?://[^\s\"'<>]+")
# A mail program would ask for it, and tell its sender that the mail was opened.
ASKED_FOR = "//img | //script | //link | //iframe | //object | //video | //audio | //*[@style]"


@pytest.fixture(scope="module", params=quick(dict(site.LANGUAGES), [site.LANGUAGE_CODE]))
def language(request) -> str:
    return request.param


@pytest.fixture(scope="module")
def mails(module_db, language) -> list[every_mail.Mail]:
    return every_mail.every_mail(language)


@pytest.mark.thorough
def test_whatever_writes_a_mail_has_a_sample():
    assert every_mail.writers() == set(every_mail.SAMPLES)
    assert set(every_mail.DECISIONS) == set(SENTENCES)


def test_code_that_writes_a_mail_is_found(tmp_path, settings):
    settings.BASE_DIR = tmp_path
    file = tmp_path / "news.py"
    file.write_text(
        "from django.core.mail import EmailMessage as Mail\n"
        "def one(): Mail('x').send()\n"
        "def two(person): person.email_user('x', 'y')\n"
        "def three(sent): return sent.count\n"
    )
    assert set(every_mail.writers_in(file)) == {"news.one", "news.two"}


def test_each_template_of_a_mail_and_each_decision_was_used(mails, language):
    accounts = [mail for mail in mails if mail.name.startswith("account_mails")]
    assert len(accounts) == len(every_mail.prefixes()) > 15
    with override(language):
        told = {gettext(sentence) for sentence in SENTENCES.values()}
    texts = "\n".join(mail.row.text for mail in mails)
    assert not [sentence for sentence in told if sentence not in texts]
    assert every_mail.MISSING.partition("%")[0] not in texts


def test_condition_is_in_no_subject_and_not_at_the_beginning(mails):
    for name, row in mails:
        seen = [row.subject, row.text[:GLANCE], " ".join(words_shown(row.html))[:GLANCE]]
        assert every_mail.SECRET not in " ".join(seen).casefold(), name
    # They are about one.
    assert any(every_mail.CONDITION in row.text for _name, row in mails)


def test_text_and_html_say_the_same(mails, language):
    for name, row in mails:
        parts = [part.get_content_type() for part in row.as_message().message().get_payload()]
        assert parts == ["text/plain", "text/html"], name
        assert words_shown(row.html) == words_written(row.text), name
        page = html.document_fromstring(row.html)
        assert (page.get("lang"), page.findtext(".//title")) == (language, row.subject), name
        assert "&amp;" not in row.text and "&lt;" not in row.text, name


def test_mail_leads_nowhere_else_and_asks_nobody_for_anything(mails):
    for name, row in mails:
        page = html.document_fromstring(row.html)
        links = {link for _element, _attribute, link, _at in page.iterlinks()}
        addresses = {*links, *ADDRESS.findall(row.text), *ADDRESS.findall(row.html)}
        assert not {each for each in addresses if not each.startswith(f"{every_mail.SITE_URL}/")}
        assert not page.xpath(ASKED_FOR) and "url(" not in row.html, name


def test_mail_of_a_kind_says_how_to_stop_it(mails):
    kinds = set()
    for name, row in mails:
        address = row.headers.get("List-Unsubscribe", "").strip("<>")
        foot = html.document_fromstring(row.html).find(".//footer")
        assert (foot is not None) == bool(address), name
        if address:
            assert address in row.text and foot.find(".//a").get("href") == address, name
            kinds.add(read_token(address.rstrip("/").rpartition("/")[2])[1])
    assert kinds == set(MailKind)


def test_mail_greets_in_its_language(mails, language):
    with override(language):
        greeting = gettext("Hello,").rstrip(",:")
    assert not [name for name, row in mails if greeting not in row.text]


def test_mail_program_shows_the_whole_mail(mails):
    longest = max(mails, key=lambda mail: len(mail.row.html.encode()))
    assert longest.name.startswith("long_digest")
    assert len(longest.row.html.encode()) < CLIPPED
