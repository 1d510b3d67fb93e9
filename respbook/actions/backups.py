"""备份: asked for on the page, done by the queue; and every night by itself (safety C12, R102, R104, feature U4)."""

from datetime import datetime
from pathlib import Path

from respbook.actions import audit, runs
from respbook.actions.action import StaleVersion, action, gate
from respbook.actions.queued import Clock
from respbook.actions.runs import Asked, Outcome
from respbook.backups import checking, places, shelf
from respbook.backups.files import probe
from respbook.backups.holdings import Holdings
from respbook.backups.making import Request, back_up, refuse_inside
from respbook.models.base import db
from respbook.models.office_settings import OfficeSetting
from respbook.models.runs import Run
from respbook.queries.backups import PLACE, carried_away, place_set
from respbook.queries.health import stored_papers
from respbook.rules.backups import CARRIED, Manifest, warnings
from respbook.rules.errors import RuleBroken
from respbook.rules.permissions import Permission, Viewer
from respbook.rules.runs import RunKind

STICK_FOLDER = "respbook备份"
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
def ask(kind: RunKind, place: Path, *, by: Viewer, now: datetime) -> Run:
    """要求备份, 拷盘 or 核验; the queue does it. Raises RuleBroken while the same is still being done."""
    row = runs.asked(kind, "上一次还没有办完，请稍候，结果见下。", by=by, now=now, place=str(place))
    verb = {RunKind.BACKUP: "backup.make", RunKind.STICK: "backup.stick", RunKind.CHECK: "backup.check"}[kind]
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


def carry_out(asked: Asked, holdings: Holdings, clock: Clock) -> Outcome:
    """办理 one of them. Raises RuleBroken."""
    place = Path(asked.place)
    if asked.kind is RunKind.CHECK:
        return _checked(place)
    folder = place / shelf.name_of(clock())
    manifest = _made(holdings, folder, clock())
    if asked.kind is RunKind.STICK and places.same_disk(folder, holdings.folder):
        return Outcome(f"{_said(folder, manifest)}但这个位置与数据在同一块磁盘上，不是U盘，不算拷走。", failed=True)
    return Outcome(_said(folder, manifest), failed=bool(manifest.lost))


def _made(holdings: Holdings, folder: Path, now: datetime) -> Manifest:
    wanted = stored_papers()
    db.session.rollback()  # no view of the database is kept open while files are copied
    return back_up(holdings, Request(folder, gate(), now, wanted))


def _checked(folder: Path) -> Outcome:
    manifest, faults = checking.check(folder)
    if faults:
        more = f"等共{len(faults)}处" if len(faults) > 1 else ""
        return Outcome(f"不完好，不能用来恢复：{faults[0].rstrip('。')}{more}。", failed=True)
    return Outcome(f"完好，可以恢复：日志至第{manifest.seq}条，{manifest.files}个文件逐个核对一致。")


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
