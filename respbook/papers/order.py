"""督办文书 as papers: 整改通知书, 督办单 and 督办函, with a receipt at the foot and the photos behind (GB/T 9704-2012)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from respbook.papers.amendment import printed
from respbook.papers.blocks import (
    Block,
    Column,
    Heading,
    Invite,
    Paper,
    Paragraph,
    Photo,
    Photos,
    SignatureBlock,
    SignatureSide,
    SignatureSlot,
    Table,
    photo_rows,
    plain,
)
from respbook.papers.official import Annex, OfficialPaper, official_paper
from respbook.papers.parts import heading, paragraph, table
from respbook.rules.chinese import day
from respbook.rules.lights import LIGHT_WORDS, Light
from respbook.rules.order_words import article
from respbook.rules.orders import ORDER_KIND_LABELS, Line, OrderKind

DEEPEST = 4


@dataclass(frozen=True)
class Shown:
    """附件里的照片: which file, and whose problem it shows."""

    sha256: str
    number: str


@dataclass(frozen=True)
class OrderContent:
    """督办文书的内容."""

    kind: OrderKind
    light: Light | None
    issuer: str
    unit: str
    opening: str
    basis: str
    demand: str
    reply: str
    due_on: date
    lines: tuple[Line, ...]
    issued_on: date
    photos: tuple[Shown, ...] = ()
    number: str = ""


def compose_order(content: OrderContent) -> Paper:
    """成文; without a number it is a draft and says so on every page."""
    words = ORDER_KIND_LABELS[content.kind]
    photos = photo_rows([_photo(content, shown, n) for n, shown in enumerate(content.photos, 1)])
    return official_paper(
        OfficialPaper(
            words,
            f"{content.issuer}\n{words}",
            tuple(_body(content)),
            subject=content.unit,
            number=content.number,
            addressees=content.unit,
            issuer=content.issuer,
            on=content.issued_on,
            seal="place",
            after=tuple(_receipt(content, words)),
            annexes=(Annex("整改前照片", (Photos(photos),)),) if photos else (),
            draft=not content.number,
        )
    )


def inviting(paper: Paper, url: str) -> Paper:
    """扫码签收 in the footer; only on a paper that has its number."""
    return replace(
        paper, loose=True, invite=Invite(url, (paper.number, "扫码查看、签收", "用本单位的账号或专用链接打开"))
    )


def _body(content: OrderContent) -> Iterator[Block]:
    if content.light:
        told = LIGHT_WORDS[content.light].replace("·", "（") + "）"
        yield paragraph(f"督办颜色：{told}　督办期限：{day(content.due_on)}")
    yield paragraph(content.opening)
    yield _table(content.lines)
    ask = "请按下列要求办理：" if content.kind is OrderKind.LETTER else "现提出如下要求："
    yield paragraph(f"{content.basis.rstrip('，。；')}，{ask}" if content.basis else ask)
    lines = [line.strip() for line in content.demand.split("\n") if line.strip()]
    for number, line in enumerate([*lines, content.reply], 1):
        yield paragraph(f"{number}．{line}")


def _receipt(content: OrderContent, words: str) -> Iterator[Block]:
    """回执, signed on paper where nobody signs on the screen."""
    number = f"（{content.number}）" if content.number else ""
    yield heading("回执")
    yield paragraph(f"{words}{number}已收到，内容已知悉，将按要求整改并按时回复。")
    slots = (SignatureSlot("签收人", ""), SignatureSlot("联系电话", ""))
    yield SignatureBlock((SignatureSide("签收单位", content.unit, slots),), "")


def _photo(content: OrderContent, shown: Shown, number: int) -> Photo:
    place = content.lines[int(shown.number) - 1].place
    return Photo(shown.sha256, "　".join(filter(None, (f"图{number}", f"问题{shown.number}", place))))


def _table(lines: tuple[Line, ...]) -> Table:
    columns = (
        Column("序号", 12, "centre"),
        Column("点位", 28),
        Column("发现的问题", 46),
        Column("整改要求", 38),
        Column("整改时限", 32, "centre"),
    )
    rows = ((str(n), each.place, each.problem, each.demand, day(each.due_on)) for n, each in enumerate(lines, 1))
    return table(columns, rows)


def place_of(paper: Paper, clause_id: int | None, target: str) -> tuple[str, str]:
    """条款所在 in a frozen letter: (第四条, its sentence); of a target that stands in the table (目标任务表, its line)."""
    above = [""] * (DEEPEST + 1)
    for block in paper.blocks:
        if not isinstance(block, Heading | Paragraph):
            continue
        words = plain(block.runs).strip()
        level = block.level if isinstance(block, Heading) else 0
        if clause_id and block.clause == clause_id:
            heads = [*(above[1:level] if level else above[1:]), words]
            return article([each for each in heads if each]), "" if level == 1 else words
        if level:
            above[level:] = [words, *[""] * (DEEPEST - level)]
    line = next((each.text for each in printed(paper) if target and each.target == target), "")
    return ("目标任务表", line) if line else ("", "")
