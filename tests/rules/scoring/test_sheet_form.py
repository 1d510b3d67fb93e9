"""细则的表格形式 and the columns: what is written reads as the same value; what cannot be read is told at its place."""

from dataclasses import replace
from decimal import Decimal as D

import pytest

from respbook.rules.errors import RuleBroken
from respbook.rules.grids import Grid
from respbook.rules.scoring import sheet_form, typed_lists
from respbook.rules.scoring.checking import flaws
from respbook.rules.scoring.flaws import FlawGrade
from respbook.rules.scoring.kinds import FactSource, NotApplicableMode, TieKey, VetoEffect, VetoSpan
from respbook.rules.scoring.ladder import LadderStep, MeasureKind, Trigger
from respbook.rules.scoring.model_rubric import model
from respbook.rules.scoring.reading import decode_rubric
from respbook.rules.scoring.rubric import (
    Band,
    CapGroup,
    Escalation,
    Example,
    Quota,
    Row,
    Rule,
    Tie,
    Variant,
    Veto,
)
from respbook.rules.scoring.rule_kinds import (
    Bonus,
    ByRank,
    Direction,
    Discretion,
    Empty,
    Entry,
    PerUnit,
    Place,
    Presence,
    Proportion,
    Stage,
    Steps,
)
from respbook.rules.scoring.typed_lists import NotRead
from respbook.rules.scoring.writing import encode_rubric

ODD = Row(
    "x9",
    "=怪：指标",
    D("7.125"),
    heading="其他",
    standard="第一行\n第二行；还有“引号”",
    part="usual",
    floor=None,
    ceiling=D(9),
    na_mode=NotApplicableMode.FIXED,
    na_points=D(3),
    groups=(CapGroup("g7", "甲类", D(5)),),
    variants={"office": Variant(False), "village": Variant(targets={"x9-3": D("0.5"), "x9-1": D(12)})},
    clause_ids=("31", "7"),
    target_ids=(4, 2),
    examples=(Example("ab" * 32, True, "堆放整齐"), Example("cd" * 32, False)),
    rules=(
        Rule("x9-3", PerUnit(None, D("0.2"), D(5), Direction.AT_MOST, whole_steps=False), group="g7", cap=D(2)),
        Rule("x9-1", Proportion(D(70), D(-63), D(1), D(6), D(12), Empty.ZERO), source=FactSource.FINDINGS, filters={"category": ("扬尘防控", "其他")}),
        Rule("x9-2", Steps((Stage(D(3), D(2), False), Stage(D(1), D(5))), D(-2), Direction.AT_MOST)),
        Rule("x9-4", Steps((Stage(D(3), label="优"), Stage(D(1), label="良：好"))), "按等级", escalation=Escalation((D(1), D("2.5")), True, D(2))),
        Rule("x9-5", ByRank((Place(1, 3, D(5)), Place(4, 4, D(2))), D(1))),
        Rule("x9-6", Discretion(D(1), D(2))),
        Rule("x9-7", Bonus(D(1), {"county": D(1), "先进": D(2)}, True)),
        Rule("x9-8", Presence((Entry("e2", "乙", D(1)), Entry("e1", "甲 文件", D(2))))),
    ),
)  # fmt: skip
FULL = replace(
    model("青山镇2026年度细则", with_parts=True),
    quotas=(Quota("优秀", "g1", count=2), Quota("差", "g2", share=D("0.125"))),
    ties=(Tie(TieKey.PART, "usual"), Tie(TieKey.BONUS)),
    bands=(Band("优秀", D("89.5"), False, rank_within=10), Band("差", high=D("89.5"), high_inclusive=True)),
    vetoes=(Veto("v3", "情形", VetoEffect.BAR, span=VetoSpan.MONTHS, months=6),),
    ladder=(LadderStep("s1", MeasureKind.REMIND, Trigger.GRADE, word="差", county=None),),
)


def grids(rubric):
    named = ((sheet_form.ROWS_SHEET, sheet_form.rows_sheet), (sheet_form.SETTINGS_SHEET, sheet_form.settings_sheet))
    return [Grid.of(name, write(rubric)) for name, write in named]


@pytest.mark.parametrize(
    "rubric", [model("范本", with_parts=True), model("范本", with_parts=False), replace(FULL, rows=(*FULL.rows, ODD))]
)
def test_what_is_written_reads_as_the_same(rubric):
    assert sheet_form.read_sheets(grids(rubric)) == rubric
    assert decode_rubric(encode_rubric(rubric)) == rubric


def test_the_models_can_be_published_as_they_stand():
    for with_parts in (True, False):
        found = flaws(model("范本", with_parts=with_parts))
        assert [flaw.sentence for flaw in found if flaw.grade is FlawGrade.MUST] == []


def test_every_wrong_cell_is_told_at_its_place():
    rows, settings = grids(FULL)
    cells = [list(line) for line in rows.rows]
    heads = cells[0]
    cells[1][heads.index("分值")] = "NaN"
    cells[1][heads.index("规则类型")] = "随便扣"
    cells[3][heads.index("分值")] = "1e999"
    cells[3][heads.index("系数")] = "2"
    cells[4][heads.index("考核方式")] = "目测"
    lines = [list(line) for line in settings.rows]
    at = next(at for at, line in enumerate(lines) if line[:1] == ["等次"])
    lines[at + 2][1] = "九十"
    with pytest.raises(RuleBroken) as refused:
        sheet_form.read_sheets([Grid.of(rows.name, cells), Grid.of(settings.name, lines)])
    told = "\n".join(refused.value.sentences)
    for words in (
        "“指标和规则”第2行“分值”：分值“NaN”不是数",
        "第2行“规则类型”：“随便扣”不认识",
        "第4行“分值”：分值“1e999”不是数",
        "第4行“系数”：“每发现一处扣分”不用这一栏",
        "第5行“考核方式”",
        f"“设定”第{at + 3}行“下限”",
    ):
        assert words in told, words


def test_lines_without_numbers_of_their_own_get_some():
    rows, settings = grids(model("范本", with_parts=False))
    cells = [list(line) for line in rows.rows]
    key, rule_key = cells[0].index("指标编号"), cells[0].index("规则编号")
    for line in cells[1:]:
        line[key] = line[rule_key] = ""
    read = sheet_form.read_sheets([Grid.of(rows.name, cells), settings])
    assert read == model("范本", with_parts=False)


def test_lists_as_people_type_them():
    assert typed_lists.read_entries("方案 2；总结，１分") == (Entry("e1", "方案", D(2)), Entry("e2", "总结", D(1)))
    kept = typed_lists.read_entries("新的：1\n方案：3", (Entry("e1", "方案", D(2)),))
    assert kept == (Entry("e2", "新的", D(1)), Entry("e1", "方案", D(3)))
    assert typed_lists.read_values("县级=3；自查：－2") == {"county": D(3), "self": D(-2)}
    assert typed_lists.read_stages("≥95%：5；>80%:3") == (Stage(D(5), D("0.95")), Stage(D(3), D("0.8"), False))
    assert typed_lists.read_places("第1至3名：5\n4：2") == (Place(1, 3, D(5)), Place(4, 4, D(2)))
    for read, text in (
        (typed_lists.read_entries, "方案"),
        (typed_lists.read_entries, "方案：1\n方案：2"),
        (typed_lists.read_values, "县级：三"),
        (typed_lists.read_stages, "≤90：5"),
        (typed_lists.read_places, "前三：5"),
    ):
        with pytest.raises(NotRead):
            read(text)
