"""异议: raised by the unit at a clause, answered by the office; it stops only that letter (features S9)."""

from datetime import datetime

from respbook.actions import audit
from respbook.actions.action import action, expect_version
from respbook.actions.signing import follow
from respbook.models.base import db
from respbook.models.signing import Objection
from respbook.queries.scope import letter_in_sight
from respbook.queries.scope_signing import objection_in_sight
from respbook.queries.signing import objected
from respbook.rules.chinese import china_day
from respbook.rules.errors import RuleBroken
from respbook.rules.in_force import check_in_force
from respbook.rules.lifecycles import OBJECTION
from respbook.rules.permissions import Permission, Viewer
from respbook.rules.signing import SigningState

LONGEST_CLAUSE = 300
LONGEST_TEXT = 500


@action(Permission.LETTER_SIGN)
def object_to(letter_id: int, clause_id: int | None, clause: str, text: str, *, by: Viewer, now: datetime) -> Objection:
    """提出异议 against a clause of a letter of one's own unit. Raises RuleBroken, NotInSight."""
    letter = letter_in_sight(by, letter_id)
    check_in_force(letter.state, letter.replaced, "不能再提异议")
    if letter.signing is SigningState.SIGNED:
        raise RuleBroken("这份责任书已经签订。要改内容，请向镇里申请更正函或补充责任书。")
    if letter.unit_id != by.unit_id:
        raise RuleBroken(f"异议由{letter.unit.called}的负责人提出。")
    if not text.strip():
        raise RuleBroken("请写明对这一条有什么异议、希望怎样改。", "text")
    if objected(letter.id):
        raise RuleBroken("这份责任书已有一条异议等候答复，答复以后可以再提。", "text")
    row = Objection(
        letter_id=letter.id,
        clause_id=clause_id,
        clause=clause.strip()[:LONGEST_CLAUSE],
        text=text.strip()[:LONGEST_TEXT],
        made_by=by.name,
        made_by_id=by.user_id,
        made_at=now,
    )
    db.session.add(row)
    follow(letter, china_day(now))
    audit.note(
        "objection.raise",
        row,
        letter.said,
        after={"条款": row.clause, "异议": row.text},
    )
    return row


@action(Permission.OBJECTION_ANSWER)
def answer(objection_id: int, accepted: bool, text: str, version: int, *, by: Viewer, now: datetime) -> Objection:
    """答复异议: upheld, and signing goes on; or accepted, and a corrected letter follows. Raises RuleBroken, StaleVersion."""
    row = objection_in_sight(by, objection_id)
    expect_version(row, version)
    if not text.strip():
        raise RuleBroken("请写明答复内容，提出异议的单位会看到。", "text")
    if accepted:
        row.state = OBJECTION.fire(row.state, "accept", by)
    else:
        row.state = OBJECTION.fire(row.state, "uphold", by)
    return _closed(row, "objection.accept" if accepted else "objection.uphold", text.strip()[:LONGEST_TEXT], by, now)


@action(Permission.LETTER_SIGN)
def withdraw(objection_id: int, version: int, *, by: Viewer, now: datetime) -> Objection:
    """撤回异议, by whoever raised it or somebody of the same unit. Raises RuleBroken, StaleVersion, NotInSight."""
    row = objection_in_sight(by, objection_id)
    expect_version(row, version)
    if row.letter.unit_id != by.unit_id:
        raise RuleBroken("异议由提出的单位撤回。")
    row.state = OBJECTION.fire(row.state, "withdraw", by)
    return _closed(row, "objection.withdraw", "", by, now)


def _closed(row: Objection, verb: str, text: str, by: Viewer, now: datetime) -> Objection:
    row.answer, row.answered_by, row.answered_at = text, by.name, now
    follow(row.letter, china_day(now))
    audit.note(
        verb,
        row,
        row.letter.said,
        after={"异议": OBJECTION.labels[row.state], **({"答复": text} if text else {})},
    )
    return row
