"""系统算分: what the rules make of each row of some units, without anything that an assessor gave (A5, A6, A9)."""

from collections.abc import Collection, Mapping
from dataclasses import replace

from respbook.models.assessments import Assessment
from respbook.queries.assessing import facts_of, of_part, rubric_of
from respbook.queries.assessing import rows_of as rows_of_part
from respbook.queries.standing import needs_others
from respbook.rules.marking import Proposal
from respbook.rules.scoring.engine import score
from respbook.rules.scoring.facts import Facts, PeriodFacts, RowFacts
from respbook.rules.scoring.results import RowResult
from respbook.rules.scoring.rubric import Row


def rows_of(assessment: Assessment) -> list[Row]:
    """本次考核的各行: those of its part; their places are kept, because a published rubric is frozen."""
    return rows_of_part(rubric_of(assessment.rubric), assessment.part_key)


def proposals_of(assessment: Assessment, unit_ids: Collection[int]) -> dict[int, dict[str, Proposal]]:
    """系统算分 by unit and row."""
    found = _rows(assessment, unit_ids, explain=False)
    return {unit: {key: proposal_of(row) for key, row in rows.items()} for unit, rows in found.items()}


def reckoned(assessment: Assessment, unit_id: int, *, confirmed_only: bool = False) -> Mapping[str, RowResult]:
    """各行的算法 of one unit, with steps; ``confirmed_only``: for its own eyes, without what nobody has confirmed (X19)."""
    return _rows(assessment, [unit_id], explain=True, confirmed_only=confirmed_only).get(unit_id, {})


def told_proposals(assessment: Assessment, unit_id: int) -> dict[str, Proposal]:
    """系统算分 as the unit itself sees it."""
    found = _rows(assessment, [unit_id], explain=False, confirmed_only=True).get(unit_id, {})
    return {key: proposal_of(row) for key, row in found.items()}


def proposal_of(result: RowResult) -> Proposal:
    """一行的系统算分 as a value."""
    if not result.applies:
        return Proposal(None, result.steps[-1].words if result.steps else "没有此项任务", result.open_points)
    return Proposal(result.proposed, "", result.open_points)


def _rows(
    assessment: Assessment, unit_ids: Collection[int], *, explain: bool, confirmed_only: bool = False
) -> dict[int, dict[str, RowResult]]:
    rubric = rubric_of(assessment.rubric)
    if not assessment.final:
        rubric = of_part(rubric, assessment.part_key)
    whole = needs_others(rubric)
    facts = facts_of(assessment, None if whole else unit_ids, records_only=True)
    if confirmed_only:
        facts = _confirmed(facts)
    wanted, found = set(unit_ids), {}
    for unit in score(rubric, facts, explain=explain).units:
        part = next((each for each in unit.parts if each.key == assessment.part_key), None)
        if int(unit.unit) in wanted:
            found[int(unit.unit)] = {row.key: row for row in part.periods[-1].rows} if part and part.periods else {}
    return found


def _confirmed(facts: Facts) -> Facts:
    """已确认的事实: without what is only 拟扣."""

    def bare(row: RowFacts) -> RowFacts:
        rules = {
            key: replace(of_rule, events=tuple(event for event in of_rule.events if event.final))
            for key, of_rule in row.rules.items()
        }
        return replace(row, rules=rules)

    def period_of(period: PeriodFacts) -> PeriodFacts:
        return replace(period, rows={key: bare(row) for key, row in period.rows.items()})

    return Facts(
        tuple(
            replace(unit, parts={key: tuple(map(period_of, periods)) for key, periods in unit.parts.items()})
            for unit in facts.units
        )
    )
