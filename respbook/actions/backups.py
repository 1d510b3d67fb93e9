"""备份: asked for on the page, done by the queue; and every night by itself (safety C12, R102, R104, feature U4)."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from respbook.actions import audit
from respbook.actions.action import StaleVersion, action, gate, housekeeping
from respbook.backups import checking, places, shelf
from respbook.backups.files import probe
from respbook.backups.holdings import Holdings
from respbook.backups.making import Request, back_up, refuse_inside
from respbook.models.backup_runs import BackupRun
from respbook.models.base import db
from respbook.models.office_settings import OfficeSetting
from respbook.queries.backups import PLACE, carried_away, place_set, run_numbered, unfinished_runs
from respbook.queries.health import stored_papers
from respbook.rules.backups import CARRIED, BackupKind, Manifest, warnings
from respbook.rules.errors import RuleBroken
from respbook.rules.permissions import Permission, Viewer

STICK_FOLDER = "respbook备份"
_LONGEST = 600
_STALE = "别人刚刚改过备份位置。请核对后再保存。"


def root_of(holdings: Holdings) -> Path:
    """备份位置: as RESPBOOK_BACKUP says, or the administrator's page; else in the data folder."""
    if holdings.root is not None:
        return holdings.root
    row = place_set()
    return Path(row.value) if row else holdings.folder / "backups"


def warnings_of(holdings: Holdings, now: datetime) -> tuple[str, ...]:
    """备份提醒: too old, or on the same disk."""
    root = root_of(holdings)
    there = shelf.backups_in(root)
    beside = places.same_disk(root, holdings.folder) and not carried_away(now - CARRIED)
    return warnings(there[0].manifest.made_at if there else None, beside, now)


@action(Permission.BACKUP_WRITE)
def ask(kind: BackupKind, place: Path, *, by: Viewer, now: datetime) -> BackupRun:
    """要求备份, 拷盘 or 核验; the queue does it. Raises RuleBroken while the same is still being done."""
    if any(run_numbered(each).kind == kind for each in unfinished_runs()):
        raise RuleBroken("上一次还没有办完，请稍候，结果见下。")
    row = BackupRun(kind=kind, place=str(place), asked_by=by.name, asked_at=now)
    db.session.add(row)
    verb = {BackupKind.BACKUP: "backup.make", BackupKind.STICK: "backup.stick", BackupKind.CHECK: "backup.check"}[kind]
    audit.note(verb, row, str(place))
    return row


def checked_place(holdings: Holdings, typed: str, field: str) -> Path:
    """核对位置: a full path in which a folder can be made, outside the data and the program. Raises RuleBroken."""
    place = Path(typed.strip())
    if not typed.strip() or not place.is_absolute() or len(typed) > 250 or not typed.isprintable():
        raise RuleBroken("请写完整路径，例如 /media/usb 或 E:\\。", field)
    try:
        refuse_inside(holdings, place)
        if not place.anchor or not (place.exists() or place.parent.exists()):
            raise RuleBroken(f"没有找到“{place.parent}”。U盘或移动硬盘没有插好，或路径写错了。", field)
        if place.exists() and not place.is_dir():
            raise RuleBroken(f"“{place}”是文件，不是目录。", field)
        probe(place if place.exists() else place.parent)
    except OSError:
        raise RuleBroken(f"“{place}”打不开或写不进去，请检查磁盘，或换一个位置。", field) from None
    except RuleBroken as problem:
        raise RuleBroken(problem.sentence, field) from None
    return place


@action(Permission.BACKUP_WRITE)
def set_place(place: Path, version: int, *, by: Viewer, now: datetime) -> OfficeSetting:
    """设定备份位置, checked before. Raises StaleVersion."""
    row = place_set()
    if (row.version if row else 0) != version:
        raise StaleVersion(_STALE)
    before = row.value if row else "数据目录"
    if row is None:
        row = OfficeSetting(unit_id=by.unit_id, name=PLACE)
        db.session.add(row)
    row.value, row.changed_at, row.changed_by = str(place), now, by.name
    audit.note("backup.set_place", row, str(place), before={"原为": before}, after={"改为": str(place)})
    return row


@housekeeping
def _begin(run_id: int, now: datetime) -> tuple[BackupKind, Path] | None:
    row = run_numbered(run_id)
    if row.ended_at is not None:
        return None
    row.began_at = now
    return row.kind, Path(row.place)


@housekeeping
def _end(run_id: int, outcome: str, failed: bool, now: datetime) -> None:
    row = run_numbered(run_id)
    row.ended_at, row.outcome, row.failed = now, outcome[:_LONGEST], failed


def work_off(run_id: int, holdings: Holdings, clock: Callable[[], datetime]) -> None:
    """办理 one of them; what was killed is done again from the start, since a backup is whole or nothing."""
    begun = _begin(run_id, clock())
    if begun is None:
        return
    kind, place = begun
    try:
        if kind is BackupKind.CHECK:
            outcome, failed = _checked(place)
        else:
            folder = place / shelf.name_of(clock())
            manifest = _made(holdings, folder, clock())
            outcome, failed = _said(folder, manifest), bool(manifest.lost)
            if kind is BackupKind.STICK and places.same_disk(folder, holdings.folder):
                outcome, failed = f"{outcome}但这个位置与数据在同一块磁盘上，不是U盘，不算拷走。", True
    except RuleBroken as problem:
        outcome, failed = problem.sentence, True
    except Exception:
        _end(run_id, "出错没有办成，原因见程序日志。", True, clock())
        raise
    _end(run_id, outcome, failed, clock())


def _made(holdings: Holdings, folder: Path, now: datetime) -> Manifest:
    wanted = stored_papers()
    db.session.rollback()  # no view of the database is kept open while files are copied
    return back_up(holdings, Request(folder, gate(), now, wanted))


def _checked(folder: Path) -> tuple[str, bool]:
    manifest, faults = checking.check(folder)
    if faults:
        more = f"等共{len(faults)}处" if len(faults) > 1 else ""
        return f"不完好，不能用来恢复：{faults[0].rstrip('。')}{more}。", True
    return f"完好，可以恢复：日志至第{manifest.seq}条，{manifest.files}个文件逐个核对一致。", False


def _said(folder: Path, manifest: Manifest) -> str:
    lost = f"缺{len(manifest.lost)}个文件：{manifest.lost[0].sentence}" if manifest.lost else ""
    return f"已备份到 {folder}：{manifest.words}。{lost}"


def nightly(holdings: Holdings, now: datetime) -> str:
    """每夜备份, then those go that are no longer kept. Raises RuleBroken."""
    root = root_of(holdings)
    folder = root / shelf.name_of(now)
    said = _said(folder, _made(holdings, folder, now))
    gone = shelf.prune(root, now)
    return said + (f"按保留规则清理旧备份{len(gone)}份。" if gone else "")
