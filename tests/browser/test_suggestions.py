"""The search field as a combobox (ARIA 1.2), with a keyboard and without scripts."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from conditions.models import Name
from conditions.search.index import reindex
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)
FIELD = "#search-site"
OPTIONS = "#search-site-list [role=option]"


@pytest.fixture
def conditions():
    made = [factories.make_condition(f"carcinoid {word}") for word in ("syndrome", "tumor")]
    Name.objects.create(condition=made[0], text="Thorson-Bioerck syndrome")
    reindex([each.pk for each in made])
    return made


def type_in(page, words: str) -> None:
    page.goto("/privacy/")
    page.click(FIELD)
    page.keyboard.type(words, delay=20)


def state(page) -> dict[str, str | None]:
    field = page.locator(FIELD)
    names = ("role", "aria-expanded", "aria-controls", "aria-autocomplete", "aria-activedescendant")
    return {name: field.get_attribute(name) for name in names}


def wait_for_list(page) -> None:
    page.locator(OPTIONS).first.wait_for()


def test_arrows_choose_enter_goes_and_everything_is_told(page, conditions):
    type_in(page, "carcin")
    wait_for_list(page)
    closed = {"role": "combobox", "aria-controls": "search-site-list", "aria-autocomplete": "list"}
    assert state(page) == {**closed, "aria-expanded": "true", "aria-activedescendant": None}
    assert page.inner_text(".site-header [role=status]") == "2 suggestions"
    page.keyboard.press("ArrowDown")
    first = state(page)["aria-activedescendant"]
    page.keyboard.press("ArrowDown")
    second = state(page)["aria-activedescendant"]
    assert first != second
    assert page.get_attribute(f"#{second}", "aria-selected") == "true"
    assert page.get_attribute(f"#{first}", "aria-selected") == "false"
    page.keyboard.press("ArrowDown")
    assert state(page)["aria-activedescendant"] == first
    page.keyboard.press("ArrowUp")
    assert state(page)["aria-activedescendant"] == second
    # The focus never leaves the field.
    assert page.evaluate("document.activeElement.id") == "search-site"
    wanted = page.get_attribute(f"#{second}", "href")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url.endswith(wanted)


def test_escape_closes_the_list_and_keeps_the_words(page, conditions):
    type_in(page, "thorson")
    wait_for_list(page)
    assert "also “Thorson-Bioerck syndrome”" in page.inner_text(OPTIONS)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    assert page.locator("#search-site-list").is_hidden()
    assert (state(page)["aria-expanded"], state(page)["aria-activedescendant"]) == ("false", None)
    assert page.input_value(FIELD) == "thorson"


def test_enter_without_a_choice_sends_the_form(page, conditions):
    type_in(page, "carcinoid")
    wait_for_list(page)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "/search/?q=carcinoid" in page.url
    assert page.locator(".search-hits li").count() == 2


def test_leaving_the_field_closes_and_nothing_found_is_told(page, conditions):
    type_in(page, "xylophone")
    page.locator(".site-header [role=status]", has_text="No suggestion").wait_for(state="attached")
    assert page.locator("#search-site-list").is_hidden()
    type_in(page, "carc")
    wait_for_list(page)
    page.focus("footer a >> nth=0")
    assert page.locator("#search-site-list").is_hidden()


def test_without_scripts_it_is_a_form(plain_page, conditions):
    plain_page.goto("/privacy/")
    assert plain_page.get_attribute(FIELD, "role") is None
    plain_page.fill(FIELD, "carcinoid sindrome")
    with plain_page.expect_navigation():
        plain_page.keyboard.press("Enter")
    assert plain_page.url.endswith("/conditions/carcinoid-syndrome/")


def test_open_list_breaks_no_rule_of_axe(page, conditions):
    type_in(page, "carcin")
    wait_for_list(page)
    page.keyboard.press("ArrowDown")
    found = Axe().run(page, context=".site-header").response["violations"]
    assert [(each["id"], each["nodes"][0]["html"]) for each in found] == []
