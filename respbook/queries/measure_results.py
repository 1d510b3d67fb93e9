"""问责所据的考核结果: of the final assessment of a programme, once it is released (features Y1)."""

from collections import defaultdict
from collections.abc import Mapping

from sqlalchemy import select

from respbook.models.assessment_results import AssessmentResult
from respbook.models.assessments import Assessment
from respbook.models.base import db
from respbook.models.programmes import Programme
from respbook.rules.assessments import ResultStage
from respbook.rules.lifecycles import AssessmentState
from respbook.rules.measures import Result


def results_of(programme: Programme) -> Mapping[int, Result]:
    """考核结果 of each unit by its id: one statement.

    Only what was released, as it was frozen then: a proposal is shown to the unit once it is decided, and must not tell
    it a figure that nobody has published (R30), nor rest on one that an appeal may still change.
    """
    rows = db.session.execute(
        select(
            AssessmentResult.unit_id,
            AssessmentResult.group_key,
            AssessmentResult.total,
            AssessmentResult.rank,
            AssessmentResult.band,
            Assessment.id,
            Assessment.name,
            Assessment.last_on,
        )
        .join(Assessment, Assessment.id == AssessmentResult.assessment_id)
        .where(
            Assessment.programme_id == programme.id,
            Assessment.final,
            Assessment.state == AssessmentState.RELEASED,
            AssessmentResult.edition == Assessment.edition,
            AssessmentResult.stage == ResultStage.FINAL,
        )
        .order_by(Assessment.last_on, Assessment.id)
    ).all()
    ranks: dict[tuple[int, str], list[int]] = defaultdict(list)
    for row in rows:
        if row.rank:
            ranks[row.id, row.group_key].append(row.rank)
    found = {}
    for row in rows:
        behind = sum(rank > row.rank for rank in ranks[row.id, row.group_key])
        found[row.unit_id] = Result(
            row.id, row.name, row.band, row.total, behind + 1 if row.rank else None, row.last_on
        )
    return found
