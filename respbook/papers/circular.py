"""通报: composed from its groups of sentences, with its red head, date, copies and the annex of photos (features Q7, X8)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from respbook.papers.blocks import Block, Heading, Paper, Paragraph, PhotoRow, Photos, plain
from respbook.papers.official import Annex, OfficialPaper, official_paper
from respbook.papers.parts import heading, paragraph
from respbook.rules.chinese import counting, day
from respbook.rules.circular_words import Section
from respbook.rules.circulars import CIRCULAR_LABELS, CircularKind

ANNEX = "整改前后对照照片"


@dataclass(frozen=True)
class CircularContent:
    """通报的内容; ``number`` is empty on a draft, ``on`` the 成文日期 or the day of the draft."""

    kind: CircularKind
    issuer: str
    number: str
    title: str
    addressees: str
    opening: str
    sections: tuple[Section, ...]
    closing: str
    on: date
    copies_to: str = ""
    pairs: tuple[PhotoRow, ...] = ()


def compose_circular(content: CircularContent) -> Paper:
    """成文. A draft is marked as one; an issued circular is a paper of the office without a check mark of its own."""
    label = CIRCULAR_LABELS[content.kind]
    return official_paper(
        OfficialPaper(
            label,
            content.title,
            tuple(_body(content)),
            subject=content.title,
            mark=f"{content.issuer}{label}",
            number=content.number,
            unnumbered="第　期",
            addressees=content.addressees,
            issuer=content.issuer,
            on=content.on,
            annexes=(Annex(ANNEX, (Photos(content.pairs),)),) if content.pairs else (),
            copies_to=content.copies_to,
            draft=not content.number,
        )
    )


def _body(content: CircularContent) -> Iterator[Block]:
    """开头, then 一、整改情况 with its groups, 二、下一步工作要求; the groups of a 日通报 stand by themselves."""
    yield paragraph(content.opening)
    daily = content.kind is CircularKind.DAILY
    if not daily:
        yield heading("一、整改情况")
    for section in content.sections:
        yield heading(section.heading, 1 if daily else 2)
        yield from map(paragraph, section.lines)
    yield heading(f"{counting(len(content.sections) + 1) if daily else '二'}、下一步工作要求")
    yield paragraph(content.closing)


def circular_text(content: CircularContent) -> str:
    """可以发到群里的文字: the whole circular in plain lines, for the WeChat group."""
    lines = [f"【{content.issuer}{CIRCULAR_LABELS[content.kind]}{content.number}】", content.title]
    lines.append(f"{content.addressees.rstrip('：:')}：")
    lines += [plain(block.runs) for block in _body(content) if isinstance(block, Heading | Paragraph)]
    return "\n".join([*lines, content.issuer, day(content.on)])
