"""责任书 as a paper: numbering, tables, what a missing value does."""

from dataclasses import replace

import pytest

from respbook.papers.blocks import Heading, PageBreak, Paragraph, SignatureBlock, Table, Title, plain
from respbook.papers.letter import ClauseLine, Content, Duty, Goal, compose, file_names
from respbook.rules.errors import RuleBroken

CONTENT = Content(
    subject="王家庄村",
    title=("{{甲方名称}}{{年度}}年度", "环境保护目标责任书"),
    clauses=(
        ClauseLine(1, 0, "{{甲方名称}}与{{单位简称}}签订。"),
        ClauseLine(2, 1, "目标"),
        ClauseLine(3, 2, "大气"),
        ClauseLine(4, 2, "水"),
        ClauseLine(5, 1, "其他"),
        ClauseLine(6, 2, "垃圾"),
        ClauseLine(7, 3, "清运", label="附"),
        ClauseLine(8, 0, "见下表：\n{{目标任务表}}"),
        ClauseLine(9, 0, "{{签字栏}}"),
        ClauseLine(10, 0, "{{任务清单}}"),
    ),
    values={"甲方名称": "青山镇人民政府", "单位简称": "王家庄村", "年度": "2026"},
    goals=(Goal("大气", "火点", "0起", "环保办"), Goal("水", "排污口", "完成", ""), Goal("大气", "散煤", "0起", "")),
    duties=(Duty("巡查", "每日一次", "每日", "每日", "记录"),),
    sides=(),
)


def blocks(kind, content=CONTENT):
    return [block for block in compose(content).blocks if isinstance(block, kind)]


def test_numbers_are_computed_from_levels_and_start_again_below_a_new_heading():
    assert [plain(b.runs) for b in blocks(Heading)][:6] == [
        "一、目标",
        "（一）大气",
        "（二）水",
        "二、其他",
        "（一）垃圾",
        "附清运",
    ]


def test_a_block_stands_in_the_order_of_the_text():
    kinds = [type(block) for block in compose(CONTENT).blocks]
    assert kinds[-5:] == [SignatureBlock, PageBreak, Heading, Title, Table]
    assert kinds.index(Table) == kinds.index(SignatureBlock) - 1


def test_goals_of_one_category_stand_together_under_one_cell():
    table = blocks(Table)[0]
    assert [plain(row[2].runs) for row in table.rows] == ["火点", "散煤", "排污口"]
    assert table.rows[0][1].rows == 2 and table.rows[1][1] is None
    assert [plain(row[0].runs) for row in table.rows] == ["1", "2", "3"]
    assert sum(column.width for column in table.columns) == 156


def test_filled_pieces_keep_the_field_they_came_from():
    first = blocks(Paragraph)[0]
    assert [(run.text, run.field) for run in first.runs] == [
        ("青山镇人民政府", "甲方名称"),
        ("与", None),
        ("王家庄村", "单位简称"),
        ("签订。", None),
    ]


def test_a_value_with_braces_or_markup_stays_as_it_is():
    hostile = replace(CONTENT, values={**CONTENT.values, "单位简称": "{{书记}}<font size=9>&"})
    assert plain(blocks(Paragraph, hostile)[0].runs) == "青山镇人民政府与{{书记}}<font size=9>&签订。"


def test_a_missing_value_is_refused_by_name():
    with pytest.raises(RuleBroken, match="单位简称"):
        compose(replace(CONTENT, values={**CONTENT.values, "单位简称": ""}))


def test_files_are_named_in_order_and_safely():
    assert file_names(["王家庄村", "甲/乙 村"]) == ["01_王家庄村_责任书.pdf", "02_甲_乙_村_责任书.pdf"]
    assert file_names(["村"] * 100)[0] == "001_村_责任书.pdf"
