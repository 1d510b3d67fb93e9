"""考核: opened on a published rubric, as the other tests need it."""

from dataclasses import replace
from datetime import date

from making.township import NOW, Town
from respbook.actions import assessments
from respbook.models.assessments import Assessment
from respbook.models.base import db
from respbook.models.rubrics import Rubric
from respbook.queries.scope_assessments import assessment_in_sight
from respbook.rules.assessments import Opening

OPENING = Opening("2026年度年终考核", date(2026, 1, 1), date(2026, 12, 31))


def assessment(town: Town, rubric: Rubric, opening: Opening = OPENING, **more: object) -> Assessment:
    """考核 just opened by the clerk, with its rubric and programme loaded; ``blind=False`` and the like stand instead of the usual."""
    given = replace(opening, **more)  # type: ignore[arg-type]
    made = assessments.open_assessment(rubric.id, given, by=town.viewer("clerk"), now=NOW)
    db.session.rollback()
    db.session.expire_all()
    return assessment_in_sight(town.viewer("clerk"), made.id)
