"""安全日志: what no audited deed writes down, browser reports counted by the day, and the purge after the term (safety R84–R86)."""

from datetime import datetime

from sqlalchemy import delete, func, select, update

from respbook.actions import audit
from respbook.actions.action import action, housekeeping
from respbook.actions.security_rows import row_of, tell
from respbook.models.base import db
from respbook.models.security import SecurityEvent
from respbook.rules.chinese import china_day, day
from respbook.rules.permissions import Permission, Viewer
from respbook.rules.security_log import Happening, check_term

FOLDS_A_DAY = 40
"""How many different browser reports of a day are kept apart: whoever invents more of them fills no disk."""


def record(happening: Happening, now: datetime) -> None:
    """记一条安全日志; one of a fold that stands is counted there."""
    if _write(happening, now):
        tell(happening)


@housekeeping
def _write(happening: Happening, now: datetime) -> bool:
    """Whether it is a new row."""
    if happening.fold is not None and _counted(happening.fold, happening.times, now):
        return False
    db.session.add(row_of(happening, now))
    return True


def _counted(fold: str, times: int, now: datetime) -> bool:
    """Counted on its own row or, where the day has enough of them, on none."""
    same = update(SecurityEvent).where(SecurityEvent.fold == fold)
    if db.session.execute(same.values(times=SecurityEvent.times + times, at=now)).rowcount:  # type: ignore[attr-defined]
        return True
    of_day = SecurityEvent.fold.startswith(fold[: fold.index("|") + 1], autoescape=True)
    return (db.session.scalar(select(func.count()).where(of_day)) or 0) >= FOLDS_A_DAY


@action(Permission.PURGE_WRITE)
def purge(days: int, *, by: Viewer, now: datetime) -> int:
    """清理期满的安全日志; gives how many. Raises RuleBroken under half a year (safety R86)."""
    before = now - check_term(days)
    gone = db.session.execute(delete(SecurityEvent).where(SecurityEvent.at < before)).rowcount  # type: ignore[attr-defined]
    said = {"条数": str(gone), "保存天数": str(days), "早于": day(china_day(before))}
    audit.note_words("security.purge", SecurityEvent.__tablename__, 0, f"{days}天以前的安全日志", after=said)
    return int(gone)


def any_older(days: int, now: datetime) -> bool:
    """有期满的: the nightly round writes nothing where nothing is to be purged."""
    oldest = db.session.scalar(select(func.min(SecurityEvent.at)))
    return oldest is not None and oldest < now - check_term(days)
