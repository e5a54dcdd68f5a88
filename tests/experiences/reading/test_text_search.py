"""Words in the public experiences of one condition: what is found, what never is, what it costs."""

import html
import re

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conditions.models import Topic
from experiences import moderation
from experiences.models import Experience
from experiences.reading import text_search
from experiences.reading.text_search import Words
from tests import factories

pytestmark = pytest.mark.django_db
TEXT = "The flushing came each morning, and nobody in my family had heard of it. "


@pytest.fixture
def condition():
    return factories.make_condition("carcinoid syndrome", slug="carcinoid-syndrome")


@pytest.fixture
def topic(condition):
    question = factories.make_question("daily-life", title="What is life with {condition} like?")
    return factories.make_topic(condition, question)


def look(client, query, slug="carcinoid-syndrome", **more):
    address = reverse("experiences:experience-search", args=[slug])
    return client.get(address, {"q": query, **more})


def texts(response) -> list[int]:
    found = re.findall(r'id="experience-(\d+)"', response.content.decode())
    return [int(pk) for pk in found]


def marked(response) -> list[str]:
    return [html.unescape(each) for each in re.findall("<mark>(.*?)</mark>", page(response))]


def page(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize(
    ("query", "text", "words"),
    [
        ("flush", "Flushing, and FLUSHED again", ["Flushing", "FLUSHED"]),
        ("art", "Heart failure, an arthritic hand", ["arthritic"]),
        ("my", "Myself, and my myopathy", ["my"]),
        ("sindrome", "El síndrome y los Síndromes", ["síndrome", "Síndromes"]),
        ("síndrome", "El sindrome", ["sindrome"]),
        ("Sjögren", "Sjogren, Sjo\u0308gren, Sjögren’s", ["Sjogren", "Sjo\u0308gren", "Sjögren’s"]),
        ("doctors", "The doctor's word, the doctor’s word", ["doctor's", "doctor’s"]),
        ("haemorrhage", "A hemorrhage, a haemorrhage", ["hemorrhage", "haemorrhage"]),
        ("tumor", "A tumour; two tumors", ["tumour", "tumors"]),
        ("strasse", "In der Straße", ["Straße"]),
        ("ß", "Straße, ss", ["ss"]),
        ("well-being", "My well-being", ["well", "being"]),
        ("usual dose", "The dose, as usual", ["dose", "usual"]),
        ("dose dose", "The dose", ["dose"]),
        ("beta", "A β-blocker", ["β"]),
        ("2024", "In 2024_25", ["2024"]),
    ],
)
def test_words_that_are_found_and_marked(query, text, words):
    wanted = Words(query)
    assert wanted.are_in(text)
    pieces = wanted.pieces(text)
    assert [piece.text for piece in pieces if piece.is_found] == words
    assert "".join(piece.text for piece in pieces) == text


@pytest.mark.parametrize(
    ("query", "text"), [("art", "heart"), ("dose usual", "The dose"), ("my", "Myself"), ("", "x")]
)
def test_words_that_are_not_there(query, text):
    wanted = Words(query)
    assert not (wanted and wanted.are_in(text))


WRITTEN = st.text(st.sampled_from("aeoé’' -ßμIi\u0308<>&_2ŋ\u200b\n"), max_size=40)


@given(query=WRITTEN, text=WRITTEN)
def test_text_is_kept_whole_and_every_word_of_it_finds_it(query, text):
    assert "".join(piece.text for piece in Words(query).pieces(text)) == text
    words = Words(text)
    if words:
        assert words.are_in(text)
        assert any(piece.is_found for piece in words.pieces(text))


def test_page_shows_whole_texts_newest_first_with_their_question(client, topic):
    old = factories.make_public(topic, text=TEXT, days_ago=3)
    new = factories.make_public(topic, text=TEXT + "More of it.", days_ago=1)
    factories.make_public(topic, text="Something else that has to be long enough to be sent in.")
    response = look(client, "FAMILY flushing")
    assert texts(response) == [new.pk, old.pk]
    assert marked(response) == ["flushing", "family"] * 2
    assert "What is life with carcinoid syndrome like?" in page(response)
    assert topic.get_absolute_url() + "#experiences" in page(response)


def test_only_of_this_condition_and_of_questions_that_are_asked(client, topic):
    factories.make_public(text=TEXT)
    factories.make_public(topic, text=TEXT)
    assert len(texts(look(client, "flushing"))) == 1
    Topic.objects.filter(pk=topic.pk).update(is_asked=False)
    assert texts(look(client, "flushing")) == []


@pytest.mark.sample(1)
@pytest.mark.parametrize("verb", ["withdraw", "hide", "erase"])
def test_text_that_is_taken_down_is_found_no_more_at_once(client, topic, verb):
    experience = factories.make_public(topic, text=TEXT)
    assert texts(look(client, "flushing")) == [experience.pk]
    by = {"by": experience.author, "version": experience.version}
    if verb == "hide":
        by |= {"by": factories.make_person(), "reason": factories.make_reason(), "message": "Why."}
    getattr(moderation, verb)(experience, **by)
    assert texts(look(client, "flushing")) == []


def test_edit_that_waits_is_not_found_before_it_is_approved(client, topic):
    experience = factories.make_public(topic, text=TEXT)
    edit = moderation.write(experience, TEXT + "Octreotide helped.")
    moderation.submit(edit, by=experience.author, version=experience.version)
    assert texts(look(client, "octreotide")) == []
    experience.refresh_from_db()
    moderation.approve(edit, by=factories.make_person(), version=experience.version)
    assert texts(look(client, "octreotide")) == [experience.pk]


def test_what_a_reader_has_to_choose_is_folded_here_as_well(client, condition):
    question = factories.make_question("prognosis", behind_choice=True)
    factories.make_public(factories.make_topic(condition, question), text=TEXT)
    shown = page(look(client, "flushing"))
    assert shown.index("<details") < shown.index("<mark>") < shown.index("</details>")


def test_markup_that_was_typed_stays_text(client, topic):
    factories.make_public(topic, text=TEXT + "<script>alert(1)</script> & <mark>no</mark>")
    response = look(client, '<script>alert(1)</script> "')
    assert "<script>alert" not in page(response)
    assert marked(response)[:2] == ["script", "alert"]
    assert "&lt;mark&gt;no" in page(response)


def test_pages_of_twenty_and_a_budget_of_texts_lead_through_all(client, topic, monkeypatch):
    monkeypatch.setattr(text_search, "LOOKED_AT", 7)
    monkeypatch.setattr(text_search, "BATCH", 3)
    monkeypatch.setattr(text_search, "PER_PAGE", 4)
    pks = []
    for number in range(17):
        said = TEXT if number % 3 else "Nothing of the kind, but long enough to be sent in here."
        pks.append(factories.make_public(topic, text=said, days_ago=20 - number % 15).pk)
    has_it = Experience.objects.filter(live_revision__text__contains="flushing")
    wanted = list(has_it.newest_first().values_list("pk", flat=True))
    found, more, looks = [], {}, 0
    while looks == 0 or more:
        response = look(client, "flushing", **more)
        found += texts(response)
        assert len(texts(response)) <= 4
        older = re.search(r"after=(\d+-\d+)[^>]*rel=\"next\"", page(response))
        more = {"after": older[1]} if older else {}
        looks += 1
    assert found == wanted
    assert 3 <= looks <= 6


def test_costs_the_same_for_one_and_for_many(client, topic, django_assert_max_num_queries):
    factories.make_many_public(topic, 23, text=TEXT)
    with django_assert_max_num_queries(8):
        response = look(client, "flushing")
    assert len(texts(response)) == 20
    with django_assert_max_num_queries(8):
        look(client, "xylophone")


def test_page_is_not_for_search_engines_and_sets_no_cookie(client, topic):
    response = look(client, "flushing")
    assert 'name="robots" content="noindex"' in page(response)
    assert not response.cookies


def test_nothing_found_says_so_and_nothing_asked_says_nothing(client, topic):
    assert "No experience has these words." in page(look(client, "xylophone"))
    assert "There is no word in this" in page(look(client, "🧬 ?!"))
    assert 'role="status"' not in page(look(client, "")).split("<main")[1].split("</main")[0]


def test_links_lead_there(client, topic):
    factories.make_public(topic, text=TEXT)
    address = reverse("experiences:experience-search", args=["carcinoid-syndrome"])
    for link in (topic.condition.get_absolute_url(), topic.get_absolute_url()):
        assert f'href="{address}"' in page(client.get(link)), link


@pytest.mark.parametrize("after", ["x", "0-" + "9" * 39, "9" * 39 + "-1", "٣-1", "1-" + "9" * 19])
def test_bad_place_is_not_there(client, topic, after):
    assert look(client, "flushing", after=after).status_code == 404


@pytest.mark.thorough
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(query=st.text(max_size=300), after=st.text(max_size=45) | st.none())
def test_no_query_breaks_it(client, query, after):
    if not Topic.objects.exists():
        condition = factories.make_condition("gout", slug="gout")
        factories.make_public(factories.make_topic(condition), text=TEXT)
    more = {} if after is None else {"after": after}
    assert look(client, query, slug="gout", **more).status_code in (200, 404)


@pytest.mark.sample(2)
@pytest.mark.parametrize(
    "query",
    ["x" * 10_000, "a\0b", "\u202eflushing\u200f", "%_%", "(" * 500, "\\", "[^", "a " * 5000],
)
def test_hostile_query_is_answered(client, topic, query):
    factories.make_public(topic, text=TEXT)
    assert look(client, query).status_code == 200
