"""督办文书: who may send which, which problems go together, late receipts, the next step and how long a refusal holds."""

import datetime as d

import pytest

from respbook.rules import order_words
from respbook.rules.errors import RuleBroken
from respbook.rules.findings import FindingSource
from respbook.rules.lifecycles import FindingState
from respbook.rules.lights import Light
from respbook.rules.order_words import Ground, Seen, article, basis_words, opening
from respbook.rules.orders import (
    Line,
    Listed,
    OrderKind,
    Wording,
    changed_words,
    check_kind,
    check_listed,
    check_wording,
    kind_words,
    needs_leader,
    ordered_ids,
    receipt_late,
    receipt_words,
    series_of,
)
from respbook.rules.supervision import Refused, Step, Taken, again_on, next_step
from respbook.rules.workdays import WEEKENDS

RED, YELLOW = Step(OrderKind.SUPERVISE, Light.RED), Step(OrderKind.SUPERVISE, Light.YELLOW)
LETTER = Step(OrderKind.LETTER)
THURSDAY = d.date(2026, 3, 5)
OPEN = Listed(2026, 1, 7, FindingState.ASSIGNED)


def on(day):
    return d.date(2026, 3, day)


def test_a_leader_signs_what_weighs_more_and_nothing_else():
    assert needs_leader(OrderKind.LETTER, None) and needs_leader(OrderKind.SUPERVISE, Light.RED)
    assert not needs_leader(OrderKind.RECTIFY, None)
    assert not needs_leader(OrderKind.SUPERVISE, Light.YELLOW) and not needs_leader(OrderKind.SUPERVISE, Light.BLUE)


def test_a_colour_is_told_with_its_word_and_only_a_督办单_has_one():
    assert kind_words(OrderKind.SUPERVISE, Light.RED) == "督办单（红·逾期）"
    for kind, light in ((OrderKind.SUPERVISE, None), (OrderKind.RECTIFY, Light.RED)):
        with pytest.raises(RuleBroken, match="颜色"):
            check_kind(kind, light)


def test_only_open_problems_of_one_unit_go_into_an_order():
    assert check_listed([OPEN, Listed(2026, 2, 7, FindingState.UNDER_WAY)]) == 7
    for more, said in (
        (Listed(2026, 2, 8, FindingState.ASSIGNED), "不止一个"),
        (Listed(2026, 2, None, FindingState.RECORDED), "还没有交办"),
        (Listed(2026, 2, 7, FindingState.DONE), "自报完成"),
    ):
        with pytest.raises(RuleBroken, match=said):
            check_listed([OPEN, more])
    with pytest.raises(RuleBroken, match="勾选"):
        check_listed([])


def test_what_became_of_a_problem_is_told_on_its_order():
    assert changed_words(OPEN, 7) == ""
    assert changed_words(Listed(2026, 1, 8, FindingState.RECEIVED, "", "李家村"), 7) == "已改派李家村"
    assert changed_words(Listed(2026, 1, 7, FindingState.MERGED, "2026-0009"), 7) == "已并入2026-0009"
    assert changed_words(Listed(2026, 1, 7, FindingState.CLOSED), 7) == "已销号"


def test_a_receipt_is_late_after_one_working_day():
    assert receipt_words(WEEKENDS, THURSDAY, None, THURSDAY) == "今天发出"
    assert receipt_words(WEEKENDS, THURSDAY, None, on(6)) == "等签收1个工作日"
    assert not receipt_late(WEEKENDS, THURSDAY, on(8)), "a weekend is no working day"
    assert receipt_words(WEEKENDS, THURSDAY, None, on(9)) == "逾期未签收（已2个工作日）"
    assert receipt_words(WEEKENDS, THURSDAY, THURSDAY, on(20)) == "当天签收"
    assert receipt_words(WEEKENDS, THURSDAY, on(10), on(20)) == "隔3个工作日签收（逾期）"


def test_wording_is_refused_with_a_sentence_at_its_place():
    line = Line(" 河边 ", "冒烟", "清理", on(10))
    good = Wording("缘由", "", "要求", "回复", on(10), True, (line,))
    assert check_wording(good, THURSDAY).lines[0].place == "河边"
    for change, field in (
        ({"opening": " "}, "opening"),
        ({"demand": "要" * 601}, "demand"),
        ({"due_on": on(4)}, "due_on"),
        ({"lines": ()}, "lines"),
        ({"lines": (Line("", " ", "", on(10)),)}, "lines"),
    ):
        with pytest.raises(RuleBroken) as refusal:
            check_wording(Wording(**{**vars(good), **change}), THURSDAY)
        assert refusal.value.field == field


def test_the_basis_names_each_letter_once_with_its_clauses():
    three, four = (
        Ground("王家庄村2026年度环境保护目标责任书", "青环责〔2026〕3号", place, "") for place in ("第三条", "第四条")
    )
    assert basis_words([three, four]) == (
        "根据《王家庄村2026年度环境保护目标责任书》（青环责〔2026〕3号）第三条、第四条的约定"
    )
    quoted = basis_words([Ground("责任书", "青环责〔2026〕3号", "第四条", "严禁焚烧秸秆。")])
    assert quoted == "根据《责任书》（青环责〔2026〕3号）第四条“严禁焚烧秸秆”的约定"
    assert basis_words([]) == order_words.NO_CLAUSE


def test_an_article_is_read_from_the_headings_above_the_sentence():
    assert article(["四、秸秆禁烧", "严禁露天焚烧。"]) == "第四条"
    assert article(["四、秸秆禁烧", "（二）巡查。每日巡查。"]) == "第四条第（二）项"
    assert article(["第十二条 甲方的责任"]) == "第十二条"
    assert article(["严禁露天焚烧。"]) == ""


def test_the_opening_says_when_by_whom_and_how_far_it_is():
    one = Seen("2026-0001", FindingSource.TOWN, THURSDAY, "", "", "秸秆焚烧", "", on(10), "已逾期2个工作日")
    two = Seen("2026-0002", FindingSource.COUNTY, on(6), "", "", "秸秆焚烧", "", on(10), "已逾期2个工作日")
    assert opening(OrderKind.RECTIFY, None, "你村", [one]) == "2026年3月5日，经镇督查检查发现，你村存在下列环境问题："
    assert opening(OrderKind.RECTIFY, None, "你村", [one, two]) == (
        "2026年3月5日至2026年3月6日，经镇督查检查发现、经县级检查发现，你村存在下列环境问题："
    )
    assert opening(OrderKind.SUPERVISE, Light.RED, "你村", [one, two]) == (
        "你村下列2个环境问题（已逾期2个工作日），整改期限已过，尚未报告完成："
    )
    assert order_words.problem(one) == "秸秆焚烧（见照片）"


def test_one_pattern_is_one_series_and_another_pattern_begins_anew():
    assert series_of("青环改〔{年}〕{号}号", 2026, 3) == "order/3/青环改〔2026〕{号}号"
    assert series_of("青环督〔{年}〕{号}号", 2026, 3) != series_of("青环改〔{年}〕{号}号", 2026, 3)
    assert series_of("青环改{号}号", 2026, 3) == series_of("青环改{号}号", 2027, 3)
    assert ordered_ids("3-7-x-3-0") == [3, 7]


def step(light=Light.RED, taken=(), refused=(), today=20):
    return next_step(light, on(5), list(taken), list(refused), on(today))


def test_the_light_asks_for_the_step_of_its_colour_and_an_overdue_red_one_for_a_letter():
    assert step(Light.BLUE) is None
    assert step(Light.YELLOW) == YELLOW and step() == RED
    assert step(taken=[Taken(YELLOW, on(9), on(12))]) == RED, "it got worse since"
    assert step(Light.YELLOW, [Taken(RED, on(9), on(12))]) is None
    assert step(taken=[Taken(RED, on(12), on(20))]) is None, "its limit runs to the end of today"
    assert step(taken=[Taken(RED, on(12), on(19))]) == LETTER
    assert step(taken=[Taken(RED, on(12), on(16)), Taken(LETTER, on(17), on(18))]) is None
    assert step(taken=[Taken(RED, on(4), on(19))]) == RED, "that was before it was handed out anew"


def test_a_refusal_holds_some_working_days_and_not_when_things_get_worse():
    until = again_on(WEEKENDS, on(12))
    assert until == on(19)
    assert step(refused=[Refused(RED, on(12), until)], today=18) is None
    assert step(refused=[Refused(RED, on(12), until)], today=19) == RED
    assert step(refused=[Refused(YELLOW, on(12), until)], today=13) == RED
    assert step(Light.YELLOW, refused=[Refused(YELLOW, on(12), until)], today=13) is None
    assert step(refused=[Refused(RED, on(4), until)], today=13) == RED, "it was handed out anew since"
