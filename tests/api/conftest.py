import pytest

from tests import factories


@pytest.fixture
def topic(db):
    return factories.make_topic(
        factories.make_condition("carcinoid syndrome"),
        factories.make_question("causes", title="What causes {condition}?"),
    )
