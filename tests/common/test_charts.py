"""Pictures of numbers, each with a table behind it, under the rule of small numbers."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from common.charts import WIDTH, bar_chart, grid
from conditions.models import Review
from experiences.counts import count_spreads
from experiences.models import Decision, YearsSpread
from experiences.moderation.figures.work_figures import waits_by_month
from tests import factories

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 18, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def three_is_no_small_number(settings):
    settings.SMALL_NUMBER = 3


@pytest.fixture
def topic():
    return factories.make_topic()


def read(client, url):
    return " ".join(client.get(url).content.decode().split()).replace("> <", "><")


def tell(topic, *years):
    for each in years:
        factories.make_public(topic, years_since_diagnosis=each)


def test_longest_bar_is_as_wide_as_the_picture_and_a_hidden_one_has_no_length():
    chart = bar_chart([("a", 8, "8"), ("b", None, "3"), ("c", 2, "2")])
    assert [bar.length for bar in chart.bars] == [WIDTH, 1, WIDTH // 4]
    assert [bar.said for bar in chart.bars] == ["8", "", "2"]
    assert not bar_chart([("a", None, "7")]).has_something


def test_grid_fills_line_by_line():
    cells = grid([(str(number), "none", "") for number in range(5)], columns=2).cells
    assert [(cell.left, cell.top) for cell in cells] == [
        (0, 0),
        (32, 0),
        (0, 32),
        (32, 32),
        (0, 64),
    ]


def test_spread_counts_people_in_steps_and_hides_few(client, topic):
    tell(topic, 0, 1, 1, 0, 3, 4, 12, 13, 14)
    assert count_spreads() == 1
    assert YearsSpread.objects.get().shown == {"0-1": 3, "10-": 3}
    page = read(client, topic.condition.get_absolute_url())
    assert '<th scope="row">in the first two years</th><td>at least 3 people</td>' in page
    assert '<th scope="row">2 to 4 years</th><td>not shown: few or none</td>' in page
    assert page.count('<rect class="chart-hidden"') == 2


def test_one_who_shared_often_is_one_person(topic):
    author = factories.make_person()
    for number in range(4):
        factories.make_public(
            factories.make_topic(topic.condition), author=author, years_since_diagnosis=number % 2
        )
    tell(topic, 1)
    count_spreads()
    assert YearsSpread.objects.get().shown == {}


@pytest.mark.sample(1)
@pytest.mark.parametrize("state", ["pending", "hidden", "withdrawn"])
def test_what_is_not_public_is_not_counted(topic, state):
    tell(topic, 1, 1)
    factories.make_in_state(state, topic, years_since_diagnosis=1)
    count_spreads()
    assert YearsSpread.objects.get().shown == {}


def test_spread_is_counted_again_only_where_something_changed(client, topic):
    tell(topic, 1, 1, 1)
    address = topic.condition.get_absolute_url()
    before = client.get(address).headers["ETag"]
    assert count_spreads() == 1
    assert client.get(address).headers["ETag"] != before
    assert count_spreads() == 0
    tell(topic, 7, 7, 7)
    call_command("run_periodic")
    assert YearsSpread.objects.get().shown == {"0-1": 3, "5-9": 3}


def test_page_without_enough_people_has_no_picture_of_them(client, topic):
    tell(topic, 1, 12)
    count_spreads()
    assert "chart-bar" not in read(client, topic.condition.get_absolute_url())


def test_coverage_tells_reviewed_overdue_and_missing_apart(client, topic):
    factories.make_published(topic)
    late = factories.make_topic(topic.condition)
    Review.objects.filter(revision=factories.make_published(late)).update(due_on="2020-01-01")
    factories.make_question("untold")
    page = read(client, topic.condition.get_absolute_url())
    svg = re.search(r'<svg class="chart-grid".*?</svg>', page)[0]
    assert [svg.count(f"chart-{state}") for state in ("done", "due", "none")] == [1, 1, 1]
    assert "<title>untold: No summary yet</title>" in svg
    assert '<th scope="row">untold</th><td>No summary yet</td>' in page


def wait(hours, decided_at):
    experience = factories.make_public()
    Decision.objects.filter(experience=experience).update(
        waited=timedelta(hours=hours), decided_at=decided_at
    )


def test_waits_are_told_month_by_month_and_hidden_where_few():
    for hours in (1, 5, 90):
        wait(hours, NOON - timedelta(days=30))
    for hours in (2, 4):
        wait(hours, NOON - timedelta(days=60))
    for hours in (3, 3, 3):
        # This month, and thirteen months ago.
        wait(hours, NOON)
        wait(hours, NOON - timedelta(days=400))
    said = {bar.label: bar.said for bar in waits_by_month(NOON).bars}
    first, *_between, last = said
    assert (first, last, len(said)) == ("March 2025", "February 2026", 12)
    assert said["February 2026"] == "5 hours"
    assert {words for month, words in said.items() if month != "February 2026"} == {""}


def test_figures_page_draws_the_waits(client, django_assert_num_queries):
    before = timezone.now().replace(day=1, hour=12) - timedelta(days=3)
    for hours in (30, 40, 50):
        wait(hours, before)
    with django_assert_num_queries(1):
        waits_by_month(timezone.now())
    page = read(client, reverse("experiences:moderation-figures"))
    assert "Wait until the first decision, month by month" in page
    assert page.count('class="chart-bar"') == 1 and page.count('class="chart-hidden"') == 11
    assert "<td>40 hours</td>" in page


def test_pictures_have_no_inline_style(client, topic):
    tell(topic, 1, 1, 1)
    count_spreads()
    assert " style=" not in read(client, topic.condition.get_absolute_url())
