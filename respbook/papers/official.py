"""公文: any paper of the office as one value, set by GB/T 9704-2012; what comes is composed from facts into this.

Only what is filled in stands on the paper: a 通报 has its red head and 版记, a 评分表 title, table and lines to sign on.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from respbook.papers.blocks import (
    Block,
    Imprint,
    Masthead,
    PageBreak,
    Paper,
    Seal,
    Subscription,
)
from respbook.papers.parts import heading, line, title
from respbook.papers.titles import LONGEST, LONGEST_ACROSS, title_lines
from respbook.rules.chinese import day


@dataclass(frozen=True)
class Annex:
    """附件: its name, what stands in it, whether its pages lie across; one without a body is only named."""

    name: str
    body: tuple[Block, ...] = ()
    landscape: bool = False


@dataclass(frozen=True)
class OfficialPaper:
    """公文的内容: parts in the order in which they are printed; ``body`` and ``after`` by ``papers.parts``.

    ``mark``: 发文机关标志 in red, "" for a paper without a letterhead. ``number``: the 文号, "" where there is none;
    a draft shows ``unnumbered`` in its place. ``title`` is broken by meaning, or where a line feed stands in it.
    ``after``: what stands below the date (回执, 签字行). ``draft``: 草稿 on every page.
    """

    kind: str
    title: str
    body: tuple[Block, ...]
    subject: str = ""
    mark: str = ""
    number: str = ""
    unnumbered: str = ""
    addressees: str = ""
    issuer: str = ""
    on: date | None = None
    seal: Seal = "room"
    after: tuple[Block, ...] = ()
    annexes: tuple[Annex, ...] = ()
    copies_to: str = ""
    landscape: bool = False
    note: str = ""
    draft: bool = False


def official_paper(content: OfficialPaper) -> Paper:
    """成文: the paper as it is stored, fingerprinted and handed to press or Word; ``stored.marked`` puts its 校验码 on it."""
    blocks = tuple(_blocks(content))
    return Paper(content.kind, content.subject, content.number, blocks, loose=not content.draft, note=content.note)


def _blocks(content: OfficialPaper) -> Iterator[Block]:
    if content.landscape:
        yield PageBreak(landscape=True)
    if content.mark:
        yield Masthead(content.mark, _in_head(content.number or content.unnumbered))
    yield title(*title_lines(content.title, LONGEST_ACROSS if content.landscape else LONGEST))
    if content.addressees:
        yield line(f"{content.addressees.rstrip('：:')}：")
    yield from content.body
    yield from _signed(content)
    yield from content.after
    for place, annex in enumerate(content.annexes, 1):
        yield from _annex(annex, place if len(content.annexes) > 1 else 0)
    if content.mark or content.copies_to:
        yield Imprint(content.copies_to.rstrip("。"), content.issuer, day(content.on) if content.on else "")


def _in_head(number: str) -> str:
    """文号 below the mark: 青环〔2026〕3号 as it is, 第3期 in brackets."""
    return number if not number or number.endswith("号") else f"（{number}）"


def _signed(content: OfficialPaper) -> Iterator[Block]:
    names = tuple(annex.name for annex in content.annexes)
    if content.issuer or content.on or names:
        yield Subscription(content.issuer, day(content.on) if content.on else "", names, content.seal)


def _annex(annex: Annex, number: int) -> Iterator[Block]:
    if annex.body:
        yield PageBreak(annex.landscape)
        yield heading(f"附件{number or ''}")
        yield title(*title_lines(annex.name, LONGEST_ACROSS if annex.landscape else LONGEST))
        yield from annex.body
