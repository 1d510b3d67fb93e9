"""考核文书: 考核评分表, 得分说明单, 结果公示, 结果通报, 一票否决决定书, composed from frozen results (features A9, A11; field.md 9)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from respbook.papers.blocks import Block, Column, Paper, SignLines
from respbook.papers.official import OfficialPaper, official_paper
from respbook.papers.parts import line, paragraph, sections, stopped, table
from respbook.rules.chinese import day

SHEET, EXPLANATION = "考核评分表", "得分说明单"
PUBLIC_LIST, RESULT, VETO_DECISION = "考核结果公示", "考核结果通报", "一票否决决定书"


@dataclass(frozen=True)
class SheetLine:
    """评分表的一行; figures in words, empty where there is none."""

    heading: str
    title: str
    standard: str
    points: str
    proposed: str
    self_score: str
    score: str
    reason: str


@dataclass(frozen=True)
class SheetContent:
    """考核评分表的内容. ``summary``: total, bonus, rank and grade in one line; ``marks``: the 一人经办 line where it applies."""

    town: str
    assessment: str
    unit: str
    lines: tuple[SheetLine, ...]
    summary: str
    assessors: tuple[str, ...]
    note: str
    marks: str = ""


def score_sheet(content: SheetContent) -> Paper:
    """考核评分表 on pages across, with lines to sign on."""
    columns = (
        Column("序", 10, "centre"),
        Column("类别", 24),
        Column("指标和标准", 64),
        Column("分值", 14, "right"),
        Column("系统算分", 18, "right"),
        Column("自评", 14, "right"),
        Column("得分", 14, "right"),
        Column("评分说明", 64),
    )
    rows = []
    for place, each in enumerate(content.lines, 1):
        words = f"{each.title}：{each.standard}" if each.standard else each.title
        rows.append(
            (str(place), each.heading, words, each.points, each.proposed, each.self_score, each.score, each.reason)
        )
    body: list[Block] = [
        line(f"被考核单位：{content.unit}"),
        table(columns, rows, small=True),
        paragraph(content.summary),
    ]
    if content.marks:
        body.append(paragraph(content.marks))
    body.append(SignLines(("考核组组长", "考核人员", "复核人", "被考核单位负责人")))
    return official_paper(
        OfficialPaper(
            SHEET,
            f"{content.town}{content.assessment}评分表",
            tuple(body),
            subject=content.unit,
            landscape=True,
            note=content.note,
        )
    )


@dataclass(frozen=True)
class ExplainedLine:
    """得分说明单的一项: how its score came about, step by step."""

    title: str
    score: str
    points: str
    standard: str
    clause: str
    steps: tuple[str, ...]
    evidence: tuple[str, ...] = ()


def explanation(
    town: str, assessment: str, unit: str, lines: Sequence[ExplainedLine], totals: Sequence[str], window: str, note: str
) -> Paper:
    """得分说明单: a village can do every figure with a pencil."""
    parts: list[tuple[str, Sequence[Block]]] = [("总分、名次和等次", [paragraph(stopped(words)) for words in totals])]
    for each in lines:
        told: list[Block] = []
        if each.standard:
            told.append(paragraph(stopped(f"考核标准：{each.standard}")))
        if each.clause:
            told.append(paragraph(stopped(f"责任书：{each.clause}")))
        told += [paragraph(stopped(words)) for words in each.steps]
        if each.evidence:
            told.append(paragraph(stopped(f"依据：{'；'.join(each.evidence)}")))
        parts.append((f"{each.title}（得{each.score}分，分值{each.points}分）", told or [paragraph("没有扣分。")]))
    if window:
        parts.append(("有异议怎么办", [paragraph(window)]))
    return official_paper(
        OfficialPaper(
            EXPLANATION, f"{unit}{assessment}得分说明单", tuple(sections(parts)), subject=unit, issuer=town, note=note
        )
    )


@dataclass(frozen=True)
class ListedUnit:
    """名单的一行."""

    rank: str
    name: str
    total: str
    band: str
    remark: str = ""


@dataclass(frozen=True)
class ListedGroup:
    """名单的一组, best first."""

    label: str
    units: tuple[ListedUnit, ...]


def _list(groups: Iterable[ListedGroup]) -> Iterator[Block]:
    columns = (
        Column("名次", 16, "centre"),
        Column("单位", 52),
        Column("得分", 22, "right"),
        Column("等次", 22, "centre"),
        Column("说明", 44),
    )
    for group in groups:
        rows = [(each.rank, each.name, each.total, each.band, each.remark) for each in group.units]
        yield table(columns, rows, caption=f"{group.label}（{len(rows)}个）", small=True)


def public_list(
    town: str, assessment: str, groups: Sequence[ListedGroup], first: date, last: date, contact: str, note: str
) -> Paper:
    """考核结果公示."""
    opening = (
        f"根据年度环境保护目标责任书和考核细则，{town}对各村、镇属各单位进行了考核，现将{assessment}结果予以公示，"
        f"公示期为{day(first)}至{day(last)}。对本单位得分有异议的，请在公示期内逐项提出申诉，由没有参加评分的人复核后答复。"
    )
    body: list[Block] = [paragraph(opening)]
    if contact:
        body.append(paragraph(f"联系人及电话：{contact}。"))
    body += _list(groups)
    return official_paper(
        OfficialPaper(
            PUBLIC_LIST,
            f"关于{assessment}结果的公示",
            tuple(body),
            subject=assessment,
            issuer=town,
            on=first,
            note=note,
        )
    )


@dataclass(frozen=True)
class ResultContent:
    """考核结果通报的内容; ``good``/``poor``: units to be named for the best and the lowest grade."""

    town: str
    assessment: str
    number: str
    groups: tuple[ListedGroup, ...]
    bands: tuple[tuple[str, int], ...]
    good: tuple[str, ...]
    poor: tuple[str, ...]
    appeals: str
    changes: tuple[str, ...]
    demands: str
    on: date
    note: str


def result_circular(content: ResultContent) -> Paper:
    """考核结果通报: how it was done, the result by grade, who did well, who has to mend what, what changed since 公示."""
    counted = "，".join(f"{label}{count}个" for label, count in content.bands if label)
    total = sum(count for _, count in content.bands)
    parts: list[tuple[str, Sequence[Block]]] = [
        ("考核结果", [paragraph(f"共考核{total}个单位，其中{counted}。"), *_list(content.groups)]),
        (
            "工作较好的单位",
            [paragraph(stopped(f"{'、'.join(content.good)}工作扎实，予以通报表扬"))] if content.good else [],
        ),
        (
            "工作较差的单位",
            [paragraph(stopped(f"{'、'.join(content.poor)}考核等次靠后，请认真查找原因，制定整改措施，限期整改"))]
            if content.poor
            else [],
        ),
        ("公示后的变动", [paragraph(stopped(words)) for words in content.changes]),
        ("下一步工作要求", [paragraph(content.demands)]),
    ]
    opening = paragraph(
        f"根据年度环境保护目标责任书和考核细则，{content.town}对各村、镇属各单位进行了考核，结果已经公示。{content.appeals}现通报如下："
    )
    return official_paper(
        OfficialPaper(
            RESULT,
            f"关于{content.assessment}结果的通报",
            (opening, *sections(parts)),
            subject=content.assessment,
            mark=f"{content.town}文件" if content.number else "",
            number=content.number,
            addressees="各村，镇属各单位",
            issuer=content.town,
            on=content.on,
            note=content.note,
        )
    )


@dataclass(frozen=True)
class VetoContent:
    """一票否决决定书的内容."""

    town: str
    number: str
    unit: str
    incident: str
    evidence: tuple[str, ...]
    statement: str
    clause: str
    effect: str
    decision: str
    decided_by: str
    on: date


def veto_decision(content: VetoContent) -> Paper:
    """一票否决决定书: incident, evidence, statement, basis, decision with its name (X14)."""
    parts: list[tuple[str, Sequence[Block]]] = [
        ("事实", [paragraph(stopped(content.incident))]),
        ("佐证", [paragraph(stopped("；".join(content.evidence)))] if content.evidence else []),
        ("单位陈述", [paragraph(stopped(content.statement))]),
        ("依据", [paragraph(stopped(content.clause))]),
        ("决定", [paragraph(stopped(content.decision)), paragraph(stopped(content.effect))]),
    ]
    return official_paper(
        OfficialPaper(
            VETO_DECISION,
            f"关于对{content.unit}实行环境保护\n一票否决的决定",
            tuple(sections(parts)),
            subject=content.unit,
            number=content.number,
            addressees=content.unit,
            issuer=content.town,
            on=content.on,
            note=f"决定人：{content.decided_by}",
        )
    )
