"""扫描件: files taken in, handed over to be read, pages placed or discarded by hand (features S4)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from respbook.actions import audit
from respbook.actions.action import action, expect_version
from respbook.actions.scan_reading import words_of
from respbook.models.base import db
from respbook.models.letters import Letter
from respbook.models.scans import FiledPage, ScanBatch, ScanFile
from respbook.queries import scans as queries
from respbook.queries.scope import letter_in_sight
from respbook.queries.scope_scans import filed_page_in_sight, scan_in_sight
from respbook.readers.scans import Scan
from respbook.rules.errors import RuleBroken
from respbook.rules.in_force import check_in_force
from respbook.rules.lifecycles import SCAN, ScanState
from respbook.rules.permissions import Permission, Viewer
from respbook.rules.scan_sorting import OUTCOMES, PLACEABLE, Outcome
from respbook.rules.signing import SigningState

MOST_FILES = 300
MOST_COPIES = 9


@dataclass(frozen=True)
class Sent:
    """收下的文件: it lies in the store already."""

    name: str
    sha256: str
    size: int
    scan: Scan


@dataclass(frozen=True)
class TakenIn:
    """收件的结果: the batch, or None when everything had been sent before; ``again``: (name, batch) of those."""

    scan: ScanBatch | None
    again: list[tuple[str, int]] = field(default_factory=list)


@action(Permission.SCAN_RECORD)
def take_in(
    scan_id: int | None, letter_id: int | None, files: Sequence[Sent], then_read: bool, *, by: Viewer, now: datetime
) -> TakenIn:
    """收件: into a batch that is still collecting, or a new one; ``then_read``: nothing more comes.

    What was sent before is told, not doubled.

    Raises RuleBroken, NotInSight.
    """
    scan = _collecting(by, scan_id) if scan_id is not None else None
    if letter_id is not None:
        _check_issued(letter_in_sight(by, letter_id))
    unit_id, letter_id = (scan.unit_id, scan.letter_id) if scan else (by.unit_id, letter_id)
    standing = queries.stands_already([unit_id], letter_id, [each.sha256 for each in files])
    again = [(each.name, standing[each.sha256].scan_id) for each in files if each.sha256 in standing]
    fresh = {each.sha256: each for each in files if each.sha256 not in standing}
    again += [(each.name, 0) for each in files if each.sha256 in fresh and fresh[each.sha256] is not each]
    if not fresh:
        audit.note_words("scan.take_in", ScanBatch.__tablename__, 0, "", after={"结果": "都已收过"})
        return TakenIn(scan, again)
    if scan is None:
        scan = ScanBatch(
            unit_id=unit_id, letter_id=letter_id, state=SCAN.start, made_by=by.name, made_by_id=by.user_id, made_at=now
        )
        scan.files = []
        db.session.add(scan)
    if len(scan.files) + len(fresh) > MOST_FILES:
        raise RuleBroken(f"一批最多{MOST_FILES}个文件；请另开一批。", "files")
    start = len(scan.files)
    for place, each in enumerate(fresh.values(), start + 1):
        scan.files.append(_file_of(place, each))
    db.session.flush()
    names = "、".join(each.name for each in fresh.values())
    digests = "、".join(fresh)
    audit.note("scan.take_in", scan, words_of(scan), after={"文件": names[:300], "文件摘要": digests})
    if then_read:
        hand_over(scan.id, by=by, now=now)
    return TakenIn(scan, again)


def _file_of(place: int, sent: Sent) -> ScanFile:
    return ScanFile(
        position=place,
        name=sent.name[-200:],
        sha256=sent.sha256,
        size=sent.size,
        media=sent.scan.media,
        pages=sent.scan.pages,
    )


def _collecting(by: Viewer, scan_id: int) -> ScanBatch:
    scan = scan_in_sight(by, scan_id)
    if scan.made_by_id != by.user_id:
        raise RuleBroken("这一批由别人上传，不能加进去。请另开一批。")
    if scan.state is not ScanState.COLLECTING:
        raise RuleBroken("这一批已交付识别，不能再加文件。请另开一批。")
    return scan


def _check_issued(letter: Letter) -> None:
    check_in_force(letter.state, letter.replaced, "不能登记纸质签订")


@action(Permission.SCAN_RECORD)
def hand_over(scan_id: int, *, by: Viewer, now: datetime) -> ScanBatch:
    """开始识别: no more files go in. Raises RuleBroken, NotInSight."""
    scan = scan_in_sight(by, scan_id)
    if not scan.files:
        raise RuleBroken("这一批还没有文件，请先选择扫描件。")
    scan.state = SCAN.fire(scan.state, "hand_over", by)
    told = {"文件": f"{len(scan.files)}个", "页数": f"{sum(each.pages for each in scan.files)}页"}
    audit.note("scan.hand_over", scan, words_of(scan), after=told)
    return scan


@action(Permission.SCAN_RECORD)
def resume(scan_id: int, *, by: Viewer, now: datetime) -> ScanBatch:
    """继续识别 what was interrupted. Raises RuleBroken, NotInSight."""
    scan = scan_in_sight(by, scan_id)
    scan.state = SCAN.fire(scan.state, "resume", by)
    audit.note("scan.resume", scan, words_of(scan))
    return scan


def _page(by: Viewer, page_id: int, version: int) -> FiledPage:
    """A page of a batch that the viewer may work on: seeing it beside one's letter is not enough."""
    page = filed_page_in_sight(by, page_id)
    scan_in_sight(by, page.scan_id)
    expect_version(page, version)
    return page


def _name(page: FiledPage) -> str:
    return f"第{page.scan_id}批“{page.file.name}”第{page.position}页"


def place_words(unit: str, copy: int | None, page: int | None) -> str:
    """归在哪里."""
    return f"{unit}责任书第{copy}份第{page}页"


@dataclass(frozen=True)
class Place:
    """归位: which page of which copy of which letter."""

    letter_id: int
    copy: int
    page: int


@action(Permission.SCAN_RECORD)
def place(page_id: int, at: Place, version: int, *, by: Viewer, now: datetime) -> FiledPage:
    """认领 by hand. Raises RuleBroken (taken, void, no such page), StaleVersion, NotInSight."""
    row = _page(by, page_id, version)
    letter = letter_in_sight(by, at.letter_id)
    if row.outcome not in PLACEABLE:
        raise RuleBroken(f"这一页现为“{OUTCOMES[row.outcome]}”，不能认领。")
    _check_issued(letter)
    if row.scan.letter_id not in (None, letter.id):
        raise RuleBroken("这一批只登记一份责任书，不能归到别的责任书。")
    if not 1 <= at.page <= (letter.pages or 0):
        raise RuleBroken(f"这份责任书共{letter.pages}页，没有第{at.page}页。", "page")
    if not 1 <= at.copy <= MOST_COPIES:
        raise RuleBroken(f"份号应在1和{MOST_COPIES}之间。", "copy")
    if row.outcome is Outcome.DUPLICATE and (row.letter_id, row.copy, row.page) != (letter.id, at.copy, at.page):
        raise RuleBroken("这一页的二维码已经写明归处，不能归到别处。")
    if (at.copy, at.page) in queries.filed([letter.id]).get(letter.id, ()):
        raise RuleBroken(f"第{at.copy}份第{at.page}页已经有了。要换成这一张，请先弃用原来的那张。", "page")
    row.letter, row.letter_id, row.copy, row.page = letter, letter.id, at.copy, at.page
    row.outcome = Outcome.FILED
    _uncompared(row)  # a verdict is of a page at its place: at another place it is to be looked at again
    _by_hand(row, by, now)
    audit.note("scan.place", row, _name(row), after={"归到": place_words(letter.unit.called, at.copy, at.page)})
    return row


def _by_hand(row: FiledPage, by: Viewer, now: datetime) -> None:
    row.placed_by, row.placed_by_id, row.placed_at = by.name, by.user_id, now


def _uncompared(row: FiledPage) -> None:
    row.verdict = row.compared_by = row.compared_by_id = row.compared_at = None
    row.remark = ""


@action(Permission.SCAN_RECORD)
def discard(page_id: int, reason: str, version: int, *, by: Viewer, now: datetime) -> FiledPage:
    """弃用 with a reason; its picture stays. Raises RuleBroken, StaleVersion, NotInSight."""
    row = _page(by, page_id, version)
    if row.outcome is Outcome.DISCARDED:
        raise RuleBroken("这一页已经弃用。")
    if not reason.strip():
        raise RuleBroken("请写明为什么弃用，例如“模糊，已重扫”。", "reason")
    if row.recorded_at and row.letter and row.letter.signing is SigningState.SIGNED:
        raise RuleBroken("这一页是已签订责任书的凭据，不能弃用。")
    before = OUTCOMES[row.outcome]
    row.outcome, row.note = Outcome.DISCARDED, reason.strip()[:200]
    if not row.recorded_at:
        _uncompared(row)
    _by_hand(row, by, now)
    audit.note("scan.discard", row, _name(row), before={"原为": before}, after={"原因": row.note})
    return row


@action(Permission.SCAN_RECORD)
def undo(page_id: int, *, by: Viewer, now: datetime) -> FiledPage:
    """撤销认领或弃用: the page stands as it was read. Raises RuleBroken, NotInSight."""
    row = filed_page_in_sight(by, page_id)
    scan_in_sight(by, row.scan_id)
    if row.placed_at is None:
        raise RuleBroken("这一页没有经过人工处理，没有什么可撤销。")
    if row.outcome is Outcome.FILED and row.recorded_at:
        raise RuleBroken("这一页已登记为签订的凭据，不能撤销。")
    if row.read_as is Outcome.FILED and (row.copy, row.page) in queries.filed([row.letter_id or 0]).get(
        row.letter_id or 0, ()
    ):
        raise RuleBroken(f"第{row.copy}份第{row.page}页已换成另一张。要换回来，请先弃用那一张。")
    before = OUTCOMES[row.outcome]
    _uncompared(row)
    if row.read_as in PLACEABLE - {Outcome.DUPLICATE}:
        row.letter = row.letter_id = row.copy = row.page = None
    row.outcome, row.note = row.read_as, ""
    row.placed_by = row.placed_by_id = row.placed_at = None
    audit.note("scan.undo", row, _name(row), before={"原为": before}, after={"现为": OUTCOMES[row.outcome]})
    return row
