import time

import pytest

from conditions.diffs import COMPARED_MAX, Change, word_diff


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


@pytest.mark.parametrize("gap", ["\n", " "])
@pytest.mark.parametrize("count", [COMPARED_MAX, 3 * COMPARED_MAX])
def test_worst_case_of_many_equal_pieces_ends_soon(count, gap):
    start = time.process_time()
    word_diff(f"a{gap}" * count, f"a{gap}b{gap}" * (count // 2))
    assert time.process_time() - start < 3  # seconds; it was minutes
