"""研究环保工作: quarters, what is wrong with a line, which duty it fulfils, how a decision stands, who is worst."""

import datetime as d
from dataclasses import dataclass, replace

import pytest

from respbook.papers.blocks import Heading, Table, plain
from respbook.papers.minutes import Minutes, compose_minutes
from respbook.rules.cadence import Cadence
from respbook.rules.errors import RuleBroken
from respbook.rules.lifecycles import FilingState, TaskState
from respbook.rules.studies import (
    Laggard,
    Line,
    Meeting,
    Standing,
    check_correction,
    check_meeting,
    fulfils,
    looked_at_from,
    quarter_from,
    quarter_to,
    quarter_words,
    still_due,
    told_again,
    worst,
)

ON = d.date(2026, 3, 20)
OWNED = Line("河道清理", "集中清理一次", 7, "石桥村", "王喆", d.date(2026, 4, 10))
MEETING = Meeting(
    ON, "上午9时", "三楼会议室", "镇长李建国", "李建国、陈静", "", "", (OWNED, Line("督查力量", "每周两次。"))
)


def test_quarters():
    assert (quarter_from(d.date(2026, 12, 31)), quarter_to(d.date(2026, 10, 1))) == (
        d.date(2026, 10, 1),
        d.date(2026, 12, 31),
    )
    assert quarter_to(d.date(2028, 2, 3)) == d.date(2028, 3, 31)
    assert quarter_words(d.date(2026, 7, 1)) == "2026年第三季度"
    assert looked_at_from(None, d.date(2026, 5, 9)) == d.date(2026, 4, 1)
    assert looked_at_from(ON, d.date(2026, 5, 9)) == ON
    assert looked_at_from(d.date(2020, 1, 1), ON) == d.date(2025, 3, 20)


def test_it_is_asked_for_in_the_last_month_only():
    assert still_due(d.date(2026, 2, 28), []) is None
    assert still_due(d.date(2026, 3, 1), [d.date(2025, 12, 30)]) == d.date(2026, 3, 31)
    assert still_due(d.date(2026, 3, 1), [d.date(2026, 1, 2)]) is None
    assert still_due(d.date(2026, 3, 1), [d.date(2025, 3, 2)]) == d.date(2026, 3, 31)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"held_on": d.date(2026, 3, 22)}, "held_on"),
        ({"held_on": d.date(2025, 3, 1)}, "held_on"),
        ({"lines": ()}, "matter_1"),
        ({"lines": (OWNED, replace(OWNED, matter=""))}, "matter_2"),
        ({"lines": (replace(OWNED, words=""),)}, "words_1"),
        ({"lines": (replace(OWNED, due_on=None),)}, "due_1"),
        ({"lines": (replace(OWNED, unit_id=None),)}, "unit_1"),
        ({"lines": (replace(OWNED, due_on=d.date(2026, 3, 19)),)}, "due_1"),
        ({"lines": (replace(OWNED, due_on=d.date(2029, 3, 19)),)}, "due_1"),
    ],
)
def test_what_is_wrong_is_said_at_its_box(change, field):
    check_meeting(MEETING, d.date(2026, 3, 21))
    with pytest.raises(RuleBroken) as refused:
        check_meeting(replace(MEETING, **change), d.date(2026, 3, 21))
    assert refused.value.field == field


def test_a_correction_stays_in_its_quarter_and_says_why():
    check_correction(d.date(2026, 1, 1), MEETING, "写错")
    with pytest.raises(RuleBroken, match="第四季度"):
        check_correction(d.date(2025, 12, 31), MEETING, "写错")
    with pytest.raises(RuleBroken) as refused:
        check_correction(ON, MEETING, " ")
    assert refused.value.field == "reason"


@dataclass(frozen=True)
class Own:
    title: str
    demand: str = ""
    duty: str = ""
    cadence: Cadence = Cadence.QUARTERLY


def test_which_duty_a_study_fulfils():
    assert fulfils(Own("镇党委政府研究环境保护工作"))
    assert fulfils(Own("党委会议", "每季度研究环保工作不少于1次"))
    assert not fulfils(Own("镇党委政府研究环境保护工作", cadence=Cadence.MONTHLY))
    assert not fulfils(Own("研究安全生产工作")) and not fulfils(Own("环境卫生检查"))
    assert told_again(None, False) == "" and told_again(FilingState.SUBMITTED, True) == ""
    assert "待审" in told_again(FilingState.SUBMITTED, False) and "已审" in told_again(FilingState.PASSED, True)


def test_how_a_decision_stands():
    today, due = d.date(2026, 4, 11), d.date(2026, 4, 10)
    told = [
        Standing(*each).words(today)
        for each in (
            (None, None, None),
            (TaskState.OPEN, None, due),
            (TaskState.OPEN, None, today),
            (TaskState.OPEN, FilingState.SUBMITTED, due),
            (TaskState.OPEN, FilingState.RETURNED, due),
            (TaskState.OPEN, FilingState.PASSED, due),
            (TaskState.CANCELLED, None, due),
        )
    ]
    assert told == ["未立任务", "逾期未报", "办理中", "已报完成，待审核", "逾期，退回补正", "已完成", "任务已取消"]


def test_the_worst_come_first_and_say_why():
    units = [Laggard(1, "甲", missing=9), Laggard(2, "乙", red=1), Laggard(3, "丙"), Laggard(4, "丁", 1, 0, 2, 1)]
    assert [(each.called, each.why) for each in worst(units)] == [
        ("丁", "整改逾期1件，未报2期，责任书未签1份"),
        ("乙", "整改逾期1件"),
        ("甲", "未报9期"),
    ]
    assert len(worst([Laggard(n, "", 1) for n in range(9)])) == 5


def test_the_minutes_say_who_does_what_by_when():
    paper = compose_minutes(Minutes("青山镇人民政府", MEETING, ON))
    text = "\n".join(plain(block.runs) for block in paper.blocks if hasattr(block, "runs"))
    assert "时间：2026年3月20日（星期五）上午9时" in text and "主持：镇长李建国" in text
    assert "（一）河道清理。集中清理一次。由石桥村负责（责任人：王喆），2026年4月10日前完成。" in text
    assert "（二）督查力量。每周两次。" in text and "每周两次。。" not in text
    (table,) = [block for block in paper.blocks if isinstance(block, Table)]
    assert [plain(cell.runs) for cell in table.rows[0]] == ["1", "河道清理", "石桥村", "王喆", "2026年4月10日"]
    heads = [plain(block.runs) for block in paper.blocks if isinstance(block, Heading)]
    assert heads == ["一、议题", "二、议定事项", "三、任务分工"]
    again = compose_minutes(Minutes("青山镇人民政府", replace(MEETING, lines=MEETING.lines[1:]), ON, 2, "写错人名"))
    assert not any(isinstance(block, Table) for block in again.blocks)
    assert any("第2稿，更正原因：写错人名。" in plain(b.runs) for b in again.blocks if hasattr(b, "runs"))
