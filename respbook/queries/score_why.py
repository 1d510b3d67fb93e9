"""为什么是这个分: a unit's sheet with every figure and its steps, as frozen at 公示, or for the office as it stands (features A9, X1).

What blind assessors have not finished is not told here either: a row whose marks are not all in stands at the system's figure.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import func, select

from respbook.models.assessments import Assessment, ScoreMark, ScoreSheet
from respbook.models.base import db
from respbook.queries.assessing import facts_of, reckoned_by, rubric_of
from respbook.queries.assessment_ranking import kept_result, kept_results
from respbook.queries.scope_assessments import scores_shown, sheet_shown
from respbook.queries.standing import needs_others
from respbook.rules.lifecycles import PUBLIC_ASSESSMENT
from respbook.rules.permissions import Viewer
from respbook.rules.scoring.engine import score
from respbook.rules.scoring.facts import Facts, PeriodFacts, UnitFacts
from respbook.rules.scoring.results import PartResult, PeriodResult, RowResult, UnitResult
from respbook.rules.scoring.rubric import Row, Rubric


@dataclass(frozen=True)
class WhyRow:
    """一项指标在一期里的得分."""

    row: Row
    part: PartResult
    period: PeriodResult
    result: RowResult

    @property
    def when(self) -> str:
        """时段和期."""
        label = self.period.label if self.period.label != self.part.label else ""
        return " · ".join(each for each in (self.part.label, label) if each)


@dataclass(frozen=True)
class WhySheet:
    """为什么是这个分: ``frozen`` as announced; otherwise by today's records, seen by the office only."""

    sheet: ScoreSheet
    assessment: Assessment
    rubric: Rubric
    result: UnitResult
    rows: Sequence[WhyRow]
    frozen: bool

    @property
    def several(self) -> bool:
        """分期: whether rows stand in more than one period, so that each has to say which."""
        return len({(each.part.key, each.period.key) for each in self.rows}) > 1

    def find(self, row_key: str, period: str) -> WhyRow | None:
        """一项: by its key, and by its period where it has several; the last period unless told."""
        same = [each for each in self.rows if each.row.key == row_key]
        return next((each for each in same if each.period.key == period), same[-1] if same else None)


def why_sheet(viewer: Viewer, sheet_id: int) -> WhySheet:
    """一张评分表的得分和来由. Raises NotInSight: for a unit before 公示 there is nothing to see (R30)."""
    sheet = sheet_shown(viewer, sheet_id)
    assessment = scores_shown(viewer, sheet.assessment_id)
    rubric = rubric_of(assessment.rubric)
    frozen = kept_result(assessment, sheet.unit_id) if assessment.state in PUBLIC_ASSESSMENT else None
    result = frozen or _as_it_stands(viewer, assessment, rubric, sheet)
    return WhySheet(sheet, assessment, rubric, result, _rows(rubric, result), frozen is not None)


def why_sheets(viewer: Viewer, assessment: Assessment, sheets: Sequence[ScoreSheet]) -> list[WhySheet]:
    """各单位的得分和来由 of one assessment, reckoned once; the caller has asked who may see the scores."""
    rubric, frozen = rubric_of(assessment.rubric), assessment.state in PUBLIC_ASSESSMENT
    if frozen:
        results = kept_results(assessment)
    else:
        told = blinded(facts_of(assessment), assessment, hidden_rows(viewer, assessment))
        results = score(reckoned_by(assessment), told).units
    by_unit = {each.unit: each for each in results}
    return [
        WhySheet(sheet, assessment, rubric, result, _rows(rubric, result), frozen)
        for sheet in sheets
        if (result := by_unit.get(str(sheet.unit_id))) is not None
    ]


def _rows(rubric: Rubric, result: UnitResult) -> list[WhyRow]:
    known = {row.key: row for row in rubric.rows}
    return [
        WhyRow(known[each.key], part, period, each)
        for part in result.parts
        for period in part.periods
        for each in period.rows
        if each.key in known
    ]


def _as_it_stands(viewer: Viewer, assessment: Assessment, rubric: Rubric, sheet: ScoreSheet) -> UnitResult:
    facts = facts_of(assessment, None if needs_others(rubric) else [sheet.unit_id])
    told = blinded(facts, assessment, hidden_rows(viewer, assessment))
    return next(each for each in score(reckoned_by(assessment), told).units if each.unit == str(sheet.unit_id))


def hidden_rows(viewer: Viewer, assessment: Assessment) -> set[tuple[str, str]]:
    """还不能看的评分 by unit and row: blind, not all marks in, and one of them somebody else's (A6); one statement."""
    if not assessment.blind or assessment.assessors < 2:
        return set()
    others = func.count().filter(ScoreMark.assessor_id != viewer.user_id)
    rows = db.session.execute(
        select(ScoreSheet.unit_id, ScoreMark.row_key)
        .join(ScoreSheet, ScoreSheet.id == ScoreMark.sheet_id)
        .where(ScoreSheet.assessment_id == assessment.id)
        .group_by(ScoreSheet.unit_id, ScoreMark.row_key)
        .having(func.count() < assessment.assessors, others > 0)
    )
    return {(str(unit_id), row_key) for unit_id, row_key in rows}


def blinded(facts: Facts, assessment: Assessment, hidden: set[tuple[str, str]]) -> Facts:
    """去掉还不能看的评分."""
    if not hidden:
        return facts
    return Facts(tuple(_blinded(unit, assessment, hidden) for unit in facts.units))


def _blinded(unit: UnitFacts, assessment: Assessment, hidden: set[tuple[str, str]]) -> UnitFacts:
    def cleared(period: PeriodFacts) -> PeriodFacts:
        rows = {
            key: replace(row, given=None, not_applicable="") if (unit.unit, key) in hidden else row
            for key, row in period.rows.items()
        }
        return replace(period, rows=rows)

    parts: Mapping[str, tuple[PeriodFacts, ...]] = {
        key: tuple(cleared(each) if each.key == assessment.period_key else each for each in periods)
        if key == assessment.part_key
        else periods
        for key, periods in unit.parts.items()
    }
    return replace(unit, parts=parts)
