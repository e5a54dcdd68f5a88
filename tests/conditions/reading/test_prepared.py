"""Queries that are put together once give what the queryset gives."""

from datetime import timedelta

import pytest

from conditions.display_names import NAMES
from conditions.models import Name, Source
from conditions.reading.answers import NOTICES, SOURCES, notices_above
from tests import factories

pytestmark = pytest.mark.django_db


def test_rows_are_those_of_one_owner_in_their_order():
    revision = factories.make_draft(
        sources=[factories.make_source(title=f"Source {n}") for n in (1, 2, 3)]
    )
    factories.make_draft()
    assert SOURCES.of(revision.pk) == list(Source.objects.filter(revision=revision))
    assert [source.title for source in SOURCES.of(revision.pk)] == [
        "Source 1",
        "Source 2",
        "Source 3",
    ]


def test_second_owner_is_not_answered_with_the_first_ones_rows(django_assert_num_queries):
    one, other = factories.make_condition(), factories.make_condition()
    for condition in (one, other):
        Name.objects.create(condition=condition, text=f"also {condition.pk}")
    with django_assert_num_queries(2):
        found = [[name.text for name in NAMES.of(each.pk)] for each in (one, other)]
    assert found == [[f"also {one.pk}"], [f"also {other.pk}"]]


def test_notice_stands_from_its_first_day_to_its_last():
    condition = factories.make_condition()
    notice = factories.make_notice(condition)
    factories.make_notice(condition, confirmed=False)
    assert NOTICES.of(condition.pk) == [notice]
    day = timedelta(days=1)
    for on, stands in [
        (notice.starts_on - day, False),
        (notice.starts_on, True),
        (notice.ends_on, True),
        (notice.ends_on + day, False),
    ]:
        assert notices_above(condition, on) == ([notice] if stands else [])
