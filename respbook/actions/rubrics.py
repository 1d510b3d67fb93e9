"""考核细则: a draft written, changed and published; the edition before it is replaced, unless scoring has begun (features A1, A8).

The body is one canonical text; every change is a pure transform of its value (rules/scoring/editing.py).
"""

import hashlib
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import func, select

from respbook.actions import audit
from respbook.actions.action import action, expect_version
from respbook.models.base import db
from respbook.models.rubrics import Rubric
from respbook.queries.rubrics import (
    begun,
    edition_in_force,
    followers,
    matters_under,
    self_scored_rows,
    sheet_classes,
)
from respbook.queries.scope import programme_in_sight
from respbook.queries.scope_assessments import rubric_in_sight
from respbook.rules.assessments import LONGEST_NAME
from respbook.rules.chinese import china_day
from respbook.rules.errors import RuleBroken
from respbook.rules.lifecycles import RUBRIC, ProgrammeState, RubricState
from respbook.rules.permissions import Permission, Viewer
from respbook.rules.scoring import rubric as values
from respbook.rules.scoring.checking import flaws, publishable
from respbook.rules.scoring.flaws import FlawGrade
from respbook.rules.scoring.reading import decode_rubric
from respbook.rules.scoring.retelling import facts_of
from respbook.rules.scoring.writing import encode_rubric

LARGEST_BODY = 1_000_000
"""Bytes of one rubric; two hundred rows with every kind of rule take a tenth of it."""
MOST_SHOWN = 12
"""Changes told in one entry of the book; of an imported sheet there may be hundreds."""
SCORING_BEGUN = "已开始评分，细则不再改动。"


@action(Permission.RUBRIC_WRITE, undo=True)
def write(programme_id: int, value: values.Rubric, *, by: Viewer, now: datetime) -> Rubric:
    """起草细则: a new draft of the programme. Raises RuleBroken, NotInSight."""
    programme = programme_in_sight(by, programme_id)
    if programme.state is not ProgrammeState.OPEN:
        raise RuleBroken("年度方案已结束，不能再起草细则；需要时请先重新启用方案。")
    standing = db.session.scalar(
        select(Rubric.edition).where(Rubric.programme_id == programme.id, Rubric.state == RubricState.DRAFT)
    )
    if standing is not None:
        raise RuleBroken(f"已有一份草稿（第{standing}版），请在草稿上修改；另起一份的，请先弃掉它。")
    last = db.session.scalar(select(func.max(Rubric.edition)).where(Rubric.programme_id == programme.id)) or 0
    row = Rubric(
        programme_id=programme.id,
        edition=last + 1,
        state=RUBRIC.start,
        made_by=by.name,
        made_by_id=by.user_id,
        made_at=now,
    )
    _put(row, value, by, now)
    db.session.add(row)
    audit.note("rubric.write", row, _name(row), after={"指标": f"{len(value.rows)}条"})
    return row


@action(Permission.RUBRIC_WRITE, undo=True)
def change(
    rubric_id: int, version: int, transform: Callable[[values.Rubric], values.Rubric], *, by: Viewer, now: datetime
) -> Rubric:
    """修改草稿 by a pure transform of what stands. Raises RuleBroken, StaleVersion, NotInSight."""
    row = rubric_in_sight(by, rubric_id)
    expect_version(row, version)
    if row.state is not RubricState.DRAFT:
        raise RuleBroken(f"细则{RUBRIC.labels[row.state]}，内容不再改动；要调整的，请另起一版。")
    old = decode_rubric(row.body)
    new = transform(old)
    _put(row, new, by, now)
    before, after = facts_of(old), facts_of(new)
    differing = [name for name in {**before, **after} if before.get(name, "") != after.get(name, "")]
    told = differing[:MOST_SHOWN]
    rest = {"另有改动": f"{len(differing) - MOST_SHOWN}处"} if len(differing) > MOST_SHOWN else {}
    audit.note(
        "rubric.change",
        row,
        _name(row),
        before={name: before.get(name, "") for name in told},
        after={name: after.get(name, "") for name in told} | rest,
    )
    return row


@action(Permission.RUBRIC_PUBLISH)
def publish(rubric_id: int, version: int, *, by: Viewer, now: datetime) -> Rubric:
    """发布细则: what must be mended is refused with all its sentences; the edition before is replaced.

    Raises RuleBroken, StaleVersion, NotInSight.
    """
    row = rubric_in_sight(by, rubric_id)
    expect_version(row, version)
    value = decode_rubric(row.body)
    before = edition_in_force(row.programme_id)
    if before is not None and begun(before.id):
        raise RuleBroken(f"第{before.edition}版{SCORING_BEGUN}")
    RUBRIC.fire(row.state, "publish", by)  # refused first; it is moved below, together with its day
    found = flaws(value)
    if not publishable(found):
        stops = tuple(flaw.sentence for flaw in found if flaw.grade is FlawGrade.MUST)
        raise RuleBroken(stops[0], sentences=stops)
    if before is not None:
        _replace(before, row, value, by)
    row.state = RUBRIC.fire(row.state, "publish", by)
    row.published_at, row.published_on = now, china_day(now)
    row.published_by, row.published_by_id = by.name, by.user_id
    row.body = encode_rubric(value)
    row.body_sha256 = _digest(row.body)
    audit.note("rubric.publish", row, _name(row), after={"正文摘要": row.body_sha256})
    return row


def _replace(before: Rubric, row: Rubric, value: values.Rubric, by: Viewer) -> None:
    """由新版代替: assessments that have not begun go on by the new edition."""
    _keep_ground(before, value)
    parts = {part.key for part in value.parts} or {""}
    for assessment in followers(before.id):
        if assessment.part_key not in parts:
            raise RuleBroken(
                f"“{assessment.name}”按第{before.edition}版的考核时段进行，新版没有这一时段；请先取消这次考核，或补上时段。"
            )
        assessment.rubric_id = row.id
    before.state = RUBRIC.fire(before.state, "replace", by)
    audit.note("rubric.replace", before, _name(before), after={"由": f"第{row.edition}版代替"})


def _keep_ground(before: Rubric, value: values.Rubric) -> None:
    """What already rests on the edition before must stand on the new one. Raises RuleBroken."""
    rules = {(line.key, rule.key) for line in value.rows for rule in line.rules}
    for row_key, rule_key, words in matters_under(before.programme_id):
        if (row_key, rule_key) not in rules:
            raise RuleBroken(
                f"计分事项“{words[:20]}”记在第{before.edition}版的规则{rule_key}上，新版没有这一条；请保留它，或先把事项改为不计。"
            )
    rows, classes = {line.key for line in value.rows}, {one.key for one in value.classes} | {""}
    missing = [key for key in self_scored_rows(before.id) if key not in rows]
    if missing:
        raise RuleBroken(f"已有单位对指标{missing[0]}作了自评，新版没有这一项；请保留它。")
    lost = [key for key in sheet_classes(before.id) if key not in classes]
    if lost:
        raise RuleBroken(f"已开始的考核按分类“{lost[0]}”建了评分表，新版没有这一分类；请保留它，或先取消这次考核。")


@action(Permission.RUBRIC_WRITE, undo=True)
def drop(rubric_id: int, version: int, *, by: Viewer, now: datetime) -> Rubric:
    """弃稿: the draft stays in the book and is no longer listed. Raises RuleBroken, StaleVersion, NotInSight."""
    row = rubric_in_sight(by, rubric_id)
    expect_version(row, version)
    row.state = RUBRIC.fire(row.state, "drop", by)
    audit.note("rubric.drop", row, _name(row))
    return row


def _put(row: Rubric, value: values.Rubric, by: Viewer, now: datetime) -> None:
    title = " ".join(value.title.split())
    if not title:
        raise RuleBroken("请填写细则名称。", "title")
    if len(title) > LONGEST_NAME:
        raise RuleBroken(f"细则名称不能超过{LONGEST_NAME}个字。", "title")
    body = encode_rubric(value)
    if len(body.encode()) > LARGEST_BODY:
        raise RuleBroken("细则太长，存不下；请分成几份，或删去不用的指标。")
    decode_rubric(body)
    row.title, row.body, row.body_sha256 = title, body, _digest(body)
    row.changed_by, row.changed_at = by.name, now


def _digest(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()


def _name(row: Rubric) -> str:
    return f"{row.title}（第{row.edition}版）"
