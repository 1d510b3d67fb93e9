"""层层签订上报, the rule: who may report what, what is frozen, what is locked (features C3)."""

import pytest

from respbook.rules.cascade_reports import (
    ReportFigures,
    Reporting,
    Unsigned,
    check_reportable,
    check_unlocked,
    locked_words,
    report_words,
    reporting_of,
    thawed,
    waiting_words,
)
from respbook.rules.errors import RuleBroken
from respbook.rules.lifecycles import CASCADE_REPORT, ReportState
from respbook.rules.pledge_states import PledgeState

AWAY = Unsigned("王家庄村-007 张三", PledgeState.ABSENT, "外出务工。")
REFUSED = Unsigned("王家庄村-009 李四", PledgeState.REFUSED, "不同意。")


def waiting(count):
    return tuple(Unsigned(f"王家庄村-{n:03d} 户{n}", PledgeState.WAITING, "") for n in range(1, count + 1))


def test_figures_are_told_and_frozen_in_words_and_numbers():
    figures = ReportFigures((1, 3), (98, 100), (REFUSED, AWAY), ("南门社",))
    assert figures.words == (
        "社责任书已签1/3份，户承诺书已签98/100份；没有签的2份（拒签1份、外出未签1份）；没有社责任书的社1个（南门社）。"
    )
    kept = thawed(figures.frozen)
    assert (kept.groups, kept.households, kept.unsigned) == ((1, 3), (98, 100), (REFUSED, AWAY))
    assert kept.words == figures.words and figures.papers == 102
    assert ReportFigures((2, 2), (0, 0)).words == "社责任书已签2/2份，户承诺书已签0/0份。"


@pytest.mark.parametrize(
    ("figures", "remark", "refused"),
    [
        (ReportFigures((2, 2), (5, 5)), "", ""),
        (ReportFigures((1, 2), (4, 5), (AWAY, REFUSED)), "", ""),
        (ReportFigures((0, 0), (0, 0)), "", "还没有生成"),
        (ReportFigures((0, 2), (0, 0), (), ("东社", "西社")), "不签", "还没有生成"),
        (ReportFigures((0, 0), (0, 1), waiting(1)), "", "还有1份待签：王家庄村-001 户1。请登记签订"),
        (ReportFigures((0, 0), (0, 7), waiting(7)), "都好", "还有7份待签"),
        (ReportFigures((1, 2), (0, 0), (), ("西社",)), " ", "西社还没有社责任书"),
        (ReportFigures((1, 2), (0, 0), (), ("西社",)), "整体搬迁，不签。", ""),
    ],
)
def test_nobody_is_left_without_a_word(figures, remark, refused):
    if not refused:
        check_reportable(figures, remark)
        return
    with pytest.raises(RuleBroken, match=refused):
        check_reportable(figures, remark)


def test_a_long_list_is_named_by_its_first():
    assert (
        "户5等。" in waiting_words(ReportFigures((0, 0), (0, 7), waiting(7)))
        and waiting_words(ReportFigures((0, 0), (0, 1), (AWAY,))) == ""
    )


@pytest.mark.parametrize("state", [None, *ReportState])
def test_reported_and_accepted_are_locked(state):
    locked = state in (ReportState.REPORTED, ReportState.ACCEPTED)
    assert bool(locked_words(state, "王家庄村")) is locked
    if locked:
        with pytest.raises(RuleBroken, match=r"王家庄村的层层签订.*不能再改；要改请镇里(退回|解锁)"):
            check_unlocked(state, "王家庄村")
    else:
        check_unlocked(state, "王家庄村")


def test_what_was_let_go_is_to_be_reported_again():
    told = [(reporting_of(state), report_words(state)) for state in (None, *ReportState)]
    assert told == [
        (Reporting.DUE, "未上报"),
        (Reporting.REPORTED, "待接收"),
        (Reporting.ACCEPTED, "已接收"),
        (Reporting.DUE, "已退回"),
        (Reporting.DUE, "已解锁"),
    ]
    assert set(CASCADE_REPORT.labels) == set(ReportState)
