"""考核: opened for all units of a published rubric, cancelled while nothing was announced; see ``assessment_results.py`` (A3, A7)."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from respbook.actions import audit
from respbook.actions.action import action, expect_version
from respbook.models.assessments import Assessment, ScoreSheet
from respbook.models.base import db
from respbook.models.units import Unit
from respbook.queries.assessing import rows_of, rubric_of
from respbook.queries.assessment_lists import same_period
from respbook.queries.scope import under
from respbook.queries.scope_assessments import assessment_in_sight, rubric_in_sight
from respbook.rules.assessments import COMBINING_LABELS, LONGEST_REASON, Opening, check_opening
from respbook.rules.chinese import china_day, day
from respbook.rules.errors import RuleBroken
from respbook.rules.lifecycles import ASSESSMENT, RubricState
from respbook.rules.permissions import Permission, Viewer
from respbook.rules.scoring.rubric import Rubric, class_of
from respbook.rules.typed import read_words
from respbook.rules.units import signing_kinds


@action(Permission.ASSESSMENT_WRITE)
def open_assessment(rubric_id: int, opening: Opening, *, by: Viewer, now: datetime) -> Assessment:
    """开始考核: one sheet for each unit that has rows in this part. Raises RuleBroken, NotInSight."""
    row = rubric_in_sight(by, rubric_id)
    if row.state is not RubricState.PUBLISHED:
        raise RuleBroken("考核细则还没有发布，或者已有新版，请用已发布的最新一版开始考核。", "rubric_id")
    programme = row.programme
    check_opening(opening, china_day(now), (programme.term_from, programme.term_to))
    rubric = rubric_of(row)
    _check_part(rubric, opening)
    before = same_period(programme.id, opening)
    if before is not None:
        raise RuleBroken(f"“{before.name}”考核的是同一时段，不能再开一次；确要重来，请先取消它。", "period_key")
    units = _units(by, opening)
    sheets = [(unit, key) for unit in units if (key := class_of(rubric, unit.kind)) is not None]
    if not sheets:
        raise RuleBroken("没有适用这份细则的单位，请核对细则的分类。", "rubric_id")
    assessment = Assessment(
        programme_id=programme.id,
        rubric_id=row.id,
        name=opening.name.strip(),
        part_key=opening.part_key,
        period_key=opening.period_key or str(programme.year),
        period_label=opening.period_label or f"{programme.year}年",
        final=opening.final,
        first_on=opening.first_on,
        last_on=opening.last_on,
        self_until=opening.self_until,
        assessors=opening.assessors,
        blind=opening.blind,
        combining=opening.combining,
        wide_gap=opening.wide_gap,
        made_by=by.name,
        made_by_id=by.user_id,
        made_at=now,
    )
    db.session.add(assessment)
    db.session.flush()
    db.session.add_all(
        ScoreSheet(assessment_id=assessment.id, unit_id=unit.id, unit_name=unit.short_name or unit.name, class_key=key)
        for unit, key in sheets
    )
    told = {
        "细则": f"{row.title}第{row.edition}版",
        "时段": f"{assessment.period_label}，{day(opening.first_on)}至{day(opening.last_on)}",
        "单位数": str(len(sheets)),
        "自评截止": day(opening.self_until) if opening.self_until else "",
        "每项评分人数": str(opening.assessors),
        "合成": COMBINING_LABELS[opening.combining],
    }
    audit.note(
        "assessment.open", assessment, assessment.name, after={name: words for name, words in told.items() if words}
    )
    return assessment


@action(Permission.ASSESSMENT_WRITE)
def cancel(assessment_id: int, reason: str, version: int, *, by: Viewer, now: datetime) -> Assessment:
    """取消考核, with its reason; marks that were given stay on record. Raises RuleBroken, StaleVersion, NotInSight."""
    row = assessment_in_sight(by, assessment_id)
    ASSESSMENT.fire(row.state, "cancel", by)
    expect_version(row, version)
    row.why = read_words(reason, "请写明为什么取消。", longest=LONGEST_REASON, field="reason")
    row.state = ASSESSMENT.fire(row.state, "cancel", by)
    audit.note("assessment.cancel", row, row.name, after={"原因": row.why})
    return row


def _check_part(rubric: Rubric, opening: Opening) -> None:
    parts = {each.key: each for each in rubric.parts}
    if not parts:
        if opening.part_key:
            raise RuleBroken("这份细则没有分时段，请按全年考核。", "part_key")
        return
    if opening.part_key not in parts:
        raise RuleBroken("请选细则中的考核时段。", "part_key")
    if not rows_of(rubric, opening.part_key):
        raise RuleBroken(f"细则的“{parts[opening.part_key].label}”里没有指标，不能单独考核。", "part_key")


def _units(by: Viewer, opening: Opening) -> Sequence[Unit]:
    """被考核单位 of the town: those that were there during the period, also where they have ended since."""
    alive = (Unit.retired_on.is_(None)) | (Unit.retired_on >= opening.first_on)
    chosen = select(Unit).where(under(by), Unit.kind.in_(signing_kinds(by.office_kind)), alive)
    return db.session.scalars(chosen.order_by(Unit.position, Unit.id)).all()
