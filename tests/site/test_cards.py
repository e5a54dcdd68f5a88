"""The picture that stands for a topic where its address is passed on."""

import re
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core.cache import cache
from PIL import Image, ImageChops

from conditions.models import Condition, Review
from conditions.reading.cards import Card
from diseasemaps.cards import views
from diseasemaps.cards.drawing import draw
from diseasemaps.cards.shaping import can_write, shaped
from experiences import moderation
from tests import factories

pytestmark = pytest.mark.django_db
SITE = "https://localhost"


@pytest.fixture(autouse=True)
def nothing_counted():
    cache.clear()


@pytest.fixture
def topic():
    question = factories.make_question("causes", title="What causes {condition}?")
    return factories.make_topic(factories.make_condition("carcinoid syndrome"), question)


def address(client, topic) -> str:
    html = client.get(topic.get_absolute_url()).content.decode()
    found = re.search(r'property="og:image" content="([^"]+)"', html)
    return found.group(1).removeprefix(SITE) if found else ""


def picture(response) -> Image.Image:
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "image/png"
    return Image.open(BytesIO(response.content))


def card(title="What causes it?", **fields) -> Card:
    fields = {"language": "en", "reviewed_on": None, "due_on": None, **fields}
    return Card(title, site="DiseaseMaps", is_demo=False, **fields)


def test_page_names_a_picture_that_there_is(client, topic):
    factories.make_published(topic)
    response = client.get(address(client, topic))
    assert picture(response).size == (1200, 630)
    assert "immutable" in response.headers["Cache-Control"]
    etag = response.headers["ETag"]
    again = client.get(address(client, topic), headers={"if-none-match": etag})
    assert again.status_code == 304


def test_address_changes_with_the_review_and_the_old_one_leads_to_what_is_true(client, topic):
    factories.make_public(topic)
    before = address(client, topic)
    factories.make_published(topic)
    reviewed = address(client, topic)
    assert before != reviewed
    assert client.get(before).headers["Location"] == reviewed


def test_picture_is_kept_no_longer_than_the_review_holds(client, topic, time_machine):
    time_machine.move_to("2026-05-01T12:00Z", tick=False)
    factories.make_published(topic)
    due = Review.objects.get().due_on
    time_machine.move_to(f"{due - timedelta(days=10)}T12:00Z", tick=False)
    kept = address(client, topic)
    assert f"max-age={10 * 86_400}," in client.get(kept).headers["Cache-Control"]
    time_machine.move_to(f"{due + timedelta(days=1)}T12:00Z", tick=False)
    overdue = address(client, topic)
    assert overdue != kept and client.get(kept).headers["Location"] == overdue


def test_page_with_nothing_on_it_has_no_picture(client, topic):
    assert address(client, topic) == ""
    factories.make_in_state("pending", topic)
    assert client.get("/cards/en/carcinoid-syndrome/causes/any.png").status_code == 404


def test_picture_goes_with_the_last_text(client, topic):
    experience = factories.make_public(topic)
    path = address(client, topic)
    moderation.withdraw(experience, by=experience.author, version=experience.version)
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("hard", [{"behind_choice": True}, {"help_links": True}])
def test_hard_question_is_not_put_before_others(client, hard):
    question = factories.make_question(title="How long do people with {condition} live?", **hard)
    topic = factories.make_topic(factories.make_condition("carcinoid syndrome"), question)
    factories.make_published(topic)
    shown = views.current_card("en", topic.condition.slug, question.key)
    assert shown.title == "Carcinoid syndrome"


@pytest.mark.sample(1)
@pytest.mark.parametrize(
    "path",
    [
        "xx/carcinoid-syndrome/causes/any",
        "en/none/causes/any",
        "en/carcinoid-syndrome/none/any",
        f"en/{'a' * 4000}/causes/any",
    ],
)
def test_unknown_picture_is_404(client, topic, path):
    factories.make_published(topic)
    assert client.get(f"/cards/{path}.png").status_code == 404
    Condition.objects.update(state="retired")
    assert client.get("/cards/en/carcinoid-syndrome/causes/any.png").status_code == 404


def test_who_asks_for_too_many_is_told_when_to_go_on(client, topic, monkeypatch, time_machine):
    time_machine.move_to("2026-11-25T10:00:30Z", tick=False)
    monkeypatch.setattr(views, "A_MINUTE_MOST", 3)
    factories.make_published(topic)
    path = address(client, topic)
    codes = [client.get(path) for _ in range(4)]
    assert [each.status_code for each in codes] == [200, 200, 200, 429]
    assert codes[-1].headers["Retry-After"] == "30"


def ink(image: Image.Image, box) -> int:
    """How much is drawn in a part of a picture."""
    blank = Image.new("RGB", (box[2] - box[0], box[3] - box[1]), (253, 252, 250))
    part = image.convert("RGB").crop(box)
    return sum(ImageChops.difference(part, blank).convert("L").histogram()[40:])


TITLE, FOOT = (0, 130, 1200, 500), (0, 520, 1200, 630)


def opened(shown: Card) -> Image.Image:
    return Image.open(BytesIO(draw(shown)))


def test_reviewed_is_said_in_colour_and_only_while_true():
    plain = opened(card())
    reviewed = opened(card(reviewed_on=date(2026, 5, 3), due_on=date(2028, 5, 3)))
    assert ink(reviewed, FOOT) != ink(plain, FOOT)
    assert (
        ImageChops.difference(
            plain.convert("RGB").crop(TITLE), reviewed.convert("RGB").crop(TITLE)
        ).getbbox()
        is None
    )


@pytest.mark.parametrize(
    "text",
    [
        "What causes Sjögren’s syndrome?",
        "¿Cuáles son las causas en los niños?",
        "Bệnh được điều trị như thế nào?",
        "Łódź, Straße, IgG4–related",
        "α-mannosidosis, Δ",
        "Τι προκαλεί τη νόσο του Γκοσέ;",
        "Что вызывает болезнь Фабри?",
        "Sjo\u0308gren",
        "متلازمة مارفان",
        "بیماری\u200cهای نادر",
        "مُتَلازِمَة",
        "תסמונת מרפן",
        "What causes متلازمة مارفان (MFS)?",
    ],
)
def test_title_is_written_in_letters_of_many_languages(text):
    assert ink(opened(card(title=text)), TITLE) > 1000


@pytest.mark.sample(2)
@pytest.mark.parametrize(
    "text", ["病気", "रोग", "โรค", "ߞߊ߲", "ہ", "q\u0308", "A\u202eB", "🧬", "\0"]
)
def test_what_cannot_be_written_is_left_out_and_not_written_wrong(text):
    assert not can_write(text)
    assert ink(opened(card(title=f"What causes {text}?")), TITLE) == 0
    assert ink(opened(card()), TITLE) > 1000


@pytest.mark.sample(2)
@pytest.mark.parametrize("pair", ["eé", "nñ", "ií", "cç", "oø", "lł", "uư", "αά", "ий", "اآ"])
def test_accent_is_seen(pair):
    plain, marked = (draw(card(title=letter)) for letter in pair)
    assert plain != marked


def test_arabic_letters_are_joined_and_read_from_the_right():
    """The shapes, from the left: final, initial (the reh before it joins nothing), final, initial.
    In the second word lam and alef are one sign."""
    assert shaped("مريم", right_to_left=True) == "\ufee2\ufef3\ufeae\ufee3"
    assert shaped("سلام", right_to_left=True) == "\ufee1\ufefc\ufeb3"


def test_joined_letters_are_drawn_otherwise_than_each_by_itself():
    """U+200C between two letters keeps them from joining."""
    together, apart = "ببب", "ب\u200cب\u200cب"
    assert ink(opened(card(title=together)), TITLE) != ink(opened(card(title=apart)), TITLE)


@pytest.mark.parametrize(
    ("text", "right_to_left", "seen"),
    [
        ("אבג", True, "גבא"),
        ("What causes אבג (ABC)?", False, "What causes גבא (ABC)?"),
        ("אבג (ABC)?", True, "?(ABC) גבא"),
        ("12 אבג", True, "גבא 12"),
    ],
)
def test_two_directions_on_one_line(text, right_to_left, seen):
    assert shaped(text, right_to_left=right_to_left) == seen


def test_title_that_begins_from_the_right_stands_at_the_right_edge():
    left, right = (0, 130, 600, 500), (600, 130, 1200, 500)
    arabic, english = opened(card(title="مرض")), opened(card(title="Fabry"))
    assert ink(arabic, left) == 0 < ink(arabic, right)
    assert ink(english, right) == 0 < ink(english, left)


def test_end_of_a_long_arabic_title_is_left_out_and_not_its_beginning():
    first, rest = "مرض", " نادر" * 60
    whole, other_end = (draw(card(title=first + rest + end)) for end in (" ب", " س"))
    assert whole == other_end
    assert whole != draw(card(title="عرض" + rest))


@pytest.mark.parametrize(
    "title", ["x" * 500, "word " * 100, "Ñ" * 500, "ب" * 500, "مرض نادر " * 60, ""]
)
def test_nothing_is_drawn_beyond_the_edge(title):
    image = opened(card(title=title))
    assert ink(image, (1130, 100, 1200, 630)) == 0
    assert ink(image, (0, 20, 60, 630)) == 0
