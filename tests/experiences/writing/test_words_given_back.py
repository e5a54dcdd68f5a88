"""A form that the site could not take comes back with its words, in the answer itself."""

import pytest
from django.middleware.csrf import get_token
from django.test import Client, RequestFactory
from django.urls import reverse

from common import kept_words
from experiences.models import Experience
from tests import factories
from tests.experiences.writing.writing_pages import TEXT, WORDS, form_of, share_address

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser():
    """Asks for tokens, and shows what broke as a visitor sees it."""
    return Client(enforce_csrf_checks=True, raise_request_exception=False)


@pytest.fixture
def author():
    return factories.make_person()


@pytest.fixture
def url():
    return share_address(factories.make_topic())


@pytest.fixture
def filled(browser, author, url):
    browser.force_login(author)
    return {**form_of(browser.get(url)), **WORDS, "relation": "patient", "text": TEXT}


@pytest.fixture
def broken(monkeypatch):
    def breaks(*args, **kwargs):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr("experiences.writing.views.save_first", breaks)
    return monkeypatch


def sign_in_again(browser, person):
    """In another window: the token of every form that was open before is no good any more."""
    browser.force_login(person)
    browser.cookies["csrftoken"] = get_token(RequestFactory().get("/"))[:32]


def test_form_from_before_a_new_sign_in_is_shown_and_sent_again(browser, author, url, filled):
    sign_in_again(browser, author)
    answer = browser.post(url, filled)
    assert answer.status_code == 403
    assert TEXT in answer.content.decode()
    again = browser.post(url, form_of(answer, url))
    assert again.status_code == 302
    assert Experience.objects.get().open_revision.text == TEXT


def test_words_are_not_shown_to_somebody_else_who_has_signed_in(browser, url, filled):
    sign_in_again(browser, factories.make_person())
    answer = browser.post(url, filled)
    assert answer.status_code == 403
    assert TEXT not in answer.content.decode()


def test_words_of_who_is_signed_out_by_then_are_kept(browser, url, filled):
    del browser.cookies["sessionid"]
    browser.cookies["csrftoken"] = get_token(RequestFactory().get("/"))[:32]
    answer = browser.post(url, filled)
    assert answer.status_code == 403
    assert TEXT not in answer.content.decode()
    assert f"?next={url}" in answer.content.decode()
    assert TEXT in str(browser.session[kept_words.KEPT][url])


def test_form_that_broke_the_site_is_shown_and_sent_again(browser, url, filled, broken):
    answer = browser.post(f"{url}?then=check", filled)
    assert answer.status_code == 500
    assert TEXT in answer.content.decode()
    broken.undo()
    again = browser.post(f"{url}?then=check", form_of(answer, "?then=check"))
    assert again.status_code == 302 and "/check/" in again.url
    assert Experience.objects.get().open_revision.text == TEXT


def test_password_is_never_shown_again(browser, monkeypatch):
    page = browser.get(reverse("account_login"))

    def breaks(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr("allauth.account.views.LoginView.form_valid", breaks)
    monkeypatch.setattr("allauth.account.views.LoginView.form_invalid", breaks)
    fields = {**form_of(page), "login": "a@example.org", "password": "correct horse battery"}
    answer = browser.post(reverse("account_login"), fields)
    assert answer.status_code == 500
    assert "horse" not in answer.content.decode()


def test_form_of_another_site_is_not_given_back(browser, author, url, broken):
    browser.force_login(author)
    answer = browser.post(url, {**WORDS, "text": TEXT, "whose": "forged"})
    assert answer.status_code == 403
    assert TEXT not in answer.content.decode()


def test_saving_tells_the_browser_that_it_need_not_keep_the_words(browser, url, filled):
    assert kept_words.SAVED_COOKIE not in browser.cookies
    browser.post(url, {**filled, "text": ""})
    assert kept_words.SAVED_COOKIE not in browser.cookies
    browser.post(url, filled)
    assert browser.cookies[kept_words.SAVED_COOKIE].value == "1"
