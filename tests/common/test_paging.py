from datetime import UTC, datetime
from itertools import pairwise

import pytest

from common.paging import ROW_LARGEST, Keyset, cut
from conditions.models import Condition
from tests import factories

RENAMED = datetime(2026, 3, 1, 12, tzinfo=UTC)
ORDER = Keyset("-member_count", "changed_at", "pk", times={"changed_at"})


@pytest.fixture
def conditions(db):
    """Some that share their first column, some their first two."""
    for members, minute in [(1, 0), (1, 0), (1, 5), (2, 0), (2, 5), (2, 5), (3, 1)]:
        made = factories.make_condition()
        changed_at = RENAMED.replace(minute=minute)
        Condition.objects.filter(pk=made.pk).update(member_count=members, changed_at=changed_at)
    return list(Condition.objects.order_by(*ORDER.order))


def test_page_is_cut_off_where_there_are_more():
    assert cut([1, 2, 3], 2) == ([1, 2], True)
    assert cut([1, 2], 2) == ([1, 2], False)
    assert cut([], 2) == ([], False)


def test_each_page_begins_behind_the_one_before(conditions):
    for before, row in pairwise(conditions):
        values = ORDER.read(ORDER.key_of(before))
        behind = Condition.objects.filter(ORDER.behind(*values)).order_by(*ORDER.order)
        assert behind.first() == row


def test_nothing_is_behind_the_last_row(conditions):
    values = ORDER.read(ORDER.key_of(conditions[-1]))
    assert not Condition.objects.filter(ORDER.behind(*values)).exists()


def test_key_keeps_the_microsecond():
    moment = datetime(2026, 3, 1, 12, 30, 15, 123456, tzinfo=UTC)
    assert ORDER.read(ORDER.write(2, moment, 17)) == (2, moment, 17)


@pytest.mark.parametrize(
    "key",
    [
        "",
        "1-2",
        "1-2-3-4",
        "1-x-3",
        "1--3",
        "1-٢-3",
        "1- 2-3",
        "1-2-" + "0" * 60,
        f"1-2-{ROW_LARGEST + 1}",
        f"1-{ROW_LARGEST}-3",
    ],
)
def test_key_that_the_site_never_wrote_is_none(key):
    assert ORDER.read(key) is None
