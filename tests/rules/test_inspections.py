"""督查和回头看的规则: what a plan says, who has been where, what 反弹率 is."""

import datetime as d

import pytest

from respbook.rules.errors import RuleBroken
from respbook.rules.findings import FindingSource
from respbook.rules.inspections import (
    Planned,
    Seen,
    VisitOutcome,
    blind,
    check_visit_day,
    checked_plan,
    last_seen,
    members_of,
    points_of,
    visit_words,
)
from respbook.rules.revisits import RevisitOutcome, check_looked_on, closed_before, rate_of, rates

TODAY = d.date(2026, 3, 31)
HELD, RELAPSED = RevisitOutcome.HELD, RevisitOutcome.RELAPSED


@pytest.mark.parametrize(
    ("plan", "field"),
    [
        (Planned(" ", TODAY, TODAY), "name"),
        (Planned("禁烧督查", TODAY, TODAY - d.timedelta(days=1)), "to_on"),
        (Planned("禁烧督查", TODAY, d.date(2028, 1, 1)), "to_on"),
        (Planned("禁烧督查", TODAY, TODAY, FindingSource.SELF), "source"),
        (Planned("禁烧督查", TODAY, TODAY, members=("长" * 31,)), "members"),
    ],
)
def test_what_a_plan_must_say(plan, field):
    with pytest.raises(RuleBroken) as refused:
        checked_plan(plan)
    assert refused.value.field == field


def test_names_and_points_are_divided_as_people_write_them():
    assert members_of("赵伟、孙敏，钱进\n赵伟") == ("赵伟", "孙敏", "钱进")
    assert points_of("村东头、河边") == ("村东头", "河边")
    with pytest.raises(RuleBroken, match="最多写9处"):
        points_of("、".join(f"第{n}处" for n in range(10)))


def test_a_visit_is_of_a_day_that_has_been_and_of_the_plan():
    check_visit_day(TODAY, TODAY)
    for on, from_on, words in (
        (TODAY + d.timedelta(days=1), None, "还没有到"),
        (d.date(2024, 1, 1), None, "一年以前"),
        (d.date(2026, 3, 1), d.date(2026, 3, 10), "记为日督查"),
    ):
        with pytest.raises(RuleBroken, match=words):
            check_visit_day(on, TODAY, from_on)


def test_what_was_seen_and_not_recorded_says_so():
    assert visit_words(VisitOutcome.NOTHING, 0, 0) == "没有发现问题"
    assert visit_words(VisitOutcome.PROBLEM, 0, 0) == "有问题，待登记"
    assert visit_words(VisitOutcome.PROBLEM, 2, 1) == "问题2件，好的做法1条"


def test_blind_spots_are_the_worst_first_and_by_category_on_wish():
    march = [
        Seen(1, d.date(2026, 3, 1)),
        Seen(2, d.date(2026, 1, 5), ("废水排放",), "河边"),
        Seen(2, d.date(2026, 3, 20), ("扬尘防控",)),
    ]
    last = last_seen(march)
    places = [(1, ""), (2, ""), (3, ""), (2, "河边")]
    rows = blind(places, last, TODAY, 30)
    assert [(row.unit_id, row.place, row.days) for row in rows] == [(3, "", None), (2, "河边", 85), (1, "", 30)]
    assert rows[0].words == "没有到点记录" and rows[2].words == "30天没有人去"
    # a visit that named other categories does not count for this one; one that named none does
    straw = last_seen(march, "秸秆焚烧")
    assert [row.unit_id for row in blind(places[:2], straw, TODAY, 31)] == [2]


def test_the_rate_counts_what_was_looked_at():
    assert rate_of("全部", [RELAPSED] * 3 + [HELD] * 17 + [None]).words == "3/20（15%）"
    assert rate_of("全部", [RELAPSED, HELD, HELD]).words == "1/3（33%）"
    assert rate_of("全部", [None]).words == "还没有回访"
    rows = [("废水", HELD), ("秸秆", RELAPSED), ("秸秆", None), ("扬尘", None)]
    assert [(each.name, each.relapsed, each.looked, each.waiting) for each in rates(rows)] == [
        ("秸秆", 1, 1, 1),
        ("废水", 0, 1, 0),
        ("扬尘", 0, 0, 1),
    ]


def test_a_second_look_comes_after_the_closing():
    assert closed_before(TODAY, 30) == d.date(2026, 3, 1)
    with pytest.raises(RuleBroken, match="满30天或满60天"):
        closed_before(TODAY, 31)
    with pytest.raises(RuleBroken, match="才销号"):
        check_looked_on(d.date(2026, 3, 1), d.date(2026, 3, 2), TODAY)
    with pytest.raises(RuleBroken, match="还没有到"):
        check_looked_on(d.date(2026, 4, 1), None, TODAY)
