"""A member's own texts: where each stands, why, and the buttons."""

from datetime import timedelta

import pytest

from experiences import moderation
from experiences.models import Consent, Decision, Experience, News
from tests import factories
from tests.experiences.writing.writing_pages import TEXT, address, form_of, press

pytestmark = pytest.mark.django_db


@pytest.fixture
def author(client):
    person = factories.make_person()
    client.force_login(person)
    return person


def mine(client):
    return client.get(address("mine")).content.decode()


def main(page):
    return page.split("<main")[1]


@pytest.mark.sample(3)
@pytest.mark.parametrize(
    ("state", "words", "button"),
    [
        ("draft", "A draft that you have not sent in.", "Go on writing"),
        ("pending", "It waits for a moderator.", "Take it back and change it"),
        ("changes_requested", "it keeps its place in the queue", "Look it over and send it in"),
        ("rejected", "decided not to publish these words", "Appeal"),
        ("hidden", "Taken down by a moderator", "Appeal"),
        ("withdrawn", "without asking anybody", "Put it back"),
        ("public", "Public: everybody can read it.", "Take it down"),
    ],
)
def test_state_is_told_in_words_with_what_can_be_done(client, author, state, words, button):
    if state == "public":
        factories.make_public(author=author)
    else:
        factories.make_in_state(state, author=author)
    page = main(mine(client))
    assert words in page
    assert button in page
    assert "Erase" in page


@pytest.mark.sample(1)
@pytest.mark.parametrize("state", ["changes_requested", "rejected", "hidden"])
def test_refusal_comes_with_its_reason_and_message(client, author, state):
    factories.make_in_state(state, author=author)
    page = main(mine(client))
    assert "off-topic" in page
    assert "Please read why." in page


def test_author_never_learns_which_moderator_decided(client, author, moderator):
    factories.make_public(author=author, moderator=moderator)
    assert moderator.pen_name not in mine(client)


def test_author_never_learns_of_a_report_that_was_dismissed(client, author, moderator):
    experience = factories.make_public(author=author)
    reporter = factories.make_person()
    moderation.report(experience, by=reporter, why="abuse", text="I do not like it.")
    decision = {"by": moderator, "reason": factories.make_reason("abuse"), "message": "It stays."}
    moderation.dismiss_reports(experience, version=experience.version, **decision)
    stale = client.post(
        address("experience-withdraw", experience.public_id), {"version": experience.version - 1}
    )
    for page in (mine(client), stale.content.decode()):
        assert "It stays." not in page and "report dismissed" not in page
        assert "I do not like it." not in page and reporter.pen_name not in page


def test_news_is_counted_in_the_header_until_it_was_shown(client, author):
    factories.make_public(author=author)
    header = client.get("/").content.decode().split("<main")[0]
    assert '<span class="news-count">1' in header
    assert "New</span>" in main(mine(client))
    assert "New</span>" not in main(mine(client))
    assert "news-count" not in client.get("/").content.decode()
    assert News.objects.get().read_at


def test_header_asks_for_news_only_for_people_who_are_signed_in(client):
    assert "My experiences" not in client.get("/").content.decode()


def test_too_few_decisions_say_nothing_of_the_wait(client, author):
    for _ in range(7):
        factories.make_public()
    assert "too few decisions yet" in mine(client)


@pytest.mark.sample(1)
@pytest.mark.parametrize(
    ("wait", "words"),
    [
        (timedelta(minutes=20), "within an hour"),
        (timedelta(hours=5), "within about 5 hours"),
        (timedelta(days=3), "within about 3 days"),
    ],
)
def test_wait_is_the_middle_one_of_the_last_decisions(client, author, wait, words):
    for _ in range(9):
        factories.make_public()
    Decision.objects.update(waited=wait)
    Decision.objects.filter(pk=Decision.objects.first().pk).update(waited=timedelta(days=90))
    assert words in mine(client)


def test_hiding_an_old_text_says_nothing_of_the_wait(client, author):
    for _ in range(8):
        factories.make_in_state("hidden")
    Decision.objects.filter(verb="hide").update(waited=timedelta(days=400))
    assert "within an hour" in mine(client)


def test_page_costs_the_same_for_one_text_as_for_many(
    client, author, django_assert_max_num_queries
):
    factories.make_in_state("rejected", author=author)
    client.get(address("mine"))
    with django_assert_max_num_queries(40) as first:
        client.get(address("mine"))
    for state in ("draft", "pending", "changes_requested", "hidden", "withdrawn", "rejected"):
        factories.make_in_state(state, author=author)
    for membership in range(3):
        factories.make_member(factories.make_condition(f"disease {membership}"), person=author)
    News.objects.update(read_at="2026-01-01T00:00Z")
    with django_assert_max_num_queries(len(first)):
        client.get(address("mine"))


def test_draft_that_is_dropped_loses_its_words_at_once(client, author):
    experience = factories.make_in_state("draft", author=author, text=TEXT)
    press(client, "experience-discard", experience)
    assert experience.revisions.get().text == ""


def test_search_engines_are_let_in_and_out_by_a_button(client, author):
    experience = factories.make_public(author=author)
    for yes in (True, False):
        press(client, "experience-index", experience)
        experience.refresh_from_db()
        assert experience.may_be_indexed is yes
        assert Consent.objects.filter(purpose="index", withdrawn_at=None).exists() is yes


def test_erasing_asks_first_and_then_takes_every_word(client, author):
    experience = factories.make_public(author=author, text=TEXT)
    page = client.get(address("experience-erase", experience.public_id)).content.decode()
    assert "This cannot be undone" in page
    press(client, "experience-erase", experience)
    assert client.get(experience.get_absolute_url()).status_code == 410
    assert TEXT not in mine(client)
    assert not Experience.objects.get().author


def test_button_of_an_old_page_says_what_happened_meanwhile(client, author, moderator):
    revision = factories.make_pending(author=author, text=TEXT)
    experience = revision.experience
    old = form_of(client.get(address("mine")), "/recall/")
    moderation.approve(revision, by=moderator, version=experience.version)
    response = client.post(address("experience-recall", experience.public_id), old)
    page = response.content.decode()
    assert response.status_code == 409
    assert "A moderator’s decision: approved" in page
    assert "Public: everybody can read it." in page
    assert moderator.pen_name not in page


@pytest.mark.sample(2)
@pytest.mark.parametrize("verb", ["recall", "discard", "withdraw", "put-back", "index", "erase"])
def test_button_without_a_version_does_nothing(client, author, verb):
    experience = factories.make_public(author=author)
    url = address(f"experience-{verb}", experience.public_id)
    assert client.post(url, {"index": "yes"}).status_code == 409
    experience.refresh_from_db()
    assert experience.is_public and not experience.may_be_indexed


def test_whose_session_ended_is_sent_to_a_page_that_opens(client, author):
    experience = factories.make_public(author=author)
    client.logout()
    response = client.post(address("experience-withdraw", experience.public_id), {"version": 3})
    assert response.url.endswith("?next=/experiences/mine/")


def test_search_engines_get_only_what_authors_let_them_have(client, author):
    experience = factories.make_public(author=author, text=TEXT)
    topic = experience.topic.get_absolute_url()
    page = client.get(topic).content.decode()
    assert "<div data-nosnippet>" in page
    assert TEXT not in page.split("ld+json")[1].split("</script>")[0]
    press(client, "experience-index", experience)
    page = client.get(topic).content.decode()
    assert "data-nosnippet" not in page
    assert TEXT in page.split("ld+json")[1].split("</script>")[0]
