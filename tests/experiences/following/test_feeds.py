"""Feeds are valid Atom, hold what may be found, and forget at once what was taken down."""

from datetime import timedelta

import pytest
from django.utils import timezone
from lxml import etree

from conditions.models import Condition, Revision
from conditions.summaries import workflow
from experiences import moderation
from experiences.following.atom import ENTRIES
from experiences.models import Experience
from tests import factories
from tests.experiences.following.reading import SCHEMA, read, summaries, titles

pytestmark = pytest.mark.django_db

HOSTILE = "<script>&amp; ]]> \x08 🧬 \u202e 'quoted' words, for more than forty characters"


@pytest.fixture
def topic():
    return factories.make_topic(
        factories.make_condition("a disease"),
        factories.make_question("daily-life", title="What is daily life with {condition} like?"),
    )


@pytest.fixture
def addresses(topic):
    of_condition = f"{topic.condition.get_absolute_url()}feed/"
    return ["/feed/", of_condition, f"{topic.get_absolute_url()}feed/", f"/es{of_condition}"]


def make_findable(topic=None, **fields):
    experience = factories.make_public(topic, **fields)
    moderation.set_index(experience, by=experience.author, version=experience.version, yes=True)
    return experience


def test_feeds_are_valid_and_hold_both_voices(client, topic, addresses):
    make_findable(topic, text="It was like this for me, day by day, for many years.")
    factories.make_published(topic, short_answer="A signed answer.")
    factories.make_published(topic, "es", short_answer="Una respuesta firmada.")
    for address in addresses:
        feed = read(client.get(address))
        answer = "Una respuesta firmada." if address.startswith("/es") else "A signed answer."
        assert summaries(feed) == [answer, "It was like this for me, day by day, for many years."]
    assert titles(read(client.get(addresses[2]))) == [
        "What is daily life with a disease like? Medically reviewed",
        "What is daily life with a disease like? An experience",
    ]


def subtitle(client, address, **headers) -> str:
    return etree.fromstring(client.get(address, **headers).content).findtext("{*}subtitle") or ""


def test_feed_of_a_demo_says_that_it_is_one(client, topic, addresses, settings):
    for_eyes = {"HTTP_ACCEPT": "text/html"}
    for address in addresses:
        assert subtitle(client, address) == ""
        explained = subtitle(client, address, **for_eyes)
        settings.DEMO = True
        said = subtitle(client, address)
        assert "demo" in said and "invent" in said
        assert subtitle(client, address, **for_eyes) == f"{said} {explained}"
        settings.DEMO = False


def test_feed_of_nothing_is_valid(client, topic, addresses):
    for address in addresses:
        assert titles(read(client.get(address))) == []


def test_check_of_the_tests_does_refuse(client, topic):
    feed = etree.fromstring(client.get("/feed/").content)
    feed.remove(feed.find("{*}updated"))
    assert not SCHEMA.validate(feed)


@pytest.mark.sample(2)
@pytest.mark.parametrize(
    "state", ["draft", "pending", "changes_requested", "rejected", "hidden", "withdrawn"]
)
def test_text_that_is_not_public_is_in_no_feed(client, topic, addresses, state):
    factories.make_in_state(state, topic, may_be_indexed=True)
    Experience.objects.update(may_be_indexed=True)
    for address in addresses:
        assert titles(read(client.get(address))) == []


def test_text_that_search_engines_may_not_have_is_in_no_feed(client, topic, addresses):
    experience = factories.make_public(topic)
    assert not experience.may_be_indexed
    for address in addresses:
        assert titles(read(client.get(address))) == []


@pytest.mark.sample(1)
@pytest.mark.parametrize("deed", ["withdraw", "erase", "hide", "unindex"])
def test_text_taken_down_is_gone_at_once_and_no_copy_is_confirmed(client, topic, addresses, deed):
    experience = make_findable(topic)
    before = {address: client.get(address) for address in addresses}
    assert [len(titles(read(response))) for response in before.values()] == [1] * 4
    kept = {address: response["ETag"] for address, response in before.items()}
    assert all(
        client.get(address, headers={"if-none-match": etag}).status_code == 304
        for address, etag in kept.items()
    )
    about = {"by": experience.author, "version": experience.version}
    if deed == "hide":
        about["by"] = factories.make_person()
        moderation.hide(experience, reason=factories.make_reason(), message="Why.", **about)
    elif deed == "unindex":
        moderation.set_index(experience, yes=False, **about)
    else:
        getattr(moderation, deed)(experience, **about)
    for address, etag in kept.items():
        response = client.get(address, headers={"if-none-match": etag})
        assert response.status_code == 200 and titles(read(response)) == []


BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


@pytest.mark.sample(2)
@pytest.mark.parametrize("accept", ["*/*", "", "application/atom+xml, text/html;q=0.5", "x;q=;"])
def test_programs_are_given_a_feed(client, topic, addresses, accept):
    for address in addresses:
        read(client.get(address, headers={"accept": accept}))


def test_browser_is_given_it_in_the_style_of_the_site(client, topic, addresses):
    make_findable(topic)
    for address in addresses:
        response = client.get(address, headers={"accept": BROWSER})
        assert response["Content-Type"] == "application/xml; charset=utf-8"
        assert "Accept" in response["Vary"]
        feed = etree.fromstring(response.content)
        assert len(titles(feed)) == 1
        assert 'href="/static/css/site.css"' in str(feed.getprevious())
        back = feed.find("{http://www.w3.org/1999/xhtml}a")
        assert client.get(back.get("href")).status_code == 200
        kept = {"accept": BROWSER, "if-none-match": response["ETag"]}
        assert client.get(address, headers=kept).status_code == 304


def test_change_stamped_before_that_of_another_condition_is_seen(client, topic):
    """As by a server whose clock is behind, or a transaction that ends later than it began."""
    experience = make_findable(topic)
    ahead = timezone.now() + timedelta(seconds=5)
    Condition.objects.filter(pk=factories.make_condition().pk).update(changed_at=ahead)
    etag = client.get("/feed/")["ETag"]
    moderation.withdraw(experience, by=experience.author, version=experience.version)
    response = client.get("/feed/", headers={"if-none-match": etag})
    assert response.status_code == 200 and titles(read(response)) == []


def test_unchanged_feed_of_a_condition_costs_one_query(client, topic, django_assert_num_queries):
    make_findable(topic)
    address = f"{topic.condition.get_absolute_url()}feed/"
    etag = client.get(address)["ETag"]
    with django_assert_num_queries(1):
        assert client.get(address, headers={"if-none-match": etag}).status_code == 304


def test_feed_costs_as_many_queries_with_one_text_as_with_many(
    client, topic, django_assert_max_num_queries
):
    factories.make_many_public(topic, ENTRIES + 3, may_be_indexed=True)
    for address in ("/feed/", f"{topic.get_absolute_url()}feed/"):
        with django_assert_max_num_queries(12):
            assert len(titles(read(client.get(address)))) == ENTRIES


def test_overdue_summary_and_one_changed_under_its_signature_are_left_out(client, topic):
    old = timezone.now() - timedelta(days=365 * 6)
    factories.make_published(factories.make_topic(), at=old)
    changed = factories.make_published(topic)
    Revision.objects.filter(pk=changed.pk).update(short_answer="Changed under the signature.")
    assert titles(read(client.get("/feed/"))) == []


def test_small_change_of_wording_is_in_the_feed_under_the_same_review(client, topic):
    signed = factories.make_published(topic, short_answer="A signed answr.")
    revision = factories.make_wording(signed, short_answer="A signed answer.")
    workflow.approve_wording(revision, by=factories.make_person(), version=revision.version)
    feed = read(client.get("/feed/"))
    assert summaries(feed) == ["A signed answer."]
    assert feed.find(".//{*}entry/{*}id").text == f"urn:uuid:{signed.reviews.get().public_id}"


def test_question_that_opens_at_the_readers_choice_gives_no_words_away(client):
    topic = factories.make_topic(question=factories.make_question("hard", behind_choice=True))
    make_findable(topic)
    factories.make_published(topic)
    assert summaries(read(client.get("/feed/"))) == [None, None]


def test_hostile_text_is_inert(client, topic):
    experience = make_findable(topic)
    revision = experience.live_revision
    type(revision).objects.filter(pk=revision.pk).update(text=HOSTILE)
    feed = read(client.get("/feed/"))
    (summary,) = summaries(feed)
    assert feed.find(".//{*}summary").get("type") == "text"
    assert "<script>&amp; ]]>" in summary and "\x08" not in summary


def test_old_address_of_a_feed_redirects_and_a_retired_one_is_gone(client, topic):
    other = factories.make_condition("other")
    address = f"{topic.get_absolute_url()}feed/"
    type(other).objects.filter(pk=topic.condition_id).update(state="merged", merged_into=other)
    assert client.get(address)["Location"] == "/conditions/other/daily-life/feed/"
    type(other).objects.filter(pk=topic.condition_id).update(state="retired", merged_into=None)
    assert client.get(address).status_code == 410


@pytest.mark.parametrize("address", ["/conditions/none/feed/", "/conditions/a-disease/none/feed/"])
def test_feed_of_what_is_not_there_is_404(client, topic, address):
    assert client.get(address).status_code == 404


def test_pages_name_their_feeds(client, topic):
    for page in ("/", topic.condition.get_absolute_url(), topic.get_absolute_url()):
        assert 'type="application/atom+xml"' in client.get(page).content.decode()
        found = client.get(page).content.decode().split('type="application/atom+xml"')[1]
        address = found.split('href="')[1].split('"')[0]
        read(client.get(address))
