"""考核排名 as frozen, or for the office as it stands; with last year's places and what changed since 公示 (features A8, A10, A11)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import undefer

from respbook.models.assessment_results import Appeal, AssessmentFacts, AssessmentResult
from respbook.models.assessments import Assessment, ScoreSheet
from respbook.models.base import db
from respbook.models.programmes import Programme
from respbook.queries.assessing import results_of, rubric_of
from respbook.queries.assessment_progress import filed_under
from respbook.rules.assessments import SETTLED_BY_LABELS, ResultStage, SettledBy
from respbook.rules.lifecycles import AppealState, AssessmentState
from respbook.rules.ranking_changes import Change, changes_between
from respbook.rules.scoring.appealed import Upheld, appealed
from respbook.rules.scoring.engine import score
from respbook.rules.scoring.facts import Facts
from respbook.rules.scoring.kept import decode_result
from respbook.rules.scoring.reading import decode_facts, decode_rubric
from respbook.rules.scoring.results import Phase, UnitResult
from respbook.rules.scoring.rubric import Rubric

_FROZEN = {
    AssessmentState.ANNOUNCED: ResultStage.ANNOUNCED,
    AssessmentState.SETTLED: ResultStage.FINAL,
    AssessmentState.RELEASED: ResultStage.FINAL,
}


@dataclass(frozen=True)
class Ranked:
    """一个单位的名次. ``before``: its rank a year ago, None: it had none; ``remarks``: quota, ceiling, veto, each with its reason."""

    result: UnitResult
    sheet_id: int | None
    before: int | None
    remarks: tuple[str, ...]

    @property
    def moved(self) -> int | None:
        """名次变化: places gained (+) or lost (−)."""
        return None if self.before is None or not self.result.rank else self.before - self.result.rank


@dataclass(frozen=True)
class RankedGroup:
    """一个排名组, best first."""

    key: str
    label: str
    rows: Sequence[Ranked]

    @property
    def shared(self) -> Sequence[tuple[int, Sequence[str]]]:
        """并列的名次: each with the names, best first."""
        held: dict[int, list[str]] = {}
        for each in self.rows:
            if each.result.rank:
                held.setdefault(each.result.rank, []).append(each.result.name)
        return [(rank, names) for rank, names in sorted(held.items()) if len(names) > 1]

    @property
    def mean(self) -> Decimal | None:
        """平均分 of those that were scored."""
        told = [each.result.total for each in self.rows if each.result.applies]
        return sum(told, Decimal(0)) / len(told) if told else None


def kept_results(row: Assessment, stage: ResultStage | None = None) -> Sequence[UnitResult]:
    """冻结的结果 of the last 公示 at a stage, by default the one that holds now."""
    chosen = (
        select(AssessmentResult)
        .where(
            AssessmentResult.assessment_id == row.id,
            AssessmentResult.edition == row.edition,
            AssessmentResult.stage == (stage or _FROZEN[row.state]),
        )
        .options(undefer(AssessmentResult.body))
    )
    return [decode_result(each.body) for each in db.session.scalars(chosen)]


def kept_result(row: Assessment, unit_id: int) -> UnitResult | None:
    """一个单位冻结的结果 that holds now."""
    held = db.session.get(
        AssessmentResult, (row.id, row.edition, _FROZEN[row.state], unit_id), options=[undefer(AssessmentResult.body)]
    )
    return decode_result(held.body) if held else None


def kept_facts(row: Assessment, stage: ResultStage | None = None) -> AssessmentFacts:
    """冻结的事实 that hold now, or of a stage, with the rubric that they were reckoned by."""
    chosen = (row.id, row.edition, stage or _FROZEN[row.state])
    return db.session.get_one(
        AssessmentFacts, chosen, options=[undefer(AssessmentFacts.rubric), undefer(AssessmentFacts.body)]
    )


def upheld_appeals(row: Assessment) -> list[Upheld]:
    """采纳的申诉 of this 公示, also on periods that the final assessment takes in: one statement."""
    chosen = (
        select(Appeal, ScoreSheet.unit_id, Assessment.part_key, Assessment.period_key)
        .join(ScoreSheet, ScoreSheet.id == Appeal.sheet_id)
        .join(Assessment, Assessment.id == ScoreSheet.assessment_id)
        .where(Appeal.state == AppealState.UPHELD, filed_under(row))
        .order_by(Appeal.id)
    )
    return [
        Upheld(str(unit), part, period, each.row_key, each.after_points or Decimal(0), each.decided_by, each.decision)
        for each, unit, part, period in db.session.execute(chosen)
    ]


def with_appeals(row: Assessment) -> tuple[Rubric, Facts]:
    """公示的细则和事实, with the appeals that were upheld: what is settled, whatever was recorded since (A12)."""
    kept = kept_facts(row, ResultStage.ANNOUNCED)
    return decode_rubric(kept.rubric), appealed(decode_facts(kept.body), upheld_appeals(row))


def reckoned_again(row: Assessment) -> Sequence[str]:
    """复算: units whose kept total, rank or grade is not what kept rubric and facts amount to; empty: all agree."""
    kept = kept_facts(row)
    rubric = decode_rubric(kept.rubric)
    anew = {each.unit: each for each in score(rubric, decode_facts(kept.body), explain=False).units}
    held = kept_results(row)
    return [
        each.name
        for each in held
        if each.unit not in anew
        or (each.total, each.rank, each.band) != (anew[each.unit].total, anew[each.unit].rank, anew[each.unit].band)
    ] or [each.name for unit, each in anew.items() if unit not in {one.unit for one in held}]


def standing_results(row: Assessment, explain: bool = False) -> Sequence[UnitResult]:
    """现有结果: what was frozen where it was, else as the records give it now; the caller has asked who may see it."""
    return kept_results(row) if row.state in _FROZEN else results_of(row, explain=explain).units


def ranking(row: Assessment) -> Sequence[RankedGroup]:
    """排名 by group, in the rubric's order of groups."""
    rubric = rubric_of(row.rubric)
    chosen = select(ScoreSheet.unit_id, ScoreSheet.id).where(ScoreSheet.assessment_id == row.id)
    sheets = {each[0]: each[1] for each in db.session.execute(chosen)}
    before = _last_year(row)
    results = sorted(standing_results(row, explain=True), key=lambda each: (each.rank or 10**6, each.name))
    labels = {each.key: each.label for each in rubric.groups} or {"": "全部单位"}
    for each in results:
        labels.setdefault(each.group, "其他")
    return [
        RankedGroup(
            key,
            label,
            [
                Ranked(each, sheets.get(int(each.unit)), before.get(int(each.unit)), _remarks(each))
                for each in results
                if each.group == key
            ],
        )
        for key, label in labels.items()
        if any(each.group == key for each in results)
    ]


def changes_since(row: Assessment) -> Sequence[Change]:
    """公示后的变动, each with its cause: what the upheld appeals amount to; while 公示 runs, as it would be settled now."""
    if row.state not in _FROZEN or not (upheld := upheld_appeals(row)):
        return ()
    now = score(*with_appeals(row)).units if row.state is AssessmentState.ANNOUNCED else kept_results(row)
    titles = {each.key: each.title for each in rubric_of(row.rubric).rows}
    causes = {(each.unit, each.row): f"{SETTLED_BY_LABELS[SettledBy.APPEAL]}：{each.reason}" for each in upheld}
    return changes_between(kept_results(row, ResultStage.ANNOUNCED), now, titles, causes)


def _last_year(row: Assessment) -> Mapping[int, int]:
    """上年名次 by unit: of the last final assessment of an earlier year of the town that was settled."""
    if not row.final:
        return {}
    earlier = (
        select(Assessment)
        .join(Assessment.programme)
        .where(
            Programme.unit_id == row.programme.unit_id,
            Programme.kind == row.programme.kind,
            Programme.year < row.programme.year,
            Assessment.final,
            Assessment.state.in_((AssessmentState.SETTLED, AssessmentState.RELEASED)),
        )
        .order_by(Programme.year.desc(), Assessment.id.desc())
        .limit(1)
    )
    last = db.session.scalars(earlier).first()
    if last is None:
        return {}
    chosen = select(AssessmentResult.unit_id, AssessmentResult.rank).where(
        AssessmentResult.assessment_id == last.id,
        AssessmentResult.edition == last.edition,
        AssessmentResult.stage == ResultStage.FINAL,
        AssessmentResult.rank > 0,
    )
    return {each[0]: each[1] for each in db.session.execute(chosen)}


def _remarks(result: UnitResult) -> tuple[str, ...]:
    """等次的说明: the steps by which the grade is not that of the points."""
    told = [each.words for each in result.steps if each.phase is Phase.VETO]
    if result.band != result.band_by_points:
        placed = [each.words for each in result.steps if each.phase is Phase.RANK]
        told = placed[1:] + told  # the first only says the rank
    return tuple(dict.fromkeys(told))
