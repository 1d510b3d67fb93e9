"""督查的文书: the record of a draw that anyone can make again, and the 督查记录表 of a plan (features Q8; field.md 9)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from respbook.papers.blocks import Block, Column, Paper, SignLines
from respbook.papers.official import OfficialPaper, official_paper
from respbook.papers.parts import line, paragraph, sections, table
from respbook.rules.draws import METHOD, Ranked

SHOWN_DIGITS = 16
"""Digits of a digest that are printed: enough to compare by eye, and the order stands by them."""
_BLANK = "　" * 6
"""Room to write a name by hand."""


@dataclass(frozen=True)
class DrawRecord:
    """抽取记录: ``ranked`` are all candidates in the order of the draw."""

    title: str
    number: str
    subject: str
    what: str
    secret: str
    word: str
    ranked: Sequence[Ranked]
    counted: str
    when: str
    by: str
    reason: str = ""
    groups: Sequence[str] = ()


def draw_record(facts: DrawRecord) -> Paper:
    """排成抽取记录: result, seed, method, then every candidate with its number."""
    drawn = [each.name for each in facts.ranked if each.drawn]
    told = [
        f"编号：{facts.number}",
        f"事项：{facts.subject}（{facts.what}）",
        f"时间：{facts.when}　抽取人：{facts.by}",
        *([f"重抽理由：{facts.reason}"] if facts.reason else []),
        f"随机数：{facts.secret}",
        f"现场词：{facts.word or '（无）'}",
        f"候选{len(facts.ranked)}{facts.counted}，抽中{len(drawn)}{facts.counted}。",
    ]
    result = ["、".join(drawn) + "。"]
    if facts.groups:
        result.append("分组：" + "；".join(f"第{n}组 {names}" for n, names in enumerate(facts.groups, 1)) + "。")
    columns = (
        Column("排位", 16, "centre"),
        Column("候选", 70),
        Column(f"SHA-256前{SHOWN_DIGITS}位", 50),
        Column("结果", 20, "centre"),
    )
    rows = (
        (str(each.place), each.name, each.digest[:SHOWN_DIGITS], "抽中" if each.drawn else "") for each in facts.ranked
    )
    parts: list[tuple[str, Sequence[Block]]] = [
        ("抽取结果", [paragraph(words) for words in result]),
        ("抽取方法", [paragraph(METHOD)]),
        ("候选和排位", [table(columns, rows)]),
    ]
    signed = SignLines(("抽取人（签字）", "在场人员（签字）"), dated=False)
    body = (*(line(words) for words in told), *sections(parts), signed)
    return official_paper(OfficialPaper("抽取记录", facts.title, body, facts.subject))


@dataclass(frozen=True)
class StopLine:
    """督查记录表的一行."""

    called: str
    places: str
    when: str
    found: str


@dataclass(frozen=True)
class ProblemLine:
    """发现问题的一行."""

    number: str
    unit: str
    what: str
    state: str


@dataclass(frozen=True)
class InspectionRecord:
    """督查记录表."""

    issuer: str
    name: str
    when: str
    level: str
    categories: str
    members: str
    groups: Sequence[str]
    draws: Sequence[str]
    counts: str
    stops: Sequence[StopLine]
    problems: Sequence[ProblemLine]
    goods: Sequence[str]
    conclusion: str
    on: date


def inspection_record(facts: InspectionRecord) -> Paper:
    """排成督查记录表: where one was, what was found with its state, what was done well, room to sign."""
    told = [
        f"督查事项：{facts.name}",
        f"时间：{facts.when}　层级：{facts.level}",
        f"类别：{facts.categories}",
        f"督查人员：{facts.members or _BLANK}",
        *([f"分组：{'；'.join(facts.groups)}"] if facts.groups else []),
        *([f"随机抽取：{'；'.join(facts.draws)}"] if facts.draws else []),
        facts.counts,
    ]
    stops = (
        Column("序号", 14, "centre"),
        Column("村（单位）", 34),
        Column("点位", 36),
        Column("到点日期", 36),
        Column("情况", 36),
    )
    seen = ((str(n), each.called, each.places, each.when, each.found) for n, each in enumerate(facts.stops, 1))
    columns = (Column("编号", 26), Column("村（单位）", 34), Column("情况", 68), Column("整改状态", 28))
    found = [(each.number, each.unit, each.what, each.state) for each in facts.problems]
    parts: list[tuple[str, Sequence[Block]]] = [
        ("到点情况", [table(stops, seen)]),
        ("发现的问题", [table(columns, found) if found else paragraph("没有发现问题。")]),
        ("好的做法", [paragraph(words) for words in facts.goods]),
        ("总体情况", [paragraph(words) for words in facts.conclusion.splitlines() if words]),
    ]
    signed = SignLines(("督查人员（签字）", "被督查村（单位）（签字）"))
    body = (*(line(words) for words in told), *sections(parts), signed)
    return official_paper(
        OfficialPaper("督查记录表", "督查记录表", body, facts.name, issuer=facts.issuer, on=facts.on, seal="none")
    )
