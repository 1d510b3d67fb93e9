"""办公设置: what the office has set, and what holds where it has not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from respbook.models.base import db
from respbook.models.office_settings import OfficeSetting
from respbook.models.units import Unit
from respbook.rules.office_settings import SETTINGS, Setting, Town, limits_of, standing, words_in
from respbook.rules.permissions import Viewer
from respbook.rules.reminding import Limits


@dataclass(frozen=True)
class SettingRow:
    """设置页的一项; ``version`` 0 where the default holds."""

    setting: Setting
    value: str
    default: str
    version: int
    changed_at: datetime | None
    changed_by: str


@dataclass(frozen=True)
class OfficeSettings:
    """现行设置 of the viewer's office."""

    issuer: str
    number_pattern: str
    copies: int
    categories: tuple[str, ...]
    tags: tuple[str, ...]
    limits: Limits
    rectify_pattern: str
    supervise_pattern: str
    blind_days: int


def setting_rows(viewer: Viewer) -> Sequence[SettingRow]:
    """设置页: two statements."""
    town, kept = _town(viewer.unit_id), _kept(viewer.unit_id)
    rows = []
    for name, setting in SETTINGS.items():
        own, default = kept.get(name), setting.default(town)
        rows.append(
            SettingRow(
                setting,
                own.value if own else default,
                default,
                own.version if own else 0,
                own.changed_at if own else None,
                own.changed_by if own else "",
            )
        )
    return rows


def office_settings(viewer: Viewer) -> OfficeSettings:
    """现行设置: two statements."""
    return settings_of(viewer.unit_id)


def settings_of(town_id: int) -> OfficeSettings:
    """现行设置 of a town, for whoever works under it: two statements."""
    found = standing(_town(town_id), {name: row.value for name, row in _kept(town_id).items()})
    return OfficeSettings(
        found["issuer"],
        found["number_pattern"],
        int(found["copies"]),
        words_in(found["categories"]),
        words_in(found["tags"]),
        limits_of(found["reminder_most"], found["quiet_hours"]),
        found["rectify_pattern"],
        found["supervise_pattern"],
        int(found["blind_days"]),
    )


def kept_setting(unit_id: int, name: str) -> OfficeSetting | None:
    """已改的一项."""
    return db.session.get(OfficeSetting, (unit_id, name))


ROBOT = "robot_url"
"""The setting that keeps the address of the group's robot; it stands in no list of settings, because it is a secret."""


def robot_address(viewer: Viewer) -> tuple[str, int]:
    """群机器人的地址 of the viewer's office and its version; for those who may write settings, masked when shown."""
    row = kept_setting(viewer.unit_id, ROBOT)
    return (row.value, row.version) if row else ("", 0)


def _town(town_id: int) -> Town:
    row = db.session.execute(select(Unit.name, Unit.short_name).where(Unit.id == town_id)).one()
    return Town(row.name, row.short_name or row.name)


def _kept(town_id: int) -> dict[str, OfficeSetting]:
    rows = db.session.scalars(select(OfficeSetting).where(OfficeSetting.unit_id == town_id))
    return {row.name: row for row in rows}
