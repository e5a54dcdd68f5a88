import pytest

from common.diffs import COMPARED_MAX, Change, side_by_side, word_diff
from tests.work import calls


def rebuilt(pieces, without):
    return "".join(piece.text for piece in pieces if piece.change is not without)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("It is rare.", "It is very rare."),
        ("One.\n\nTwo.", "One.\n\nThree.\n\nTwo."),
        ("", "New."),
        ("a\n" * 3000, "a\nb\n" * 1500),
    ],
)
def test_pieces_hold_both_texts_whole(old, new):
    pieces = word_diff(old, new)
    assert rebuilt(pieces, Change.ADDED) == old
    assert rebuilt(pieces, Change.REMOVED) == new


def test_equal_texts_have_no_pieces():
    assert word_diff("The same.", "The same.") == []


@pytest.mark.thorough
@pytest.mark.parametrize("gap", ["\n", " "])
@pytest.mark.parametrize("count", [COMPARED_MAX, 3 * COMPARED_MAX])
def test_worst_case_of_many_equal_pieces_ends_soon(count, gap):
    texts = f"a{gap}" * count, f"a{gap}b{gap}" * (count // 2)
    # Unbounded, the longer ones took 27 times as many, which was minutes.
    assert calls(lambda: word_diff(*texts)) < 10_000_000


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("It is rare.", "It is very rare."),
        ("One.\n\nTwo.", "One.\n\nThree.\n\nTwo."),
        ("", "New."),
        ("The same.", "The same."),
        ("a\n" * 3000, "a\nb\n" * 1500),
    ],
)
def test_both_sides_hold_their_texts_whole(old, new):
    rows = side_by_side(old, new)
    assert "".join(piece.text for row in rows for piece in row.old) == old
    assert "".join(piece.text for row in rows for piece in row.new) == new


def test_many_long_passages_end_soon():
    """A text as long as the desk takes one, different in every other line."""
    line = "a " * (COMPARED_MAX // 2 - 1)
    lines = 60_000 // len(line) // 2
    old = "".join(f"{line}\nline {number}\n" for number in range(lines))
    new = "".join(f"{line.replace('a ', 'a b ', 90)}\nline {number}\n" for number in range(lines))
    assert calls(lambda: side_by_side(old, new)) < 3_000_000
