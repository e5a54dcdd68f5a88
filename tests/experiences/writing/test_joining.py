import pytest
from django.utils import timezone

from experiences.models import Membership
from tests import factories
from tests.experiences.writing.writing_pages import address, form_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def condition():
    return factories.make_condition("carcinoid syndrome")


@pytest.fixture
def signed_in(client, member):
    client.force_login(member)
    return member


def join(client, condition, **fields):
    url = address("community-join", condition.slug)
    return client.post(url, form_of(client.get(url)) | fields)


def test_one_step_joins_and_leads_back(client, condition, signed_in):
    url = address("community-join", condition.slug) + "?next=/conditions/"
    shown = form_of(client.get(url))
    assert client.post(url, shown | {"relation": "patient"}).url == "/conditions/"
    condition.refresh_from_db()
    assert condition.member_count == 1


def test_only_the_relation_is_needed(client, condition, signed_in):
    assert join(client, condition).status_code == 200
    assert not Membership.objects.exists()
    join(client, condition, relation="relative")
    membership = Membership.objects.get()
    assert (membership.diagnosed_year, membership.country, membership.on_map) == (None, "", False)


@pytest.mark.sample(2)
@pytest.mark.parametrize(
    ("since", "years"), [("0", 0), ("1-2", 1), ("3-5", 4), ("6-10", 8), ("11-20", 15), ("21-", 25)]
)
def test_band_is_turned_into_a_year(client, condition, signed_in, since, years):
    join(client, condition, relation="patient", since=since)
    assert Membership.objects.get().diagnosed_year == timezone.localdate().year - years


def test_year_goes_before_the_band(client, condition, signed_in):
    join(client, condition, relation="patient", since="0", year="2011")
    assert Membership.objects.get().diagnosed_year == 2011


@pytest.mark.sample(2)
@pytest.mark.parametrize("year", ["1066", "2999", "soon", "9" * 5000, "\x00"])
def test_year_that_cannot_be_is_an_error_that_keeps_the_rest(client, condition, signed_in, year):
    response = join(client, condition, relation="patient", year=year, country="NL")
    assert response.status_code == 200
    assert form_of(response)["country"] == "NL"
    assert not Membership.objects.exists()


def test_map_is_a_consent_apart_and_needs_a_country(client, condition, signed_in):
    assert "on_map" not in form_of(client.get(address("community-join", condition.slug)))
    assert join(client, condition, relation="patient", on_map="on").status_code == 200
    join(client, condition, relation="patient", on_map="on", country="NL")
    assert Membership.objects.get().on_map


def test_member_finds_what_was_said_and_changes_it(client, condition, signed_in):
    join(client, condition, relation="patient", year="2011", country="NL", on_map="on")
    response = client.get(address("community-join", condition.slug))
    assert "You are in this community" in response.content.decode()
    assert form_of(response)["year"] == "2011"
    join(client, condition, relation="bereaved")
    membership = Membership.objects.get()
    assert (membership.relation, membership.diagnosed_year) == ("bereaved", 2011)


def test_leaving_is_as_easy(client, condition, signed_in):
    join(client, condition, relation="patient")
    shown = form_of(client.get(address("community-join", condition.slug)), "/leave/")
    client.post(address("community-leave", condition.slug), shown)
    condition.refresh_from_db()
    assert condition.member_count == 0


def test_form_of_a_session_that_expired_comes_back(client, condition, signed_in):
    url = address("community-join", condition.slug)
    shown = form_of(client.get(url)) | {"relation": "relative", "country": "NL"}
    client.logout()
    assert "/login/" in client.post(url, shown).url
    client.force_login(signed_in)
    assert form_of(client.get(url))["relation"] == "relative"


@pytest.mark.sample(1)
@pytest.mark.parametrize("page", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_nobody_is_led_to_another_site(client, condition, signed_in, page):
    response = join(client, condition, relation="patient", next=page)
    assert response.url == condition.get_absolute_url()


def test_old_address_of_a_condition_leads_to_its_community(client, condition, signed_in):
    condition.former_slugs.create(slug="carcinoid")
    response = client.get(address("community-join", "carcinoid"))
    assert (response.status_code, response.url) == (301, address("community-join", condition.slug))


def test_pages_of_the_condition_lead_to_joining(client, condition):
    topic = factories.make_topic(condition)
    for page in (condition.get_absolute_url(), topic.get_absolute_url()):
        html = client.get(page).content.decode()
        assert address("community-join", condition.slug) in html
        assert "csrf" not in html
