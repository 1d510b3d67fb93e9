"""旧文中的指标: figures with their kind, amount, unit and date; never registered by themselves (field.md 3.4)."""

import datetime as d
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from respbook.rules.cadence import Cadence
from respbook.rules.old_fields import Register, place_of
from respbook.rules.old_figures import figure_offers
from respbook.rules.target_checks import ProgrammeTerm, TargetFigures, check
from respbook.rules.targets import TargetKind
from respbook.rules.units import UnitKind

REGISTER = Register(2026, "青山镇人民政府", d.date(2026, 1, 1), d.date(2026, 12, 31))


def found(text, register=REGISTER):
    return figure_offers(text, "大气污染防治", register, {})


@pytest.mark.parametrize(
    ("text", "words", "kind", "amount", "unit_word", "name"),
    [
        ("回收率≥90%。", "≥90%", TargetKind.AT_LEAST, "90", "%", "回收率"),
        ("群众知晓率达到95％以上", "达到95％以上", TargetKind.AT_LEAST, "95", "%", "群众知晓率"),
        ("每年开展宣传不少于2次", "不少于2次", TargetKind.AT_LEAST, "2", "次", "开展宣传"),
        ("每年开展宣传至少两次", "至少两次", TargetKind.AT_LEAST, "2", "次", "开展宣传"),
        ("悬挂横幅20条", "20条", TargetKind.AT_LEAST, "20", "条", "悬挂横幅"),
        ("全年回收农膜４２０亩", "４２０亩", TargetKind.AT_LEAST, "420", "亩", "回收农膜"),
        ("发放资料1,200份", "1,200份", TargetKind.AT_LEAST, "1200", "份", "发放资料"),
        ("留茬高度低于15厘米", "低于15厘米", TargetKind.AT_MOST, "15", "厘米", "留茬高度"),
        ("残膜量小于2、5公斤", "小于2、5公斤", TargetKind.AT_MOST, "2.5", "公斤", "残膜量"),
        ("残膜量小于2.5公斤/亩", "小于2.5公斤/亩", TargetKind.AT_MOST, "2.5", "公斤/亩", "残膜量"),
        ("用煤总量控制在23.49万吨以内", "控制在23.49万吨以内", TargetKind.AT_MOST, "23.49", "万吨", "用煤总量"),
        ("建设隔离带1公里以上", "1公里以上", TargetKind.AT_LEAST, "1", "公里", "建设隔离带"),
    ],
)
def test_amounts(text, words, kind, amount, unit_word, name):
    (offer,) = found(text)
    assert (offer.found, offer.kind, offer.amount, offer.unit_word, offer.name) == (
        words, kind, Decimal(amount), unit_word, name,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "words", "unit_word", "name"),
    [
        ("秸秆露天焚烧实现零火点", "零火点", "个火点", "秸秆露天焚烧"),
        ("安全生产实现零事故", "零事故", "起事故", "安全生产"),
        ("环境违法案件0起", "0起", "起", "环境违法案件"),
        ("较大污染事件不超过0起", "不超过0起", "起", "较大污染事件"),
    ],
)
def test_zeros(text, words, unit_word, name):
    (offer,) = found(text)
    assert (offer.found, offer.kind, offer.unit_word, offer.name) == (words, TargetKind.ZERO, unit_word, name)


def test_ratios_ranges_and_changes():
    (ratio,) = found("每500人配备1名保洁员")
    assert (ratio.kind, ratio.amount, ratio.unit_word, ratio.per, ratio.per_word, ratio.name) == (
        TargetKind.RATIO, 1, "名", 500, "人", "保洁员",
    )  # fmt: skip
    (span,) = found("每社建设垃圾坑1～3个")
    assert (span.kind, span.low, span.high, span.unit_word) == (TargetKind.RANGE, 1, 3, "个")
    (down,) = found("PM10浓度下降3%")
    assert (down.kind, down.amount, down.base_year, down.name) == (TargetKind.RELATIVE, -3, 2025, "PM10浓度")
    (up,) = found("草原植被盖度较2020年提高5%")
    assert (up.amount, up.base_year) == (5, 2020)


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("10月30日前完成排查", d.date(2026, 10, 30)),
        ("2025年10月30日之前完成排查", d.date(2026, 10, 30)),
        ("6月底前完成排查", d.date(2026, 6, 30)),
        ("6月上旬前完成排查", d.date(2026, 6, 10)),
        ("7月前完成排查", d.date(2026, 6, 30)),
        ("年底前完成排查", d.date(2026, 12, 31)),
        ("13月1日前完成排查", None),
        ("2月30日前完成排查", None),
    ],
)
def test_dates(text, due):
    (offer,) = found(text)
    assert (offer.kind, offer.due_on, offer.name) == (TargetKind.DEADLINE, due, "排查")


def test_a_term_over_new_year_takes_the_date_that_lies_in_it():
    season = Register(2026, "青山镇人民政府", d.date(2026, 10, 1), d.date(2027, 3, 31))
    assert [offer.due_on for offer in found("1月15日前、11月15日前和6月1日前", season)] == [
        d.date(2027, 1, 15), d.date(2026, 11, 15), None,
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text", ["一式3份", "罚款200元", "扣减经费不超过500元", "第2次会议", "2025年度", "全村460人", "12369热线", "PM2.5", "一是加强"]
)  # fmt: skip
def test_what_is_no_target(text):
    assert found(text) == ()


def test_cadence_category_and_names_that_differ():
    names = {}
    first = figure_offers("每月巡查不少于4次，每季度通报不少于1次。", "水污染防治", REGISTER, names)
    again = figure_offers("巡查不少于2次", "", REGISTER, names)
    assert [offer.cadence for offer in first] == [Cadence.MONTHLY, Cadence.QUARTERLY]
    assert {offer.category for offer in first} == {"水污染防治"}
    assert (again[0].name, again[0].category) == ("巡查（2）", "环境保护")


@given(st.text("0123456789０，、.不少于每人次亩%零火点月日前底较上年下降3至-", max_size=40))
def test_whatever_is_offered_can_be_found_again_and_most_of_it_registered(text):
    end = 0
    for offer in found(text):
        assert end <= offer.start < offer.end
        assert place_of(text, offer.found, offer.nth) == offer.start
        assert 1 <= len(offer.name) <= 30
        end = offer.end
        if offer.kind is not TargetKind.DEADLINE or offer.due_on:
            figures = {name: value for name, value in vars(offer).items() if name in vars(TargetFigures(offer.kind))}
            term = ProgrammeTerm(2026, REGISTER.term_from, REGISTER.term_to)
            check(TargetFigures(**figures, unit_kinds=(UnitKind.VILLAGE,)), term)
