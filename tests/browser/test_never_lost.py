"""What somebody writes comes back, whatever happens, with scripts and without."""

import pytest
from django.contrib.sessions.models import Session

from experiences.models import Experience, ExperienceRevision
from tests import factories
from tests.accounts.pages import make_confirmed
from tests.experiences.writing.writing_pages import TEXT, share_address

pytestmark = pytest.mark.django_db(transaction=True)
BREAKS = "experiences.writing.views.save_first"
NOTICE = "What you typed here before was not saved"


@pytest.fixture(params=["page", "plain_page"])
def window(request):
    return request.getfixturevalue(request.param)


@pytest.fixture
def author():
    return make_confirmed()


@pytest.fixture
def url():
    return share_address(factories.make_topic())


@pytest.fixture
def writing(window, sign_in, author, url):
    """A window in which somebody has written and saved nothing."""
    sign_in(window, author)
    return write(window, url)


def write(window, url):
    window.goto(url)
    window.fill("#id_text", TEXT)
    window.check("input[name=relation][value=patient]")
    window.check("input[name=signed][value=pen-name]")
    return window


def press(window, button: str) -> None:
    with window.expect_navigation():
        window.click(f"button:has-text('{button}')")


def words(window) -> str:
    return window.input_value("#id_text")


def breaks(*args, **kwargs):
    raise RuntimeError("the disk is full")


def stored() -> str:
    return ExperienceRevision.objects.get().text


def sign_in_by_hand(window, author) -> None:
    window.fill("input[name=login]", author.email)
    window.fill("input[name=password]", factories.PASSWORD)
    with window.expect_navigation():
        window.click("main form[method=post] button[type=submit]")


def test_session_that_ended_while_writing(writing, author):
    Session.objects.all().delete()
    press(writing, "Save draft")
    sign_in_by_hand(writing, author)
    assert words(writing) == TEXT
    press(writing, "Save draft")
    assert stored() == TEXT


def test_form_with_a_mistake(writing):
    writing.fill("#id_text", "Much too short, but mine." + "x" * 7000)
    press(writing, "Save draft")
    assert words(writing).startswith("Much too short, but mine.")
    assert not Experience.objects.exists()


def test_two_clicks(writing):
    writing.dblclick("button:has-text('Save draft')", no_wait_after=True)
    writing.wait_for_url("**/edit/")
    assert words(writing) == TEXT
    assert stored() == TEXT


def test_back_after_leaving(writing, url):
    with writing.expect_navigation():
        writing.click(".site-name")
    writing.go_back()
    assert words(writing) == TEXT


def test_back_after_saving(writing):
    press(writing, "Look it over")
    writing.go_back()
    assert words(writing) == TEXT


def test_server_that_broke(writing, url, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(BREAKS, breaks)
        press(writing, "Look it over")
        assert writing.get_by_label("What you wrote").input_value() == TEXT
        press(writing, "Send it again")
        assert writing.get_by_label("What you wrote").input_value() == TEXT
    press(writing, "Send it again")
    assert "/check/" in writing.url
    assert stored() == TEXT


def test_back_after_the_server_broke(writing, monkeypatch):
    monkeypatch.setattr(BREAKS, breaks)
    press(writing, "Save draft")
    writing.go_back()
    assert words(writing) == TEXT


def test_form_from_before_a_new_sign_in_in_another_window(writing, sign_in, author, url):
    cookies = writing.context.cookies()
    writing.context.add_cookies(
        [{**each, "value": "y" * 32} for each in cookies if each["name"] == "csrftoken"]
    )
    sign_in(writing, author)
    press(writing, "Save draft")
    assert writing.get_by_label("What you wrote").input_value() == TEXT
    press(writing, "Send it again")
    assert stored() == TEXT


def test_decision_of_a_moderator_when_the_server_breaks(window, sign_in, moderator, monkeypatch):
    case = factories.make_pending().experience.cases.get()
    sign_in(window, moderator)
    window.goto(f"/moderation/cases/{case.pk}/")
    press(window, "Take it")
    window.fill("#id_message", "My careful words to them.")
    monkeypatch.setattr("experiences.moderation.case.views.DecisionForm", breaks)
    press(window, "Reject")
    assert window.get_by_label("What you wrote").input_value() == "My careful words to them."


# What only a script can do


def kept(page) -> int:
    return page.evaluate("Object.keys(localStorage).filter((k) => k.startsWith('words:')).length")


def wait_until_kept(page) -> None:
    for _ in range(100):
        if kept(page):
            return
        page.wait_for_timeout(50)
    raise AssertionError("the browser kept nothing")


@pytest.fixture
def unsaved(page, sign_in, author, url, monkeypatch):
    """Words that never reached the server, as when it or the connection fails."""
    monkeypatch.setattr("common.kept_words.keep", lambda *_: False)
    sign_in(page, author)
    write(page, url)
    wait_until_kept(page)
    page.goto("/health/")
    return page


def test_browser_keeps_words_that_never_reached_the_server(unsaved, url):
    unsaved.goto(url)
    assert words(unsaved) == TEXT
    assert unsaved.is_checked("input[name=relation][value=patient]")
    assert NOTICE in unsaved.inner_text("main")
    unsaved.click("text=Throw them away")
    assert words(unsaved) == ""


def test_browser_forgets_the_words_once_they_are_saved(page, sign_in, author, url):
    sign_in(page, author)
    write(page, url)
    press(page, "Look it over")
    assert kept(page) == 0
    assert stored() == TEXT


def test_browser_forgets_the_words_at_signing_out(unsaved):
    unsaved.goto("/accounts/logout/")
    assert kept(unsaved) == 1
    with unsaved.expect_navigation():
        unsaved.click("main form button[type=submit]")
    assert kept(unsaved) == 0


def test_browser_gives_nobodys_words_to_the_next(unsaved, sign_in, url):
    sign_in(unsaved, factories.make_person())
    unsaved.goto(url)
    assert words(unsaved) == ""
    assert kept(unsaved) == 0


def test_kept_words_do_not_overwrite_what_was_saved_elsewhere(
    page, sign_in, author, url, monkeypatch
):
    sign_in(page, author)
    write(page, url)
    press(page, "Save draft")
    monkeypatch.setattr("experiences.writing.views.save_words", breaks)
    page.fill("#id_text", f"{TEXT} And more.")
    wait_until_kept(page)
    page.goto("/health/")
    ExperienceRevision.objects.update(text=f"{TEXT} From my telephone.")
    page.goto(f"/experiences/{Experience.objects.get().public_id}/edit/")
    assert words(page) == f"{TEXT} From my telephone."
    page.click("text=Put my words in the form")
    assert words(page) == f"{TEXT} And more."
