"""A page that is turned, in Arabic: nothing sticks out at a side, and it begins at the right."""

import pytest

from tests import factories

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.thorough]
WIDTHS = (375, 1280)  # pixels
STICKS_OUT = """() => [...document.querySelectorAll("body *")]
    .filter(each => each.checkVisibility())
    .map(each => [each.outerHTML.slice(0, 80), each.getBoundingClientRect()])
    .filter(([, box]) => box.width > 1 && box.height > 1)
    .filter(([, box]) => box.left < -1 || box.right > document.documentElement.clientWidth + 1)
    .map(([html]) => html)"""
SCROLLS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
MARK_IS_AT_THE_RIGHT = """() => {
    const mark = document.querySelector("header a").getBoundingClientRect();
    return mark.left > document.documentElement.clientWidth / 2;
}"""


@pytest.fixture
def topic(settings):
    settings.LANGUAGES = [*settings.LANGUAGES, ("ar", "Arabic")]
    topic = factories.make_topic(factories.make_condition("hypophosphatemic rickets, hereditary"))
    factories.make_published(topic)
    for language in ("en", "es"):
        factories.make_public(topic, language=language)
    factories.make_pending(topic)
    return topic


def assert_turned(page, paths: list[str]) -> None:
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for path in paths:
            page.goto(f"/ar{path}")
            assert page.evaluate("document.dir") == "rtl"
            assert page.evaluate(MARK_IS_AT_THE_RIGHT), (width, path)
            assert page.evaluate(SCROLLS) == 0, (width, path, page.evaluate(STICKS_OUT))


def test_no_page_that_is_turned_sticks_out(page, sign_in, topic, moderator):
    case = topic.experiences.exclude(state="public").get().cases.get()
    sign_in(page, moderator)
    address = topic.get_absolute_url()
    paths = ["/", topic.condition.get_absolute_url(), address, f"{address}share/"]
    assert_turned(page, [*paths, "/moderation/", f"/moderation/cases/{case.pk}/"])


def test_no_page_of_the_desk_that_is_turned_sticks_out(page, sign_in, topic, editor):
    draft = factories.make_draft(topic, language="es", by=[editor])
    sign_in(page, editor)
    paths = [f"/desk/drafts/{draft.pk}/", f"/desk/drafts/{draft.pk}/edit/"]
    assert_turned(page, ["/desk/", "/desk/upkeep/", *paths])
    # Written in Spanish, and read from the left on this page, too.
    assert page.locator("#id_body").evaluate("each => getComputedStyle(each).direction") == "ltr"
