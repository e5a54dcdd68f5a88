"""A restore extends the log, and never winds it back."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from conditions.models import SigningEntry, SigningHead
from conditions.summaries.signing import log
from conditions.summaries.signing.log import Event
from conditions.summaries.signing.log_file import LogUnavailable
from tests import factories
from tests.conditions.signing.logs import append, event, problems, said, size
from tests.conditions.signing.proofs import REVIEW
from tests.conditions.signing.test_log_file import rebuild

pytestmark = pytest.mark.django_db(transaction=True)


def run(command, *arguments) -> str:
    out = StringIO()
    call_command(command, *arguments, stdout=out)
    return out.getvalue()


def lines():
    return list(SigningEntry.objects.order_by("number").values_list("line", flat=True))


@pytest.fixture
def summary():
    return factories.make_draft().summary


@pytest.fixture
def restored(summary):
    """A database that is put back to its first three entries; the file has six."""
    append()
    append(event(1))
    older = lines()
    append(Event("signed", {"review": REVIEW, "statement": "s" * 64}))
    append(Event("published", {"review": REVIEW}, summaries=[summary]))
    append(event(2, summaries=[summary]))
    whole = lines()
    rebuild(older)
    return whole


def test_log_goes_on_with_the_same_entries(restored, signing_log):
    with pytest.raises(LogUnavailable, match="resume_signing_log"):
        append()
    text = run("resume_signing_log")
    assert "3 entries taken from the file; 1 statements are lost" in text
    assert lines()[:6] == restored
    assert problems(signing_log) == []
    append()
    assert problems(signing_log) == []


def test_log_says_what_was_restored(restored, summary):
    run("resume_signing_log")
    told = SigningEntry.objects.get(kind="log_restored")
    assert f'"lost":["{"s" * 64}"],"number":6,"size":3' in told.line
    text = SigningEntry.objects.get(kind="text_restored")
    assert '"review":""' in text.line and text.subjects.get().summary == summary
    summary.refresh_from_db()
    entries = log.entries_of(summary.pk)
    assert len(entries) == 3
    assert log.verify_seal(summary, entries)


def test_nothing_is_done_twice(restored):
    run("resume_signing_log")
    entries = size()
    assert "0 entries taken" in run("resume_signing_log")
    assert size() == entries


def test_database_that_is_older_than_the_log_gets_all_of_it(restored, settings, signing_log):
    rebuild([])
    settings.SITE_URL = "https://elsewhere.example"
    run("resume_signing_log")
    assert lines()[:6] == restored
    assert SigningHead.objects.get().origin == "localhost/signing-log"
    assert problems(signing_log) == []


def test_file_of_another_log_is_refused(restored):
    rebuild([*lines()[:2], lines()[2].replace('"entry":1', '"entry":7')])
    with pytest.raises(CommandError, match="does not begin with the database"):
        run("resume_signing_log")
    assert size() == 3


def test_file_that_was_changed_is_refused(restored, signing_log):
    signing_log.write_text(signing_log.read_text().replace('\\"entry\\":1', '\\"entry\\":7'))
    with pytest.raises(CommandError, match="not those of its last head"):
        run("resume_signing_log")


def test_interrupted_entries_are_not_taken(restored, signing_log):
    with signing_log.open("a") as file:
        file.write('{"entry": 6, "line": "{}"}\n{"entry"')
    run("resume_signing_log")
    assert lines()[:6] == restored
    assert problems(signing_log) == []


# The file is lost


def test_lost_file_is_written_anew_and_says_so(signing_log):
    append()
    append(event(1))
    signing_log.unlink()
    assert run("rebuild_signing_log_file", "--why", "the disk broke") == "3 entries written\n"
    first, *_rest = said(signing_log)
    assert (first["size"], first["why"]) == (3, "the disk broke")
    assert problems(signing_log) == []
    append()
    assert problems(signing_log) == []


def test_file_that_is_there_is_not_written_over(signing_log):
    append()
    before = signing_log.read_bytes()
    with pytest.raises(CommandError, match="move it away"):
        run("rebuild_signing_log_file", "--why", "x")
    assert signing_log.read_bytes() == before


def test_log_that_is_not_whole_gets_no_file(signing_log):
    append()
    signing_log.unlink()
    SigningHead.objects.update(note="x")
    with pytest.raises(CommandError, match="not whole"):
        run("rebuild_signing_log_file", "--why", "x")
    assert not signing_log.exists()
