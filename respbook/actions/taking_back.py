"""撤销一步: put back what a deed changed, while nothing was changed or sent out since (features U3)."""

import hashlib
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from respbook.actions import audit
from respbook.actions.action import action, housekeeping
from respbook.actions.pen import restored, rows_at
from respbook.actions.undoing import Changed, Removed, Rows, Words, added_by, keyed, put_back_rows
from respbook.models.base import Base, db
from respbook.models.undo_steps import UndoStep
from respbook.queries import undo_steps as queries
from respbook.rules.errors import RuleBroken
from respbook.rules.permissions import Permission, Viewer, demand
from respbook.rules.programmes import check_open
from respbook.rules.removals import KEPT as IN_THE_BIN
from respbook.rules.undoing import KEPT, RESTS_ON, expired
from respbook.rules.verbs import verb_words

_CHANGED = Words("这一步之后又改过", "不能撤销，以免丢掉后来的改动。请到相应页面改正。")
_TAKEN = "原来的名称或位置已被别的内容占用，不能撤销。请到相应页面改正。"


@action(Permission.CHANGE_UNDO)
def take_back(seq: int, *, by: Viewer, now: datetime) -> UndoStep:
    """撤销本人的一步, or bring back what the office removed. Raises RuleBroken, NotAllowed, NotInSight."""
    step = queries.step_in_sight(by, seq)
    demand(by, Permission(step.permission))
    told = queries.written(seq)
    _check(step, told.former_sha256, now)
    changed, removed = restored(step.former)
    left = keyed(told.rows)
    _refuse_gone_out(step, left, changed, by)
    _refuse_closed(changed, removed, left)
    try:
        put_back_rows(left, changed, removed, _CHANGED)
        db.session.flush()
    except IntegrityError:
        raise RuleBroken(_TAKEN) from None
    step.undone_at, step.undone_by = now, by.name
    verb = "removal.restore" if step.removes else "change.undo"
    before = {"撤销的事项": f"{verb_words(step.verb)}（日志第{seq}条）"} | dict(told.after)
    audit.note_words(verb, step.kind, step.subject_id, step.subject, before=before, after=told.before)
    db.session.flush()
    db.session.expire_all()  # the rows were written past the session
    return step


def _check(step: UndoStep, former_sha256: str, now: datetime) -> None:
    if step.undone_at is not None:
        raise RuleBroken(f"这一步已由{step.undone_by}撤销，不用再办。")
    if expired(step.at, now, IN_THE_BIN if step.removes else KEPT):
        kept = "删除已满30天，不能恢复" if step.removes else "改动已超过一天，不能再撤销"
        raise RuleBroken(f"{kept}。请到相应页面改正。")
    if hashlib.sha256(step.former.encode()).hexdigest() != former_sha256:
        raise RuleBroken("保存的改前内容与操作日志不符，不能撤销。请联系系统管理员查验。")


def _refuse_gone_out(step: UndoStep, left: Rows, changed: Changed, by: Viewer) -> None:
    """What has left the house on the ground of the change stays as it went."""
    verbs = {verb for table in left for verb in RESTS_ON.get(table, ())}
    if (verb := queries.gone_out(by, step.seq, verbs)) is not None:
        raise RuleBroken(f"这一步之后已{verb_words(verb)}，不能撤销，以免与已经发出的不一致。请到相应页面改正。")
    if queries.reported_on([key[0] for key in changed.get("task_periods", {})]):
        raise RuleBroken("有关任务已有报送，时限不能再退回去。请到任务页面调整。")


def _refuse_closed(changed: Changed, removed: Removed, left: Rows) -> None:
    rows = [(table, row) for table, found in removed.items() for row in found]
    for table in left:
        wanted = [*changed.get(table, {}), *added_by(left, changed)[table]]
        rows += [(table, row._mapping) for row in rows_at(Base.metadata.tables[table], wanted).values()]
    for programme in queries.programmes_of(rows):
        check_open(programme.state, programme.name)


def added_something(step: UndoStep) -> bool:
    """其中有新增的: what stood on its page may be gone with it."""
    changed, _ = restored(step.former)
    return any(added_by(keyed(queries.written(step.seq).rows), changed).values())


@housekeeping
def throw_away(now: datetime) -> int:
    """清理 of former values whose time is over; says how many."""
    old = UndoStep.at < now - KEPT
    gone = db.session.execute(delete(UndoStep).where(old, ~UndoStep.removes | (UndoStep.at < now - IN_THE_BIN)))
    return int(gone.rowcount)  # type: ignore[attr-defined]
