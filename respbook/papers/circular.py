"""通报: composed from its groups of sentences, with its red head, date, copies and the annex of photos (features Q7, X8)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from respbook.papers.blocks import (
    Block,
    Heading,
    Imprint,
    Masthead,
    PageBreak,
    Paper,
    Paragraph,
    PhotoPair,
    Photos,
    Run,
    Subscription,
    Title,
)
from respbook.rules.chinese import day
from respbook.rules.circular_words import Section
from respbook.rules.circulars import CIRCULAR_LABELS, CircularKind

ANNEX = "整改前后对照照片"
_LINE = 19
"""Characters of 二号 in a line, with some room."""
_BREAKS = ("专项督查整改情况的通报", "问题整改情况的通报", "整改情况的通报", "情况的通报", "的通报")


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
    pairs: tuple[PhotoPair, ...] = ()


def compose_circular(content: CircularContent) -> Paper:
    """成文. A draft is marked as one; an issued circular is a paper of the office without a check mark of its own."""
    label = CIRCULAR_LABELS[content.kind]
    number = content.number or "第　期"
    blocks = (
        Masthead(f"{content.issuer}{label}", number if number.endswith("号") else f"（{number}）"),
        Title(tuple((Run(line),) for line in title_lines(content.title))),
        Paragraph((Run(f"{content.addressees.rstrip('：:')}："),), indent=False),
        _text(content.opening),
        *_groups(content),
        Subscription(content.issuer, day(content.on), (ANNEX,) if content.pairs else ()),
        *_annex(content.pairs),
        Imprint(content.copies_to.rstrip("。"), content.issuer, day(content.on)),
    )
    return Paper(label, content.title, content.number, blocks, loose=bool(content.number))


def title_lines(title: str) -> list[str]:
    """标题分行 by meaning: 词意完整."""
    if len(title) <= _LINE:
        return [title]
    for words in _BREAKS:
        first = title.removesuffix(words)
        if first != title and len(first) <= _LINE:
            return [first, words]
    return [title]


def _groups(content: CircularContent) -> Iterator[Block]:
    """一、整改情况 with its groups, 二、下一步工作要求; the groups of a 日通报 stand by themselves."""
    daily = content.kind is CircularKind.DAILY
    if not daily:
        yield Heading(1, (Run("一、整改情况"),))
    for section in content.sections:
        yield Heading(1 if daily else 2, (Run(section.heading),))
        yield from map(_text, section.lines)
    label = "一二三四"[len(content.sections)] if daily else "二"
    yield Heading(1, (Run(f"{label}、下一步工作要求"),))
    yield _text(content.closing)


def _annex(pairs: Sequence[PhotoPair]) -> Iterator[Block]:
    if pairs:
        yield PageBreak()
        yield Heading(1, (Run("附件"),))
        yield Title(((Run(ANNEX),),))
        yield Photos(tuple(pairs))


def _text(words: str) -> Paragraph:
    return Paragraph((Run(words),))


def circular_text(content: CircularContent) -> str:
    """可以发到群里的文字: the whole circular in plain lines, for the WeChat group."""
    lines = [f"【{content.issuer}{CIRCULAR_LABELS[content.kind]}{content.number}】", content.title]
    lines += [f"{content.addressees.rstrip('：:')}：", content.opening]
    for block in _groups(content):
        if isinstance(block, (Heading, Paragraph)):
            lines.append("".join(run.text for run in block.runs))
    return "\n".join([*lines, content.issuer, day(content.on)])
