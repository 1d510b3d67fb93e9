"""任职: who stands in a post, who held it on a day, who follows whom."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from respbook.rules.errors import RuleBroken
from respbook.rules.holders import (
    departed,
    first_present,
    in_post,
    leaving,
    post_of,
    present,
    present_by_post,
    present_in,
    too_early,
)
from respbook.rules.units import PostRole

DAY = date(2026, 3, 1)


@dataclass
class Record:
    name: str
    from_on: date
    to_on: date | None = None
    role: PostRole = PostRole.FIRST
    post: str = "党支部书记"
    unit_id: int = 1


OLD, NEW = Record("王喆", date(2020, 1, 1), DAY), Record("赵新", DAY)
SECOND = Record("李高明", date(2021, 1, 1), role=PostRole.SECOND, post="村委会主任")
VILLAGE = [OLD, NEW, SECOND]


def test_the_present_one_is_whoever_has_no_end():
    assert present(NEW) and not present(OLD)
    assert present_in(VILLAGE, PostRole.FIRST) == [NEW] and first_present(VILLAGE, PostRole.SECOND) is SECOND
    assert first_present(VILLAGE, PostRole.DEPUTY) is None


def held(records, on):
    return [each for each in records if in_post(each, on) and each.role is PostRole.FIRST]


@pytest.mark.parametrize(
    ("on", "holder"),
    [(date(2019, 12, 31), None), (date(2020, 1, 1), OLD), (DAY - timedelta(1), OLD), (DAY, NEW), (DAY.max, NEW)],
)
def test_on_each_day_one_person_holds_the_post(on, holder):
    assert held(VILLAGE, on) == ([holder] if holder else [])


def test_one_who_left_without_a_successor_holds_nothing_from_that_day_on():
    assert held([OLD], DAY) == []


def test_one_who_is_to_come_is_present_in_the_register_and_not_yet_in_post():
    coming = Record("孙来", DAY + timedelta(30))
    assert present(coming) and not in_post(coming, DAY)


def test_two_posts_of_one_role_are_both_held():
    other = Record("周明", date(2022, 1, 1), post="主持工作的副书记")
    assert held([*VILLAGE, other], DAY) == [NEW, other]


def test_whoever_comes_follows_the_one_in_the_same_role_and_post():
    assert leaving(VILLAGE, PostRole.FIRST, "党支部书记", DAY) == [NEW]
    assert leaving(VILLAGE, PostRole.FIRST, "村委会主任", DAY) == []
    with pytest.raises(RuleBroken, match=r"赵新自2026年3月1日起任党支部书记，新任日期不能早于它。") as refusal:
        leaving(VILLAGE, PostRole.FIRST, "党支部书记", DAY - timedelta(1))
    assert refusal.value.field == "from_on" and too_early(NEW, DAY) == ""


def test_the_present_ones_stand_by_their_posts():
    assert present_by_post(VILLAGE) == {post_of(NEW): NEW, post_of(SECOND): SECOND}


def test_departed_are_those_who_hold_nothing_now_each_with_the_last_post():
    left = [Record("钱去", date(2018, 1, 1), date(2019, 1, 1)), Record("钱去", date(2019, 1, 1), date(2022, 1, 1))]
    moved = [Record("李高明", date(2015, 1, 1), date(2021, 1, 1)), Record("高", date(2015, 1, 1), date(2016, 1, 1))]
    assert departed([*left, *moved, *VILLAGE]) == [left[1], OLD]


@given(st.lists(st.dates(date(2020, 1, 1), date(2030, 1, 1)), min_size=1, unique=True), st.dates(date(2020, 1, 1)))
def test_a_line_of_successors_has_one_holder_on_every_day_since_the_first(days, on):
    days = sorted(days)
    line = [Record(f"甲{day}", day, after) for day, after in zip(days, [*days[1:], None], strict=True)]
    assert len(held(line, on)) == (on >= days[0])
