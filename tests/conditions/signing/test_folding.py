"""What the log says of a summary, entry by entry."""

import json

import pytest

from conditions.summaries.signing.folding import fold

T1, T2 = "2026-01-01T00:00:00.000000Z", "2026-02-01T00:00:00.000000Z"


def line(kind, at=T1, number=0, **payload):
    entry = {"kind": kind, "at": at, "number": number, "version": 1, "about": []}
    return json.dumps({**entry, **payload})


def signed(review="a", text="t", **payload):
    fields = {"statement": f"s{review}", "reviewer": 1, "names": "n", "key": "", "signature": "g"}
    return line("signed", review=review, text=text, approved_at=T1, **{**fields, **payload})


def published(review="a"):
    return line("published", review=review, statement=f"s{review}", why="signed")


STANDING = [signed(), published()]


def test_signed_and_published():
    state = fold(STANDING)
    assert (state.published, state.public) == ("a", "a")
    found = state.signed
    assert (found.statement, found.text, found.names, found.approved_at) == ("sa", "t", "n", T1)
    assert found.holds and not found.is_taken_over


def test_signed_alone_is_not_public():
    assert fold([signed()]).signed is None


def test_later_signature_replaces_the_earlier_one():
    assert fold([*STANDING, signed("b"), published("b")]).signed.statement == "sb"


def test_second_entry_about_the_same_review_changes_nothing():
    assert fold([*STANDING, signed(statement="other", text="x")]).signed.text == "t"


def test_wording_moves_the_text_only_from_where_it_is():
    step = line("wording_changed", review="a", **{"from": "t", "to": "u"}, approved_at=T2)
    found = fold([*STANDING, step]).signed
    assert (found.text, found.approved_at, found.signed_at) == ("u", T2, T1)
    assert fold([*STANDING, step, step]).signed.text == "u"
    astray = line("wording_changed", review="a", **{"from": "x", "to": "u"}, approved_at=T2)
    assert fold([*STANDING, astray]).signed.text == "t"


def test_confirmation_moves_the_names():
    confirmed = line("confirmed", T2, statement="c", items=[["a", "m"], ["elsewhere", "m"]])
    found = fold([*STANDING, confirmed]).signed
    assert (found.names, found.confirmed_at, found.confirmed_by) == ("m", T2, "c")


@pytest.mark.parametrize(
    "taken",
    [
        line("withdrawn", T2, review="a", reason="r"),
        line("suspended", T2, reviews=["b", "a"], why="not_me", entry=1),
    ],
)
def test_nothing_lifts_what_was_taken_away(taken):
    lines = [
        *STANDING,
        taken,
        line("confirmed", statement="c", items=[["a", "m"]]),
        line("wording_changed", review="a", **{"from": "t", "to": "u"}, approved_at=T2),
        signed(),
        published(),
    ]
    found = fold(lines).signed
    assert not found.holds
    assert (found.names, found.text) == ("n", "t")
    assert T2 in (found.withdrawn_at, found.suspended_at)
    assert fold([*lines, signed("b"), published("b")]).signed.holds


def test_merger_takes_the_text_down():
    merged = line("published", review="", statement="", why="merged")
    assert fold([*STANDING, merged]).signed is None


def test_text_that_a_backup_brought_back_rests_on_nothing():
    lines = [*STANDING, signed("b"), published("b"), line("text_restored", review="a", lost="sb")]
    state = fold(lines)
    assert state.signed is None
    assert (state.public, state.published) == ("a", "b")
    assert fold([*lines, signed("c"), published("c")]).signed.statement == "sc"


def test_numbers_are_those_of_the_lines():
    assert fold([line("key_added", number=4), line("key_added", number=9)]).numbers == [4, 9]


def test_other_entries_change_nothing():
    lost = line("key_revoked", reviewer=1, key="k", why="lost")
    assert fold([*STANDING, lost]).signed == fold(STANDING).signed


BROKEN = ["x", "[]", "{}", line("signed"), line("suspended", reviews=None)]


@pytest.mark.parametrize("broken", BROKEN)
def test_line_that_the_log_cannot_have_written_is_an_error(broken):
    with pytest.raises((KeyError, TypeError, ValueError)):
        fold([*STANDING, broken])
