"""会议纪要 of a study: when, where, who, what about, what was decided, and who does what by when (features X18)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from respbook.papers.blocks import Block, Column, Paper, Paragraph
from respbook.papers.official import OfficialPaper, official_paper
from respbook.papers.parts import paragraph, sections, stopped, table
from respbook.rules.chinese import counting, day, day_with_weekday
from respbook.rules.studies import Line, Meeting


@dataclass(frozen=True)
class Minutes:
    """纪要的内容; ``reason`` and ``edition`` of a corrected one."""

    issuer: str
    meeting: Meeting
    written_on: date
    edition: int = 1
    reason: str = ""


def compose_minutes(content: Minutes) -> Paper:
    """成文."""
    meeting = content.meeting
    heads: tuple[tuple[str, tuple[Block, ...]], ...] = (
        ("议题", (paragraph(stopped(meeting.topics or "研究环境保护工作")),)),
        ("议定事项", tuple(_decided(number, line) for number, line in enumerate(meeting.lines, 1))),
        ("任务分工", _shared_out(meeting.lines)),
        ("其他", (paragraph(stopped(meeting.remarks)),) if meeting.remarks else ()),
    )
    told = (
        ("时间", f"{day_with_weekday(meeting.held_on)}{meeting.held_at}"),
        ("地点", meeting.place),
        ("主持", meeting.chair),
        ("出席", meeting.attendees),
    )
    body = [*(paragraph(f"{name}：{words}") for name, words in told), *sections(heads)]
    if content.edition > 1:
        reason = f"更正原因：{stopped(content.reason)}以前各稿与本稿不一致的，以本稿为准。"
        body.append(paragraph(f"本纪要为第{content.edition}稿，{reason}"))
    return official_paper(
        OfficialPaper(
            "会议纪要",
            f"{content.issuer}\n研究环境保护工作会议纪要",
            tuple(body),
            f"{day(meeting.held_on)}研究环境保护工作",
            issuer=content.issuer,
            on=content.written_on,
            seal="none",
        )
    )


def _decided(number: int, line: Line) -> Paragraph:
    who = (
        f"由{line.unit}负责{f'（责任人：{line.person}）' if line.person else ''}，{day(line.due_on)}前完成。"
        if line.due_on
        else ""
    )
    return paragraph(f"（{counting(number)}）{stopped(line.matter)}{stopped(line.words)}{who}")


def _shared_out(lines: Iterable[Line]) -> tuple[Block, ...]:
    owned = [(number, line) for number, line in enumerate(lines, 1) if line.owned]
    if not owned:
        return ()
    columns = (
        Column("序号", 14, "centre"),
        Column("事项", 54),
        Column("责任单位", 38),
        Column("责任人", 20, "centre"),
        Column("完成时限", 30, "centre"),
    )
    rows = (
        (str(number), line.matter, line.unit, line.person, day(line.due_on) if line.due_on else "")
        for number, line in owned
    )
    return (table(columns, rows),)
