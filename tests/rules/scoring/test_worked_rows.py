"""Worked examples of one row: the sentence of a rule book, what happened, the figure that a clerk gets by hand (field.md 5)."""

from decimal import Decimal as D

import pytest
from scoring_values import did, entries, event, events, known, one_row, row, rule

from respbook.rules.scoring.kinds import NotApplicableMode
from respbook.rules.scoring.rubric import CapGroup, Escalation, Variant
from respbook.rules.scoring.rule_kinds import (
    Bonus,
    BySource,
    Direction,
    Discretion,
    Empty,
    MissingEntries,
    Occurrence,
    PerUnit,
    Presence,
    Proportion,
    Stage,
    Steps,
    ZeroRow,
)

HALF = rule(Occurrence(D("0.5")), words="每发现一处扣0.5分，扣完为止")
LATRINE = rule(Occurrence(D(3)), "b", words="发现露天粪坑每处扣3分")
PM = rule(PerUnit(D(35), D("0.5"), direction=Direction.AT_MOST), words="每超1微克扣0.5分")
DAYS = rule(PerUnit(D(340), D("0.2")), words="优良天数每少1天扣0.2分")
DROP = rule(PerUnit(D(95), D("0.25"), D("0.5")), words="每低0.5个百分点扣0.25分")
RATA = rule(PerUnit(D(95), D("0.25"), D("0.5"), whole_steps=False))
PLANS = rule(MissingEntries(entries(巡查方案=1, 应急预案=1)))
POLICIES = rule(Presence(entries(甲="1.5", 乙="1.5", 丙="1.5", 丁="1.5")))
RATE = rule(Proportion(D(70), D(-63)), words="得分＝70×完成率－63")
SHARE = rule(Proportion(target=D(30)))
NEWS = rule(Steps((Stage(D(1), label="省"), Stage(D("0.6"), label="市"), Stage(D("0.4"), label="县"))))
MONEY = rule(Steps((Stage(D(10), D(200)), Stage(D(30), D(500)), Stage(D(50), D(1000)))), words="投入200万以上加10分…")
R19 = rule(Steps((Stage(D(5), D("0.9")),), D(-2), rate=True))
OVER = rule(Steps((Stage(D(5), D(80), inclusive=False),), D(1)))
LESS = rule(Steps((Stage(D(5), D(0)), Stage(D(3), D(2)), Stage(D(1), D(5))), direction=Direction.AT_MOST))
FINDER = rule(
    BySource({"satellite": D(30), "province": D(10), "city": D(5), "county": D(3), "town": D(2), "self": D(-2)}),
    words="按发现层级扣分",
)
TWICE = rule(Occurrence(D(1)), escalation=Escalation((D(1), D(2), D(3))))
MONTHS = rule(Occurrence(D(1)), escalation=Escalation((D(1), D(2), D(3)), consecutive=True))
LATE = rule(Occurrence(D(2)), escalation=Escalation(late_factor=D(2)))
FIRE = rule(ZeroRow(), "z", words="发生露天焚烧，本项不得分")
FREE = rule(Discretion(most=D(3)), words="酌情评分")
TOILETS = rule(Bonus(D(5), within_row=True), "p")
PARTLY = (rule(Proportion(D(6), most=D(6)), "a"), rule(Proportion(D(4), most=D(4)), "b"))
GROUPED = {"groups": (CapGroup("g", "秸秆", D(5)),)}
TOGETHER = (
    rule(Occurrence(D(1)), "a", group="g"),
    rule(Occurrence(D(2)), "b", group="g"),
    rule(Occurrence(D(1)), "c"),
)
NA = NotApplicableMode

ROWS = [
    # OCC
    ("没有发现，得满分", row(10, HALF), known(), "10"),
    ("2处×0.5分", row(10, HALF), known(a=did(*events(2))), "9"),
    ("两次登记，1处和3处", row(10, HALF), known(a=did(*events(1, 3))), "8"),
    ("扣完为止", row(10, HALF), known(a=did(*events(25))), "0"),
    ("0.1分不丢", row(1, rule(Occurrence(D("0.1")))), known(a=did(*events(3))), "0.7"),
    ("一行两条规则", row(10, HALF, LATRINE), known(a=did(*events(2)), b=did(*events(1))), "6"),
    ("本条封顶2分", row(10, rule(Occurrence(D(1)), cap=D(2))), known(a=did(*events(7))), "8"),
    ("最低保底3分", row(10, HALF, floor=D(3)), known(a=did(*events(25))), "3"),
    ("不保底，倒扣", row(10, rule(Occurrence(D(5))), floor=None), known(a=did(*events(3))), "-5"),
    ("自查并按期整改不扣", row(10, HALF), known(a=did(*events(4, own_in_time=True))), "10"),
    ("未确认的不扣", row(10, HALF), known(a=did(*events(4, final=False))), "10"),
    # UNIT
    ("PM超3微克", row(3, PM), known(a=did(actual="38")), "1.5"),
    ("PM没有超", row(3, PM), known(a=did(actual="35")), "3"),
    ("PM超0.9，不足1不计", row(3, PM), known(a=did(actual="35.9")), "3"),
    ("少11天", row(7, DAYS), known(a=did(actual="329")), "4.8"),
    ("低1.2个百分点，整档", row(1, DROP), known(a=did(actual="93.8")), "0.5"),
    ("低1.2个百分点，按比例", row(1, RATA), known(a=did(actual="93.8")), "0.4"),
    ("单条封顶1分", row(7, rule(PerUnit(D(340), D("0.2")), cap=D(1))), known(a=did(actual="300")), "6"),
    ("目标由事实带来", row(7, rule(PerUnit(None, D(1)))), known(a=did(actual="8", target="10")), "5"),
    ("没有实际数", row(7, DAYS), known(), None),
    # MISS, PRES
    ("缺应急预案", row(5, PLANS), known(a=did(present=["巡查方案"])), "4"),
    ("都缺", row(5, PLANS), known(a=did(present=[])), "3"),
    ("没有核对", row(5, PLANS), known(), None),
    ("四项有三项", row(6, POLICIES), known(a=did(present=["甲", "乙", "丁"])), "4.5"),
    ("四项全无", row(6, POLICIES), known(a=did(present=[])), "0"),
    # PROP
    ("70×0.95－63", row(7, RATE), known(a=did(actual="19", target="20")), "3.5"),
    ("70×0.9－63", row(7, RATE), known(a=did(actual="18", target="20")), "0"),
    ("不低于0", row(7, RATE), known(a=did(actual="10", target="20")), "0"),
    ("超额不超过满分", row(7, RATE), known(a=did(actual="25", target="20")), "7"),
    ("三分之二", row(9, SHARE), known(a=did(actual="20")), "6"),
    ("最低给2分", row(9, rule(Proportion(least=D(2), target=D(30)))), known(a=did(actual="3")), "2"),
    ("0/0得满分", row(9, rule(Proportion(empty=Empty.FULL))), known(a=did(actual="0", target="0")), "9"),
    ("0/0得0分", row(9, rule(Proportion(empty=Empty.ZERO))), known(a=did(actual="0", target="0")), "0"),
    ("0/0不适用", row(9, rule(Proportion())), known(a=did(actual="0", target="0")), None),
    ("两个率，一个0/0", row(10, *PARTLY), known(a=did(actual="1", target="2"), b=did(actual="0", target="0")), "5"),
    ("应做0件做了1件", row(9, rule(Proportion())), known(a=did(actual="1", target="0")), "9"),
    # STEP
    ("市级一档", row(1, NEWS), known(a=did(level="市")), "0.6"),
    ("没有这个档", row(1, NEWS), known(a=did(level="乡")), None),
    ("超过本项分值", row(5, MONEY), known(a=did(actual="600")), "30"),
    ("正好在界上（含）", row(5, MONEY), known(a=did(actual="500")), "30"),
    ("差一点", row(5, MONEY), known(a=did(actual="499.999")), "10"),
    ("哪一档都不到", row(5, MONEY), known(a=did(actual="1")), "0"),
    ("九成以上加5", row(5, R19), known(a=did(actual="9", target="10")), "5"),
    ("不到九成扣2，不保底", row(5, R19, floor=None), known(a=did(actual="8", target="10")), "-2"),
    ("界上不含", row(5, OVER), known(a=did(actual="80")), "1"),
    ("越少越好", row(5, LESS), known(a=did(actual="2")), "3"),
    ("明定上限", row(5, MONEY, ceiling=D(20)), known(a=did(actual="600")), "20"),
    # SRC
    ("卫星发现扣30", row(40, FINDER), known(a=did(*events(1, source="satellite"))), "10"),
    ("镇发现2处扣4", row(40, FINDER), known(a=did(*events(2, source="town"))), "36"),
    ("自己发现加2，不超过满分", row(40, FINDER), known(a=did(*events(1, source="self", own_in_time=True))), "40"),
    (
        "自己发现抵回镇发现的",
        row(40, FINDER),
        known(a=did(event(source="town"), event(source="self", own_in_time=True))),
        "40",
    ),
    ("没写到的层级不扣", row(40, FINDER), known(a=did(*events(1, source="media"))), "40"),
    (
        "没写到的层级按其余",
        row(40, rule(BySource({"town": D(2)}, D(4)))),
        known(a=did(*events(1, source="media"))),
        "36",
    ),
    # ESC
    ("第二次加倍，第三次三倍", row(10, TWICE), known(a=did(*events(1, 1, 1))), "4"),
    ("第四次仍三倍", row(20, TWICE), known(a=did(*events(1, 1, 1, 1))), "11"),
    (
        "连续两个月",
        row(10, MONTHS),
        known(a=did(event("2026-03-05"), event("2026-04-09"))),
        "7",
    ),
    ("隔了一个月不算连续", row(10, MONTHS), known(a=did(event("2026-03-05"), event("2026-05-09"))), "8"),
    (
        "断开以后重新算起",
        row(10, MONTHS),
        known(a=did(event("2026-03-05"), event("2026-04-09"), event("2026-06-01"))),
        "6",
    ),
    ("跨年也算连续", row(10, MONTHS), known(a=did(event("2025-12-31"), event("2026-01-01"))), "7"),
    ("逾期加倍", row(10, LATE), known(a=did(event(), event(late=True))), "4"),
    # ZERO, GCAP, DISC, BONUS
    ("焚烧清零", row(10, HALF, FIRE), known(a=did(*events(1)), z=did(event())), "0"),
    ("清零胜过保底", row(10, HALF, FIRE, floor=D(3)), known(z=did(event())), "0"),
    ("合并封顶5分", row(10, *TOGETHER, **GROUPED), known(a=did(*events(3)), b=did(*events(2)), c=did(event())), "4"),
    ("合并刚过封顶", row(10, *TOGETHER, **GROUPED), known(a=did(*events(2)), b=did(*events(2))), "5"),
    ("合并不到封顶", row(10, *TOGETHER, **GROUPED), known(a=did(*events(1)), b=did(*events(1))), "7"),
    ("酌情2分有理由", row(3, FREE), known(a=did(judged="2", reason="有特色")), "2"),
    ("酌情没有理由不计", row(3, FREE), known(a=did(judged="2")), None),
    ("酌情不超过3分", row(3, FREE), known(a=did(judged="9", reason="好")), "3"),
    ("本项内加分抵扣", row(10, HALF, TOILETS), known(a=did(*events(12)), p=did(event())), "9"),
    ("本项内加分不超过满分", row(10, HALF, TOILETS), known(a=did(*events(2)), p=did(event())), "10"),
    # NA, Given, CLASS
    ("不适用得满分", row(10, HALF, na_mode=NA.FULL), known(na="没有河道"), "10"),
    ("不适用得固定分", row(15, HALF, na_mode=NA.FIXED, na_points=D(10)), known(na="没有任务"), "10"),
    ("不适用折算", row(10, HALF), known(na="没有河道"), None),
    ("考核组核定", row(10, HALF), known(given="7.5", a=did(*events(2))), "7.5"),
    ("没有规则，考核组核定", row(10), known(given="7.5"), "7.5"),
    ("没有规则也没有核定", row(10), known(), None),
    ("0/0也可由考核组核定", row(9, rule(Proportion())), known(given="4", a=did(actual="0", target="0")), "4"),
    ("别类的变体不影响", row(10, HALF, variants={"y": Variant(points=D(4))}), known(a=did(*events(2))), "9"),
]


@pytest.mark.parametrize(("the_row", "facts", "expected"), [one[1:] for one in ROWS], ids=[one[0] for one in ROWS])
def test_the_figure_is_the_one_by_hand(the_row, facts, expected):
    result = one_row(the_row, facts)
    assert result.score == (None if expected is None else D(expected))
    shown = result.score if result.score is not None else 0
    assert sum(step.change for step in result.steps) == shown
    assert not result.steps or result.steps[-1].figure == shown
    silent = one_row(the_row, facts, explain=False)
    assert (silent.score, silent.proposed, silent.deducted, silent.bonus, silent.deductions) == (
        result.score,
        result.proposed,
        result.deducted,
        result.bonus,
        result.deductions,
    )
    assert silent.steps == ()
