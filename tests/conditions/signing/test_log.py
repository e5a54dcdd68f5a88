"""The log only grows, on both databases, and a summary's seal names every entry about it."""

import json
import re

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.transaction import TransactionManagementError

from conditions.models import (
    Confirmation,
    ConfirmedTopic,
    Review,
    ReviewerProfile,
    SigningEntry,
    SigningHead,
    SigningNode,
    SigningSubject,
)
from conditions.summaries.signing import log, log_file, merkle, site_keys
from conditions.summaries.signing.log import Event
from conditions.summaries.signing.verify_review import check_note, leaf_hash
from tests import factories

pytestmark = pytest.mark.django_db


def append(*events, **fields):
    with transaction.atomic():
        log.lock()
        return log.append(*events, **fields)


def event(number=0, **fields):
    return Event("withdrawn", {"review": str(number), "reason": "é"}, **fields)


@pytest.fixture
def summary():
    return factories.make_draft().summary


@pytest.fixture
def written(summary):
    """Seven entries, of which three are about a summary."""
    append(*[event(number) for number in range(3)])
    append(event(3, summaries=[summary]), event(4, summaries=[summary]))
    append(event(5, summaries=[summary]))
    return summary


def refuses(sql, why="what is written stays"):
    refusal = pytest.raises(DatabaseError, match=why)
    with refusal, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_first_entry_says_that_the_log_was_opened():
    (entry,) = append(event())
    opened = SigningEntry.objects.get(number=0)
    assert entry.number == 1
    assert json.loads(opened.line)["origin"] == "localhost/signing-log"
    assert json.loads(opened.line)["key"] == site_keys.current().vkey("localhost/signing-log")


def test_line_is_canonical_and_what_is_hashed(written):
    entry = SigningEntry.objects.get(number=4)
    topic = written.topic
    assert entry.line == (
        f'{{"about":[[{topic.condition_id},"{topic.question.key}","en"]],'
        f'"at":"{entry.at:%Y-%m-%dT%H:%M:%S.%f}Z","kind":"withdrawn","number":4,'
        '"reason":"é","review":"3","version":1}'
    )
    assert entry.hash == leaf_hash(entry.line.encode()).hex()


def test_head_is_the_root_of_all_entries(written):
    head = SigningHead.objects.get()
    leaves = [bytes.fromhex(each.hash) for each in SigningEntry.objects.order_by("number")]
    assert head.size == len(leaves) == 7
    assert bytes.fromhex(head.root) == merkle.root_of(leaves)
    assert check_note(head.note, site_keys.vkeys(head.origin)).size == 7
    nodes = set(SigningNode.objects.values_list("level", "index"))
    assert nodes == {(1, 0), (1, 1), (1, 2), (2, 0)}


def test_seal_names_every_entry_about_a_summary(written):
    lines = log.entries_of(written.pk)
    assert [json.loads(line)["review"] for line in lines] == ["3", "4", "5"]
    written.refresh_from_db()
    assert log.verify_seal(written, lines)
    for other in (lines[:2], lines[1:], [*lines, lines[0]], lines[::-1], []):
        assert not log.verify_seal(written, other)


def test_new_key_is_said_first(written, settings):
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "x" * 50
    (entry,) = append(event())
    changed = SigningEntry.objects.get(number=7)
    assert (entry.number, changed.kind) == (8, "log_key_changed")
    assert json.loads(changed.line)["key"] == site_keys.current().vkey("localhost/signing-log")
    assert append(event())[0].number == 9


def test_site_that_moves_keeps_the_name_of_its_log(written, settings):
    settings.SITE_URL = "https://elsewhere.example"
    append(event())
    assert SigningHead.objects.get().origin == "localhost/signing-log"
    assert log.origin() == "localhost/signing-log"


def test_event_about_too_much_is_refused():
    with pytest.raises(log.EntryTooLong):
        append(Event("withdrawn", {"review": "x" * log.ENTRY_MAX}))
    assert not SigningEntry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_nothing_is_appended_outside_a_transaction():
    with pytest.raises(TransactionManagementError):
        log.append(event())


def test_as_many_statements_however_many_entries(written, django_assert_num_queries):
    events = [event(number, summaries=[written]) for number in range(20)]
    with transaction.atomic(), django_assert_num_queries(9):
        # The head, the places, entries, nodes, subjects, the head, hashes for the seal, the seal;
        # and, since the test's own transaction wrote them, the lines that have no head in the file.
        log.append(*events)


# What the database itself refuses


TABLES = ("signingentry", "signingsubject", "signingnode", "signinghead")


@pytest.mark.parametrize("table", TABLES)
def test_no_row_is_deleted(written, table):
    refuses(f"DELETE FROM conditions_{table}")


@pytest.mark.parametrize(
    "change",
    [
        "signingentry SET line = 'x' WHERE number = 3",
        "signingentry SET number = 70 WHERE number = 6",
        "signingentry SET review_id = NULL WHERE number = 6",
        "signingsubject SET entry_id = 1",
        "signingnode SET hash = 'x' WHERE level = 2",
    ],
)
def test_no_row_is_changed(written, change):
    refuses(f"UPDATE conditions_{change}")


@pytest.mark.parametrize(
    "change", ["size = 6", "root = 'x'", "size = 6, root = 'x'", "size = 9, origin = 'x'"]
)
def test_head_only_grows(written, change):
    refuses(f"UPDATE conditions_signinghead SET {change}", "the head only grows")


def test_head_of_the_same_size_may_be_signed_anew(written):
    assert SigningHead.objects.update(note="x") == 1


@pytest.mark.parametrize("number", [3, 6, 8, -1])
def test_entries_come_in_order(written, number):
    with pytest.raises(DatabaseError), transaction.atomic():
        SigningEntry.objects.create(
            number=number, kind="signed", at="2026-01-01T00:00Z", line="x", hash="x"
        )


@pytest.mark.parametrize("table", TABLES)
def test_no_table_is_truncated(written, table):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no TRUNCATE; deleting all rows is refused there")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # as after a commit
    refuses(f"TRUNCATE conditions_{table} CASCADE")


@pytest.mark.parametrize("model", [SigningEntry, SigningSubject, SigningNode, SigningHead])
def test_no_row_is_replaced(written, model):
    if connection.vendor != "sqlite":
        pytest.skip("INSERT OR REPLACE is of SQLite")
    columns = ", ".join(
        f'"{field.column}"' for field in model._meta.concrete_fields if field.column
    )
    table = model._meta.db_table
    refuses(f"INSERT OR REPLACE INTO {table} SELECT {columns} FROM {table} LIMIT 1", "signing_log")


def test_there_is_one_head(written):
    with pytest.raises(IntegrityError), transaction.atomic():
        SigningHead.objects.create(pk=2, root="x", origin="x")


def test_account_of_a_profile_that_signed_is_fixed():
    signed = factories.make_reviewer(factories.make_person())
    factories.make_published(reviewer=signed)
    profiles = ReviewerProfile.objects.filter(pk=signed.pk)
    with pytest.raises(IntegrityError, match="profile_account_fixed"), transaction.atomic():
        profiles.update(user=factories.make_person())
    assert profiles.update(name="Dr Other") == 1
    assert profiles.update(user=None) == 1
    with pytest.raises(IntegrityError, match="profile_account_fixed"), transaction.atomic():
        profiles.update(user=factories.make_person())


def test_account_of_a_profile_that_signed_nothing_may_change():
    profile = factories.make_reviewer(factories.make_person())
    assert ReviewerProfile.objects.update(user=factories.make_person()) == 1
    assert profile.user_id


def test_nobody_confirms_names_above_their_own_words():
    writer = factories.make_person()
    revision = factories.make_published(by=[writer])
    review = Review.objects.get(revision=revision)
    own = Confirmation.objects.create(
        reviewer=factories.make_reviewer(writer), statement="x", statement_hash="x"
    )
    with pytest.raises(IntegrityError, match="confirmation_four_eyes"), transaction.atomic():
        ConfirmedTopic.objects.create(confirmation=own, review=review)
    other = Confirmation.objects.create(
        reviewer=factories.make_reviewer(factories.make_person()),
        statement="y",
        statement_hash="y",
    )
    ConfirmedTopic.objects.create(confirmation=other, review=review)


@pytest.mark.parametrize(
    "people",
    [{}, {"asked_by": 0}, {"asked_by": 0, "confirmed_by": 0}, {"confirmed_by": 0}],
)
def test_one_person_confirms_no_profile(people):
    persons = [factories.make_person()]
    fields = {name: persons[number] for name, number in people.items()}
    with pytest.raises(IntegrityError, match="reviewer_confirmed_by_two"), transaction.atomic():
        factories.make_reviewer(state="confirmed", confirmed_at="2026-01-01T00:00Z", **fields)


def test_two_people_confirm_a_profile_that_is_not_invented():
    fields = {
        "state": "confirmed",
        "confirmed_at": "2026-01-01T00:00Z",
        "asked_by": factories.make_person(),
        "confirmed_by": factories.make_person(),
    }
    assert factories.make_reviewer(**fields).pk
    with pytest.raises(IntegrityError, match=re.escape("invented_is_not")), transaction.atomic():
        factories.make_reviewer(is_fictional=True, **fields)


# What stands in the file


def test_entry_is_in_the_file_before_the_commit(written, signing_log):
    said = [json.loads(line) for line in signing_log.read_bytes().splitlines()]
    lines = list(SigningEntry.objects.order_by("number").values_list("line", flat=True))
    assert [each["line"] for each in said] == lines
    assert [each["entry"] for each in said] == list(range(7))


def test_nothing_is_signed_where_the_file_cannot_be_written(settings, tmp_path):
    settings.SIGNING_LOG = tmp_path
    with pytest.raises(log_file.LogUnavailable), transaction.atomic():
        log.append(event())
    assert not SigningEntry.objects.exists()
