"""A reviewer's passkey in a real browser, by Chromium's virtual authenticator: registered, used to
sign, checked by a stranger on the receipt and on a saved copy of it, and revoked."""

import re
from pathlib import Path

import pytest
from django.conf import settings as site_settings
from django.test import Client

from conditions.models import Review, ReviewerKey, Revision, Summary
from conditions.summaries.signing import checklist
from conditions.summaries.signing.badge import live_badge
from diseasemaps.accounts import roles
from tests import factories
from tests.conditions.summaries.reviewing_pages import show_factor

pytestmark = pytest.mark.django_db(transaction=True)
RIGHT = "the holder of the reviewer’s key signed exactly this statement"


@pytest.fixture
def reviewer(db, settings):
    settings.REVIEWS_NEED_KEY = True
    person = factories.make_with_role(roles.MEDICAL_REVIEWER)
    factories.make_reviewer(person, name="Dr Ada Sample")
    return person


@pytest.fixture
def signed_in(page, live_server, reviewer):
    """The reviewer, who has just shown a second factor."""
    client = Client()
    client.force_login(reviewer)
    show_factor(client)
    name = site_settings.SESSION_COOKIE_NAME
    cookie = {"name": name, "value": client.cookies[name].value, "url": live_server.url}
    page.context.add_cookies([cookie])
    return page


def plug_in(page, *, verifies: bool = True):
    """An authenticator, which knows its user or does not."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "usb",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": verifies,
        "automaticPresenceSimulation": True,
    }
    made = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return session, made["authenticatorId"]


def register(page) -> None:
    page.goto("/reviewer/keys/")
    page.fill("#id_name", "Blue stick")
    page.click("text=Go on")
    page.click("text=Make the key")


def read_statement(page, revision: Revision) -> None:
    page.goto(f"/desk/review/{revision.pk}/")
    for item in checklist.current().items:
        page.check(f"#id_check_{item.key}")
    page.fill("#id_interests", "None.")
    page.fill("#id_not_checked", "Whether the links\nstill open.")
    page.click("text=Read and sign")
    assert "Read what you sign" in page.inner_text("main")


def sign(page, revision: Revision) -> Review:
    read_statement(page, revision)
    page.click("text=Sign with your key")
    page.wait_for_url("**/reviews/**")
    return Review.objects.get(revision=revision)


def check(page) -> str:
    page.click("[data-check-start]")
    page.wait_for_selector("[data-check-result][data-state]")
    return page.inner_text("[data-check-result]")


def states(page) -> dict[str, str]:
    places = page.query_selector_all("[data-step]")
    return {each.get_attribute("data-step"): each.get_attribute("data-state") for each in places}


def test_key_is_registered_signs_is_checked_and_revoked(signed_in):
    page = signed_in
    plug_in(page)
    register(page)
    page.wait_for_selector("text=The key is added")
    key = ReviewerKey.objects.get()
    assert key.fingerprint in page.inner_text("main")

    review = sign(page, factories.make_in_review())
    assert review.key == key and live_badge(Summary.objects.get()).by_key
    assert key.fingerprint in page.inner_text("main")
    assert RIGHT in check(page)
    assert set(states(page).values()) == {"ok"}

    page.goto(f"/reviewer/keys/{key.fingerprint}/revoke/")
    page.check("input[value=lost]")
    page.click("button:has-text('Revoke the key')")
    page.wait_for_selector("text=Reported lost")
    page.goto(review.get_absolute_url())
    assert "This review stands" in page.inner_text("main")
    assert RIGHT in check(page)


def test_authenticator_that_does_not_verify_its_user_is_refused(signed_in):
    page = signed_in
    session, number = plug_in(page, verifies=False)
    register(page)
    page.wait_for_selector("[data-passkey-said=refused]:visible")
    assert not ReviewerKey.objects.exists()

    session.send("WebAuthn.setUserVerified", {"authenticatorId": number, "isUserVerified": True})
    page.click("text=Make the key")
    page.wait_for_selector("text=The key is added")
    session.send("WebAuthn.setUserVerified", {"authenticatorId": number, "isUserVerified": False})
    read_statement(page, factories.make_in_review())
    page.click("text=Sign with your key")
    page.wait_for_selector("[data-passkey-said=refused]:visible")
    assert not Review.objects.exists()
    assert not Summary.objects.published().exists()


def saved(page, folder: Path, change=lambda html: html) -> str:
    """As "Save page as" leaves it: the page and its scripts in a folder, without the site."""
    html = page.content()
    script = page.get_attribute("script[src*='check']", "src")
    body = page.evaluate("address => fetch(address).then((answer) => answer.text())", script)
    (folder / "check.js").write_text(body, "utf-8")
    html = re.sub(r'<(script|link)[^>]*(src|href)="/(?!static/js/check)[^>]*>', "", html)
    html = html.replace(script, "check.js")
    (folder / "receipt.html").write_text(change(html), "utf-8")
    return (folder / "receipt.html").as_uri()


def test_saved_copy_is_checked_without_the_site(signed_in, browser, tmp_path):
    plug_in(signed_in)
    register(signed_in)
    signed_in.wait_for_selector("text=The key is added")
    review = sign(signed_in, factories.make_in_review())
    signed_in.goto(review.get_absolute_url())
    context = browser.new_context(offline=True)
    copy = context.new_page()
    asked: list[str] = []
    copy.goto(saved(signed_in, tmp_path))
    copy.on("request", lambda request: asked.append(request.url))
    assert RIGHT in check(copy)
    assert asked == []

    def forge(html: str) -> str:
        return html.replace("A short answer.", "Take ten a day.")

    copy.goto(saved(signed_in, tmp_path, forge))
    assert "do not rely on this review" in check(copy)
    assert states(copy)["statement"] == "wrong" and states(copy)["signature"] == "wrong"
    context.close()
