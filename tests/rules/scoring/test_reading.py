"""考核文件: rubric and facts as JSON; what is wrong is told with its place, and what is right comes back the same."""

import json
from decimal import Decimal as D

import pytest
from hypothesis import given, settings
from rubric_strategies import rubrics, several, units

from respbook.rules.errors import RuleBroken
from respbook.rules.scoring.engine import score
from respbook.rules.scoring.facts import (
    Facts,
    Given,
    PeriodFacts,
    RowFacts,
    RuleFacts,
    UnitFacts,
    VetoFact,
)
from respbook.rules.scoring.kept import decode_result, encode_result
from respbook.rules.scoring.reading import decode_facts, decode_rubric
from respbook.rules.scoring.writing import encode_facts, encode_rubric

MINIMAL = {
    "form": "respbook.rubric/1",
    "title": "考核细则",
    "rows": [
        {"key": "1", "title": "卫生", "points": 60},
        {"key": "2", "title": "河道", "points": "４０"},
        {
            "key": "3",
            "title": "秸秆",
            "points": "0",
            "rules": [
                {"key": "a", "parameters": {"code": "OCC", "value": "0.5"}},
                {"key": "b", "parameters": {"code": "OCC", "value": "1"}},
            ],
        },
    ],
}


def changed(change):
    plain = json.loads(json.dumps(MINIMAL))
    change(plain)
    return json.dumps(plain, ensure_ascii=False)


def sentences(text):
    with pytest.raises(RuleBroken) as refused:
        decode_rubric(text)
    return refused.value.sentences


def rule_2(plain, value):
    plain["rows"][2]["rules"][1]["parameters"]["value"] = value


def test_wide_digits_and_plain_numbers_are_read():
    rubric = decode_rubric(json.dumps(MINIMAL))
    assert [row.points for row in rubric.rows] == [60, 40, 0]
    exact = decode_rubric(json.dumps(MINIMAL).replace('"points": 60', '"points": 60.125'))
    assert exact.rows[0].points == D("60.125")


def test_minus_nothing_is_nothing():
    assert str(decode_rubric(changed(lambda plain: rule_2(plain, "-0"))).rows[2].rules[1].parameters.value) == "0"


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ('"1e999"', "第3行规则2：每处扣分“1e999”不是数"),
        ("1e999", "第3行规则2：每处扣分“1e999”不是数"),
        ("NaN", "第3行规则2：每处扣分“NaN”不是数"),
        ("-Infinity", "第3行规则2：每处扣分“-Infinity”不是数"),
        ('""', "第3行规则2：每处扣分“”不是数"),
        ("true", "第3行规则2：每处扣分“true”不是数"),
        ("null", "第3行规则2：每处扣分“空”不是数"),
        ("0.1234", "第3行规则2：每处扣分“0.1234”最多写3位小数"),
        ("100000", "第3行规则2：每处扣分“100000”太大，不能超过99,999"),
        ("9" * 30, f"第3行规则2：每处扣分“{'9' * 30}”不是数"),
    ],
)
def test_what_is_no_number_is_told_with_its_place(bad, said):
    text = json.dumps(MINIMAL, ensure_ascii=False).replace('"value": "1"', f'"value": {bad}')
    assert sentences(text) == (said,)


def test_every_fault_is_told_at_once():
    def spoil(plain):
        plain["rows"][0]["poinst"] = plain["rows"][0].pop("points")
        plain["rows"][2]["rules"][0]["parameters"]["code"] = "OOC"
        plain["rows"][2]["floor"] = [1]
        plain["total"] = {"places": -1, "bonus_place": "above"}

    assert sentences(changed(spoil)) == (
        "第1行：不认识“poinst”这一项，是不是“points”",
        "第1行：缺少分值（points）",
        "第3行规则1：规则类型“OOC”不认识，应是OCC、SRC、UNIT、MISS、PRES、PROP、STEP、RANK、DISC、BONUS、ZERO之一",
        "第3行：最低分“['1']”不是数",
        "总分：加分位置“above”不认识，应是inside、outside之一",
        "总分：小数位数“-1”应是不小于0的整数",
    )


def test_doubled_keys_hide_nothing():
    assert sentences(changed(lambda plain: plain["rows"][1].update(key="1"))) == ("第1行和第2行重复，都是“1”",)
    text = json.dumps(MINIMAL).replace('"points": 60', '"points": 60, "points": 6')
    assert sentences(text) == ("第1行：“points”写了两次",)
    assert sentences(json.dumps(MINIMAL)[:-1] + ', "rows": []}') == ("“rows”写了两次",)


@pytest.mark.parametrize(
    "text", ["", "[]", "{", "3", '{"form": "respbook.facts/1"}', "[" * 100_000, '"' + "\\ud800" + '"']
)
def test_other_files_are_refused_with_a_sentence(text):
    assert len(sentences(text)) == 1


def test_a_bound_needs_its_word():
    bands = [{"label": "优秀", "low": 90}, {"label": "良好", "low": 80, "low_inclusive": True, "high": "90"}]
    assert sentences(changed(lambda plain: plain.update(bands=bands))) == (
        "第1个等次：下限要写明含不含本数（low_inclusive）",
        "第2个等次：上限要写明含不含本数（high_inclusive）",
    )


def test_half_a_character_is_refused():
    assert sentences(changed(lambda plain: plain.update(title="\ud800"))) == ("名称中有不能显示的字符",)


def test_facts_are_held_against_the_rubric():
    rubric = decode_rubric(json.dumps(MINIMAL))
    strange = Facts(
        (UnitFacts("x", "甲村", "K", {"": (PeriodFacts("1", "一季度", {"9": RowFacts()}),)}, (VetoFact("v"),)),)
    )
    with pytest.raises(RuleBroken) as refused:
        decode_facts(encode_facts(strange), rubric)
    assert refused.value.sentences == (
        "甲村：细则中没有“K”这一分类",
        "甲村：细则中没有编号为“v”的一票否决",
        "甲村一季度：细则中没有编号为“9”的指标",
    )


def test_faults_of_facts_are_told_with_their_place():
    text = json.dumps(
        {
            "form": "respbook.facts/1",
            "units": [
                {
                    "unit": "1",
                    "name": "甲村",
                    "parts": {
                        "": [
                            {
                                "key": "q1",
                                "rows": {
                                    "1": {
                                        "rules": {
                                            "a": {
                                                "events": [{"key": "e", "count": -1}, {"key": "f", "on": "2026-02-30"}]
                                            }
                                        }
                                    }
                                },
                            }
                        ]
                    },
                }
            ],
        }
    )
    with pytest.raises(RuleBroken) as refused:
        decode_facts(text)
    assert refused.value.sentences == (
        "第1个单位第1期指标“1”规则“a”第1件事项：数量“-1”应不小于0",
        "第1个单位第1期指标“1”规则“a”第2件事项：日期“2026-02-30”不是日期",
    )


# What goes out comes back the same


@given(rubrics)
@settings(max_examples=40, deadline=None)
def test_a_rubric_comes_back_the_same(rubric):
    text = encode_rubric(rubric)
    assert decode_rubric(text) == rubric
    assert encode_rubric(decode_rubric(text)) == text


@given(several(units, "unit"))
@settings(max_examples=40, deadline=None)
def test_facts_come_back_the_same(of):
    facts = Facts(of)
    assert decode_facts(encode_facts(facts)) == facts


def test_figures_without_an_end_come_back_to_the_last_place():
    """Three assessors' mean and a rate in per cent, as they are frozen and reckoned again."""
    rule = {"key": "a", "source": "reports", "parameters": {"code": "PROP"}}
    rows = [{"key": "1", "title": "卫生", "points": 60}, {"key": "2", "title": "报送", "points": 40, "rules": [rule]}]
    rubric = decode_rubric(json.dumps({"form": "respbook.rubric/1", "title": "考核细则", "rows": rows}))
    known = {"1": RowFacts(given=Given(D(80) / 3)), "2": RowFacts({"a": RuleFacts(actual=D("1.1111"), target=D(7))})}
    facts = Facts((UnitFacts("1", "王家庄村", "", {"": (PeriodFacts("2026", "2026年", known),)}),))
    assert decode_facts(encode_facts(facts), rubric) == facts
    (result,) = score(rubric, facts).units
    (rate,) = [row for row in result.parts[0].periods[0].rows if row.key == "2"]
    assert rate.score is not None and len(f"{rate.score:f}") > 20
    assert decode_result(encode_result(result)) == result
