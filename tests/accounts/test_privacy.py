"""The page of what is held on somebody, its switches, and the public page."""

import pytest

from diseasemaps.accounts.unverified import DAYS
from diseasemaps.outbox.models import MailKind
from diseasemaps.outbox.unsubscribe import set_wanted, wants
from experiences import moderation
from experiences.models import Consent, Membership
from tests import factories
from tests.accounts import pages

pytestmark = pytest.mark.django_db
PAGE = "/accounts/privacy/"


@pytest.fixture
def shared(client, member):
    """A public text of the member, who is signed in."""
    client.force_login(member)
    topic = factories.make_topic()
    return factories.make_public(topic, author=member)


def switch(client, experience, purpose, yes, **changed):
    data = {"yes": yes, "version": experience.version, **changed}
    return client.post(f"{PAGE}consents/{experience.public_id}/{purpose}/", data)


def page(client) -> str:
    return client.get(PAGE).content.decode()


def test_page_shows_account_and_communities(client, member):
    factories.make_member(
        factories.make_condition("rare ataxia"), person=member, country="NL", diagnosed_year=2011
    )
    client.force_login(member)
    shown = page(client)
    for words in (member.email, member.pen_name, "Rare ataxia", "2011", "Netherlands", "has it"):
        assert words in shown


def test_page_is_kept_by_nobody(client, member):
    client.force_login(member)
    assert "no-store" in client.get(PAGE).headers["Cache-Control"]


def test_page_shows_each_consent_with_its_date(client, shared):
    assert page(client).count("agreed on") == 1
    assert "not agreed" in page(client)


def test_taking_back_the_consent_to_publish_withdraws_the_text_and_says_when(client, shared):
    switch(client, shared, "publish", "0")
    shared.refresh_from_db()
    assert shared.state == "withdrawn"
    assert "taken back on" in page(client)


def test_taking_back_the_consent_takes_a_waiting_text_from_the_moderators(client, member):
    experience = factories.make_pending(author=member).experience
    client.force_login(member)
    switch(client, experience, "publish", "0")
    assert experience.revisions.get().state == "draft"
    assert not experience.cases.open().exists()
    assert experience.consents.get().withdrawn_at


def test_agreeing_again_puts_the_text_back_with_a_consent_of_its_own(client, shared):
    switch(client, shared, "publish", "0")
    shared.refresh_from_db()
    switch(client, shared, "publish", "1")
    shared.refresh_from_db()
    assert shared.is_public
    assert shared.consents.filter(purpose="publish").count() == 2


@pytest.mark.parametrize("yes", ["1", "0"])
def test_search_engines_are_switched_on_and_off(client, shared, yes):
    switch(client, shared, "index", yes)
    shared.refresh_from_db()
    assert shared.may_be_indexed == (yes == "1")
    in_force = Consent.objects.filter(purpose="index", withdrawn_at=None)
    assert in_force.exists() == (yes == "1")


@pytest.mark.parametrize("yes", ["1", "0"])
def test_reuse_is_switched_on_and_off(client, shared, yes):
    switch(client, shared, "reuse", yes)
    shared.refresh_from_db()
    assert shared.may_be_reused == (yes == "1") and not shared.may_be_indexed
    in_force = Consent.objects.filter(purpose="reuse", withdrawn_at=None)
    assert in_force.exists() == (yes == "1")


def test_switch_that_saw_an_older_version_answers_409_and_changes_nothing(client, shared):
    response = switch(client, shared, "publish", "0", version=shared.version - 1)
    assert response.status_code == 409
    assert "has changed meanwhile" in response.content.decode()
    shared.refresh_from_db()
    assert shared.is_public


def test_hidden_text_cannot_be_put_back_by_its_author(client, shared, moderator):
    moderation.hide(
        shared,
        by=moderator,
        version=shared.version,
        reason=factories.make_reason(),
        message="Please read why.",
    )
    assert switch(client, shared, "publish", "1").status_code == 409
    shared.refresh_from_db()
    assert shared.state == "hidden"


def test_consent_of_somebody_else_is_not_there(client, shared):
    client.force_login(factories.make_person())
    assert switch(client, shared, "publish", "0").status_code == 404
    shared.refresh_from_db()
    assert shared.is_public


@pytest.mark.sample(2)
@pytest.mark.parametrize(
    ("purpose", "data", "status"),
    [
        ("nonsense", {}, 404),
        ("publish", {"version": ""}, 400),
        ("publish", {"version": "-1"}, 400),
        ("publish", {"version": "x"}, 400),
        ("publish", {"version": "9" * 30}, 409),
    ],
)
def test_forged_switch_changes_nothing(client, shared, purpose, data, status):
    assert switch(client, shared, purpose, "0", **data).status_code == status
    shared.refresh_from_db()
    assert shared.is_public


def test_map_consent_is_switched_and_the_rest_stays(client, member):
    membership = factories.make_member(factories.make_condition(), person=member, country="ES")
    client.force_login(member)
    client.post(f"{PAGE}communities/{membership.condition.slug}/map/", {"yes": "1"})
    membership.refresh_from_db()
    assert membership.on_map and membership.country == "ES"
    client.post(f"{PAGE}communities/{membership.condition.slug}/map/", {"yes": "0"})
    assert not Membership.objects.get().on_map


def test_mails_are_switched_on_again(client, member):
    set_wanted(member.pk, MailKind.DECISIONS, False)
    client.force_login(member)
    client.post(f"{PAGE}mails/decisions/", {"yes": "1"})
    assert wants(member, MailKind.DECISIONS)
    assert client.post(f"{PAGE}mails/nonsense/", {"yes": "1"}).status_code == 404


def test_page_shows_own_reports_and_never_who_reported(client, shared):
    reporter = factories.make_person()
    moderation.report(shared, by=reporter, why="abuse", text="Their words.")
    other = factories.make_public()
    moderation.report(other, by=shared.author, why="other", text="My words.")
    shown = page(client)
    assert "My words." in shown
    assert "Their words." not in shown and reporter.pen_name not in shown


def test_page_counts_what_a_moderator_did(client, moderator):
    factories.make_public(moderator=moderator)
    client.force_login(moderator)
    assert "Your work here" in page(client)


def test_page_costs_the_same_with_many_texts(client, member, django_assert_max_num_queries):
    client.force_login(member)
    for _ in range(3):
        factories.make_public(author=member)
        factories.make_member(factories.make_condition(), person=member)
    with django_assert_max_num_queries(40) as few:
        page(client)
    for _ in range(3):
        factories.make_public(author=member)
        factories.make_member(factories.make_condition(), person=member)
    with django_assert_max_num_queries(len(few)):
        page(client)


def test_public_page_names_exactly_the_cookies_that_the_site_sets(client):
    person = pages.make_confirmed()
    pages.sign_in(client, person)
    client.post("/accounts/pen-name/", {"pen_name": "Another Name"})
    shown = client.get("/privacy/").content.decode()
    assert set(client.cookies) == {"sessionid", "csrftoken", "messages"}
    assert all(f"<code>{name}</code>" in shown for name in client.cookies)


def test_public_page_tells_the_times_that_the_code_goes_by(client, settings):
    shown = client.get("/privacy/").content.decode()
    assert f"after {DAYS} days" in shown
    assert f"at least {settings.SMALL_NUMBER} people" in shown


@pytest.mark.parametrize("address", ["/", "/accounts/signup/", "/accounts/login/"])
def test_public_page_is_linked(client, address):
    assert 'href="/privacy/"' in client.get(address).content.decode()
