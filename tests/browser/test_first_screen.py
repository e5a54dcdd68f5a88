"""The page of a topic on a telephone: what is on its first screen, and that nothing moves."""

import pytest

from tests import factories
from tests.browser.conftest import window

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.thorough]

SIZES = {"phone": (375, 667), "wide": (1280, 800)}
SHIFTS = """() => new Promise((done) => {
  let total = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) total += entry.value;
  }).observe({type: "layout-shift", buffered: true});
  setTimeout(() => done(total), 500);
})"""


@pytest.fixture
def address():
    condition = factories.make_condition("carcinoid syndrome")
    factories.make_name(condition, "Hormonal tumour")
    topic = factories.make_topic(condition, factories.make_question("daily-life", kind="mixed"))
    factories.make_published(topic, short_answer=" ".join(["word"] * 40) + ".")
    for number in range(25):
        relation = "patient" if number else "relative"
        factories.make_public(topic, text=f"Number {number} of my days.", relation=relation)
    return topic.get_absolute_url()


@pytest.fixture(params=SIZES)
def page(request, browser, live_server):
    width, height = SIZES[request.param]
    with window(browser, live_server, viewport={"width": width, "height": height}) as page:
        yield page


@pytest.mark.parametrize("is_demo", [False, True], ids=["real", "demo"])
def test_answer_and_count_are_on_the_first_screen(page, address, settings, is_demo):
    settings.DEMO = is_demo
    page.goto(address)
    assert page.locator(".demo-banner").count() == is_demo
    height = page.viewport_size["height"]
    for seen in ("h1", ".short-answer .label", ".short-answer .answer", ".count"):
        box = page.locator(f"main {seen}").first.bounding_box()
        assert box is not None and box["y"] + box["height"] <= height, seen


def test_nothing_moves_while_the_page_comes(page, address):
    page.goto(address)
    assert page.evaluate(SHIFTS) == 0
