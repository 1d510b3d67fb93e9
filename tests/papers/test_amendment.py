"""更正文书: sentences taken from a paper, what holds after corrections, both kinds of papers."""

import datetime as d

from respbook.papers.amendment import (
    LONGEST_CELL,
    AmendmentContent,
    Printed,
    compose_amendment,
    printed,
    standing,
)
from respbook.papers.blocks import (
    Cell,
    Column,
    Heading,
    Paper,
    Paragraph,
    Run,
    SignatureBlock,
    SignatureSide,
    Table,
    plain,
)
from respbook.rules.amending import Amends, Item

SIDES = (SignatureSide("甲方", "青山镇人民政府", ()), SignatureSide("乙方", "王家庄村", ()))


def content(kind, *items):
    return AmendmentContent(
        kind, "王家庄村", "2026年度责任书", "青环责〔2026〕1号", d.date(2026, 1, 12), "因面积统计有误。", items, SIDES,
        "青环责〔2026〕50号",
    )  # fmt: skip


def texts(paper):
    return [plain(block.runs) for block in paper.blocks if isinstance(block, Paragraph)]


def test_sentences_and_figures_of_a_paper() -> None:
    row = (Cell((Run("1"),)), Cell((Run("秸秆"),)), Cell((Run("不少于38亩", "指标:秸秆"),)))
    table = Table("", (Column("", 10), Column("", 10), Column("", 10)), (row,))
    paper = Paper(
        "书",
        "村",
        "1号",
        (Heading(1, (Run("一、"), Run("目标")), 3), Paragraph((Run("照办。"),), 4), table, Paragraph(())),
    )
    assert printed(paper) == [Printed("一、目标", 3), Printed("照办。", 4), Printed("秸秆：不少于38亩", None, "秸秆")]


def test_what_holds_after_corrections() -> None:
    found = [Printed("甲", 1), Printed("乙", 2)]
    changed = [Item("甲", "丙"), Item("丙", "丁"), Item("乙", ""), Item("", "戊")]
    assert standing(found, changed) == [Printed("丁", 1), Printed("戊")]


def test_a_correction_compares_side_by_side() -> None:
    paper = compose_amendment(content(Amends.CORRECTION, Item("甲", "乙"), Item("", "丙"), Item("丁", "")))
    (table,) = [block for block in paper.blocks if isinstance(block, Table)]
    assert [[plain(cell.runs) for cell in row] for row in table.rows] == [
        ["1", "甲", "乙"], ["2", "（增加）", "丙"], ["3", "丁", "（删去）"],
    ]  # fmt: skip
    assert paper.title == "关于更正青环责〔2026〕1号责任书的函" and paper.number == "青环责〔2026〕50号"
    assert "因面积统计有误，现将" in texts(paper)[1]
    assert isinstance(paper.blocks[-1], SignatureBlock)


def test_long_sentences_stand_below_each_other() -> None:
    long = "长" * (LONGEST_CELL + 1)
    paper = compose_amendment(content(Amends.CORRECTION, Item("甲", long), Item(long, ""), Item("", "乙")))
    assert not [block for block in paper.blocks if isinstance(block, Table)]
    told = "".join(texts(paper))
    assert f"更正为：“{long}”" in told and "以上原文删去。" in told and "3．增加一条。" in told


def test_a_supplement_adds() -> None:
    paper = compose_amendment(content(Amends.SUPPLEMENT, Item("", "增设监测点1处。")))
    assert paper.title == "2026年度责任书补充责任书" and "增设监测点1处。" in texts(paper)
    both = compose_amendment(content(Amends.SUPPLEMENT, Item("", "甲"), Item("", "乙")))
    assert "1．甲" in texts(both) and "2．乙" in texts(both)
