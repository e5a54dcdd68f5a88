import pytest

from diseasemaps.api import limits
from tests import factories


@pytest.fixture
def counter(monkeypatch):
    """As in a worker that has just started."""
    monkeypatch.setattr(limits, "COUNTER", limits.Counter())
    return limits.COUNTER


@pytest.fixture
def topic(db):
    return factories.make_topic(
        factories.make_condition("carcinoid syndrome"),
        factories.make_question("causes", title="What causes {condition}?"),
    )
