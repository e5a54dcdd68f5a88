"""What a reader can work out of figures in steps, and what not."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiences.small_numbers import figures_of_whole, has_moved, in_steps, leave_room

STEP = 4
places = st.sampled_from(["NL", "US", "DE", "MT"])
counts = st.dictionaries(places, st.integers(0, 30))


def test_figures_are_rounded_down_and_small_ones_left_out():
    assert in_steps({"US": 17, "NL": 8, "DE": 7, "FR": 0}, 8) == {"US": 16, "NL": 8}


@pytest.mark.parametrize(
    ("figures", "among", "left"),
    [
        ({"US": 16}, 24, {"US": 16}),
        # Else everybody but seven would be known to be there.
        ({"US": 16}, 23, {"US": 8}),
        ({"US": 8}, 15, {}),
        ({"US": 16, "NL": 8}, 30, {"US": 8, "NL": 8}),
        ({"US": 8, "NL": 8}, 20, {"NL": 8}),
        ({}, 3, {}),
    ],
)
def test_a_step_of_people_could_always_be_elsewhere(figures, among, left):
    assert leave_room(figures, 8, among) == left


@given(counts, st.integers(0, 150))
def test_what_is_shown_is_true_in_steps_and_leaves_room(counted, among):
    shown = leave_room(in_steps(counted, STEP), STEP, among)
    assert all(number % STEP == 0 and STEP <= number <= counted[at] for at, number in shown.items())
    assert not shown or sum(shown.values()) <= among - STEP


@given(st.lists(st.tuples(counts, st.integers(0, 40)), min_size=1, max_size=5))
def test_the_whole_tells_nothing_of_a_part_that_the_part_does_not(communities):
    """Whoever takes what is known of the others off the whole gets nothing for the last one."""
    sizes = [sum(counted.values()) + off for counted, off in communities]
    shown = [
        leave_room(in_steps(counted, STEP), STEP, size)
        for (counted, _off), size in zip(communities, sizes, strict=True)
    ]
    counted = sum((Counter(counted) for counted, _off in communities), Counter())
    whole = figures_of_whole(counted, zip(sizes, shown, strict=True), STEP)
    able = sum(size >= 2 * STEP for size in sizes)
    for place, number in whole.items():
        known = sum(part.get(place, 0) for part in shown)
        assert STEP <= number <= counted[place] and known <= number
        assert number == known or number - known <= (STEP - 1) * able - STEP


@given(counts, counts)
def test_fewer_than_a_step_of_people_move_nothing(before, now):
    moved = sum(abs(before.get(at, 0) - now.get(at, 0)) for at in {*before, *now})
    if moved < STEP:
        assert not has_moved(before, now, STEP)
    if moved >= 2 * STEP:
        assert has_moved(before, now, STEP)
