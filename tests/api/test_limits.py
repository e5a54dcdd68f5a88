"""How often the interface for programs may be asked, and by whom."""

import json

import pytest
from django.core.cache import cache

from common import limits
from tests.api.reading import API, get

pytestmark = pytest.mark.django_db


@pytest.fixture
def few(settings, time_machine):
    """In one and the same minute."""
    time_machine.move_to("2026-11-25T10:00:30Z", tick=False)
    settings.API_REQUESTS_PER_MINUTE = 20
    cache.clear()
    return 20


def test_who_asks_too_often_is_told_when_to_go_on(client, few, time_machine):
    for _ in range(few):
        get(client, "counts")
    response = get(client, "counts", 429)
    assert response.headers["Retry-After"] == "30"
    assert json.loads(response.content)["status"] == 429
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    time_machine.shift(31)
    get(client, "counts")


def test_others_are_not_hindered(client, few):
    for _ in range(few):
        get(client, "counts")
    get(client, "counts", 429)
    assert client.get(f"{API}/counts", REMOTE_ADDR="192.0.2.7").status_code == 200


def test_workers_count_together(client, few, monkeypatch):
    for _ in range(2):
        monkeypatch.setattr(limits, "COUNTER", limits.Counter())
        for _ in range(10):
            get(client, "counts")
    monkeypatch.setattr(limits, "COUNTER", limits.Counter())
    codes = [client.get(f"{API}/counts").status_code for _ in range(10)]
    # A worker that has told nothing yet lets nine through.
    assert codes == [200] * 9 + [429]


def test_file_of_everything_counts_for_many(client, few):
    get(client, "exports/catalogue.csv")
    get(client, "exports/catalogue.csv", 429)


def test_cache_holds_no_network_address(client, few):
    for _ in range(few):
        client.get(f"{API}/counts", REMOTE_ADDR="192.0.2.99")
    window = next(iter(limits.COUNTER.known))
    assert "192.0.2" not in window and cache.get(window) == few
