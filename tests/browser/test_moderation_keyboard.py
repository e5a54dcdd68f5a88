"""The moderators' queue without a mouse."""

import pytest

from experiences import moderation
from experiences.models import Case, Decision
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)
ITEMS = 20


@pytest.fixture
def queue(page, sign_in, moderator):
    """The list of cases in a moderator's browser."""

    def opened(cases: int):
        topic = factories.make_topic()
        for number in range(cases):
            factories.make_pending(topic, text=f"How it was for me, text number {number} of them.")
        sign_in(page, moderator)
        page.goto("/moderation/")
        return page

    return opened


def press(page, *keys: str) -> None:
    """Keys of which the last one leads to another page."""
    *before, last = keys
    for key in before:
        page.keyboard.press(key)
    with page.expect_navigation(wait_until="domcontentloaded"):
        page.keyboard.press(last)


def confirm(page) -> None:
    """The preview's button has the focus already."""
    page.locator("button[autofocus]:focus").wait_for()
    press(page, "Enter")


def test_twenty_texts_are_decided_with_the_keyboard_alone(queue):
    reason = factories.make_reason()
    page = queue(ITEMS + 1)
    page.keyboard.press("j")
    press(page, "j", "k", "Enter")
    for number in range(ITEMS):
        if number % 10 == 3:
            # No reason yet: the key leads to it, choosing fills in its words.
            press(page, "c", "o", "Escape", "c")
            confirm(page)
        elif number % 10 == 6:
            press(page, "r", "o", "Escape", "r")
            confirm(page)
        elif number % 10 == 8:
            page.keyboard.press("h")
            page.keyboard.type("Not sure about this one.")
            press(page, "Escape", "h")
        else:
            press(page, "a")
    press(page, "s")
    verbs = list(Decision.objects.order_by("pk").values_list("verb", flat=True))
    assert [verbs.count(verb) for verb in ("approve", "request_changes", "reject")] == [14, 2, 2]
    assert Case.objects.open().filter(is_held=True).count() == 2
    assert Case.objects.open().filter(is_held=False, claimed_by=None).count() == 1
    assert Decision.objects.filter(verb="reject", message=reason.message).count() == 2
    assert "Nothing else is left for you but what you skipped" in page.inner_text("main")


def test_keys_are_off_while_somebody_types_and_over_the_help(queue):
    page = queue(1)
    press(page, "j", "Enter")
    page.focus("#id_message")
    page.keyboard.type("a crash")
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    assert page.is_visible("dialog")
    page.keyboard.press("a")
    page.keyboard.press("Escape")
    assert not page.is_visible("dialog")
    assert page.input_value("#id_message") == "a crash"
    assert not Decision.objects.exists()


def test_keys_can_be_switched_off_and_stay_off(queue):
    page = queue(1)
    press(page, "j", "Enter")
    page.click("text=Keys")
    page.click("text=Switch the keys off")
    page.click("text=Close")
    page.reload()
    page.keyboard.press("a")
    page.wait_for_timeout(100)
    assert not Decision.objects.exists()
    assert not page.is_visible("button:has-text('Approve') kbd")
    page.click("text=Keys")
    page.click("text=Switch the keys on")
    press(page, "Escape", "a")
    assert Decision.objects.exists()


def test_typed_message_outlives_a_reason_chosen_after_it(queue):
    reason = factories.make_reason()
    page = queue(1)
    press(page, "j", "Enter")
    page.fill("#id_message", "My own words.")
    page.select_option("#id_reason", reason.key)
    assert page.input_value("#id_message") == "My own words."
    with page.expect_navigation():
        page.click("text=Use its words")
    assert page.input_value("#id_message") == f"My own words.\n\n{reason.message}"


def test_enter_in_a_field_decides_nothing(queue):
    page = queue(1)
    press(page, "j", "Enter")
    page.click("text=Point to a passage")
    page.fill("#id_quote", "How it was")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.input_value("#id_quote") == "How it was"
    assert not Decision.objects.exists()


def test_who_comes_too_late_keeps_the_words_without_a_script(plain_page, sign_in, moderator):
    page, other = plain_page, factories.make_moderator()
    reason = factories.make_reason()
    case = Case.objects.get(experience=factories.make_pending().experience)
    sign_in(page, moderator)
    page.goto(f"/moderation/cases/{case.pk}/")
    page.click("text=Take it")
    page.select_option("#id_reason", reason.key)
    page.fill("#id_message", "My careful words.")
    moderation.approve(case.revision, by=other, version=case.experience.version)
    page.click("button:has-text('Reject')")
    assert other.pen_name in page.inner_text("main")
    assert page.get_by_label("What you typed").input_value() == "My careful words."
