import os
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings

from diseasemaps.accounts import roles
from tests import factories

# `.ci/run` goes deeper than one does while working: a browser, more races, longer random walks.
IS_THOROUGH = bool(os.environ.get("THOROUGH"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if IS_THOROUGH:
        return
    for item in items:
        if "tests/browser/" in item.nodeid or item.get_closest_marker("thorough"):
            item.add_marker(pytest.mark.skip(reason="runs with THOROUGH=1, as in .ci/run"))


# A busy machine is no bug.
hypothesis_settings.register_profile("suite", deadline=None)
hypothesis_settings.load_profile("suite")


@pytest.fixture
def member(db):
    return factories.make_person()


@pytest.fixture
def moderator(db):
    return factories.make_with_role(roles.MODERATOR)


@pytest.fixture
def editor(db):
    return factories.make_with_role(roles.EDITOR)


@pytest.fixture
def medical_reviewer(db):
    person = factories.make_with_role(roles.MEDICAL_REVIEWER)
    factories.make_reviewer(person)
    return person


@pytest.fixture
def administrator(db):
    return factories.make_with_role(roles.ADMINISTRATOR, is_staff=True)


@pytest.fixture(scope="session")
def public_data() -> Path:
    """The folder of public data, from DISEASEMAPS_DATA."""
    folder = os.environ.get("DISEASEMAPS_DATA")
    if not folder:
        pytest.skip("DISEASEMAPS_DATA does not name the folder of public data")
    return Path(folder)
