"""识别扫描件: the queue reads page by page and files them in small groups; what is committed is never read twice."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from sqlalchemy import select

from respbook.actions import audit
from respbook.actions.action import Busy, action
from respbook.actions.queued import QUEUE, Clock, Piece, sender, taken_up
from respbook.models.base import db
from respbook.models.scans import FiledPage, ScanBatch, ScanFile
from respbook.queries import scans as queries
from respbook.queries.scope_scans import scan_in_sight
from respbook.readers.scanned_pages import ScannedPage, scanned_pages
from respbook.rules.errors import RuleBroken
from respbook.rules.lifecycles import SCAN, ScanState
from respbook.rules.page_codes import own_codes
from respbook.rules.permissions import Permission, Viewer
from respbook.rules.scan_sorting import OUTCOMES, SeenPage, SortedPage, sort_pages, tally
from respbook.store import Store

log = logging.getLogger("respbook.scans")
AT_ONCE = 8
"""Pages that are filed in one deed: what a power cut costs at most."""


@dataclass(frozen=True)
class KeptPage:
    """存好的页: what was seen on it; its pictures lie in the store."""

    seen: SeenPage
    picture_sha256: str
    thumbnail_sha256: str
    readable: bool


def unfinished() -> Sequence[int]:
    """未办结: batches that were handed over or being read when the program stopped."""
    wanted = (ScanState.WAITING, ScanState.READING)
    return db.session.scalars(select(ScanBatch.id).where(ScanBatch.state.in_(wanted)).order_by(ScanBatch.id)).all()


def read_off(scan_id: int, store: Store, clock: Clock) -> None:
    """识别 a batch to its end. Safe to run twice, also at once: each page is filed once.

    Wants a session of its own: whatever else the session holds is let go of.
    """
    if not _begin(scan_id, by=QUEUE, now=clock()):
        return
    try:
        by = _sender(scan_id)
        for file_id, sha256, done in queries.unread(scan_id):
            db.session.rollback()
            pages = (_kept(page, store) for page in scanned_pages(store.path(sha256), done))
            while group := list(islice(pages, AT_ONCE)):
                _file(file_id, group, by=by, now=clock())
    except Busy:  # taken up again
        raise
    except RuleBroken as problem:
        _fail(scan_id, problem.sentence, by=QUEUE, now=clock())
    except Exception:
        log.exception("scan %s failed", scan_id)
        _fail(scan_id, "程序出错，识别中断；已归档的不受影响。请告诉系统管理员后再继续。", by=QUEUE, now=clock())
    else:
        _finish(scan_id, by=QUEUE, now=clock())


def _sender(scan_id: int) -> Viewer:
    """Who sent the batch, with today's roles: pages are filed with letters in their sight only. Raises NotAllowed."""
    db.session.rollback()
    gone = "上传人的账号已停用，余下的没有识别。请由在任的经办人重新上传。"
    return sender(scan_in_sight(QUEUE, scan_id).made_by_id, Permission.SCAN_RECORD, gone)


def _kept(page: ScannedPage, store: Store) -> KeptPage:
    seen = SeenPage(page.position, page.codes, page.blank)
    return KeptPage(seen, store.put(page.picture), store.put(page.thumbnail), page.readable)


def words_of(scan: ScanBatch) -> str:
    """批次名称 for the log."""
    return f"第{scan.id}批扫描件"


@action(Permission.SCAN_RECORD)
def _begin(scan_id: int, *, by: Viewer, now: datetime) -> bool:
    scan = scan_in_sight(by, scan_id)
    waits, going_on = scan.state is ScanState.WAITING, scan.state is ScanState.READING

    def begin() -> None:
        scan.state = SCAN.fire(scan.state, "read", by)
        scan.trouble = ""

    return taken_up(Piece(scan, words_of(scan), "scan.read", waits, going_on), begin, "已不在队列，未再识别")


@action(Permission.SCAN_RECORD)
def _file(file_id: int, pages: Sequence[KeptPage], *, by: Viewer, now: datetime) -> None:
    """归档 a group: sorted against what is on file at this moment, so that no page is filed twice."""
    file = db.session.get_one(ScanFile, file_id, populate_existing=True)
    scan = scan_in_sight(by, file.scan_id)
    fresh = [each for each in pages if each.seen.position > file.done]
    tokens = {code.token for each in fresh for code in own_codes(each.seen.codes)}
    known = queries.known_issues(by, tokens, scan.letter_id)
    filed = sort_pages([each.seen for each in fresh], known)
    db.session.add_all(_row(file, kept, page) for kept, page in zip(fresh, filed, strict=True))
    file.done = max([file.done, *(each.seen.position for each in fresh)])
    told = {OUTCOMES[outcome]: f"{count}页" for outcome, count in tally(filed).items()}
    audit.note("scan.file", scan, f"{words_of(scan)}“{file.name}”", after=told or {"结果": "已由另一进程归档"})


def _row(file: ScanFile, kept: KeptPage, page: SortedPage) -> FiledPage:
    placed = page.letter_id is not None and page.code is not None
    return FiledPage(
        scan_id=file.scan_id,
        file_id=file.id,
        position=page.position,
        picture_sha256=kept.picture_sha256,
        thumbnail_sha256=kept.thumbnail_sha256,
        readable=kept.readable,
        read_as=page.outcome,
        outcome=page.outcome,
        letter_id=page.letter_id,
        copy=page.code.copy if placed and page.code else None,
        page=page.code.page or None if placed and page.code else None,
    )


@action(Permission.SCAN_RECORD)
def _fail(scan_id: int, sentence: str, *, by: Viewer, now: datetime) -> None:
    scan = scan_in_sight(by, scan_id)
    if scan.state is not ScanState.DONE:
        scan.state = SCAN.fire(scan.state, "fail", by)
        scan.trouble = sentence[:300]
    audit.note("scan.fail", scan, words_of(scan), after={"原因": sentence})


@action(Permission.SCAN_RECORD)
def _finish(scan_id: int, *, by: Viewer, now: datetime) -> None:
    scan = scan_in_sight(by, scan_id)
    if scan.state is ScanState.READING:
        scan.state = SCAN.fire(scan.state, "finish", by)
        scan.finished_at = now
    audit.note("scan.finish", scan, words_of(scan))
