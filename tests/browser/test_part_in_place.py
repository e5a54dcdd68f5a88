"""Filters and pages change a part of the page in place: focus, history, and what is told of it.
Without scripts the same controls open the same addresses."""

import re

import pytest

from conditions.search.index import reindex
from tests import factories
from tests.browser.conftest import window

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.thorough]

SIZES = {"phone": (375, 667), "wide": (1280, 800)}
TOLD = "body > [role=status]"
FOCUSED = "document.activeElement.id"


@pytest.fixture
def topic():
    condition = factories.make_condition("marked disease")
    topic = factories.make_topic(condition, factories.make_question("daily-life", kind="mixed"))
    for number in range(21):
        factories.make_public(topic, text=f"Day {number} of mine.", relation="patient")
    factories.make_public(topic, text="Our days as a family.", relation="relative")
    return topic


@pytest.fixture(params=SIZES)
def page(request, browser, live_server):
    width, height = SIZES[request.param]
    with window(browser, live_server, viewport={"width": width, "height": height}) as page:
        yield page


def come(page, address: str) -> None:
    """To the page and its part, by the keyboard, until its script is there."""
    page.goto(address)
    page.evaluate("window.isSamePage = true")
    with page.expect_response(re.compile("part.js")):
        page.locator("[data-part] :is(a, select, input)").first.focus()
    page.locator(TOLD).wait_for(state="attached")


def wait_until_told(page, words: str) -> None:
    page.locator(TOLD, has_text=words).wait_for(state="attached")


def test_filter_changes_the_part_and_says_so(page, topic):
    come(page, topic.get_absolute_url())
    page.select_option("select[name=relation]", "relative")
    page.get_by_role("button", name="Filter").press("Enter")
    wait_until_told(page, "1 experience shown")
    assert "Our days as a family." in page.inner_text("#experiences")
    assert "Day 1 of mine." not in page.inner_text("#experiences")
    assert "relation=relative" in page.url and page.evaluate("window.isSamePage")
    assert page.evaluate(FOCUSED) == "experiences-heading"
    assert page.input_value("select[name=relation]") == "relative"
    box = page.locator("#experiences-heading").bounding_box()
    bar = page.locator(".jump-bar").bounding_box() or {"y": 0, "height": 0}
    assert box["y"] >= bar["y"] + bar["height"], "hidden behind the bar"


def test_back_and_forward_bring_back_what_was_shown(page, topic):
    come(page, topic.get_absolute_url())
    page.get_by_role("link", name="Older experiences").press("Enter")
    wait_until_told(page, "2 experiences shown")
    older = page.url
    page.go_back()
    wait_until_told(page, "20 experiences shown")
    assert page.url.endswith(topic.get_absolute_url())
    page.go_forward()
    wait_until_told(page, "2 experiences shown")
    assert page.url == older and page.evaluate("window.isSamePage")
    page.reload()
    assert page.locator("article.experience").count() == 2


def test_languages_keep_the_filter(page, topic):
    come(page, topic.get_absolute_url())
    page.select_option("select[name=relation]", "relative")
    page.get_by_role("button", name="Filter").press("Enter")
    wait_until_told(page, "1 experience shown")
    assert "relation=relative" in page.locator("footer a[hreflang=es]").get_attribute("href")


def test_page_is_opened_where_its_part_cannot_be_fetched(page, topic):
    come(page, topic.get_absolute_url())
    page.route("**/*relation*", lambda route: route.abort(), times=1)
    page.select_option("select[name=relation]", "relative")
    with page.expect_navigation():
        page.get_by_role("button", name="Filter").press("Enter")
    assert "Our days as a family." in page.inner_text("#experiences")
    assert not page.evaluate("window.isSamePage")


def test_hard_experiences_that_were_opened_stay_open(page, topic):
    topic.question.behind_choice = True
    topic.question.save()
    page.goto(topic.get_absolute_url())
    page.locator("#experiences summary").press("Enter")
    come_again(page)
    page.select_option("select[name=relation]", "relative")
    page.get_by_role("button", name="Filter").press("Enter")
    wait_until_told(page, "1 experience shown")
    page.get_by_role("link", name="Show all").first.press("Enter")
    wait_until_told(page, "20 experiences shown")
    assert page.locator("#experiences details").get_attribute("open") is not None


def come_again(page) -> None:
    page.locator("[data-part] select").first.focus()
    page.locator(TOLD).wait_for(state="attached")


def test_pages_of_a_search_change_in_place(page):
    made = [factories.make_condition(f"carcinoid {number:02}") for number in range(30)]
    reindex([each.pk for each in made])
    come(page, "/search/?q=carcinoid")
    page.get_by_role("link", name="Next page").press("Enter")
    wait_until_told(page, "shown")
    assert "page=2" in page.url and page.evaluate("window.isSamePage")
    assert page.get_by_role("link", name="Previous page").count() == 1


def test_decisions_are_filtered_in_place(page, sign_in, moderator, topic):
    sign_in(page, moderator)
    come(page, "/moderation/decisions/")
    page.select_option("select[name=verb]", "reject")
    page.get_by_role("button", name="Filter").press("Enter")
    wait_until_told(page, "0 decisions shown")
    assert "No decision fits." in page.inner_text("main")


def test_filter_and_older_page_work_without_scripts(plain_page, topic):
    plain_page.goto(topic.get_absolute_url())
    plain_page.select_option("select[name=relation]", "relative")
    with plain_page.expect_navigation():
        plain_page.get_by_role("button", name="Filter").press("Enter")
    assert "Our days as a family." in plain_page.inner_text("#experiences")
    plain_page.goto(topic.get_absolute_url())
    with plain_page.expect_navigation():
        plain_page.get_by_role("link", name="Older experiences").press("Enter")
    assert plain_page.locator("article.experience").count() == 2
