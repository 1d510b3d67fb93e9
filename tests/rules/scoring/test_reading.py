"""考核文件: rubric and facts as JSON; what is wrong is told with its place, and what is right comes back the same."""

import json
from datetime import date
from decimal import Decimal as D

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from respbook.rules.errors import RuleBroken
from respbook.rules.scoring.facts import (
    Event,
    Facts,
    Given,
    Link,
    PeriodFacts,
    RowFacts,
    RuleFacts,
    UnitFacts,
    VetoFact,
)
from respbook.rules.scoring.kinds import FactSource, NotApplicableMode, TieKey, VetoEffect
from respbook.rules.scoring.ladder import LadderStep, MeasureKind, Trigger
from respbook.rules.scoring.reading import decode_facts, decode_rubric
from respbook.rules.scoring.rubric import (
    Band,
    CapGroup,
    Escalation,
    Example,
    Part,
    Quota,
    RankGroup,
    Row,
    Rubric,
    Rule,
    Tie,
    Total,
    UnitClass,
    Variant,
    Veto,
)
from respbook.rules.scoring.rule_kinds import (
    Bonus,
    ByRank,
    BySource,
    Discretion,
    Entry,
    MissingEntries,
    Occurrence,
    PerUnit,
    Place,
    Presence,
    Proportion,
    Stage,
    Steps,
    ZeroRow,
)
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

points = st.integers(-99_999_000, 99_999_000).map(lambda thousandths: D(thousandths) / 1000)
above = st.integers(1, 99_999_000).map(lambda thousandths: D(thousandths) / 1000)
words = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8)
names = st.text("abcdefg", min_size=1, max_size=6)
whole = st.integers(0, 99)


def optional(one):
    return st.none() | one


def several(one, key="key"):
    return st.lists(one, max_size=3, unique_by=lambda made: getattr(made, key)).map(tuple)


entry_lists = several(st.builds(Entry, names, words, points))
kinds = st.one_of(
    st.builds(Occurrence, points),
    st.builds(BySource, st.dictionaries(names, points, max_size=3), points),
    st.builds(PerUnit, optional(points), points, above),
    st.builds(MissingEntries, entry_lists),
    st.builds(Presence, entry_lists),
    st.builds(Proportion, optional(points), points, points, optional(points), optional(points)),
    st.builds(
        Steps, st.lists(st.builds(Stage, points, optional(points), st.booleans(), words), max_size=3).map(tuple), points
    ),
    st.builds(ByRank, st.lists(st.builds(Place, whole, whole, points), max_size=3).map(tuple)),
    st.builds(Discretion, points, optional(points)),
    st.builds(Bonus, points, st.dictionaries(names, points, max_size=2), st.booleans()),
    st.just(ZeroRow()),
)
rules = st.builds(
    Rule,
    names,
    kinds,
    words,
    optional(points),
    words,
    optional(st.builds(Escalation, st.lists(points, max_size=3).map(tuple), st.booleans(), optional(points))),
    st.sampled_from(FactSource),
    st.dictionaries(names, st.lists(names, max_size=2, unique=True).map(tuple), max_size=2),
)
rows = st.builds(
    Row,
    names,
    words,
    points,
    rules=several(rules),
    groups=several(st.builds(CapGroup, names, words, points)),
    floor=optional(points),
    na_mode=st.sampled_from(NotApplicableMode),
    variants=st.dictionaries(
        names,
        st.builds(Variant, st.booleans(), optional(points), st.dictionaries(names, points, max_size=2)),
        max_size=2,
    ),
    target_ids=st.lists(whole, max_size=2, unique=True).map(tuple),
    examples=st.lists(st.builds(Example, names, st.booleans(), words), max_size=1).map(tuple),
)
rubrics = st.builds(
    Rubric,
    words,
    several(rows),
    st.builds(Total, points, floor=optional(points), places=st.integers(0, 3), convert=st.booleans()),
    several(st.builds(UnitClass, names, words)),
    several(st.builds(RankGroup, names, words, st.lists(names, max_size=2, unique=True).map(tuple))),
    several(st.builds(Part, names, words, points, whole)),
    several(
        st.builds(Band, names, optional(points), st.booleans(), optional(points), st.booleans(), optional(whole)),
        "label",
    ),
    st.lists(st.builds(Quota, names, names, optional(whole), optional(points)), max_size=1).map(tuple),
    st.lists(st.builds(Tie, st.sampled_from(TieKey), words), max_size=1).map(tuple),
    several(st.builds(Veto, names, words, st.sampled_from(VetoEffect), words)),
    several(st.builds(LadderStep, names, st.sampled_from(MeasureKind), st.sampled_from(Trigger), points)),
)
days = st.dates(date(1949, 1, 1), date(2099, 12, 31))
links = st.lists(st.builds(Link, names, whole, words), max_size=1).map(tuple)
found = several(st.builds(Event, names, optional(days), above, words, words, words, *[st.booleans()] * 5, links))
rule_facts = st.builds(
    RuleFacts,
    found,
    optional(points),
    optional(points),
    optional(st.frozensets(names, max_size=3)),
    words,
    optional(points),
    words,
    links,
)
row_facts = st.builds(
    RowFacts, st.dictionaries(names, rule_facts, max_size=2), words, optional(st.builds(Given, points, words, words))
)
periods = several(st.builds(PeriodFacts, names, words, st.dictionaries(names, row_facts, max_size=2)))
units = st.builds(
    UnitFacts,
    names,
    words,
    words,
    st.dictionaries(names | st.just(""), periods, max_size=2),
    several(st.builds(VetoFact, names), "veto"),
)


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
