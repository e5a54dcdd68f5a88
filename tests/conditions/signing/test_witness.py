"""Another site's log, checked against what was seen of it before."""

import json
from io import BytesIO, StringIO
from urllib.error import URLError

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from conditions.models import SigningEntry
from conditions.summaries.signing import site_keys, witnessing
from conditions.summaries.signing.witnessing import NotTheSame, Unreadable, witness
from tests.conditions.signing.logs import append, event
from tests.conditions.signing.test_log_file import rebuild

pytestmark = pytest.mark.django_db(transaction=True)
SITE = "https://other.example/signing-log"


@pytest.fixture
def site(monkeypatch):
    """The network, at whose end is this site itself."""

    def urlopen(address, timeout):
        if not address.startswith(SITE):
            raise URLError("no such host")
        answer = Client().get(f"/signing-log{address.removeprefix(SITE)}")
        if answer.status_code != 200:
            raise URLError(answer.status_code)
        return BytesIO(b"".join(answer))

    monkeypatch.setattr(witnessing, "urlopen", urlopen)
    for number in range(5):
        append(event(number))


def lines():
    return list(SigningEntry.objects.order_by("number").values_list("line", flat=True))


def test_log_that_grew_is_kept(site, tmp_path):
    first = witness(SITE, tmp_path)
    assert (first.head.size, first.added, first.before) == (6, 6, None)
    append(event(9), event("\u2028"))
    second = witness(SITE, tmp_path)
    assert (second.head.size, second.added, second.before.size) == (8, 2, 6)
    assert witness(SITE, tmp_path).added == 0


def test_log_of_more_than_one_answer_is_fetched_whole(site, tmp_path, monkeypatch):
    monkeypatch.setattr("conditions.summaries.signing.log_views.PAGE", 4)
    assert witness(SITE, tmp_path).head.size == 6


FORGERIES = {
    "shrank": lambda found: found[:5],
    "was changed": lambda found: [
        *found[:3],
        found[3].replace('"entry":2', '"entry":8'),
        *found[4:],
    ],
    "was changed and grew": lambda found: [
        *found[:5],
        found[5].replace('"entry":4', '"entry":8'),
        found[5].replace('"number":5', '"number":6'),
    ],
}


@pytest.mark.parametrize("name", FORGERIES)
def test_log_that_did_not_only_grow_is_named_and_not_kept(site, tmp_path, name):
    witness(SITE, tmp_path)
    kept = {path: path.read_bytes() for path in tmp_path.iterdir()}
    rebuild(FORGERIES[name](lines()))
    with pytest.raises(NotTheSame):
        witness(SITE, tmp_path)
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == kept


def test_log_under_another_key_is_named(site, tmp_path, settings):
    witness(SITE, tmp_path)
    settings.SECRET_KEY = "x" * 50
    append(event(9))
    with pytest.raises(NotTheSame, match="none of the site's keys"):
        witness(SITE, tmp_path)
    found = witness(SITE, tmp_path, key=site_keys.current().vkey("localhost/signing-log"))
    assert found.added == 2
    assert witness(SITE, tmp_path).added == 0


def test_log_that_rotates_its_key_goes_on(site, tmp_path, settings):
    witness(SITE, tmp_path)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "x" * 50
    append(event(9))
    assert witness(SITE, tmp_path).added == 2


def test_what_was_kept_and_changed_since_is_not_trusted(site, tmp_path):
    witness(SITE, tmp_path)
    (log,) = tmp_path.glob("*.jsonl")
    log.write_text(log.read_text().replace('"entry":2', '"entry":8'))
    with pytest.raises(Unreadable, match="not what was kept"):
        witness(SITE, tmp_path)


def test_file_is_witnessed_as_well(site, tmp_path, signing_log):
    assert witness(SITE, tmp_path).head.size == 6
    append(event(9))
    assert witness(str(signing_log), tmp_path).added == 1


def test_log_that_answers_nothing_is_no_other_log(site, tmp_path):
    with pytest.raises(Unreadable):
        witness("https://nowhere.example/signing-log", tmp_path)
    with pytest.raises(Unreadable):
        witness(str(tmp_path / "nothing"), tmp_path)


def test_command_says_what_it_saw_and_fails_on_another_log(site, settings, tmp_path):
    settings.VAR_DIR = tmp_path
    said = StringIO()
    call_command("witness", SITE, stdout=said)
    assert "localhost/signing-log: 6 entries, 6 new, seen for the first time" in said.getvalue()
    (state,) = (tmp_path / "witnessed").glob("*.json")
    assert json.loads(state.read_text())["vkey"] in said.getvalue()
    rebuild(lines()[:5])
    with pytest.raises(
        CommandError, match="NOT THE SAME LOG: it has 5 entries, and had 6"
    ) as error:
        call_command("witness", SITE, stdout=said)
    assert error.value.returncode == 1
