"""更正函和补充责任书: composed from the sentences of the letter that they change, before and after (features I6)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from respbook.papers.blocks import Block, Column, Heading, Paper, Paragraph, SignatureBlock, SignatureSide, Table, plain
from respbook.papers.parts import line, paragraph, table, title
from respbook.rules.amending import AMENDS_LABELS, Amends, Item
from respbook.rules.chinese import day
from respbook.rules.wording import TARGET

LONGEST_CELL = 200
"""Characters that a cell of the comparison may hold; longer sentences stand below each other as paragraphs."""


@dataclass(frozen=True)
class Printed:
    """原文: a sentence of an issued letter; ``target`` names the 目标任务 whose figure it is."""

    text: str
    clause_id: int | None = None
    target: str = ""


@dataclass(frozen=True)
class AmendmentContent:
    """更正文书的内容; ``title``, ``original`` and ``issued_on`` are those of the letter that is changed."""

    kind: Amends
    unit: str
    title: str
    original: str
    issued_on: date
    reason: str
    items: tuple[Item, ...]
    sides: tuple[SignatureSide, ...]
    number: str = ""


def printed(paper: Paper) -> list[Printed]:
    """原文 of a letter: its headings and paragraphs, and the figures of its table, each once."""
    found: list[Printed] = []
    for block in paper.blocks:
        match block:
            case Heading() | Paragraph():
                found.append(Printed(plain(block.runs).strip(), block.clause))
            case Table():
                found += _figures(block)
    return list({each.text: each for each in found if each.text}.values())


def _figures(table: Table) -> Iterator[Printed]:
    for row in table.rows:
        for cell in row:
            name = cell.runs[0].field if cell and cell.runs else None
            if cell and name and name.startswith(TARGET):
                target = name.removeprefix(TARGET)
                yield Printed(f"{target}：{plain(cell.runs)}", None, target)


def standing(sentences: Sequence[Printed], issued: Sequence[Item]) -> list[Printed]:
    """现行文字: what holds after the corrections that were issued, in their order; what was taken away is left out."""
    found = list(sentences)
    for item in issued:
        if item.before:
            found = [
                Printed(item.after, each.clause_id, each.target) if each.text == item.before else each for each in found
            ]
        elif item.after:
            found.append(Printed(item.after, item.clause_id))
    return [each for each in found if each.text]


def compose_amendment(content: AmendmentContent) -> Paper:
    """成文: 更正函 addresses the unit and compares; 补充责任书 adds what both sides agree on beside the letter."""
    correction = content.kind is Amends.CORRECTION
    blocks = (*(_correction(content) if correction else _supplement(content)), SignatureBlock(content.sides, ""))
    return Paper(AMENDS_LABELS[content.kind], content.unit, content.number, blocks)


def _named(content: AmendmentContent) -> str:
    return f"《{content.title}》（{content.original}，以下简称原责任书）"


def _correction(content: AmendmentContent) -> Iterator[Block]:
    yield title(f"关于更正{content.original}", "责任书的函")
    yield line(f"{content.unit}：")
    yield paragraph(
        f"{day(content.issued_on)}签发的{_named(content)}，因{_clause(content.reason)}，现将有关内容更正如下："
    )
    yield from _compared(content.items)
    yield paragraph("除以上更正外，原责任书其他内容不变，继续有效。本函经各方签字后，与原责任书具有同等效力。")


def _clause(reason: str) -> str:
    return reason.strip().rstrip("。；，").removeprefix("因")


def _compared(items: Sequence[Item]) -> Iterator[Block]:
    if all(max(len(item.before), len(item.after)) <= LONGEST_CELL for item in items):
        columns = (Column("序号", 12, "centre"), Column("原文", 72), Column("更正为", 72))
        rows = ((str(n), item.before or "（增加）", item.after or "（删去）") for n, item in enumerate(items, 1))
        yield table(columns, rows, "更正对照表")
        return
    for n, item in enumerate(items, 1):
        yield paragraph(f"{n}．原文：“{item.before}”" if item.before else f"{n}．增加一条。")
        yield paragraph(f"更正为：“{item.after}”" if item.after else "以上原文删去。")


def _supplement(content: AmendmentContent) -> Iterator[Block]:
    yield title(content.title, "补充责任书")
    yield paragraph(
        f"{day(content.issued_on)}签发的{_named(content)}继续有效。因{_clause(content.reason)}，经协商一致，补充以下内容："
    )
    for n, item in enumerate(content.items, 1):
        yield paragraph(f"{n}．{item.after}" if len(content.items) > 1 else item.after)
    yield paragraph("本补充责任书是原责任书的组成部分，经各方签字后生效，与原责任书具有同等效力。")
