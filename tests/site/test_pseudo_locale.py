"""Every page in a language in which each translated string stands between ⟦ and ⟧.

A word outside of the marks is English that nobody can translate, unless the database holds it, or a
file that each language has one of (tests/site/test_languages.py).
"""

import re
from html.parser import HTMLParser

import pytest
from django.apps import apps
from django.conf.locale import LANG_INFO
from django.db import models
from django.urls import reverse
from django.utils.translation.trans_real import DjangoTranslation
from django_countries import countries

from common import dates
from conditions.summaries.signing import checklist
from tests.site.test_access import ACCESS, VISITORS, sign_in, things

__all__ = ["things"]
pytestmark = pytest.mark.django_db

# Its title comes from the description for programs, which is in English.
LEFT_OUT = ("admin:", "api:")
WORD = re.compile(r"[A-Za-zÀ-ÿ]{3,}")
MARKUP = re.compile(r"[\n#\[\]*]+|\{condition\}")
SPOKEN = {"alt", "aria-label", "placeholder", "title"}
SPOKEN_META = {"description", "og:description", "og:title"}
NOT_READ = {"script", "style", "code", "pre"}
# Proper names, and what is the same in every language.
SAME_EVERYWHERE = [
    r"DiseaseMaps|UTC|SHA-256|https?://\S+|(?:/[\w-]+)+/|\S+@\S+|[\w.-]*\.(?:md|json|txt|csv)\b",
    r"Human Disease Ontology, disease-ontology.org, CC0 1.0|\bdoid\b",
    r"Mondo Disease Ontology, Monarch Initiative, CC BY 4.0",
    *(info["name_local"] for info in LANG_INFO.values() if "name_local" in info),
    # Once made, the list of countries is kept by its language.
    *(re.escape(name) for _code, name in countries),
]
UNTRANSLATED = re.compile(
    "|".join(sorted(SAME_EVERYWHERE, key=len, reverse=True)),
    re.IGNORECASE,
)


def mark(message):
    text = message.rpartition("\x04")[2]
    return f"⟦{text}⟧" if WORD.search(text) else text


@pytest.fixture
def marked(monkeypatch):
    monkeypatch.setattr(DjangoTranslation, "gettext", lambda self, message: mark(message))
    monkeypatch.setattr(
        DjangoTranslation,
        "ngettext",
        lambda self, one, many, number: mark(one if number == 1 else many),
    )
    # Dates that were written out before, and those that are now.
    dates.written.cache_clear()
    yield
    dates.written.cache_clear()


class Reader(HTMLParser):
    """What a page says, in order: its texts, and the attributes that are read out or shown."""

    def __init__(self):
        super().__init__()
        self.said, self.silent = [], []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        for name, value in given.items():
            if name in SPOKEN or (name == "value" and given.get("type") in ("submit", "button")):
                self.said.append(f"\n{value}\n")
        if tag == "meta" and (given.get("name") or given.get("property")) in SPOKEN_META:
            self.said.append(f"\n{given['content']}\n")
        if tag in NOT_READ or given.get("lang"):
            self.silent.append(tag)

    def handle_endtag(self, tag):
        if self.silent and tag == self.silent[-1]:
            self.silent.pop()

    def handle_data(self, data):
        if not [tag for tag in self.silent if tag != "html"]:
            self.said.append(data)


def outside_of_marks(said):
    depth, kept = 0, []
    for char in said:
        depth += (char == "⟦") - (char == "⟧")
        kept.append(" " if depth or char == "⟧" else char)
    return "".join(kept)


def words_of_rows_and_files():
    """Pieces of what is held, the longest first; single lower-case words are states."""
    pieces = set()
    for model in apps.get_models():
        columns = [
            field.attname
            for field in model._meta.concrete_fields
            if isinstance(field, models.CharField | models.TextField)
        ]
        for row in model._base_manager.values_list(*columns):
            for value in filter(None, row):
                pieces |= {piece.strip() for piece in MARKUP.split(str(value))}
    pieces |= {item.sentence("en") for item in checklist.current().items}
    telling = {piece for piece in pieces if len(piece) > 2 and not piece.isalpha()}
    telling |= {piece for piece in pieces if piece[:1].isupper() and len(piece) > 3}
    return sorted(telling, key=len, reverse=True)


def raw_english(html, known):
    reader = Reader()
    reader.feed(html)
    rest = UNTRANSLATED.sub(" ", outside_of_marks("".join(reader.said)))
    for piece in known:
        rest = re.sub(re.escape(piece), " ", rest, flags=re.IGNORECASE)
    return [line.strip() for line in rest.splitlines() if WORD.search(line)]


@pytest.mark.thorough
@pytest.mark.parametrize("visitor", VISITORS)
def test_no_page_holds_a_word_that_cannot_be_translated(client, things, request, marked, visitor):
    sign_in(client, request, visitor)
    known = words_of_rows_and_files()
    raw = {}
    for name, row in ACCESS.items():
        if row[visitor] != 200 or name.startswith(LEFT_OUT):
            continue
        response = client.get(reverse(name, args=things.get(name, [])))
        if response.get("Content-Type", "").startswith("text/html"):
            raw[name] = raw_english(response.content.decode(), known)
    assert {name: lines for name, lines in raw.items() if lines} == {}


def test_the_reader_sees_english_that_stands_outside():
    page = '<p>⟦Hello⟧ <a title="Oops">⟦you⟧ there</a></p><p lang="fr">Bonjour</p>'
    assert raw_english(page, []) == ["Oops", "there"]
