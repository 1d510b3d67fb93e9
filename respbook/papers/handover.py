"""责任交接书: what is handed over, from whom to whom, before whom; set like any official paper (features X9)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from respbook.papers.blocks import (
    Block,
    Cell,
    Column,
    Heading,
    Paper,
    Paragraph,
    Run,
    SignatureBlock,
    SignatureSide,
    SignatureSlot,
    Table,
    Title,
)
from respbook.rules.chinese import day


@dataclass(frozen=True)
class OpenDuty:
    """未完的任务: what it asks, until when, with which evidence, how far it is."""

    title: str
    demand: str
    due_on: date
    evidence: str
    state: str


@dataclass(frozen=True)
class Person:
    """交接的人: post and name."""

    post: str
    name: str


@dataclass(frozen=True)
class HandoverContent:
    """责任交接的内容; ``letters`` are numbers and names of the letters in force."""

    unit: str
    issuer: str
    handed_on: date
    giver: Person
    taker: Person
    witness: Person
    letters: tuple[str, ...]
    duties: tuple[OpenDuty, ...]


def compose_handover(content: HandoverContent) -> Paper:
    """成文."""
    giver, taker = content.giver, content.taker
    letters = "、".join(content.letters) or "（现无在效责任书）"
    blocks: tuple[Block, ...] = (
        Title(((Run(content.unit),), (Run("环境保护责任交接书"),))),
        _text(
            f"因任职变动，{content.unit}{giver.post}{giver.name}将所承担的环境保护责任移交给{taker.post}{taker.name}。"
            f"自{day(content.handed_on)}起，未完成的任务由{taker.name}负责；此前的履职情况由{giver.name}负责，"
            "考核、问责以交接日期划分。原责任书上的签字继续有效。"
        ),
        Heading(1, (Run("一、在效责任书"),)),
        _text(f"{letters}。"),
        Heading(1, (Run("二、移交的任务"),)),
        *_duties(content.duties),
        Heading(1, (Run("三、其他"),)),
        _text("佐证材料、台账随任务一并移交。本交接书一式三份，移交人、接任人和镇人民政府各执一份。"),
        SignatureBlock(
            tuple(
                SignatureSide(party, unit, (SignatureSlot(person.post, person.name),), seal=False)
                for party, unit, person in (
                    ("移交人", content.unit, giver),
                    ("接任人", content.unit, taker),
                    ("见证人", content.issuer, content.witness),
                )
            ),
            "",
        ),
    )
    return Paper("责任交接书", content.unit, "", blocks, loose=True)


def _text(words: str) -> Paragraph:
    return Paragraph((Run(words),))


def _duties(duties: Sequence[OpenDuty]) -> tuple[Block, ...]:
    if not duties:
        return (_text("现无未完成的任务。"),)
    columns = (
        Column("序号", 11, "centre"),
        Column("任务", 37),
        Column("要求", 36),
        Column("完成时限", 27, "centre"),
        Column("佐证材料", 27),
        Column("办理情况", 18, "centre"),
    )
    rows = tuple(
        tuple(Cell((Run(word),)) for word in (str(n), d.title, d.demand, day(d.due_on), d.evidence, d.state))
        for n, d in enumerate(duties, 1)
    )
    return (Table("", columns, rows),)
