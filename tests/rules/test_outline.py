"""提纲: a heading moves with what stands under it, nothing is lost, moving back undoes moving (features L1)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from respbook.rules.errors import RuleBroken
from respbook.rules.outline import deeper, end_of, higher, moved, moved_down, moved_up

LEVELS = st.lists(st.integers(0, 4), min_size=1, max_size=14)
#         0  1  2  3  4  5  6  7
SAMPLE = [1, 0, 2, 0, 2, 1, 0, 2]


@st.composite
def places(draw):
    levels = draw(LEVELS)
    return levels, draw(st.integers(0, len(levels) - 1))


def turned(levels, order):
    return [levels[place] for place in order]


@given(places(), st.data())
def test_moving_loses_nothing_and_keeps_what_belongs_together(case, data):
    levels, place = case
    for order in (
        moved(levels, place, data.draw(st.integers(0, len(levels)))),
        moved_up(levels, place),
        moved_down(levels, place),
    ):
        assert sorted(order) == list(range(len(levels)))
        at, length = order.index(place), end_of(levels, place) - place
        assert order[at : at + length] == tuple(range(place, place + length))
        assert [each for each in order if not place <= each < place + length] == [
            each for each in range(len(levels)) if not place <= each < place + length
        ]


@given(places())
def test_down_over_a_heading_of_the_same_rank_is_undone_by_up(case):
    levels, place = case
    end = end_of(levels, place)
    if not levels[place] or end >= len(levels) or levels[end] != levels[place]:
        return
    order = moved_down(levels, place)
    assert turned(order, moved_up(turned(levels, order), order.index(place))) == list(range(len(levels)))


@given(places())
def test_ranking_is_undone_by_ranking_back(case):
    levels, place = case
    try:
        down = deeper(levels, place)
    except RuleBroken:
        return
    if down != tuple(levels) and end_of(down, place) == end_of(levels, place):
        assert higher(down, place) == tuple(levels)


@pytest.mark.parametrize(
    ("place", "up", "down"),
    [
        (0, [0, 1, 2, 3, 4, 5, 6, 7], [5, 6, 7, 0, 1, 2, 3, 4]),
        (5, [5, 6, 7, 0, 1, 2, 3, 4], [0, 1, 2, 3, 4, 5, 6, 7]),
        (4, [0, 1, 4, 2, 3, 5, 6, 7], [0, 1, 2, 3, 5, 6, 4, 7]),
        (7, [0, 1, 2, 3, 4, 7, 5, 6], [0, 1, 2, 3, 4, 5, 6, 7]),
        (3, [0, 1, 3, 2, 4, 5, 6, 7], [0, 1, 2, 4, 3, 5, 6, 7]),
    ],
)
def test_headings_go_by_their_rank_and_body_text_line_by_line(place, up, down):
    assert list(moved_up(SAMPLE, place)) == up
    assert list(moved_down(SAMPLE, place)) == down


def test_a_heading_dropped_into_itself_stays():
    assert moved(SAMPLE, 0, 3) == tuple(range(8))


def test_ranks_go_down_with_all_under_them_and_end_at_body_text():
    assert deeper([1, 0, 2], 0) == (2, 0, 3)
    assert deeper([4], 0) == (0,)
    assert deeper([0], 0) == (0,)
    assert higher([1, 2], 0) == (1, 2)
    assert higher([0], 0) == (4,)
    with pytest.raises(RuleBroken, match="不能再降"):
        deeper([3, 4], 0)
