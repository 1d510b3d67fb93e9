"""大件导出: asked for on a page, made by the queue at most two at once, fetched by its asker, cleared after some days (R68)."""

import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from respbook.actions import audit
from respbook.actions.action import Busy, action, housekeeping
from respbook.actions.queued import QUEUE, Clock, sender
from respbook.models.base import db
from respbook.models.exports import Export
from respbook.queries import exports as queries
from respbook.queries.scope import unit_in_sight
from respbook.queries.scope_assessments import scores_in_sight
from respbook.rules.chinese import china_day, volume
from respbook.rules.errors import RuleBroken
from respbook.rules.exports import (
    EXPORT_LABELS,
    MOST_OF_ONE,
    MOST_WAITING,
    ExportKind,
    kept_until,
    needed,
    title_of,
)
from respbook.rules.lifecycles import EXPORT, PUBLIC_ASSESSMENT, ExportState
from respbook.rules.permissions import NotAllowed, Permission, Viewer, demand
from respbook.rules.works import MOST_TRIES
from respbook.store import ExportShelf, StoreAway

log = logging.getLogger("respbook.exports")
_QUIET = 2.0
"""Seconds between two words about the progress."""


@dataclass(frozen=True)
class Wanted:
    """要导出的: a kind and what it is of — the year of a town, a unit in a year, an assessment."""

    kind: ExportKind
    year: int
    town_id: int = 0
    unit_id: int | None = None
    assessment_id: int | None = None


class Overtaken(Exception):
    """已由另一进程接手: this one stops without a word."""


class Stopped(Exception):
    """程序正在停止: what is being made waits again, and goes on when the program does."""


Tell = Callable[[int, int, str], None]
"""How far: (done, of how many, what is at hand). Raises Overtaken."""
Maker = Callable[["Order", Path, Viewer, Tell], None]


@dataclass(frozen=True)
class Order:
    """交办单: what a maker needs to know of an export; ``tries`` tells it from one that was begun again."""

    id: int
    kind: ExportKind
    town_id: int
    unit_id: int | None
    assessment_id: int | None
    year: int
    title: str
    asked_by_id: int
    tries: int
    at: datetime


@action(Permission.HOME_READ)
def ask(wanted: Wanted, *, by: Viewer, now: datetime) -> Export:
    """申请导出; the same one that waits or is being made already is not begun twice.

    Raises NotAllowed, NotInSight, RuleBroken.
    """
    demand(by, needed(wanted.kind))
    row = Export(
        kind=wanted.kind,
        town_id=wanted.town_id or by.unit_id,
        unit_id=wanted.unit_id,
        assessment_id=wanted.assessment_id,
        year=wanted.year,
        title="",
        state=EXPORT.start,
        asked_by=by.name,
        asked_by_id=by.user_id,
        asked_at=now,
    )
    row.title = title_of(wanted.kind, _whose(wanted, row, by), row.year)
    same = queries.same_under_way(by, row)
    if same is not None:
        audit.note("export.ask", same, same.title, after={"结果": "已在办理，未另行生成"})
        return same
    if queries.how_many_under_way(by) >= MOST_OF_ONE:
        raise RuleBroken(f"您已有{MOST_OF_ONE}件正在办理，请等前面的生成后再来。")
    if queries.how_many_wait() >= MOST_WAITING:
        raise RuleBroken("排队等候导出的已经很多，请等前面的生成后再来。")
    db.session.add(row)
    audit.note("export.ask", row, row.title, after={"种类": EXPORT_LABELS[row.kind]})
    return row


def _whose(wanted: Wanted, row: Export, by: Viewer) -> str:
    """What its title begins with; sets the year of an assessment. Raises NotInSight, RuleBroken."""
    if wanted.kind is ExportKind.ASSESSMENT:
        found = scores_in_sight(by, wanted.assessment_id or 0)
        if found.state not in PUBLIC_ASSESSMENT:
            raise RuleBroken("考核结果还没有公示，不能导出考核档案。")
        row.year, row.town_id = found.programme.year, found.programme.unit_id
        return found.name
    town = unit_in_sight(by, row.town_id)
    return unit_in_sight(by, wanted.unit_id).called if wanted.unit_id else town.called


@action(Permission.HOME_READ)
def _begin(export_id: int, *, by: Viewer, now: datetime) -> Order | None:
    """接手; what stopped its maker too often is given up."""
    row = queries.export_in_sight(by, export_id)
    if row.state not in queries.UNDER_WAY:
        audit.note("export.make", row, row.title, after={"结果": "已由另一进程办理"})
        return None
    if row.tries >= MOST_TRIES:
        row.state = EXPORT.fire(row.state, "fail", by)
        row.trouble = "生成时程序几次中断，没有再试。请告诉系统管理员。"
        row.finished_at, row.until = now, kept_until(china_day(now))
        audit.note("export.fail", row, row.title, after={"原因": row.trouble})
        return None
    row.state = EXPORT.fire(row.state, "make", by)
    row.tries, row.done, row.total = row.tries + 1, 0, 0
    row.at_hand = row.trouble = ""
    audit.note("export.make", row, row.title, after={"接续": "是"} if row.tries > 1 else None)
    return _order(row)


def _order(row: Export) -> Order:
    return Order(
        row.id,
        row.kind,
        row.town_id,
        row.unit_id,
        row.assessment_id,
        row.year,
        row.title,
        row.asked_by_id,
        row.tries,
        row.asked_at,
    )


@dataclass(frozen=True)
class Shop:
    """做法和放处: where files are put, how they are made, whether the program is being stopped."""

    shelf: ExportShelf
    maker: Maker
    stopped: Callable[[], bool] = lambda: False


def work_off(export_id: int, shop: Shop, clock: Clock) -> None:
    """生成一件 from the start: into a file beside the kept ones, whole or not at all; whatever fails is told in a sentence.

    Wants a session of its own: whatever else the session holds is let go of.
    """
    if export_id not in queries.unfinished():
        return
    order = _begin(export_id, by=QUEUE, now=clock())
    if order is not None:
        _make(order, shop, clock)


def _make(order: Order, shop: Shop, clock: Clock) -> None:
    try:
        by = _asker(order)
        with shop.shelf.making(order.id, order.tries) as path:
            shop.maker(order, path, by, _teller(order, clock, shop.stopped))
            size, sha256 = shop.shelf.measure(path)
            shop.shelf.keep(order.id, order.tries)
            _finish(order, size, sha256, by=by, now=clock())
    except Overtaken:
        log.warning("export %s was taken over by another process", order.id)
    except Stopped:
        _put_off(order, by=QUEUE, now=clock())
    except Busy:  # taken up again
        raise
    except RuleBroken as problem:
        _fail(order, problem.sentence, by=QUEUE, now=clock())
    except OSError:
        log.exception("export %s failed", order.id)
        _fail(order, "磁盘空间不足或不可写，没有生成。请清理磁盘后重新导出。", by=QUEUE, now=clock())
    except Exception:
        log.exception("export %s failed", order.id)
        _fail(order, "程序出错，没有生成，其他的不受影响。请告诉系统管理员。", by=QUEUE, now=clock())


def _asker(order: Order) -> Viewer:
    """Who asked, with today's roles (safety R27). Raises NotAllowed."""
    db.session.rollback()
    return sender(order.asked_by_id, needed(order.kind), "申请导出的账号已停用，没有生成。")


def _teller(order: Order, clock: Clock, stopped: Callable[[], bool]) -> Tell:
    last = clock()

    def tell(done: int, total: int, at_hand: str) -> None:
        nonlocal last
        if stopped():
            raise Stopped
        now = clock()
        if done and (now - last).total_seconds() < _QUIET:
            return
        last = now
        with suppress(Busy):  # the next word tells it
            hear(order, done, total, at_hand)

    return tell


@housekeeping
def hear(order: Order, done: int, total: int, at_hand: str) -> None:
    """记进度. Raises Overtaken."""
    row = _mine(order)
    row.done, row.total, row.at_hand = done, total, at_hand[:80]


def _mine(order: Order) -> Export:
    row = db.session.get_one(Export, order.id, populate_existing=True)
    if row.state is not ExportState.MAKING or row.tries != order.tries:
        raise Overtaken
    return row


@action(Permission.HOME_READ)
def _finish(order: Order, size: int, sha256: str, *, by: Viewer, now: datetime) -> None:
    row = _mine(order)
    row.state = EXPORT.fire(row.state, "finish", by)
    row.finished_at, row.size, row.sha256, row.until = now, size, sha256, kept_until(china_day(now))
    row.done, row.at_hand = row.total, ""
    audit.note("export.finish", row, row.title, after={"大小": volume(size), "文件摘要": sha256})


@action(Permission.HOME_READ)
def _put_off(order: Order, *, by: Viewer, now: datetime) -> None:
    row = _mine(order)
    row.state = EXPORT.fire(row.state, "put_off", by)
    row.tries, row.done, row.at_hand = row.tries - 1, 0, ""
    audit.note("export.put_off", row, row.title)


@action(Permission.HOME_READ)
def _fail(order: Order, sentence: str, *, by: Viewer, now: datetime) -> None:
    row = db.session.get_one(Export, order.id, populate_existing=True)
    if row.state is ExportState.MAKING and row.tries == order.tries:
        row.state = EXPORT.fire(row.state, "fail", by)
        row.trouble, row.finished_at, row.until = sentence[:300], now, kept_until(china_day(now))
    audit.note("export.fail", row, row.title, after={"原因": sentence})


@action(Permission.HOME_READ)
def fetch(export_id: int, *, by: Viewer, now: datetime) -> Export:
    """取走: written down each time; a copy outside the house is known of. Raises NotInSight, NotAllowed, RuleBroken."""
    row = queries.export_in_sight(by, export_id)
    demand(by, needed(row.kind))
    _check_reads_whole(row, by)
    if row.state is not ExportState.DONE:
        raise RuleBroken("这一件还没有生成，或已到期清除。请重新导出。")
    audit.note("export.fetch", row, row.title, after={"文件摘要": row.sha256})
    return row


@action(Permission.EXPORT_READ)
def written(name: str, size: int, sha256: str, *, by: Viewer, now: datetime) -> None:
    """记下命令行写出的归档."""
    told = {"大小": volume(size), "文件摘要": sha256}
    audit.note_words("export.write", Export.__tablename__, 0, name, after=told)


def _check_reads_whole(row: Export, by: Viewer) -> None:
    """年度归档的日志: as much of the book as its maker may read; whoever may read less makes his own. Raises NotAllowed."""
    if row.kind is ExportKind.YEAR and row.asked_by_id != by.user_id and not by.may(Permission.AUDIT_WHOLE):
        raise NotAllowed(f"这份归档由{row.asked_by}编制，内有其可看的操作日志，只有本人和审计可以取走。请另行生成。")


def clear(shelf: ExportShelf, now: datetime) -> int:
    """到期清除: files whose days are over, and what stopped makers left behind; how many."""
    cleared = 0
    for export_id in queries.expired(china_day(now)):
        try:
            shelf.drop(export_id)  # first: what could not be dropped is still told as due the next night
        except (StoreAway, OSError):
            log.exception("export %s could not be cleared", export_id)
            continue
        _clear(export_id, by=QUEUE, now=now)
        cleared += 1
    shelf.sweep()
    return cleared


@action(Permission.HOME_READ)
def _clear(export_id: int, *, by: Viewer, now: datetime) -> None:
    row = queries.export_in_sight(by, export_id)
    row.state = EXPORT.fire(row.state, "clear", by)
    audit.note("export.clear", row, row.title)
