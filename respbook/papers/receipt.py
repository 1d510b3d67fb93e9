"""签署回执和签署记录页: what a signer takes away at once, and the evidence sheet of a letter. Pure (safety R76, R77)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from respbook.papers.blocks import Block, CheckMark, Column, Paper, Table
from respbook.papers.parts import cell, heading, paragraph, table, title
from respbook.rules.chinese import counting
from respbook.rules.codes import is_digest
from respbook.rules.record_words import Part

RECEIPT = "签署回执"
EVIDENCE = "签署记录页"
CHECKING = (
    "核对方法：扫描本页二维码，可以查看这份责任书的签订情况；要核对签署记录本身，"
    "带上本回执到镇环保办，请工作人员当面调出记录，记录校验码应与本回执印的相同。"
)
CHECKING_MANY = (
    "各份均已记入操作日志，回执请自行保管。核对时带上本回执到镇环保办，请工作人员当面调出签署记录，"
    "各份的记录校验码应与上表相同。"
)
"""For whoever holds the paper: no command, no file. The auditor's way stands in the help."""
Lines = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Anchor:
    """存证: where the signing stands in the audit book, and the code of that entry."""

    seq: int
    code: str
    hash: str

    @property
    def words(self) -> str:
        """As papers print it."""
        return f"存证 {self.seq} {self.code}"


def receipt(subject: str, lines: Lines, record_sha256: str, code: str, anchor: Anchor, url: str) -> Paper:
    """签署回执: one page; its 校验码 is that of the record, so that the exported record is checked against the paper."""
    rows = (*lines, ("记录摘要", grouped(record_sha256)), ("记录校验码", code))
    rows = (*rows, ("操作日志", f"第{anchor.seq}条，校验码 {anchor.code}"), ("本条散列", grouped(anchor.hash)))
    blocks: tuple[Block, ...] = (
        title(RECEIPT),
        paragraph("下列签署已记入操作日志。本回执请自行保管：以后凭下面的校验码，可以查明签署记录有没有被改动。"),
        _facts(rows),
        paragraph(CHECKING),
    )
    return Paper(RECEIPT, subject, f"回执第{anchor.seq}号", blocks, CheckMark(url, code, anchor.words))


@dataclass(frozen=True)
class Entry:
    """合并回执的一行: a letter by its number and unit, the entry of its signing in the book, the code of its record."""

    number: str
    unit: str
    seq: int
    code: str


def merged_receipt(subject: str, lines: Lines, entries: Sequence[Entry], anchor: Anchor) -> Paper:
    """合并回执: all letters of one signing by list, a row each; ``anchor`` is the head of the book right after it.

    It carries no QR: a code leads to one letter, and this paper speaks of many.
    """
    columns = (
        Column("序号", 12, "centre"),
        Column("文号", 40, "centre"),
        Column("责任单位", 27),
        Column("条号", 12, "centre"),
        Column("记录校验码", 65, "centre"),
    )
    rows = ((str(n), each.number, each.unit, f"{each.seq}", each.code) for n, each in enumerate(entries, 1))
    head = (("操作日志", f"最后记到第{anchor.seq}条，校验码 {anchor.code}"), ("该条散列", grouped(anchor.hash)))
    blocks: tuple[Block, ...] = (
        title(f"{RECEIPT}（合并，共{len(entries)}份）"),
        _facts((*lines, *head)),
        table(columns, rows),
        paragraph(CHECKING_MANY),
    )
    return Paper(RECEIPT, subject, "", blocks, loose=True)


@dataclass(frozen=True)
class Evidence:
    """一栏的签署: the heading of the slot, and the record's facts with its verdict; ``lines`` empty: not signed yet."""

    heading: str
    lines: Lines
    parts: Sequence[Part] = ()


def evidence(
    subject: str, number: str, letter: Lines, slots: Iterable[Evidence], objections: Iterable[Lines], mark: CheckMark
) -> Paper:
    """签署记录页: the letter, every slot with its record, the objections."""
    return Paper(EVIDENCE, subject, number, tuple(_evidence(letter, slots, objections)), mark)


def _evidence(letter: Lines, slots: Iterable[Evidence], objections: Iterable[Lines]) -> Iterator[Block]:
    yield title(EVIDENCE)
    yield heading("一、责任书")
    yield _facts(letter)
    yield heading("二、签署")
    for place, each in enumerate(slots, 1):
        yield heading(f"（{counting(place)}）{each.heading}", 2)
        if each.lines:
            yield _by_parts((("现状", each.lines), *_of_parts(each.parts)))
        else:
            yield paragraph("还没有签。")
    yield heading("三、异议")
    told = list(objections)
    if not told:
        yield paragraph("没有提出过异议。")
    for lines in told:
        yield _facts(lines)


def _of_parts(parts: Sequence[Part]) -> Iterator[tuple[str, Lines]]:
    for part in parts:
        yield part.title, [(fact.words, grouped(fact.value)) for fact in part.facts]


def grouped(digest: str) -> str:
    """摘要 in groups of eight, so that it breaks across lines and can be compared by eye."""
    if not is_digest(digest):
        return digest
    return " ".join(digest[place : place + 8] for place in range(0, 64, 8))


def _facts(rows: Iterable[tuple[str, str]]) -> Table:
    return table((Column("项目", 34), Column("内容", 122)), rows)


def _by_parts(parts: Iterable[tuple[str, Lines]]) -> Table:
    """A record with its parts named at the side, each once."""
    rows = [
        (cell(part, len(lines)) if place == 0 else None, words, value)
        for part, lines in parts
        for place, (words, value) in enumerate(lines)
    ]
    return table((Column("类别", 24), Column("项目", 32), Column("内容", 100)), rows)
