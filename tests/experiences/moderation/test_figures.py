from collections import defaultdict
from datetime import timedelta
from functools import lru_cache
from itertools import product

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from experiences import moderation
from experiences.models import Decision, Signal
from experiences.moderation.figures.work_figures import breakdown, in_words, year_of_moderation
from tests import factories
from tests.experiences.moderation.deciding_pages import body, client_of, make_appeal, make_case

LARGEST = 7  # of the counts that are tried


def shown(counts, threshold):
    """Everything that a reader sees of a breakdown."""
    result = breakdown({str(place): count for place, count in enumerate(counts)}, threshold)
    cells = tuple(figure.value for figure in result.cells.values())
    return cells, result.total.value, result.total.at_least


@lru_cache
def explanations(cells: int, threshold: int):
    """All counts that there may be behind each thing that a reader can see."""
    behind = defaultdict(list)
    for counts in product(range(LARGEST + 1), repeat=cells):
        behind[shown(counts, threshold)].append(counts)
    return behind


@given(st.integers(2, 4), st.lists(st.integers(0, LARGEST), min_size=1, max_size=4))
def test_no_hidden_count_can_be_computed_even_by_who_knows_the_rules(threshold, counts):
    seen = shown(counts, threshold)
    possible = explanations(len(counts), threshold)[seen]
    for place, cell in enumerate(seen[0]):
        if cell is None:
            assert len({counts[place] for counts in possible}) > 1
    if seen[1] is None:
        assert len({sum(counts) for counts in possible}) > 1


@given(st.integers(2, 12), st.lists(st.integers(0, 40), min_size=1, max_size=15))
def test_no_count_under_the_threshold_is_shown_and_no_shown_one_is_wrong(threshold, counts):
    cells, total, at_least = shown(counts, threshold)
    pairs = list(zip(cells, counts, strict=True))
    assert all(cell is None or cell == count >= threshold for cell, count in pairs)
    assert total in (None, sum(counts))
    assert total is None or total >= threshold
    assert at_least <= sum(counts)


@given(st.integers(2, 12), st.lists(st.integers(0, 40), min_size=2, max_size=15))
def test_never_is_one_count_hidden_beside_a_total(threshold, counts):
    cells, total, _at_least = shown(counts, threshold)
    assert total is None or cells.count(None) != 1


def test_second_smallest_is_hidden_with_the_only_small_one():
    assert shown([3, 20, 9, 12], 8) == ((None, 20, None, 12), 44, 0)


def test_total_is_hidden_when_the_small_ones_are_few():
    assert shown([3, 20, 1], 8) == ((None, 20, None), None, 20)
    assert shown([7, 20, 7], 8) == ((None, 20, None), None, 20)


def test_total_is_shown_when_the_small_ones_say_little():
    assert shown([5, 20, 6], 8) == ((None, 20, None), 31, 0)


@pytest.mark.parametrize(
    ("wait", "said"),
    [
        (None, ""),
        (timedelta(minutes=5), "less than an hour"),
        (timedelta(hours=1), "1 hour"),
        (timedelta(hours=47), "47 hours"),
        (timedelta(days=3), "3 days"),
    ],
)
def test_wait_is_told_in_hours_or_days(wait, said):
    assert in_words(wait) == said


@pytest.fixture
def busy_year(db, moderator, settings):
    """Four texts refused for one reason and one for another, three approved; small numbers: 3."""
    settings.SMALL_NUMBER = 3
    for key in [*["abuse"] * 4, "off-topic"]:
        case = make_case()
        moderation.reject(
            case.revision,
            by=moderator,
            version=case.experience.version,
            reason=factories.make_reason(key),
            message="Why.",
        )
    for _ in range(3):
        factories.make_public(moderator=moderator)
    Decision.objects.update(waited=timedelta(hours=20))


@pytest.mark.usefixtures("busy_year")
def test_year_counts_what_was_sent_in_and_what_became_of_it():
    year = year_of_moderation(timezone.now())
    assert (year.received.value, year.approved.value, year.refused.total.value) == (8, 3, 5)
    # The other reason was given once: so neither is told.
    assert [figure.value for figure in year.refused.cells.values()] == [None, None]
    assert year.wait == "20 hours"
    assert year.appeals.total.value is None


@pytest.mark.usefixtures("busy_year")
def test_what_is_older_than_a_year_is_not_counted():
    Decision.objects.update(decided_at=timezone.now() - timedelta(days=366))
    year = year_of_moderation(timezone.now())
    assert year.approved.value is None
    assert year.median_wait is None


@pytest.mark.usefixtures("busy_year")
def test_page_of_the_figures_is_for_everybody_and_costs_eight_queries(
    client, django_assert_num_queries
):
    with django_assert_num_queries(8):
        page = body(client.get(reverse("experiences:moderation-figures")))
    assert "20 hours" in page and "not shown" in page
    assert 'href="/moderation/figures/"' in page


@pytest.mark.django_db
def test_page_of_a_site_without_decisions_shows_no_figure(client):
    page = body(client.get(reverse("experiences:moderation-figures")))
    assert "at least" not in page and "not shown" in page


def test_wait_is_that_until_the_first_decision_alone(db, settings):
    settings.SMALL_NUMBER = 2
    for _ in range(2):
        case = make_appeal()
        against = case.experience.decisions.first()
        Decision.objects.filter(pk=against.pk).update(waited=timedelta(hours=5))
        appeal = against.appeal
        version = case.experience.version
        moderation.uphold_appeal(appeal, by=factories.make_person(), version=version, message="Ok.")
        case.experience.decisions.filter(verb="approve").update(waited=timedelta(days=90))
    assert year_of_moderation(timezone.now()).wait == "5 hours"


def test_share_of_a_rule_is_shown_from_eight_judgements_on(db, moderator):
    revision = make_case().revision
    for number in range(9):
        Signal.objects.create(
            revision=revision,
            rule="minor",
            version=1,
            start=number,
            end=number + 1,
            verdict="" if number == 8 else ("useful", "false")[number % 4 == 0],
        )
    url = reverse("experiences:signal-precision")
    page = " ".join(body(client_of(moderator).get(url)).split()).replace("> <", "><")
    assert 'number">9</td><td class="number">6</td><td class="number">2</td>' in page
    assert "75 %" in page
    Signal.objects.filter(verdict="false").first().delete()
    assert "75 %" not in body(client_of(moderator).get(url))
