"""示例考核细则: the year's rubric from the model, linked to the programme's targets and clauses, published (features A1)."""

from datetime import datetime

from respbook.actions import rubrics
from respbook.models.rubrics import Rubric
from respbook.queries.rubrics import clauses_of, targets_of
from respbook.rules.permissions import Viewer
from respbook.rules.scoring.model_rubric import linked, model


def published(programme_id: int, title: str, *, with_parts: bool, by: Viewer, now: datetime) -> Rubric:
    """发布细则: drafted from the model and published the same day, as a clerk who changes nothing would do it."""
    targets = [(target.id, f"{target.category}{target.name}") for target in targets_of(by, programme_id).values()]
    clauses = [(str(clause.id), clause.text) for clause in clauses_of(by, programme_id) if not clause.level]
    row = rubrics.write(programme_id, linked(model(title, with_parts=with_parts), targets, clauses), by=by, now=now)
    return rubrics.publish(row.id, row.version, by=by, now=now)
