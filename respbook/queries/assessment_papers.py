"""考核文书的内容: what the papers of an assessment say, gathered from frozen results (features A9, A11)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from respbook.models.assessment_results import Appeal
from respbook.models.assessments import Assessment, ScoreMark, ScoreSettlement, SelfScore
from respbook.models.base import db
from respbook.models.score_matters import Veto
from respbook.papers import assessment as papers
from respbook.papers.blocks import Paper
from respbook.queries.assessing import rubric_of
from respbook.queries.assessment_progress import filed_under
from respbook.queries.assessment_ranking import RankedGroup, changes_since, ranking
from respbook.queries.audit_head import anchor_of
from respbook.queries.score_grounds import grounds_of
from respbook.queries.score_why import WhyRow, WhySheet
from respbook.rules.assessments import SETTLED_BY_LABELS
from respbook.rules.chinese import day, figure, joined
from respbook.rules.codes import code_of
from respbook.rules.lifecycles import PUBLIC_ASSESSMENT, AppealState
from respbook.rules.scoring.words import number

_PUBLISHED = ("assessment.announce", "assessment.settle", "assessment.release")
_LONGEST_STANDARD = 120
"""Characters of a standard on the score sheet; the whole stands in the rubric."""


def mark_words(row: Assessment) -> str:
    """校验码的说明 in the footer: of what was settled, else announced; empty before."""
    digest = row.final_sha256 or row.announced_sha256
    if not digest or row.state not in PUBLIC_ASSESSMENT:
        return "未公示，仅供内部核对"
    anchor = anchor_of("assessments", row.id, _PUBLISHED)
    return f"{row.name}校验码：{code_of(digest)}　{anchor}"


@dataclass(frozen=True)
class Hands:
    """经手的评分 of one sheet: 自评, marks, 改定."""

    selves: tuple[SelfScore, ...] = ()
    marks: tuple[ScoreMark, ...] = ()
    settled: tuple[ScoreSettlement, ...] = ()


def hands_of(sheet_ids: Sequence[int]) -> Mapping[int, Hands]:
    """经手的评分 by sheet: three statements however many."""
    found: dict[int, list[tuple[Any, ...]]] = {each: [(), (), ()] for each in sheet_ids}
    tables: tuple[Any, ...] = (SelfScore, ScoreMark, ScoreSettlement)
    for place, table in enumerate(tables):
        for each in db.session.scalars(select(table).where(table.sheet_id.in_(sheet_ids)).order_by(table.row_key)):
            found[each.sheet_id][place] += (each,)
    return {key: Hands(*parts) for key, parts in found.items()}


def sheet_content(why: WhySheet, hands: Hands) -> papers.SheetContent:
    """考核评分表的内容 of one unit."""
    row = why.assessment
    selves = {each.row_key: each for each in hands.selves}
    reasons = _reasons(hands)
    lines = tuple(
        papers.SheetLine(
            heading=each.row.heading,
            title=_title(why, each),
            standard=each.row.standard[:_LONGEST_STANDARD],
            points=figure(each.result.points),
            proposed=number(each.result.proposed) if each.result.proposed is not None else "",
            self_score=_self_words(selves.get(each.row.key)) if _own_period(why, each) else "",
            score=_score_words(each),
            reason=reasons.get(each.row.key, "") if _own_period(why, each) else "",
        )
        for each in why.rows
    )
    people = {each.assessor for each in hands.marks}
    return papers.SheetContent(
        row.programme.issuer,
        row.name,
        why.sheet.unit_name,
        lines,
        summary_words(why),
        tuple(sorted(people)),
        mark_words(row),
        "本方案实行一人经办。" if row.programme.clerk_may_issue else "",
    )


def summary_words(why: WhySheet) -> str:
    """总分、名次和等次 in one sentence."""
    told = why.result
    if not told.applies:
        return "各项指标均不适用，不评定分数和等次。"
    words = [f"总分{number(told.total)}分"]
    if told.bonus:
        words.append(f"其中加分{number(told.bonus)}分")
    if told.rank and why.assessment.final:
        words.append(f"排名第{told.rank}")
    if told.band:
        words.append(f"等次为{told.band}")
    return "，".join(words) + "。"


def explained(why: WhySheet, clauses: bool = True) -> tuple[Sequence[papers.ExplainedLine], Sequence[str], str]:
    """得分说明单的内容: lines, totals, and how to object while that may be done; ``clauses``: with the signed sentences."""
    lines = [
        papers.ExplainedLine(
            title=_title(why, each),
            score=_score_words(each),
            points=figure(each.result.points),
            standard=each.row.standard,
            clause=_clause_words(why, each) if clauses else "",
            steps=tuple(step.words for step in each.result.steps),
            evidence=tuple(
                dict.fromkeys(link.words for step in each.result.steps for link in step.links if link.words)
            ),
        )
        for each in why.rows
    ]
    row = why.assessment
    until = row.announced_until
    window = (
        f"对哪一项有异议，请在{day(until)}前提出申诉，写明事实和依据，可以附材料，由没有参加评分的人复核后答复。"
        if until is not None and row.settled_on is None
        else ""
    )
    parts = [step.words for part in why.result.parts for step in part.steps]
    return lines, [*parts, *(step.words for step in why.result.steps), summary_words(why)], window


def explanation_paper(why: WhySheet, clauses: bool = True) -> Paper:
    """得分说明单 of one unit."""
    lines, totals, window = explained(why, clauses)
    row = why.assessment
    return papers.explanation(
        row.programme.issuer, row.name, why.sheet.unit_name, lines, totals, window, mark_words(row)
    )


def public_list_paper(row: Assessment) -> Paper:
    """考核结果公示 of what was announced."""
    assert row.announced_on is not None and row.announced_until is not None
    names = listed(ranking(row), rubric_of(row.rubric).total.places)
    return papers.public_list(
        row.programme.issuer, row.name, names, row.announced_on, row.announced_until, "", mark_words(row)
    )


def listed(groups: Sequence[RankedGroup], places: int) -> tuple[papers.ListedGroup, ...]:
    """名单 as the public list and the circular print it, totals with ``places`` decimals."""
    return tuple(
        papers.ListedGroup(
            group.label,
            tuple(
                papers.ListedUnit(
                    str(each.result.rank or "—"),
                    each.result.name,
                    f"{each.result.total:.{places}f}" if each.result.applies else "不适用",
                    each.result.band or "—",
                    "；".join(each.remarks),
                )
                for each in group.rows
            ),
        )
        for group in groups
    )


def result_content(row: Assessment, number: str) -> papers.ResultContent:
    """考核结果通报的内容: the best and the lowest grade of the rubric are named."""
    groups, rubric = ranking(row), rubric_of(row.rubric)
    results = [each.result for group in groups for each in group.rows if each.result.applies]
    counts = Counter(each.band for each in results)
    bands = [each.label for each in rubric.bands]
    changes = [
        f"{each.name}{f'“{each.title}”' if each.title else ''}由{each.before}改为{each.after}"
        + (f"（{each.cause}）" if each.cause else "")
        for each in changes_since(row)
    ]
    best, lowest = (bands[0], bands[-1]) if len(bands) > 1 else ("", "")
    assert row.settled_on is not None
    return papers.ResultContent(
        town=row.programme.issuer,
        assessment=row.name,
        number=number,
        groups=listed(groups, rubric.total.places),
        bands=tuple((label, counts[label]) for label in bands if counts[label]),
        good=tuple(each.name for each in results if best and each.band == best),
        poor=tuple(each.name for each in results if lowest and each.band == lowest),
        appeals=appeal_words(row),
        changes=tuple(changes),
        demands="各村、镇属各单位要对照得分说明单逐项查找不足，落实整改措施，把环境保护目标任务抓实抓细。",
        on=row.released_on or row.settled_on,
        note=mark_words(row),
    )


def appeal_words(row: Assessment) -> str:
    """公示期间的申诉 in one sentence: how many came, what was decided."""
    chosen = select(Appeal.state, func.count()).where(filed_under(row)).group_by(Appeal.state)
    counts = {each[0]: each[1] for each in db.session.execute(chosen)}
    if not counts:
        return "公示期间没有收到申诉。"
    told = [
        f"{words}{counts[state]}件"
        for state, words in (
            (AppealState.UPHELD, "采纳"),
            (AppealState.REJECTED, "维持原分"),
            (AppealState.WITHDRAWN, "撤回"),
        )
        if counts.get(state)
    ]
    return f"公示期间收到申诉{sum(counts.values())}件，{'，'.join(told)}。"


def veto_content(row: Veto, clause: str, effect: str, evidence: Sequence[str]) -> papers.VetoContent:
    """一票否决决定书的内容; ``clause``: the rubric's sentence, ``effect``: what follows from it."""
    assert row.decided_on is not None
    return papers.VetoContent(
        town=row.programme.issuer,
        number=row.number_text,
        unit=row.unit.name,
        incident=row.words,
        evidence=tuple(evidence),
        statement=row.statement,
        clause=clause,
        effect=effect,
        decision=row.decision,
        decided_by=row.decided_by,
        on=row.decided_on,
    )


def _title(why: WhySheet, each: WhyRow) -> str:
    return f"{each.row.title}（{each.when}）" if why.several and each.when else each.row.title


def _own_period(why: WhySheet, each: WhyRow) -> bool:
    return not each.period.key or each.period.key == why.assessment.period_key


def _score_words(each: WhyRow) -> str:
    if not each.result.applies:
        return "不适用"
    return number(each.result.score) if each.result.score is not None else "未评"


def _self_words(said: SelfScore | None) -> str:
    return figure(said.points) if said is not None and said.points is not None else ""


def _reasons(hands: Hands) -> Mapping[str, str]:
    """评分说明 by row: what the assessors gave as reasons; where it was settled anew, that reason and the score before."""
    told: dict[str, list[str]] = {}
    for mark in hands.marks:
        words = (mark.not_applicable or mark.reason).rstrip("。；")
        if words:
            told.setdefault(mark.row_key, []).append(words)
    for each in hands.settled:
        was = f"（原{figure(each.before)}分）" if each.before is not None else ""
        told[each.row_key] = [f"{SETTLED_BY_LABELS[each.cause]}改定{was}：{each.reason.rstrip('。；')}"]
    return {key: "；".join(dict.fromkeys(words)) for key, words in told.items()}


def _clause_words(why: WhySheet, each: WhyRow) -> str:
    grounds = grounds_of(why.assessment.programme_id, why.sheet.unit_id, each.row)
    return joined(dict.fromkeys(f"{ground.number}{ground.place}“{ground.sentence}”" for ground in grounds))
