"""旧责任书: numbers kept and mended, headings, title, signature block, tables; every line is placed or listed."""

import datetime as d
import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from respbook.rules.errors import RuleBroken
from respbook.rules.old_fields import Register
from respbook.rules.old_letters import counts_of, kinds_of_doubt, recognise, remarks_of
from respbook.rules.old_parts import Use
from respbook.rules.source_lines import MOST_LINES, Place, SourceLine, pasted_text

REGISTER = Register(2026, "青山镇人民政府", d.date(2026, 1, 1), d.date(2026, 12, 31))


def read(text):
    return recognise(pasted_text(text).lines, REGISTER)


def clauses(text):
    return [(each.level, each.label, each.text) for each in read(text) if each.use is Use.CLAUSE]


def doubts(text):
    return [each.doubts for each in read(text)]


def test_numbers_that_counting_gives_are_not_kept():
    text = "一、责任目标\n(一)大气\n1、禁烧秸秆\n2．管控散煤\n（二）水\n1.清理河道\n(1)登记排口"
    assert clauses(text) == [
        (1, "", "责任目标"), (2, "", "大气"), (3, "", "禁烧秸秆"), (3, "", "管控散煤"), (2, "", "水"),
        (3, "", "清理河道"), (4, "", "登记排口"),
    ]  # fmt: skip
    assert not any(doubts(text))
    assert "保留原序号" in remarks_of(read(text))[0]
    assert remarks_of(read("一、责任目标\n1.禁烧秸秆")) == ()


def test_a_restart_keeps_the_printed_numbers():
    text = "一、责任目标\n1、巡查\n2、报告\n1、宣传\n2、登记\n3、清运"
    assert [label for _, label, _ in clauses(text)] == ["", "", "", "1、", "2、", "3、"]
    assert doubts(text)[3] == ("序号从头开始，照原文保留",)
    assert not any(doubts(text)[4:])


def test_a_repeat_keeps_the_printed_numbers_from_there_on():
    text = "1、巡查\n2、报告\n2、宣传\n3、登记\n4、清运"
    assert [label for _, label, _ in clauses(text)] == ["", "", "2、", "3、", "4、"]
    assert doubts(text)[2] == ("序号与上一条重复，照原文保留",)
    assert not any(doubts(text)[3:])


def test_lost_numerals_gaps_and_steps_back_are_told():
    text = "1、巡查\n、报告\n3、宣传\n5、登记\n2、清运"
    assert [label for _, label, _ in clauses(text)] == ["", "", "", "5、", "2、"]
    assert [each[0] if each else "" for each in doubts(text)] == [
        "", "原文序号缺失，按次序编为第二", "", "序号不连续，中间缺号，照原文保留", "序号倒退，照原文保留",
    ]  # fmt: skip


def test_a_section_that_counts_on_from_the_last_one():
    text = "一、目标\n1.巡查\n2.报告\n二、措施\n3.宣传"
    assert clauses(text)[-1] == (3, "3.", "宣传")
    assert doubts(text)[-1] == ("本节序号不是从一起，照原文保留",)


def test_shapes_without_a_level_of_their_own_keep_their_label():
    assert clauses("第一条 责任对象\n第二条 责任目标\n①巡查") == [
        (1, "第一条", "责任对象"), (1, "第二条", "责任目标"), (4, "①", "巡查"),
    ]  # fmt: skip
    assert clauses("●巡查\n●报告") == [(0, "●", "巡查"), (0, "●", "报告")]


def test_a_number_that_word_counted_is_a_label_whatever_it_looks_like():
    lines = [SourceLine("巡查", "1"), SourceLine("报告", "步骤二："), SourceLine("2026年的工作", "①")]
    found = recognise(lines, REGISTER)
    assert [(each.level, each.printed, each.text) for each in found] == [
        (3, "1", "巡查"), (0, "步骤二：", "报告"), (4, "①", "2026年的工作"),
    ]  # fmt: skip


def test_a_decimal_is_no_item_and_is_told():
    found = read("1、巡查\n2、5公斤以上的逐户登记\n2、报告")
    assert (found[1].level, found[1].text) == (0, "2、5公斤以上的逐户登记")
    assert found[1].doubts == ("开头按小数读，没有当作序号",)
    assert found[2].label == ""


def headed(*lines):
    return recognise([SourceLine(text, bold=bold) for text, bold in lines], REGISTER)


def test_bold_lines_are_headings_where_the_numbers_leave_room():
    found = headed(
        ("责任目标", True), ("每月巡查。", False), ("考核奖惩", True), ("这一句整句加粗，但它是正文。", True)
    )
    assert [each.level for each in found] == [1, 0, 1, 0]
    lost = headed(("一、目标", True), ("考核奖惩", True), ("三、期限", True))
    assert [(each.level, each.label) for each in lost] == [(1, ""), (1, ""), (1, "")]
    run_on = headed(("一、目标", True), ("考核奖惩", True), ("二、期限", True))
    assert [(each.level, each.label) for each in run_on] == [(1, ""), (0, ""), (1, "")]
    assert "前后序号相连" in run_on[1].doubts[0]
    under = headed(("一、目标", False), ("大气污染防治", True), ("每月巡查。", False))
    assert under[1].level == 2


def test_headings_by_style_and_by_name():
    styled = recognise([SourceLine("组织领导", style_level=2)], REGISTER)
    assert styled[0].level == 2 and styled[0].doubts
    assert [each.level for each in read("责任期限\n本责任书有效期一年。")] == [1, 0]


def test_title_number_and_preamble():
    found = read("青山镇2025年度\n环境保护目标责任书\n（2025年度）\n青环责〔2025〕12号\n为落实责任，特签订本责任书。")
    assert [each.use for each in found] == [Use.TITLE, Use.TITLE, Use.TITLE, Use.NONE, Use.CLAUSE]
    assert found[3].reason == "文号由系统在签发时编排"
    assert all(each.use is Use.CLAUSE for each in read("为落实责任，签订本责任书。\n一、目标"))


@pytest.mark.parametrize(
    "tail",
    [
        ["甲方（盖章）：青山镇人民政府    乙方（盖章）：", "代表签字：____", "2025年1月5日"],
        ["甲方：青山镇人民政府", "王家庄村村民委员会", "负责人（签字）：", "____年__月__日"],
        ["镇负责人签字：", "村书记签字：", "村主任签字：", "二O二五年一月五日"],
        ["承诺人：", "日期：2025年 月 日"],
        ["户主：    两委负责人：（章）"],
    ],
)
def test_the_signature_block_becomes_one(tail):
    found = read("\n".join(["一、目标", "每月巡查。", *tail]))
    assert [each.text for each in found if each.use is Use.CLAUSE] == ["目标", "每月巡查。", "{{签字栏}}"]
    assert [each.reason for each in found[3:]] == ["并入签字栏"] * (len(tail) - 1)


def test_a_clause_on_the_signing_is_no_signature():
    found = read("一、其他\n1、本责任书一式三份\n2、自签字盖章之日起生效\n甲方（盖章）：")
    assert [each.text for each in found[1:]] == ["本责任书一式三份", "自签字盖章之日起生效", "{{签字栏}}"]


def test_a_lone_date_is_no_signature_block():
    found = read("一、目标\n每月巡查。\n2025年1月5日")
    assert (found[-1].use, found[-1].reason) == (Use.NONE, "落款日期由系统在签发时填写")


def test_a_signature_block_in_a_table():
    rows = [
        SourceLine("每月巡查。"),
        SourceLine("甲方（盖章）：青山镇人民政府｜乙方（盖章）：____村村民委员会", place=Place.TABLE, table=1),
        SourceLine("2025年　月　日｜2025年　月　日", place=Place.TABLE, table=1),
    ]
    assert [each.text for each in recognise(rows, REGISTER)][1] == "{{签字栏}}"


def table(*rows, number=1):
    return [SourceLine(text, place=Place.TABLE, table=number) for text in rows]


def test_a_table_of_targets_becomes_the_generated_one_and_its_figures_are_offered():
    rows = [
        *table("序号｜目标任务｜指标", "1｜河道清理｜不少于12次"),
        *table("序号｜内容｜分值", "1｜巡查｜10", number=2),
    ]
    found = recognise(rows, REGISTER)
    assert (found[0].text, found[1].use, found[1].reason) == ("{{目标任务表}}", Use.NONE, "并入目标任务表")
    assert [(figure.name, figure.amount) for figure in found[1].figures] == [("河道清理", 12)]
    assert found[2].text == "序号｜内容｜分值" and "考核细则" in found[2].doubts[0]


def test_what_stands_aside_is_listed_with_its_place():
    rows = [
        SourceLine("每月巡查。"),
        SourceLine("青山镇环保办", place=Place.HEADER),
        SourceLine("要改", place=Place.COMMENT),
    ]
    found = recognise(rows, REGISTER)
    assert [each.reason for each in found[1:]] == ["页眉，不属于责任书正文", "批注，不属于责任书正文"]
    assert counts_of(found) == (1, 2)


def test_doubts_are_counted_by_kind():
    found = kinds_of_doubt(read("、甲\n一、目标\n责任期限\n考核奖惩"))
    assert [(each.count, each.first) for each in found] == [(2, 2), (1, 0)]


def test_too_much_and_nothing_are_refused():
    with pytest.raises(RuleBroken, match="篇幅"):
        pasted_text("\n".join(["条"] * (MOST_LINES + 1)))
    with pytest.raises(RuleBroken, match="篇幅"):
        pasted_text("环" * 60_001)
    with pytest.raises(RuleBroken, match="没有文字"):
        pasted_text(" \n\u200b\n")


OPENINGS = [
    "",
    "一、",
    "二、",
    "（一）",
    "(二)",
    "1、",
    "2.",
    "1 .",
    "（1）",
    "①",
    "第三条",
    "、",
    "X.",
    "2、5公斤",
    "●",
    "甲方：",
    "{{",
]
ENDINGS = [
    "",
    "。",
    "：",
    "____年____月____日",
    "（签字）",
    "责任书",
    "不少于2次",
    "××村",
    "2025年度",
    "420亩",
    "10月30日前",
]
LINES = st.builds(
    lambda opening, words, ending: opening + words + ending,
    st.sampled_from(OPENINGS),
    st.text(st.characters(exclude_categories=["Cc", "Cf", "Cs", "Zs", "Zl", "Zp"]), min_size=1, max_size=12),
    st.sampled_from(ENDINGS),
)
SHAPES = st.builds(
    SourceLine,
    LINES,
    st.sampled_from(["", "", "1.", "一、", "①", "●", "第一条"]),
    st.sampled_from(Place),
    st.booleans(),
    st.booleans(),
    st.integers(0, 4),
    st.sampled_from([0, 0, 0, 1, 2]),
)


@settings(max_examples=150)
@given(st.lists(SHAPES, min_size=1, max_size=30))
def test_every_line_is_placed_or_listed_in_order_with_its_words(lines):
    found = recognise(lines, REGISTER)
    assert [each.line for each in found] == lines
    assert sum(counts_of(found)) == len(lines)
    for each in found:
        assert each.use is not Use.NONE or each.reason
        assert 0 <= each.level <= 4
        if each.text not in ("{{签字栏}}", "{{目标任务表}}"):
            kept = (each.printed + each.text) if each.use is Use.CLAUSE else each.text
            assert squeezed(each.line.text) in squeezed(kept)
        for offer in (*each.fields, *each.figures):
            text = each.line.text if each.line.table else each.text
            assert text[offer.start : offer.end] == offer.found != ""


def squeezed(text):
    return "".join(text.split())


@pytest.mark.parametrize("mark", ["_", "×", "9", "1,", "十", "每", "（", "年", "村", "x", " _", "9、", "甲方："])
def test_a_hostile_line_is_read_fast(mark):
    begun = time.process_time()
    found = read("\n".join([mark * (2990 // len(mark)) + "亩"] * 15))
    assert len(found) == 15
    assert time.process_time() - begun < 20


def test_a_very_long_line_is_kept_and_told():
    found = recognise([replace(SourceLine("环" * 3001))], REGISTER)
    assert found[0].text == "环" * 3001 and "太长" in found[0].doubts[0]
