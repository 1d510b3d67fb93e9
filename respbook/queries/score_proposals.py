"""系统算分: what the rules make of each row of some units, without anything that an assessor gave (A5, A9)."""

from collections.abc import Collection, Mapping

from respbook.models.assessments import Assessment
from respbook.queries.assessing import own_results, rubric_of
from respbook.rules.marking import Proposal
from respbook.rules.scoring.results import RowResult
from respbook.rules.scoring.rubric import Row


def rows_of(assessment: Assessment) -> list[Row]:
    """本次考核的各行: those of its part; their places are kept, because a published rubric is frozen."""
    return [row for row in rubric_of(assessment.rubric).rows if row.part in ("", assessment.part_key)]


def proposals_of(assessment: Assessment, unit_ids: Collection[int]) -> dict[int, dict[str, Proposal]]:
    """系统算分 by unit and row."""
    return {unit: {key: proposal_of(row) for key, row in rows.items()} for unit, rows in _rows(assessment, unit_ids)}


def reckoned(assessment: Assessment, unit_id: int) -> Mapping[str, RowResult]:
    """各行的算法 of one unit, with steps."""
    return dict(_rows(assessment, [unit_id], explain=True)).get(unit_id, {})


def proposal_of(result: RowResult) -> Proposal:
    """一行的系统算分 as a value."""
    if not result.applies:
        why = result.steps[-1].words if result.steps else "没有此项任务"
        return Proposal(None, why, result.open_points)
    return Proposal(result.proposed, "", result.open_points)


def _rows(
    assessment: Assessment, unit_ids: Collection[int], *, explain: bool = False
) -> list[tuple[int, dict[str, RowResult]]]:
    found = []
    for unit in own_results(assessment, unit_ids, explain=explain).units:
        part = next((each for each in unit.parts if each.key == assessment.part_key), None)
        rows = part.periods[-1].rows if part and part.periods else ()
        found.append((int(unit.unit), {row.key: row for row in rows}))
    return found
