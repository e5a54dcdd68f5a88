import re
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from conditions.models import Condition, FormerSlug, Question
from experiences import community, counts
from experiences.models import MapFigures, Membership
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def three_is_no_small_number(settings):
    settings.SMALL_NUMBER = 3


@pytest.fixture
def condition():
    return factories.make_condition("carcinoid syndrome")


def enter(condition, *countries, on_map=True):
    """People who join one after the other."""
    return [
        community.join(
            condition,
            by=factories.make_person(),
            relation="patient",
            country=country,
            on_map=on_map,
        )
        for country in countries
    ]


def read(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return " ".join(response.content.decode().split()).replace("> <", "><")


def page_of(condition):
    return reverse("experiences:community-map", args=[condition.slug])


def shown(condition=None):
    return MapFigures.objects.get(condition=condition).shown


def test_country_with_enough_members_is_drawn_named_and_in_the_table(client, condition):
    enter(condition, *["NL"] * 4, *["US"] * 2, "", "FR")
    page = read(client, page_of(condition))
    assert "members of this community who chose to appear, not how common" in page
    assert page.count("Netherlands: at least 3 members") == 2
    assert '<th scope="row"><a href="?country=NL#there">Netherlands</a></th><td>at least 3' in page
    assert "United States" not in page and "France" not in page
    assert '"Every other country"' not in page and "Every other country" in page


def test_small_state_without_an_outline_is_a_point(client, condition):
    enter(condition, *["MT"] * 3, "US", "US", "FR")
    assert '<circle cx="' in read(client, page_of(condition)).split("world-land")[1]


def test_map_has_no_inline_style_and_no_script(client, condition):
    enter(condition, *["NL"] * 6)
    for address in (page_of(condition), reverse("experiences:world-map")):
        page = read(client, address)
        assert " style=" not in page and "<style" not in page
        assert not re.search(r"<script(?![^>]* src=)", page)


def test_only_who_chose_to_appear_is_counted(condition):
    enter(condition, *["NL"] * 9, on_map=False)
    assert not MapFigures.objects.exists()
    enter(condition, *["NL"] * 3)
    assert shown(condition) == {"NL": 3}


def test_community_in_which_all_could_be_known_to_be_there_shows_no_country(client, condition):
    enter(condition, *["NL"] * 5)
    assert "No country can be shown yet" in read(client, page_of(condition))


def test_figures_change_only_when_enough_people_have_moved(condition):
    first, *_others = enter(condition, *["NL"] * 3, *["US"] * 6)
    assert shown(condition) == {"NL": 3, "US": 3}
    enter(condition, "NL", "NL")
    assert shown(condition) == {"NL": 3, "US": 3}
    # To and fro moves nobody.
    for on_map in (False, True) * 3:
        community.join(condition, by=first.member, relation="patient", country="NL", on_map=on_map)
    assert shown(condition) == {"NL": 3, "US": 3}
    enter(condition, "NL")
    assert shown(condition) == {"NL": 6, "US": 3}


def test_map_of_a_community_that_many_have_left_shows_less_at_once(client, condition):
    enter(condition, *["NL"] * 6)
    silent = enter(condition, *["US"] * 4, on_map=False)
    enter(condition, "NL", "NL", "NL")
    assert shown(condition) == {"NL": 9}
    for membership in silent[:2]:
        community.leave(condition, by=membership.member)
    assert "at least 6" in read(client, page_of(condition))


def test_threshold_raised_later_hides_at_once(client, condition, settings):
    enter(condition, *["NL"] * 6)
    settings.SMALL_NUMBER = 5
    assert "Netherlands" not in read(client, page_of(condition))


def test_site_shows_what_the_communities_show_and_some_of_what_they_hide(condition):
    others = [factories.make_condition() for _ in range(3)]
    for each in (condition, *others):
        enter(each, "NL", "NL", *["US"] * 6)
    assert counts.count_site()
    assert MapFigures.objects.get(condition=None).counted == {"NL": 8, "US": 24}
    # Four communities could each hide two, so that three of the eight from there may be told.
    assert [shown(each) for each in (condition, *others)] == [{"US": 3}] * 4
    assert shown() == {"NL": 3, "US": 15}


def test_site_is_not_counted_again_for_one_person(condition):
    enter(condition, *["US"] * 9)
    assert counts.count_site()
    enter(condition, "NL", "NL")
    assert not counts.count_site()
    enter(condition, "NL")
    assert counts.count_site()


def test_periodic_job_counts_the_site(condition, capsys):
    enter(condition, *["US"] * 9)
    call_command("run_periodic")
    assert "map of the site: 1 counted again" in capsys.readouterr().out
    assert MapFigures.objects.filter(condition=None).exists()


def test_retired_condition_is_not_on_the_map_of_the_site(condition):
    enter(condition, *["US"] * 9)
    Condition.objects.update(state="retired")
    assert not counts.count_site()


def test_chosen_country_leads_to_the_questions_that_enough_people_there_answered(client, condition):
    topic = factories.make_topic(condition, factories.make_question("causes"))
    factories.make_topic(condition, factories.make_question("cure"))
    enter(condition, *["NL"] * 3, *["US"] * 6)
    for _ in range(3):
        factories.make_public(topic, country="NL")
    page = read(client, page_of(condition) + "?country=NL")
    assert f'href="{topic.get_absolute_url()}?country=NL#experiences"' in page
    assert "/cure/?country" not in page
    assert 'aria-current="true"' in page
    page = read(client, page_of(condition) + "?country=US")
    assert "On no question have enough people from United States of America shared" in page


@pytest.mark.sample(1)
@pytest.mark.parametrize("country", ["FR", "XX", "<b>", "%00"])
def test_country_that_is_not_shown_cannot_be_chosen(client, condition, country):
    enter(condition, *["NL"] * 6, "FR")
    page = read(client, f"{page_of(condition)}?country={country}")
    assert "Experiences from" not in page and "<b>" not in page


def test_unchanged_map_is_not_sent_again_and_costs_one_query(
    client, condition, django_assert_num_queries
):
    enter(condition, *["NL"] * 6)
    counts.count_site()
    for address, queries in ((page_of(condition), 3), (reverse("experiences:world-map"), 1)):
        with django_assert_num_queries(queries):
            etag = client.get(address).headers["ETag"]
        with django_assert_num_queries(1):
            assert client.get(address, HTTP_IF_NONE_MATCH=etag).status_code == 304


def test_chosen_country_costs_two_queries_more(client, condition, django_assert_num_queries):
    factories.make_public(factories.make_topic(condition))
    enter(condition, *["NL"] * 6)
    with django_assert_num_queries(5):
        client.get(page_of(condition) + "?country=NL")


def test_members_own_switch_counts(client, condition):
    members = enter(condition, *["NL"] * 3, on_map=False) + enter(condition, *["US"] * 3)
    for membership in members[:3]:
        client.force_login(membership.member)
        client.post(reverse("account-map-switch", args=[condition.slug]), {"yes": "true"})
    assert shown(condition) == {"NL": 3}


def test_map_follows_a_renamed_condition(client, condition):
    FormerSlug.objects.create(slug="old-name", condition=condition)
    response = client.get("/conditions/old-name/map/?country=NL")
    assert (response.status_code, response.url) == (301, page_of(condition) + "?country=NL")


def test_question_cannot_take_the_address_of_the_map():
    question = Question(key="map", kind="fact", group="basics", review_months=12)
    with pytest.raises(Exception, match="stands in other addresses"):
        question.full_clean()


def test_condition_page_links_to_its_map(client, condition):
    page = read(client, condition.get_absolute_url())
    assert f'href="{page_of(condition)}"' in page


def test_recount_leaves_the_maps_to_their_rule(condition):
    enter(condition, *["NL"] * 6)
    Membership.objects.filter(condition=condition).first().delete()
    before = shown(condition)
    counts.recount()
    assert shown(condition) == before


def test_figures_are_dated_by_the_month(client, condition):
    enter(condition, *["NL"] * 6)
    MapFigures.objects.update(counted_at=timezone.now() - timedelta(days=400))
    page = read(client, page_of(condition))
    assert f"Counted in {(timezone.now() - timedelta(days=400)):%B %Y}" in page


def test_the_home_page_has_the_map_and_says_so_while_it_is_empty(
    client, condition, django_assert_max_num_queries
):
    empty = client.get(reverse("home")).content.decode()
    assert "No country can be shown yet: at least 3 members" in empty and "<figure" not in empty
    at_most = 12
    for country, name in (("PT", "Portugal"), ("FR", "France")):
        enter(condition, *[country] * 9)
        assert counts.count_site()
        with django_assert_max_num_queries(at_most) as queries:
            page = read(client, reverse("home"))
        assert f'href="/map/#country-{country}" aria-label="{name}: at least' in page
        at_most = len(queries)
