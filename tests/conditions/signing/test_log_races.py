"""Two sign at the same moment: one unbroken chain, in the database and in the file."""

from functools import partial

import pytest
from django.db import transaction

from conditions.models import Review, SigningEntry
from conditions.summaries.signing import log
from tests import factories
from tests.conditions.signing.logs import append, event, problems, size
from tests.races import TIMES, at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.thorough]


def check(signing_log, entries):
    assert size() == entries
    assert list(SigningEntry.objects.values_list("number", flat=True)) == list(range(entries))
    assert problems(signing_log) == []


def test_first_two_of_a_log(signing_log):
    """Nobody has opened it: both find no head."""
    outcomes = at_once(append, append)
    assert [len(each) for each in outcomes] == [1, 1]
    check(signing_log, 3)


def test_two_appends(signing_log):
    append()
    for number in range(TIMES):
        outcomes = at_once(partial(append, event(number)), partial(append, event(-number)))
        assert sorted(each[0].number for each in outcomes) == [2 + 2 * number, 3 + 2 * number]
    check(signing_log, 2 + 2 * TIMES)


def roll_back():
    with transaction.atomic():
        log.lock()
        log.append(event(1), event(2))
        raise RuntimeError


def test_append_beside_one_that_is_rolled_back(signing_log):
    append()
    for _number in range(TIMES):
        outcomes = at_once(append, roll_back, append)
        assert isinstance(outcomes[1], RuntimeError)
    check(signing_log, 2 + 2 * TIMES)


def sign(summary, number):
    with transaction.atomic():
        log.lock()
        log.append(event(number, summaries=[summary]))
    return number


def test_both_are_in_the_seal_of_one_summary(signing_log):
    summary = factories.make_draft().summary
    for number in range(TIMES):
        at_once(partial(sign, summary, number), partial(sign, summary, -number))
        summary.refresh_from_db()
        lines = log.entries_of(summary.pk)
        assert len(lines) == 2 + 2 * number
        assert log.verify_seal(summary, lines)
    check(signing_log, 1 + 2 * TIMES)
    assert not Review.objects.exists()
