"""考核材料: a published rubric, its assessment and matters, for the tests that score."""

import datetime as d
import hashlib
from decimal import Decimal

from making.township import NOW
from sqlalchemy import select

from respbook.actions import assessments, audit
from respbook.actions.action import action
from respbook.models.assessments import Assessment, ScoreMark, ScoreSheet
from respbook.models.base import db
from respbook.models.rubrics import Rubric as RubricRow
from respbook.models.score_matters import ScoreMatter
from respbook.queries.assessing import facts_for
from respbook.queries.scope import programme_in_sight
from respbook.queries.scope_assessments import assessment_in_sight
from respbook.rules.assessments import MatterKind, Opening
from respbook.rules.lifecycles import MatterState, RubricState, SheetState
from respbook.rules.permissions import Permission, Viewer, system_viewer
from respbook.rules.scoring.kinds import FactSource
from respbook.rules.scoring.rubric import Row, Rubric, Rule
from respbook.rules.scoring.rule_kinds import Occurrence, Proportion
from respbook.rules.scoring.writing import encode_rubric

D = Decimal


def each(key: str, source: FactSource, value: str = "1", **more) -> Rule:
    """每发现一处扣…分."""
    return Rule(key, Occurrence(D(value)), words=f"每发现一处扣{value}分", source=source, **more)


def share(key: str, source: FactSource, **more) -> Rule:
    """按完成率计分."""
    return Rule(key, more.pop("parameters", Proportion()), words="按完成率计分", source=source, **more)


def row(key: str, *rules: Rule, points: str = "10", **more) -> Row:
    """一项指标."""
    return Row(key, more.pop("title", f"指标{key}"), D(points), rules=rules, **more)


def rubric(*rows: Row, **more) -> Rubric:
    """一份细则."""
    return Rubric("2026年度考核细则", rows, **more)


def published(programme, body: Rubric, edition: int = 1) -> RubricRow:
    """The rubric as a published edition of the programme."""
    return _published(programme, body, edition, by=system_viewer(), now=NOW)


@action(Permission.RUBRIC_PUBLISH)
def _published(programme, body: Rubric, edition: int, *, by: Viewer, now: d.datetime) -> RubricRow:
    text = encode_rubric(body)
    row = RubricRow(
        programme_id=programme.id,
        edition=edition,
        title=body.title,
        state=RubricState.PUBLISHED,
        body=text,
        body_sha256=hashlib.sha256(text.encode()).hexdigest(),
        made_by="陈静",
        made_by_id=2,
        made_at=NOW,
        changed_by="陈静",
        changed_at=NOW,
        published_on=NOW.date(),
        published_by="李建国",
        published_by_id=3,
        published_at=NOW,
    )
    db.session.add(row)
    db.session.flush()
    audit.note("rubric.publish", row, row.title)
    return row


def opened(town, made: RubricRow, now: d.datetime = NOW, **more) -> Assessment:
    """An assessment of the whole year, by the assessor."""
    facts = {
        "name": "2026年度考核",
        "part_key": "",
        "period_key": "2026",
        "period_label": "2026年",
        "final": True,
        "first_on": d.date(2026, 1, 1),
        "last_on": d.date(2026, 12, 31),
        "self_until": None,
    } | more
    opening = Opening(**facts)
    made_row = assessments.open_assessment(made.id, opening, by=town.viewer("assessor"), now=now)
    return again(town, made_row.id)


def again(town, assessment_id: int) -> Assessment:
    """The assessment as it stands now."""
    db.session.expire_all()
    return assessment_in_sight(town.viewer("assessor"), assessment_id)


def matter(programme, unit, row_key: str, rule_key: str, incident: str, state=MatterState.PROPOSED, **more):
    """A 计分事项 in any state."""
    where = (programme, unit, row_key, rule_key, incident)
    return _matter(where, state, more, by=system_viewer(), now=NOW)


@action(Permission.ASSESSMENT_WRITE)
def _matter(where, state, more, *, by: Viewer, now: d.datetime) -> ScoreMatter:
    programme, unit, row_key, rule_key, incident = where
    facts = {
        "kind": MatterKind.DEDUCT,
        "on": d.date(2026, 3, 5),
        "words": "现场发现一处",
        "made_by": "陈静",
        "made_by_id": 2,
        "made_at": NOW,
    } | more
    if state is not MatterState.PROPOSED:
        facts.setdefault("told_at", NOW)
    made = ScoreMatter(
        programme_id=programme.id,
        unit_id=unit.id,
        row_key=row_key,
        rule_key=rule_key,
        incident=incident,
        state=state,
        **facts,
    )
    db.session.add(made)
    db.session.flush()
    audit.note("matter.tell", made, made.words)
    return made


def mark(sheet_id: int, row_key: str, points: str | None, assessor_id: int = 4, **more) -> None:
    """One assessor's mark of one row."""
    _mark(sheet_id, row_key, points, assessor_id, more, by=system_viewer(), now=NOW)


@action(Permission.SCORE_WRITE)
def _mark(sheet_id, row_key, points, assessor_id, more, *, by: Viewer, now: d.datetime) -> None:
    facts = {"assessor": "孙敏", "reason": "", "not_applicable": "", "at": NOW} | more
    given = D(points) if points is not None else None
    row = ScoreMark(sheet_id=sheet_id, row_key=row_key, assessor_id=assessor_id, points=given, **facts)
    db.session.add(row)
    db.session.flush()
    audit.note("sheet.submit", row, "评分")


def confirmed(sheet_id: int) -> None:
    """A sheet confirmed by somebody else."""
    _confirmed(sheet_id, by=system_viewer(), now=NOW)


@action(Permission.SCORE_CONFIRM)
def _confirmed(sheet_id: int, *, by: Viewer, now: d.datetime) -> None:
    row = db.session.get_one(ScoreSheet, sheet_id)
    row.state, row.submitted_by, row.confirmed_by, row.confirmed_at = SheetState.CONFIRMED, "孙敏", "李建国", now
    audit.note("sheet.confirm", row, row.unit_name)


def sheet_of(assessment: Assessment, unit) -> int:
    """The key of a unit's sheet."""
    chosen = select(ScoreSheet.id).where(ScoreSheet.assessment_id == assessment.id, ScoreSheet.unit_id == unit.id)
    return db.session.scalars(chosen).one()


YEAR = (d.date(2026, 1, 1), d.date(2026, 12, 31))
LATER = d.date(2026, 6, 1)


def facts(town, programme, *rows, on=LATER, viewer="clerk", unit=None, **more):
    """The facts of the first village (or another unit) under some rows, as of a day."""
    unit = unit or town.villages[0]
    year = programme_in_sight(town.viewer(viewer), programme.id)
    found = facts_for(year, rubric(*rows, **more), *YEAR, town.viewer(viewer), unit_ids=[unit.id], today=on)
    (of_unit,) = found.units
    return of_unit.parts[""][0].rows


def rule_facts(town, programme, rule, **more):
    return facts(town, programme, row("1", rule), **more)["1"].rules[rule.key]
