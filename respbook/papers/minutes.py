"""会议纪要 of a study: when, where, who, what about, what was decided, and who does what by when (features X18)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from respbook.papers.blocks import Block, Cell, Column, Heading, Paper, Paragraph, Run, Table, Title
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
    heads: Iterable[tuple[str, tuple[Block, ...]]] = (
        ("议题", (_text(_stopped(meeting.topics or "研究环境保护工作")),)),
        ("议定事项", tuple(_decided(number, line) for number, line in enumerate(meeting.lines, 1))),
        ("任务分工", _shared_out(meeting.lines)),
        ("其他", (_text(_stopped(meeting.remarks)),) if meeting.remarks else ()),
    )
    blocks: list[Block] = [
        Title(((Run(content.issuer),), (Run("研究环境保护工作会议纪要"),))),
        *(
            _text(f"{name}：{words}")
            for name, words in (
                ("时间", f"{day_with_weekday(meeting.held_on)}{meeting.held_at}"),
                ("地点", meeting.place),
                ("主持", meeting.chair),
                ("出席", meeting.attendees),
            )
        ),
    ]
    for number, (head, body) in enumerate(((head, body) for head, body in heads if body), 1):
        blocks += [Heading(1, (Run(f"{counting(number)}、{head}"),)), *body]
    if content.edition > 1:
        blocks.append(
            _text(
                f"本纪要为第{content.edition}稿，更正原因：{_stopped(content.reason)}以前各稿与本稿不一致的，以本稿为准。"
            )
        )
    blocks += [_at_right(content.issuer), _at_right(day(content.written_on))]
    return Paper("会议纪要", f"{day(meeting.held_on)}研究环境保护工作", "", tuple(blocks), loose=True)


def _decided(number: int, line: Line) -> Paragraph:
    who = (
        f"由{line.unit}负责{f'（责任人：{line.person}）' if line.person else ''}，{day(line.due_on)}前完成。"
        if line.due_on
        else ""
    )
    return _text(f"（{counting(number)}）{_stopped(line.matter)}{_stopped(line.words)}{who}")


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
    rows = tuple(
        tuple(
            Cell((Run(words),))
            for words in (str(number), line.matter, line.unit, line.person, day(line.due_on) if line.due_on else "")
        )
        for number, line in owned
    )
    return (Table("", columns, rows),)


def _stopped(words: str) -> str:
    """With a full stop at its end, however it was typed."""
    return words if words.endswith(("。", "！", "？", "；")) else f"{words}。"


def _text(words: str) -> Paragraph:
    return Paragraph((Run(words),))


def _at_right(words: str) -> Paragraph:
    return Paragraph((Run(f"{words}　　"),), indent=False, align="right")
