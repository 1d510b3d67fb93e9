"""一项得分的来由: rule by rule the inputs with their records and photos, and everybody who gave or changed something (features A9, X1)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from respbook.models.assessment_results import Appeal
from respbook.models.assessments import Assessment, ScoreMark, ScoreSettlement, ScoreSheet, SelfScore
from respbook.models.base import db
from respbook.models.evidence import Evidence
from respbook.models.findings import Finding, FindingEvidence, FindingStep
from respbook.models.score_matters import ScoreMatter
from respbook.queries.assessing import facts_of
from respbook.queries.scope_assessments import matters_in_sight
from respbook.queries.scope_findings import findings_in_sight
from respbook.queries.score_grounds import Ground, grounds_of
from respbook.queries.score_why import WhyRow, WhySheet, hidden_rows
from respbook.rules.assessments import SETTLED_BY_LABELS
from respbook.rules.chinese import figure
from respbook.rules.evidence import PHOTOS
from respbook.rules.lifecycles import APPEAL, MATTER, AssessmentState
from respbook.rules.permissions import Permission, Viewer
from respbook.rules.scoring.facts import RuleFacts
from respbook.rules.scoring.results import Step
from respbook.rules.scoring.rubric import Rule

MOST_PHOTOS = 4
"""Photos of one problem that are shown beside it; the others are on its page."""


@dataclass(frozen=True)
class RuleWhy:
    """一条规则: its sentence, what is known under it as the records stand today, and the steps that it led to."""

    rule: Rule
    facts: RuleFacts
    steps: Sequence[Step]


@dataclass(frozen=True)
class Deed:
    """谁给的、谁改的: one hand, its words and the figure that it left."""

    what: str
    who: str
    at: datetime | None
    words: str = ""
    matter_id: int | None = None


@dataclass(frozen=True)
class WhyDetail:
    """一项得分的来由. ``photos``: of each problem behind it that is in sight."""

    grounds: Sequence[Ground]
    rules: Sequence[RuleWhy]
    deeds: Sequence[Deed]
    photos: Mapping[int, Sequence[int]]
    seen: Collection[int]
    """Problems that the viewer may open."""


def why_detail(viewer: Viewer, why: WhySheet, each: WhyRow) -> WhyDetail:
    """一项得分的来由: a flat number of statements."""
    sheet = _sheet_of(why, each)
    known = _known(viewer, why, each)
    finding_ids = {
        link.key
        for facts in known.values()
        for link in (*facts.links, *(link for event in facts.events for link in event.links))
        if link.table == "findings"
    }
    rules = [
        RuleWhy(rule, known.get(rule.key, RuleFacts()), [step for step in each.result.steps if step.rule == rule.key])
        for rule in each.row.rules
    ]
    seen, photos = _photos(viewer, finding_ids)
    return WhyDetail(
        grounds_of(why.assessment.programme_id, why.sheet.unit_id, each.row, finding_ids),
        rules,
        [*_matters(viewer, why, each), *(_given(viewer, sheet, each) if sheet is not None else ())],
        photos,
        seen,
    )


def _known(viewer: Viewer, why: WhySheet, each: WhyRow) -> Mapping[str, RuleFacts]:
    """What is known under each rule of the row, as the records stand."""
    facts = facts_of(why.assessment, [why.sheet.unit_id], eyes=viewer)
    periods = facts.units[0].parts.get(each.part.key, ()) if facts.units else ()
    period = next((one for one in periods if one.key == each.period.key), None)
    row = period.rows.get(each.row.key) if period is not None else None
    return row.rules if row is not None else {}


def _sheet_of(why: WhySheet, each: WhyRow) -> tuple[ScoreSheet, Assessment] | None:
    """The sheet on which this period was scored: this one, or that of an earlier assessment of the year."""
    own = why.assessment
    if (each.part.key, each.period.key) == (own.part_key, own.period_key):
        return why.sheet, own
    found = db.session.execute(
        select(ScoreSheet, Assessment)
        .join(Assessment, Assessment.id == ScoreSheet.assessment_id)
        .where(
            Assessment.programme_id == own.programme_id,
            Assessment.part_key == each.part.key,
            Assessment.period_key == each.period.key,
            Assessment.state != AssessmentState.CANCELLED,
            ScoreSheet.unit_id == why.sheet.unit_id,
        )
    ).first()
    return (found[0], found[1]) if found else None


def _given(viewer: Viewer, of: tuple[ScoreSheet, Assessment], each: WhyRow) -> list[Deed]:
    """自评, marks, settlement and appeals of the row, in the order of their moments."""
    sheet, assessment = of
    key = each.row.key
    found: list[Deed] = []
    own = db.session.get(SelfScore, (sheet.id, key))
    if own is not None and own.points is not None:
        found.append(Deed("自评", own.by, own.at, f"{figure(own.points)}分。{own.words}"))
    if viewer.may(Permission.SCORE_READ):
        hidden = (str(sheet.unit_id), key) in hidden_rows(viewer, assessment)
        found += [_marked(mark) for mark in _marks(sheet.id, key) if not hidden or mark.assessor_id == viewer.user_id]
    settled = db.session.get(ScoreSettlement, (sheet.id, key))
    if settled is not None:
        before = f"由{figure(settled.before)}分" if settled.before is not None else ""
        words = f"{before}改为{figure(settled.points)}分。{settled.reason}"
        found.append(Deed(SETTLED_BY_LABELS[settled.cause], settled.by, settled.at, words))
    for appeal in db.session.scalars(select(Appeal).where(Appeal.sheet_id == sheet.id, Appeal.row_key == key)):
        found.append(Deed("申诉", appeal.filed_by, appeal.filed_at, appeal.words))
        if appeal.decided_at is not None:
            found.append(
                Deed(f"申诉{APPEAL.labels[appeal.state]}", appeal.decided_by, appeal.decided_at, appeal.decision)
            )
    if sheet.confirmed_at is not None:
        found.append(Deed("复核评分表", sheet.confirmed_by, sheet.confirmed_at))
    return sorted(found, key=lambda deed: (deed.at is None, deed.at))


def _marks(sheet_id: int, row_key: str) -> Sequence[ScoreMark]:
    chosen = select(ScoreMark).where(ScoreMark.sheet_id == sheet_id, ScoreMark.row_key == row_key)
    return db.session.scalars(chosen.order_by(ScoreMark.at, ScoreMark.id)).all()


def _marked(mark: ScoreMark) -> Deed:
    said = f"不适用：{mark.not_applicable}" if mark.points is None else f"{figure(mark.points)}分"
    own = f"（系统算分{figure(mark.proposed)}分）" if mark.proposed is not None else ""
    return Deed("评分", mark.assessor, mark.at, "。".join(words for words in (said + own, mark.reason) if words))


def _matters(viewer: Viewer, why: WhySheet, each: WhyRow) -> list[Deed]:
    """计分事项 of the row in sight: entered, told, answered, decided."""
    rows = db.session.scalars(
        select(ScoreMatter)
        .join(ScoreMatter.unit)
        .where(
            ScoreMatter.programme_id == why.assessment.programme_id,
            ScoreMatter.unit_id == why.sheet.unit_id,
            ScoreMatter.row_key == each.row.key,
            matters_in_sight(viewer),
        )
        .order_by(ScoreMatter.id)
    )
    found: list[Deed] = []
    for row in rows:
        found.append(Deed("登记计分事项", row.made_by, row.made_at, row.words, row.id))
        if row.told_at is not None:
            found.append(Deed("告知本单位", row.told_by, row.told_at, matter_id=row.id))
        if row.answered_at is not None:
            found.append(Deed("陈述意见", row.answered_by, row.answered_at, row.statement, row.id))
        if row.decided_at is not None:
            found.append(
                Deed(f"决定：{MATTER.labels[row.state]}", row.decided_by, row.decided_at, row.decision, row.id)
            )
    return found


def _photos(viewer: Viewer, finding_ids: Collection[int]) -> tuple[set[int], dict[int, list[int]]]:
    """整改前后照片 of the problems in sight, and which of them are: two statements."""
    if not finding_ids:
        return set(), {}
    seen = set(db.session.scalars(select(Finding.id).where(findings_in_sight(viewer), Finding.id.in_(finding_ids))))
    rows = db.session.execute(
        select(FindingStep.finding_id, Evidence.id)
        .join(FindingEvidence, FindingEvidence.step_id == FindingStep.id)
        .join(Evidence, Evidence.id == FindingEvidence.evidence_id)
        .where(FindingStep.finding_id.in_(seen), Evidence.kind.in_(PHOTOS), Evidence.withdrawn_at.is_(None))
        .order_by(FindingStep.finding_id, FindingStep.number, Evidence.id)
    )
    found: dict[int, list[int]] = {}
    for finding_id, evidence_id in rows:
        of_one = found.setdefault(finding_id, [])
        if len(of_one) < MOST_PHOTOS and evidence_id not in of_one:
            of_one.append(evidence_id)
    return seen, found
