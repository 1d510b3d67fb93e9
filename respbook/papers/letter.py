"""责任书: composed from the template's clauses and one unit's facts. Pure; nothing is looked up, nothing is drawn."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from respbook.papers.blocks import (
    Block,
    Cell,
    CheckMark,
    Column,
    Heading,
    PageBreak,
    Paper,
    Paragraph,
    Run,
    Runs,
    SignatureBlock,
    SignatureSide,
    Table,
    Title,
)
from respbook.rules.clauses import numbers
from respbook.rules.wording import block_of, fill

KIND = "环境保护目标责任书"


@dataclass(frozen=True)
class ClauseLine:
    """条款 as it applies to this unit; ``label`` replaces the computed number when it is set."""

    id: int
    level: int
    text: str
    label: str = ""


@dataclass(frozen=True)
class Goal:
    """目标任务表的一行: category, name, the figure in words, and the unit in charge of the line."""

    category: str
    name: str
    figure: str
    lead: str


@dataclass(frozen=True)
class Duty:
    """任务清单的一行."""

    title: str
    demand: str
    rhythm: str
    due: str
    evidence: str


@dataclass(frozen=True)
class Content:
    """责任书内容: everything that the letter of one unit is made from."""

    subject: str
    title: tuple[str, ...]
    clauses: tuple[ClauseLine, ...]
    values: Mapping[str, str]
    goals: tuple[Goal, ...]
    duties: tuple[Duty, ...]
    sides: tuple[SignatureSide, ...]
    number: str = ""
    mark: CheckMark | None = None


def compose(content: Content) -> Paper:
    """成文: the letter as a paper. Raises RuleBroken where a field has no value."""
    title = Title(tuple(_runs(line, content.values) for line in content.title))
    return Paper(
        kind=KIND,
        subject=content.subject,
        number=content.number,
        blocks=(title, *_blocks(content)),
        mark=content.mark,
    )


def file_names(units: Sequence[str], kind: str = "pdf") -> list[str]:
    """文件名 of letters taken away together: 01_王家庄村_责任书.pdf …; marks that a file system refuses become _."""
    width = max(2, len(str(len(units))))
    plain = (re.sub(r'[\\/:*?"<>|\s]', "_", unit) for unit in units)
    return [f"{place:0{width}}_{unit}_责任书.{kind}" for place, unit in enumerate(plain, 1)]


def _blocks(content: Content) -> Iterator[Block]:
    labels = numbers((clause.level, clause.label) for clause in content.clauses)
    for clause, label in zip(content.clauses, labels, strict=True):
        for place, paragraph in enumerate(clause.text.split("\n")):
            block = block_of(paragraph)
            if block is not None:
                yield from _block(block, content)
            elif paragraph.strip():
                yield _text(clause, label if place == 0 else "", paragraph, content.values)


def _text(clause: ClauseLine, label: str, paragraph: str, values: Mapping[str, str]) -> Block:
    runs = ((Run(label),) if label else ()) + _runs(paragraph.strip(), values)
    if clause.level and label:
        return Heading(clause.level, runs, clause.id)
    return Paragraph(runs, clause.id)


def _runs(text: str, values: Mapping[str, str]) -> Runs:
    return tuple(Run(piece.text, piece.field) for piece in fill(text, values) if piece.text)


def _block(name: str, content: Content) -> Iterator[Block]:
    if name == "目标任务表":
        yield _goal_table(_by_category(content.goals))
    elif name == "任务清单":
        yield PageBreak()
        yield Heading(1, (Run("附件"),))
        yield Title(((Run(content.values["单位简称"], "单位简称"), Run(f"{content.values['年度']}年度任务清单")),))
        yield _duty_table(content.duties)
    else:
        yield SignatureBlock(content.sides, "　　　　年　　月　　日")


def _cell(text: str, rows: int = 1, field: str | None = None) -> Cell:
    return Cell((Run(text, field),), rows)


def _by_category(goals: tuple[Goal, ...]) -> tuple[Goal, ...]:
    """Goals of one category stand together, in the order in which the categories first appear."""
    first = {goal.category: place for place, goal in reversed(list(enumerate(goals)))}
    return tuple(sorted(goals, key=lambda goal: first[goal.category]))


def _goal_table(goals: tuple[Goal, ...]) -> Table:
    rows: list[tuple[Cell | None, ...]] = []
    for place, goal in enumerate(goals):
        opens = place == 0 or goals[place - 1].category != goal.category
        span = next((n for n, each in enumerate(goals[place:]) if each.category != goal.category), len(goals) - place)
        rows.append(
            (
                _cell(str(place + 1)),
                _cell(goal.category, span) if opens else None,
                _cell(goal.name),
                _cell(goal.figure, field=f"指标:{goal.name}"),
                _cell(goal.lead),
            )
        )
    columns = (
        Column("序号", 12, "centre"),
        Column("类别", 20, "centre"),
        Column("目标任务", 50),
        Column("指标", 44),
        Column("牵头单位", 30, "centre"),
    )
    return Table("目标任务表", columns, tuple(rows))


def _duty_table(duties: tuple[Duty, ...]) -> Table:
    columns = (
        Column("序号", 11, "centre"),
        Column("任务", 38),
        Column("要求", 34),
        Column("频次", 16, "centre"),
        Column("完成时限", 27, "centre"),
        Column("佐证材料", 30),
    )
    rows = tuple(
        (_cell(str(n)), _cell(d.title), _cell(d.demand), _cell(d.rhythm), _cell(d.due), _cell(d.evidence))
        for n, d in enumerate(duties, 1)
    )
    return Table("", columns, rows)
