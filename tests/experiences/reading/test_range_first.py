"""Range-first: every kind has its turn, the same all day, and nothing twice or never."""

import re
from collections import Counter
from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from experiences import counts
from experiences.models import Experience, ExperienceRevision, Relation
from experiences.models.kinds import (
    KINDS,
    PLACES,
    YEAR_BANDS,
    band_of,
    band_of_years,
    kind_of,
    relation_of,
)
from experiences.reading.listing import PER_PAGE
from experiences.reading.range_first import RangeKey, number_of, page_of_range
from tests import factories
from tests.conftest import fewer

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 4)
kinds = st.tuples(st.sampled_from(Relation.values), st.sampled_from([None, 0, 1, 3, 7, 12]))


@pytest.fixture
def topic():
    return factories.make_topic()


def tell(topic, told):
    """Public texts of these relations and years, made in bulk."""
    people = factories.User.objects.bulk_create(
        factories.User(
            email=f"r{next(factories.numbers)}@example.org",
            pen_name=f"Ring Dove {next(factories.numbers)}",
            password="!",
        )
        for _ in told
    )
    rows = Experience.objects.bulk_create(
        Experience(topic=topic, author=person, relation=relation, years_since_diagnosis=years)
        for person, (relation, years) in zip(people, told, strict=True)
    )
    texts = ExperienceRevision.objects.bulk_create(
        ExperienceRevision(
            experience=row,
            number=1,
            text="How it was.",
            state="approved",
            submitted_at=timezone.now(),
        )
        for row in rows
    )
    for row, text in zip(rows, texts, strict=True):
        row.live_revision, row.state, row.published_at = text, "public", timezone.now()
    Experience.objects.bulk_update(rows, ["live_revision", "state", "published_at"])
    counts.count_topic(topic.pk)
    return rows


def pages(topic, wanted=KINDS, day=TODAY, size=PER_PAGE):
    key, found = RangeKey(day), []
    while True:
        page, after = page_of_range(topic.pk, key, wanted, size)
        found.append(page)
        if not after:
            return found
        key = RangeKey.parse(after, day)


class RangeTest(TestCase):
    @settings(max_examples=fewer(25))
    @given(st.lists(kinds, max_size=70), st.integers(1, 25), st.dates(date(2020, 1, 1), TODAY))
    def test_pages_hold_every_text_once_and_each_kind_in_its_turn(self, told, size, day):
        topic = factories.make_topic()
        rows = tell(topic, told)
        found = pages(topic, day=day, size=size)
        seen = [text.pk for page in found for text in page]
        assert sorted(seen) == sorted(row.pk for row in rows)
        assert all(len(page) == size for page in found[:-1])
        left = Counter(Experience.objects.filter(topic=topic).values_list("kind", flat=True))
        for page in found:
            had = Counter(text.kind for text in page)
            # No kind is a turn ahead of another that still had one to take.
            for kind in left:
                assert had[kind] >= min(left[kind], max(had.values()) - 1)
            left -= had


@pytest.mark.sample(6)
@pytest.mark.parametrize("relation", Relation.values)
@pytest.mark.parametrize("years", [None, 0, 1, 2, 4, 5, 9, 10, 60])
def test_database_and_code_agree_on_the_kind(topic, relation, years):
    [row] = tell(topic, [(relation, years)])
    kind = Experience.objects.get(pk=row.pk).kind
    assert (relation_of(kind), band_of(kind)) == (relation, band_of_years(years))
    if years is not None:
        assert kind == kind_of(relation, band_of_years(years))


def test_there_are_not_more_kinds_than_fit_on_a_page():
    assert len(KINDS) == len(Relation) * (len(YEAR_BANDS) + 1) <= PER_PAGE


def test_order_is_the_same_all_day_and_another_one_tomorrow(topic):
    tell(topic, [("patient", 3)] * 15 + [("relative", 3)] * 15)
    order = [text.pk for page in pages(topic) for text in page]
    assert order == [text.pk for page in pages(topic) for text in page]
    tomorrow = pages(topic, day=TODAY - timedelta(days=1))
    assert order != [text.pk for page in tomorrow for text in page]


def test_text_published_meanwhile_moves_no_other(topic):
    tell(topic, [("patient", 3), ("relative", 1), ("patient", 12)] * 9)
    before = [text.pk for page in pages(topic) for text in page if page]
    new = {row.pk for row in tell(topic, [("patient", 3), ("bereaved", None)])}
    by_kind = {}
    for text in Experience.objects.filter(topic=topic):
        by_kind.setdefault(text.kind, []).append(text.pk)
    after = [text.pk for page in pages(topic) for text in page]
    for members in by_kind.values():
        assert [pk for pk in after if pk in members and pk not in new] == [
            pk for pk in before if pk in members
        ]


def test_key_survives_midnight(topic):
    tell(topic, [("patient", 3)] * 50)
    _page, after = page_of_range(topic.pk, RangeKey(TODAY), KINDS, 20)
    key = RangeKey.parse(after, TODAY + timedelta(days=1))
    assert key.day == TODAY


@given(st.text(max_size=60))
def test_key_that_was_never_written_is_not_found(text):
    with pytest.raises(Http404):
        RangeKey.parse(text + "!", TODAY)


def test_key_of_a_later_day_or_with_a_false_kind_is_not_found():
    for key in (
        RangeKey(TODAY + timedelta(days=1)),
        RangeKey(TODAY, {len(KINDS): 1}),
        RangeKey(TODAY, {0: PLACES}),
    ):
        with pytest.raises(Http404):
            RangeKey.parse(str(key), TODAY)


@given(st.dictionaries(st.sampled_from(KINDS), st.integers(0, PLACES - 1)))
def test_key_is_read_as_it_was_written(reached):
    key = RangeKey(TODAY, reached)
    assert RangeKey.parse(str(key), TODAY) == key


def test_places_go_round_the_ring(topic):
    rows = tell(topic, [("patient", 3)] * 4)
    start = number_of(TODAY, topic.pk)
    for row, place in zip(rows, (start - 1, start, start + 1, 0), strict=True):
        Experience.objects.filter(pk=row.pk).update(place=place % PLACES)
    order = [text.pk for page in pages(topic, size=1) for text in page]
    assert order == [rows[1].pk, rows[2].pk, rows[3].pk, rows[0].pk]


def read(client, topic, query=""):
    response = client.get(f"{topic.get_absolute_url()}{query}")
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_page_offers_the_range_and_the_newest(client, topic):
    tell(topic, [("patient", 3)] * 45)
    assert "?order=range#experiences" in read(client, topic)
    page = read(client, topic, "?order=range")
    assert '<meta name="robots" content="noindex">' in page
    assert "Show the newest first" in page
    seen = set(re.findall(r'id="experience-(\d+)"', page))
    for _ in range(2):
        after = re.search(r'\?(order=range&amp;after=[^"#]+)#experiences" rel="next"', page)
        page = read(client, topic, "?" + after[1].replace("&amp;", "&"))
        seen |= set(re.findall(r'id="experience-(\d+)"', page))
    assert len(seen) == 45
    assert 'rel="next"' not in page


def test_range_of_what_is_chosen(client, topic):
    tell(topic, [("patient", 3), ("relative", 3), ("relative", 12), ("relative", None)])
    page = read(client, topic, "?order=range&relation=relative")
    assert page.count("<article") == 3
    assert read(client, topic, "?order=range&relation=relative&years=10-").count("<article") == 1
    assert '<input type="hidden" name="order" value="range">' in page


def test_country_is_never_put_in_range_order(client, topic, settings):
    settings.SMALL_NUMBER = 2
    for _ in range(2):
        factories.make_public(topic, country="NL")
    page = read(client, topic, "?order=range&country=NL")
    assert "whole range first" not in page and page.count("<article") == 2


def test_page_says_who_is_missing(client, topic, settings):
    settings.SMALL_NUMBER = 3
    tell(topic, [("patient", 0), ("patient", 3), ("relative", 7)])
    page = read(client, topic, "?order=range")
    assert "No one ten years or more after the diagnosis has shared yet." in page
    assert "No one who lost somebody has shared yet." in page
    assert "No relative or carer" not in page and "No one 2 to 4 years" not in page
    settings.SMALL_NUMBER = 4
    assert "has shared yet." not in read(client, topic, "?order=range").split("<footer")[0].replace(
        "No one has shared yet", ""
    )


def test_missing_is_said_only_where_nothing_is_chosen(client, topic, settings):
    settings.SMALL_NUMBER = 2
    tell(topic, [("patient", 0)] * 3)
    assert "No one 5 to 9" not in read(client, topic, "?order=range&relation=patient")


@pytest.mark.parametrize("query", ["?order=x", "?order=range&after=", "?order=%00"])
def test_unknown_order_is_left_out(client, topic, query):
    tell(topic, [("patient", 3)])
    assert read(client, topic, query).count("<article") == 1


@pytest.mark.parametrize("after", ["x", "AAAA", "%F0%9F%98%80", "AAAA" * 99])
def test_false_key_of_the_range_is_404(client, topic, after):
    url = f"{topic.get_absolute_url()}?order=range&after={after}"
    assert client.get(url).status_code == 404


def test_range_costs_as_many_queries_as_the_newest(client, topic):
    tell(topic, [("patient", 3), ("relative", 12)] * 15)
    factories.make_published(topic)
    taken = []
    for query in ("", "?order=range"):
        with CaptureQueriesContext(connection) as captured:
            read(client, topic, query)
        taken.append(len(captured))
    assert taken[0] == taken[1] <= 8


@pytest.mark.thorough
@pytest.mark.django_db(transaction=True)
def test_rows_that_were_there_get_places_of_their_own(topic):
    with transaction.atomic():
        rows = tell(topic, [("patient", 3), ("relative", None), ("bereaved", 12)])
    call_command("migrate", "experiences", "0007", verbosity=0)
    call_command("migrate", "experiences", verbosity=0)
    MigrationExecutor(connection).loader.check_consistent_history(connection)
    there = Experience.objects.filter(pk__in=[row.pk for row in rows])
    assert len(set(there.values_list("place", flat=True))) == 3
    assert set(there.values_list("kind", flat=True)) == {1, 9, 13}
