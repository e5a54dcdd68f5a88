"""The file outside the database: never behind it, whenever a process dies; and who has the database
and the site's keys fails against it."""

import json

import pytest
from django.db import transaction

from conditions.migrations import _append_only
from conditions.models import SigningEntry, SigningHead, SigningNode, SigningSubject
from conditions.summaries.signing import log, log_file, merkle, notes, site_keys
from conditions.summaries.signing.chain import Chain, beside_saved_head, in_log
from conditions.summaries.signing.log_file import LogUnavailable
from conditions.summaries.signing.verify_review import leaf_hash
from tests.conditions.signing.logs import append, event, kinds, problems, said, size

pytestmark = pytest.mark.django_db(transaction=True)


class Killed(BaseException):
    """The process dies here."""


def die(*_args, **_kwargs):
    raise Killed


# The steps of an append after the file was written, in their order.
STEPS = ["insert", "move", "seal"]


def test_entries_come_before_the_commit_and_the_head_after(signing_log):
    append()
    append(event(1), event(2))
    assert kinds(signing_log) == "eeheeh"
    assert said(signing_log)[-1] == {"head": SigningHead.objects.get().note}
    assert problems(signing_log) == []


@pytest.mark.parametrize("step", STEPS)
def test_process_that_dies_before_the_commit_leaves_nothing(monkeypatch, signing_log, step):
    append()
    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(log, step, die)
        append(event(7))
    assert kinds(signing_log) == "eehe" and size() == 2
    assert problems(signing_log) == []
    append(event(8))
    assert kinds(signing_log) == "eeheveh"
    assert said(signing_log)[4] == {"void": 2}
    assert problems(signing_log) == []


def test_process_that_dies_after_the_commit_loses_nothing(monkeypatch, signing_log):
    append()
    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(log_file, "confirm", die)
        append(event(7))
    assert kinds(signing_log) == "eehe" and size() == 3
    assert problems(signing_log) == []
    append(event(8))
    assert kinds(signing_log) == "eeheheh"
    assert problems(signing_log) == []


def test_several_that_die_after_the_commit_lose_nothing(monkeypatch, signing_log):
    with monkeypatch.context() as patch:
        patch.setattr(log_file, "confirm", lambda size, note: None)
        for number in range(3):
            append(event(number))
    append()
    assert kinds(signing_log) == "eeheheheh"
    assert problems(signing_log) == []


def test_power_cut_at_any_byte_of_an_entry_leaves_a_log_that_goes_on(monkeypatch, signing_log):
    """What was not whole on the disk was not committed either."""
    append()
    whole = signing_log.read_bytes()
    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(log, "insert", die)
        append(event(7))
    written = signing_log.read_bytes()
    for end in range(len(whole), len(written) + 1, 29):
        signing_log.write_bytes(written[:end])
        assert problems(signing_log) == []
        append(event(end))
        assert problems(signing_log) == []
        log.own.lines.clear()
        restart(signing_log)


def restart(signing_log):
    """A log of two entries, as at the beginning."""
    from_first = SigningEntry.objects.filter(number__lt=2).order_by("number")
    lines = list(from_first.values_list("line", flat=True))
    rebuild(lines)
    note = SigningHead.objects.get().note
    file = [{"entry": number, "line": line} for number, line in enumerate(lines)]
    signing_log.write_text("".join(json.dumps(each) + "\n" for each in [*file, {"head": note}]))


def test_power_cut_in_a_head_is_mended(monkeypatch, signing_log):
    append()
    append(event(7))
    written = signing_log.read_bytes()
    signing_log.write_bytes(written[:-30])
    assert problems(signing_log) == []
    append(event(8))
    assert problems(signing_log) == []


def test_savepoint_that_is_rolled_back_is_void(signing_log):
    append()
    with transaction.atomic():
        log.lock()
        log.append(event(1))
        with pytest.raises(Killed), transaction.atomic():
            log.append(event(2))
            raise Killed
        log.append(event(3))
        log.append(event(4))
    assert kinds(signing_log) == "eeheeveeh"
    assert problems(signing_log) == []


def test_whole_transaction_that_is_rolled_back_is_void(signing_log):
    append()
    with pytest.raises(Killed), transaction.atomic():
        log.append(event(1))
        log.append(event(2))
        raise Killed
    assert size() == 2 and problems(signing_log) == []
    append(event(3))
    assert kinds(signing_log) == "eeheeveh"
    assert problems(signing_log) == []


def test_tail_is_found_however_long_the_lines_are(signing_log):
    append()
    for number in range(4):
        append(log.Event("suspended", {"why": "x" * 40_000, "entry": number}))
    with signing_log.open("rb") as file:
        assert log_file.read_tail(file).size == 6
    assert problems(signing_log) == []


# What stops signing


def test_file_that_is_lost_stops_signing(signing_log):
    append()
    signing_log.unlink()
    with pytest.raises(LogUnavailable, match="behind the database"):
        append()
    assert size() == 2
    assert "the file of the signing log is not there" in problems(signing_log)[0]


def test_file_that_lost_its_end_stops_signing(signing_log):
    append()
    whole = signing_log.read_bytes()
    append()
    signing_log.write_bytes(whole)
    with pytest.raises(LogUnavailable, match="behind the database"):
        append()
    assert "in the database and not in the file" in problems(signing_log)[0]


def test_older_database_stops_signing(signing_log):
    append()
    lines = list(SigningEntry.objects.order_by("number").values_list("line", flat=True))
    append(event(7))
    rebuild(lines)
    with pytest.raises(LogUnavailable, match="resume_signing_log"):
        append()
    assert "it is in the file and not in the database" in problems(signing_log)[0]


# Who has the database and the site's keys


def rebuild(lines):
    """The whole log made anew in the database, with every hash, node and note as it should be."""
    with open_database():
        for model in (SigningSubject, SigningEntry, SigningNode, SigningHead):
            model.objects.all()._raw_delete("default")
        origin = "localhost/signing-log"
        growth = log.Growth(0, [])
        for line in lines:
            found = json.loads(line)
            leaf = leaf_hash(line.encode())
            growth.entries.append(
                SigningEntry(
                    number=growth.size,
                    kind=found["kind"],
                    at=found["at"],
                    line=line,
                    hash=leaf.hex(),
                )
            )
            growth.frontier, completed = merkle.grow(growth.frontier, growth.size, leaf)
            growth.nodes += [
                SigningNode(level=level, index=index, hash=node.hex())
                for (level, index), node in completed
            ]
            growth.size += 1
        SigningEntry.objects.bulk_create(growth.entries)
        SigningNode.objects.bulk_create(growth.nodes)
        root = merkle.root(growth.frontier)
        SigningHead.objects.create(
            size=growth.size,
            root=root.hex(),
            frontier=[each.hex() for each in growth.frontier],
            origin=origin,
            note=notes.signed_note(
                notes.checkpoint_text(origin, growth.size, root), site_keys.all_keys()
            ),
        )


class open_database:
    """The triggers away, as by whoever owns the database."""

    def __enter__(self):
        self.run(_append_only.dropping)

    def __exit__(self, *_error):
        self.run(_append_only.creating)

    def run(self, statements):
        with transaction.get_connection().cursor() as cursor:
            for statement in statements(cursor.db.vendor):
                cursor.execute(statement)


@pytest.fixture
def lines():
    for number in range(6):
        append(event(number))
    return list(SigningEntry.objects.order_by("number").values_list("line", flat=True))


def test_log_that_is_made_anew_word_for_word_fits(signing_log, lines):
    rebuild(lines)
    assert problems(signing_log) == []


FORGERIES = {
    "an entry changed": (
        lambda lines: [*lines[:3], lines[3].replace('"entry":2', '"entry":9'), *lines[4:]],
        "entry 3: the file has another line for it",
    ),
    "two swapped": (
        lambda lines: [
            *lines[:3],
            lines[4].replace('"number":4', '"number":3'),
            lines[3].replace('"number":3', '"number":4'),
            *lines[5:],
        ],
        "entry 3: the file has another line for it",
    ),
    "the last ones deleted": (lambda lines: lines[:5], "entry 5: it is in the file and not in"),
    "one appended": (
        lambda lines: [*lines, lines[-1].replace('"number":6', '"number":7')],
        "entry 7: it is in the database and not in the file",
    ),
}


@pytest.mark.parametrize("name", FORGERIES)
def test_log_made_anew_with_the_sites_key_fails_against_the_file(signing_log, lines, name):
    forge, problem = FORGERIES[name]
    rebuild(forge(lines))
    assert list(in_log(None, Chain())) == []  # All of the database agrees with itself.
    assert problem in problems(signing_log)[0]
    with pytest.raises(LogUnavailable):
        append()


def test_saved_head_finds_what_the_lost_file_would_have(signing_log, lines):
    chain = Chain()
    saved = SigningHead.objects.get().note
    assert list(in_log(None, chain)) == []
    assert list(beside_saved_head(chain, saved)) == []
    rebuild([*lines[:3], lines[3].replace('"entry":2', '"entry":9'), *lines[4:]])
    chain = Chain()
    assert list(in_log(None, chain)) == []
    assert "does not begin with" in str(next(beside_saved_head(chain, saved)))


# Who has the database alone: each row against the others


CHANGES = {
    "line": ("entry", {"line": '{"a":1}'}, "entry 3: its line is not what was hashed"),
    "kind": ("entry", {"kind": "withdrawn"}, "entry 3: its kind is not that of its line"),
    "time": ("entry", {"at": "2020-01-01T00:00Z"}, "entry 3: its time is not that of its line"),
    "hash": ("entry", {"hash": "0" * 64}, "entry 3: its line is not what was hashed"),
    "node": ("node", {"hash": "0" * 64}, "node 2/0: it is not the hash of what lies under it"),
    "root": ("head", {"root": "0" * 64}, "the head of the log: its root is not that"),
    "note": ("head", {"note": "x"}, "the head of the log: the head of the log cannot be read"),
    "frontier": ("head", {"frontier": []}, "the head of the log: its frontier is not that"),
    "size": ("head", {"size": 6}, "the head of the log: it counts 6 entries of 7"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_row_that_was_changed_is_named(signing_log, lines, name):
    table, fields, problem = CHANGES[name]
    rows = {
        "entry": SigningEntry.objects.filter(number=3),
        "node": SigningNode.objects.filter(level=2),
        "head": SigningHead.objects.all(),
    }[table]
    with open_database():
        assert rows.update(**fields) == 1
    assert any(each.startswith(problem) for each in problems(signing_log))


def test_row_that_was_deleted_is_named(signing_log, lines):
    with open_database():
        SigningEntry.objects.filter(number=3)._raw_delete("default")
        SigningNode.objects.filter(level=2)._raw_delete("default")
    found = problems(signing_log)
    assert "entry 4: 3 should come here: an entry is missing" in found
    assert "node 2/0: it is not there" in found or any("node 2/0" in each for each in found)


# Who writes into the file


FILE_CHANGES = {
    "a line changed": (
        lambda text: text.replace('\\"entry\\":2', '\\"entry\\":9'),
        "a head is not",
    ),
    "a line deleted": (
        lambda text: "".join(text.splitlines(True)[:5] + text.splitlines(True)[6:]),
        "stands where another should",
    ),
    "a head deleted": (
        lambda text: "\n".join(line for line in text.split("\n") if not line.startswith('{"head')),
        "",
    ),
    "confirmed ones void": (lambda text: text + '{"void": 2}\n', "a head had confirmed"),
    "nonsense": (lambda text: "nonsense\n" + text, "cannot be read"),
}


@pytest.mark.parametrize("name", FILE_CHANGES)
def test_file_that_was_changed_is_named(signing_log, lines, name):
    change, problem = FILE_CHANGES[name]
    signing_log.write_text(change(signing_log.read_text()))
    found = problems(signing_log)
    if problem:
        assert problem in " ".join(found)
    else:
        # Nothing is lost: the entries are there, and the next append says what they came to.
        assert found == []
        append()
        assert problems(signing_log) == []
