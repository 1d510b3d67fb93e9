"""办理: what a page has asked the queue for is begun, done to its end, and told; what was cut off is done again (safety R90)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from respbook.actions.action import Busy, housekeeping
from respbook.actions.queued import Clock
from respbook.models.base import db
from respbook.models.runs import Run
from respbook.queries.runs import run_numbered, unfinished_runs
from respbook.rules.errors import RuleBroken
from respbook.rules.permissions import Viewer
from respbook.rules.runs import RunKind
from respbook.rules.works import MOST_TRIES

_LONGEST = 600


@dataclass(frozen=True)
class Asked:
    """交办单: what is to be done, about which folder or with which anchors, for whom."""

    kind: RunKind
    place: str
    given: str
    by_id: int
    tries: int = 1


@dataclass(frozen=True)
class Outcome:
    """办理结果, in a sentence."""

    words: str
    failed: bool = False


def asked(kind: RunKind, busy: str, *, by: Viewer, now: datetime, place: str = "", given: str = "") -> Run:
    """交办 within the caller's transaction. Raises RuleBroken with the sentence ``busy`` while one of the kind is not over."""
    if unfinished_runs((kind,)):
        raise RuleBroken(busy)
    row = Run(kind=kind, place=place, given=given, asked_by=by.name, asked_by_id=by.user_id, asked_at=now)
    db.session.add(row)
    return row


def work_off(run_id: int, way: Callable[[Asked], Outcome], clock: Clock) -> None:
    """办理 one of them from the start, however far somebody else came with it: none leaves anything half done."""
    order = _begin(run_id, clock())
    if order is None:
        return
    try:
        outcome = way(order)
    except Busy:  # taken up again
        raise
    except RuleBroken as problem:
        outcome = Outcome(problem.sentence, failed=True)
    except Exception:
        _end(run_id, order, Outcome("出错没有办成，原因见程序日志。", failed=True), clock())
        raise
    _end(run_id, order, outcome, clock())


@housekeeping
def _begin(run_id: int, now: datetime) -> Asked | None:
    row = run_numbered(run_id)
    if row.ended_at is not None:
        return None
    if row.tries >= MOST_TRIES:
        _ended(row, Outcome("办理时程序几次中断，没有再试。请告诉系统管理员。", failed=True), now)
        return None
    row.tries, row.began_at = row.tries + 1, now
    return Asked(row.kind, row.place, row.given, row.asked_by_id, row.tries)


@housekeeping
def _end(run_id: int, order: Asked, outcome: Outcome, now: datetime) -> None:
    """Whoever was overtaken by another worker, which began it again, keeps silent."""
    row = run_numbered(run_id)
    if row.tries == order.tries and row.ended_at is None:
        _ended(row, outcome, now)


def _ended(row: Run, outcome: Outcome, now: datetime) -> None:
    row.ended_at, row.outcome, row.failed, row.given = now, outcome.words[:_LONGEST], outcome.failed, ""
