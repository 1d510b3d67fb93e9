"""责任交接书: what is handed over, from whom to whom, before whom; set like any official paper (features X9)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from respbook.papers.blocks import Block, Column, Paper, SignatureBlock, SignatureSide, SignatureSlot
from respbook.papers.official import OfficialPaper, official_paper
from respbook.papers.parts import paragraph, sections, table
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
    handed = paragraph(
        f"因任职变动，{content.unit}{giver.post}{giver.name}将所承担的环境保护责任移交给{taker.post}{taker.name}。"
        f"自{day(content.handed_on)}起，未完成的任务由{taker.name}负责；此前的履职情况由{giver.name}负责，"
        "考核、问责以交接日期划分。原责任书上的签字继续有效。"
    )
    others = "佐证材料、台账随任务一并移交。本交接书一式三份，移交人、接任人和镇人民政府各执一份。"
    parts: tuple[tuple[str, Sequence[Block]], ...] = (
        ("在效责任书", [paragraph(f"{letters}。")]),
        ("移交的任务", _duties(content.duties)),
        ("其他", [paragraph(others)]),
    )
    signed = SignatureBlock(
        tuple(
            SignatureSide(party, unit, (SignatureSlot(person.post, person.name),), seal=False)
            for party, unit, person in (
                ("移交人", content.unit, giver),
                ("接任人", content.unit, taker),
                ("见证人", content.issuer, content.witness),
            )
        ),
        "",
    )
    body = (handed, *sections(parts), signed)
    return official_paper(OfficialPaper("责任交接书", f"{content.unit}\n环境保护责任交接书", body, content.unit))


def _duties(duties: Sequence[OpenDuty]) -> tuple[Block, ...]:
    if not duties:
        return (paragraph("现无未完成的任务。"),)
    columns = (
        Column("序号", 11, "centre"),
        Column("任务", 37),
        Column("要求", 36),
        Column("完成时限", 27, "centre"),
        Column("佐证材料", 27),
        Column("办理情况", 18, "centre"),
    )
    rows = ((str(n), d.title, d.demand, day(d.due_on), d.evidence, d.state) for n, d in enumerate(duties, 1))
    return (table(columns, rows),)
