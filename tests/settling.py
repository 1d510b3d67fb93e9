"""考核定稿的材料: every sheet of an assessment marked by the system's figures, submitted and confirmed by two people."""

import datetime as d
from decimal import Decimal

from making.township import NOW, Town
from sqlalchemy import select

from respbook.actions import assessment_results, score_sheets, scoring
from respbook.models.assessments import Assessment, ScoreSheet
from respbook.models.base import db
from respbook.queries.scope_assessments import assessment_in_sight
from respbook.queries.score_proposals import proposals_of
from respbook.rules.marking import Typed

D = Decimal


def sheets(row: Assessment) -> list[ScoreSheet]:
    """The sheets in the order of their units."""
    return list(
        db.session.scalars(select(ScoreSheet).where(ScoreSheet.assessment_id == row.id).order_by(ScoreSheet.unit_id))
    )


def fresh(town: Town, row: Assessment) -> Assessment:
    """The assessment as it stands now."""
    db.session.rollback()
    db.session.expire_all()
    return assessment_in_sight(town.viewer("clerk"), row.id)


def confirmed(town: Town, row: Assessment, given: dict[tuple[int, str], str] | None = None) -> None:
    """Each row marked by the assessor — ``given`` by unit and row, else the system's figure, else full — and confirmed by the leader."""
    given, assessor, leader = given or {}, town.viewer("assessor"), town.viewer("leader")
    for sheet in sheets(row):
        proposals = proposals_of(fresh(town, row), [sheet.unit_id])[sheet.unit_id]
        for key, proposal in proposals.items():
            points = given.get((sheet.unit_id, key))
            if points is None and not proposal.ready:
                points = "10"
            if points is None:
                scoring.accept(sheet.id, [key], proposals, by=assessor, now=NOW)
            else:
                scoring.mark(sheet.id, key, Typed(points, "按材料评定", None), proposal, 0, by=assessor, now=NOW)
        version = db.session.get_one(ScoreSheet, sheet.id).version
        db.session.rollback()
        submitted = score_sheets.submit(sheet.id, proposals, version, by=assessor, now=NOW)
        score_sheets.confirm(sheet.id, submitted.version, by=leader, now=NOW)


def announced(
    town: Town, row: Assessment, given: dict[tuple[int, str], str] | None = None, days: int = 5
) -> Assessment:
    """公示中: confirmed, drawn up by the clerk, announced by the leader."""
    confirmed(town, row, given)
    row = assessment_results.draw_up(row.id, fresh(town, row).version, by=town.viewer("clerk"), now=NOW)
    assessment_results.announce(row.id, row.version, days, by=town.viewer("leader"), now=NOW)
    return fresh(town, row)


def after(row: Assessment, days: int = 1) -> d.datetime:
    """So many days after the last day of 公示."""
    assert row.announced_until is not None
    return d.datetime.combine(row.announced_until + d.timedelta(days=days), d.time(9), NOW.tzinfo)
