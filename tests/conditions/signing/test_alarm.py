"""Who is told when nobody can sign; and what a process knows of the log that has just started."""

import pytest
from django.core import mail

from conditions.models import SigningHead
from conditions.summaries.signing import high_water
from conditions.summaries.signing.alarm import check_signing_log
from diseasemaps.accounts import roles
from diseasemaps.outbox import delivery
from tests import factories
from tests.conditions.signing.logs import append, event

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def people():
    return [factories.make_with_role(roles.ADMINISTRATOR, is_staff=True) for _number in range(2)]


def test_log_that_agrees_with_its_file_is_no_news(people, signing_log):
    assert check_signing_log() == {"told": 0}
    assert not SigningHead.objects.exists()  # Looking opens no log.
    append()
    before = signing_log.read_bytes()
    assert check_signing_log() == {"told": 0}
    assert signing_log.read_bytes() == before


def test_administrators_are_told_once_that_nobody_can_sign(people, signing_log):
    append()
    signing_log.unlink()
    assert check_signing_log() == {"told": 2}
    assert check_signing_log() == {"told": 0}
    assert not signing_log.exists()
    delivery.deliver_waiting()
    told = [each for each in mail.outbox if each.subject == "Signing has stopped"]
    assert {each.to[0] for each in told} == {person.email for person in people}
    assert "Run verify_reviews, then rebuild_signing_log_file" in told[0].body


def test_file_that_cannot_be_written_is_told(people, settings, tmp_path):
    append()
    settings.SIGNING_LOG = tmp_path
    assert check_signing_log() == {"told": 2}


def test_process_that_has_just_started_knows_the_file(signing_log, monkeypatch):
    """An older database is put back, and everything is started anew."""
    append()
    append(event(1))
    moment = [0.0]
    monkeypatch.setattr(high_water, "now", lambda: int(moment[0]))
    water = high_water.HighWater()
    assert not water.is_below(2)  # It may be a replica that lags.
    moment[0] = high_water.LAG + 1
    assert water.is_below(2)
    assert not water.is_below(3)


def test_large_heads_that_come_often_count_all_the_same(monkeypatch):
    moment = [0.0]
    monkeypatch.setattr(high_water, "now", lambda: int(moment[0]))
    water = high_water.HighWater()
    water.has_read_file = True
    for second in range(120):
        moment[0] = second
        water.see(second)
        water.see(second)
    assert water.is_below(50)
    assert not water.is_below(70)
    assert len(water.waiting) <= 62
