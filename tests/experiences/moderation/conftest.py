import pytest

from tests.accounts import pages


@pytest.fixture
def ledger(settings, tmp_path):
    """Of a new site: not there yet."""
    settings.ERASURE_LEDGER = tmp_path / "ledger" / "erasures.jsonl"
    return settings.ERASURE_LEDGER


@pytest.fixture
def author(client):
    """A member who is signed in and has just confirmed who they are."""
    person = pages.make_confirmed()
    pages.sign_in_and_confirm(client, person)
    return person
