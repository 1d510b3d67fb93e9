"""办公设置: set one, or go back to its default."""

from datetime import datetime

from respbook.actions import audit
from respbook.actions.action import StaleVersion, action
from respbook.models.base import db
from respbook.models.office_settings import OfficeSetting
from respbook.queries.office_settings import kept_setting
from respbook.queries.scope import unit_in_sight
from respbook.rules.chinese import china_day
from respbook.rules.errors import RuleBroken
from respbook.rules.office_settings import SETTINGS, Town, checked
from respbook.rules.permissions import Permission, Viewer

_STALE = "别人刚刚改过这项设置。请核对后再保存。"


@action(Permission.SETTING_WRITE, undo=True)
def set_value(name: str, value: str, version: int, *, by: Viewer, now: datetime) -> OfficeSetting:
    """修改设置 ``name`` of SETTINGS for the viewer's own office. Raises RuleBroken, StaleVersion."""
    kept = checked(name, value, china_day(now).year)
    row = _row(name, version, by)
    before = row.value if row else _default(name, by)
    if row is None:
        row = OfficeSetting(unit_id=by.unit_id, name=name)
        db.session.add(row)
    row.value, row.changed_at, row.changed_by = kept, now, by.name
    audit.note("setting.set", row, SETTINGS[name].label, before={"原为": before}, after={"改为": kept})
    return row


@action(Permission.SETTING_WRITE, undo=True)
def reset(name: str, version: int, *, by: Viewer, now: datetime) -> None:
    """恢复默认. Raises RuleBroken when the default holds already, StaleVersion."""
    row = _row(name, version, by)
    if row is None:
        raise RuleBroken(f"“{SETTINGS[name].label}”本来就是默认的，不用恢复。")
    default = _default(name, by)
    audit.note("setting.reset", row, SETTINGS[name].label, before={"原为": row.value}, after={"改为": default})
    db.session.delete(row)


def _row(name: str, version: int, by: Viewer) -> OfficeSetting | None:
    row = kept_setting(by.unit_id, name)
    if (row.version if row else 0) != version:
        raise StaleVersion(_STALE)
    return row


def _default(name: str, by: Viewer) -> str:
    unit = unit_in_sight(by, by.unit_id)
    return SETTINGS[name].default(Town(unit.name, unit.called))
