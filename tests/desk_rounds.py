"""评分材料: a round of scoring with sheets of a few villages and two assessors, for the tests of the scoring desk."""

from dataclasses import dataclass, replace
from decimal import Decimal

import making
from making.township import NOW, stored_password
from sqlalchemy import select

from respbook.actions import audit, sign_in
from respbook.actions.action import action, housekeeping
from respbook.actions.assessments import open_assessment
from respbook.models.assessments import Assessment, ScoreMark, ScoreSheet
from respbook.models.base import db
from respbook.models.people import User, UserRole
from respbook.models.sessions import SignedIn
from respbook.queries.scope_assessments import assessment_in_sight
from respbook.queries.sessions import viewer_named
from respbook.rules.assessments import Opening
from respbook.rules.permissions import Permission, Role, Viewer, system_viewer
from respbook.rules.scoring import rubric as values
from respbook.rules.scoring.kinds import FactSource
from respbook.rules.scoring.rule_kinds import Bonus, Discretion, Occurrence

D = Decimal


@dataclass(frozen=True)
class Round:
    """A round, its sheets by unit, and the second assessor."""

    assessment: Assessment
    sheets: dict[int, ScoreSheet]
    second: Viewer

    def of(self, unit) -> ScoreSheet:
        return self.sheets[unit.id]


def row(key: str, points: str = "10", **more) -> values.Row:
    """A row that starts from its points and loses one for each matter that is entered."""
    rules = more.pop("rules", (values.Rule("a", Occurrence(D(1)), "每发现一处扣1分。"),))
    return values.Row(key, more.pop("title", f"指标{key}"), D(points), rules=rules, **more)


def three_rows() -> tuple[values.Row, ...]:
    """巡查 10 by matters, 宣传 10 as it is judged (no figure of the system's), 加分 for events only."""
    judged = values.Rule("a", Discretion(), "酌情评分。", source=FactSource.JUDGED)
    bonus = values.Rule("a", Bonus(D(2)), "受到表彰的加2分。")
    return (
        row("r1", title="日常巡查"),
        row("r2", title="宣传发动", rules=(judged,)),
        row("r3", "0", title="表彰加分", rules=(bonus,)),
    )


def round_of(app, town, rows=None, second=None, **more) -> Round:
    """考核 over all rows given, of all units of the town, as the assessor opens it."""
    programme = making.programme(town, **({"name": "另一份方案"} if second else {}))
    rows = tuple(rows or three_rows())
    total = values.Total(full=sum((each.points for each in rows), D(0)))
    made = making.rubric(town, programme, making.rubric_value(rows=rows, total=total, vetoes=(), bands=(), ladder=()))
    facts = {"name": "2026年度年终考核", "first_on": programme.term_from, "last_on": programme.term_to} | more
    opened = open_assessment(made.id, Opening(**facts), by=town.viewer("assessor"), now=NOW)
    second = second or another(town)
    assessment = assessment_in_sight(town.viewer("assessor"), opened.id)
    rows_of = select(ScoreSheet).where(ScoreSheet.assessment_id == opened.id)
    return Round(assessment, {each.unit_id: each for each in db.session.scalars(rows_of)}, second)


def another(town, login="assessor2", name="周立", role=Role.ASSESSOR) -> Viewer:
    """A second assessor of the town, signed in."""
    _enter(town, login, name, role, by=system_viewer(), now=NOW)
    _session(login)
    found = viewer_named(login)
    db.session.rollback()
    return found


@action(Permission.PERSON_WRITE)
def _enter(town, login, name, role, *, by, now) -> None:
    user = User(login=login, name=name, unit_id=town.unit.id, phone="", password_hash=stored_password())
    user.roles = [UserRole(role=role)]
    db.session.add(user)
    audit.note("user.add", user, name)


@housekeeping
def _session(login) -> None:
    user = db.session.scalars(select(User).where(User.login == login)).one()
    row = SignedIn(sid_sha256=sign_in.digest(making.sid_of(login)), user_id=user.id, made_at=NOW, seen_at=NOW)
    row.step_up_at = NOW
    db.session.add(row)


def marks(sheet) -> dict[tuple[str, int], ScoreMark]:
    """What was given, by row and assessor."""
    rows = db.session.scalars(
        select(ScoreMark).where(ScoreMark.sheet_id == sheet.id).execution_options(populate_existing=True)
    )
    return {(each.row_key, each.assessor_id): each for each in rows}


def in_unit(viewer: Viewer, unit) -> Viewer:
    """The same person with an account of a village."""
    return replace(viewer, unit_id=unit.id, unit_path=unit.path)
