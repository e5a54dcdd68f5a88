import gc
import os
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import TransactionTestCase, override_settings
from hypothesis import settings as hypothesis_settings

from common import limits
from conditions.summaries.signing import high_water
from diseasemaps.accounts import roles
from tests import factories, migrated
from tests.chromium import find_browser
from tests.emptying import empty_quickly

# Before a release: everything, with longer random walks.
IS_THOROUGH = bool(os.environ.get("THOROUGH"))
# Per change, as `.ci/run` has it: more than one runs while working by the browser and the races.
IS_PER_CHANGE = bool(os.environ.get("PER_CHANGE"))

LONGEST = "test_every_page_is_accessible"
LEFT_OUT = "runs with THOROUGH=1, as before a release"
# What never asks a database has the same answer beside every one, and so has what a browser makes
# of a page; the journeys through the whole site stay.
IS_ABOUT_DATABASE = bool(os.environ.get("DATABASE_TESTS_ONLY"))
DATABASE_FIXTURES = {"db", "transactional_db", "django_db_setup", "live_server", "module_db"}


def quick(values: Iterable[Any], kept: Collection[Any]) -> list[Any]:
    """For ``parametrize``: while one works only those kept, before a release all of them."""
    return all_but(values, kept, pytest.mark.thorough)


def beside_one(values: Iterable[Any], kept: Collection[Any]) -> list[Any]:
    """For ``parametrize``: those kept beside every database, the others beside SQLite alone."""
    return all_but(values, kept, pytest.mark.one_database)


def all_but(values: Iterable[Any], kept: Collection[Any], mark: pytest.MarkDecorator) -> list[Any]:
    return [value if value in kept else pytest.param(value, marks=mark) for value in values]


def fewer(number: int, kept: int = 7) -> int:
    """Of things that all cost alike: only those kept, before a release all of them."""
    return number if IS_THOROUGH else kept


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    # Begun as the last, it would have the other workers wait for minutes.
    items.sort(key=lambda item: LONGEST not in item.nodeid)
    if IS_ABOUT_DATABASE:
        config.hook.pytest_deselected(items=[item for item in items if not asks_database(item)])
        items[:] = filter(asks_database, items)
    if IS_THOROUGH:
        return
    left_out = set(outside_samples(items))
    for item in items:
        if item in left_out or is_long(item):
            item.add_marker(pytest.mark.skip(reason=LEFT_OUT))


def is_long(item: pytest.Item) -> bool:
    is_marked = item.get_closest_marker("thorough") is not None
    if "tests/browser/" in item.nodeid:
        return not IS_PER_CHANGE or item.get_closest_marker("release") is not None
    return is_marked and not (IS_PER_CHANGE and "races" in item.nodeid)


def outside_samples(items: Iterable[pytest.Item]) -> Iterator[pytest.Item]:
    """Of the cases of a test that is marked ``sample(n)`` all but n, from the first to the last."""
    cases = defaultdict(list)
    for item in items:
        if item.get_closest_marker("sample"):
            cases[item.nodeid.partition("[")[0]].append(item)
    for each in cases.values():
        (number,) = each[0].get_closest_marker("sample").args
        kept = {place * (len(each) - 1) // max(number - 1, 1) for place in range(number)}
        for place, item in enumerate(each):
            if place not in kept:
                yield item


def asks_database(item: pytest.Item) -> bool:
    if "tests/browser/" in item.nodeid and "test_journeys" not in item.nodeid:
        return False
    if item.get_closest_marker("one_database"):
        return False
    is_marked = item.get_closest_marker("django_db") is not None
    is_django_case = isinstance(item.cls, type) and issubclass(item.cls, TransactionTestCase)
    return is_marked or is_django_case or bool(DATABASE_FIXTURES & set(item.fixturenames))


def pytest_collection_finish() -> None:
    """What was imported stays: looking for cycles in it took an eighth of the suite's time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what was not run, and how it is."""
    skipped = terminalreporter.stats.get("skipped", [])
    left_out = sum(LEFT_OUT in str(report.longrepr) for report in skipped)
    if left_out:
        browser = "" if find_browser() else "; those in a browser need Chromium, which is not here"
        terminalreporter.write_line(
            f"Not run: {left_out} long tests and tests in a browser. "
            f"`make test THOROUGH=1` runs them{browser}."
        )


# A busy machine is no bug.
EXAMPLES = 100 if IS_THOROUGH else 10
hypothesis_settings.register_profile("suite", deadline=None, max_examples=EXAMPLES)
hypothesis_settings.load_profile("suite")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, django_db_blocker) -> Iterator[None]:
    with django_db_blocker.unblock(), migrated.template():
        yield


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """On SQLite the copy of the template is there already."""
    return connection.vendor == "sqlite"


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The roles, as on every site."""
    empty_quickly()
    with django_db_blocker.unblock():
        roles.setup_roles()


# Of the module that is running, where it has a database of its own.
LOGS_OF_MODULES: list[Path] = []


@pytest.fixture(scope="module")
def module_db(
    django_db_setup, django_db_blocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """What a module's own fixtures of module scope build in here is built once; each test's changes
    are rolled back to it, and all of it after the module's last test.

    A test's fixture hands on a deep copy of it. Not for a module with a transactional test.
    """
    around = transaction.atomic()
    around._from_testcase = True  # as Django marks its own, so that durable blocks may stand inside
    log = tmp_path_factory.mktemp("log") / "signing-log.jsonl"
    LOGS_OF_MODULES.append(log)
    with django_db_blocker.unblock(), override_settings(SIGNING_LOG=log), around:
        yield
        LOGS_OF_MODULES.remove(log)
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def signing_log(settings: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of its own outside the database, as on a new site; a module whose fixtures signed
    something keeps the one that they wrote."""
    own = tmp_path_factory.getbasetemp() / f"log-{next(factories.numbers)}"
    settings.SIGNING_LOG = LOGS_OF_MODULES[-1] if LOGS_OF_MODULES else own
    high_water.HIGH_WATER = high_water.HighWater()
    return Path(settings.SIGNING_LOG)


@pytest.fixture(autouse=True)
def counter(monkeypatch):
    """Of requests of this minute, as in a worker that has just started."""
    monkeypatch.setattr(limits, "COUNTER", limits.Counter())


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
