"""常用构件: what papers are made of from plain words, one call each: title, text, headings by their order, tables."""

from collections.abc import Iterable, Iterator, Sequence

from respbook.papers.blocks import Block, Cell, Column, Heading, Paragraph, Run, Table, Title
from respbook.rules.chinese import ordinal_label

Words = str | Cell | None
"""A cell in plain words; None where one beside it or above it stands."""


def title(*lines: str) -> Title:
    """标题 in lines that are broken by meaning."""
    return Title(tuple((Run(words),) for words in lines))


def paragraph(words: str) -> Paragraph:
    """正文段落, its first line indented."""
    return Paragraph((Run(words),))


def line(words: str) -> Paragraph:
    """顶格的一行: 主送, 编号, 事项."""
    return Paragraph((Run(words),), indent=False)


def heading(words: str, level: int = 1) -> Heading:
    """层次标题 as it is worded, with its own number."""
    return Heading(level, (Run(words),))


def sections(parts: Iterable[tuple[str, Sequence[Block]]], level: int = 1) -> Iterator[Block]:
    """分部分: heads of one level with their 一、（一）1.（1） and what stands below them; a part without anything is left out."""
    for number, (head, body) in enumerate(((head, body) for head, body in parts if body), 1):
        yield heading(f"{ordinal_label(level, number)}{head}", level)
        yield from body


def cell(words: str, rows: int = 1, cols: int = 1) -> Cell:
    """单元格."""
    return Cell((Run(words),), rows, cols)


def row(*words: Words) -> tuple[Cell | None, ...]:
    """表格的一行."""
    return tuple(cell(each) if isinstance(each, str) else each for each in words)


def table(columns: Sequence[Column], rows: Iterable[Sequence[Words]], caption: str = "", small: bool = False) -> Table:
    """表格 of plain words; widths add up to 156 mm, on a landscape page to 222."""
    return Table(caption, tuple(columns), tuple(row(*each) for each in rows), small)


def stopped(words: str) -> str:
    """补句号: with a full stop at its end, however it was typed."""
    return words if words.endswith(("。", "！", "？", "；", "。”", "！”", "？”")) else f"{words}。"
