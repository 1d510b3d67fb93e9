"""群机器人: its address set and taken away, and a message to try it. The address stands in no entry of the log in full."""

from collections.abc import Collection
from datetime import datetime

from respbook.actions import audit
from respbook.actions.action import StaleVersion, action
from respbook.models.base import db
from respbook.models.office_settings import OfficeSetting
from respbook.models.reminders import RobotMessage
from respbook.queries.office_settings import ROBOT, kept_setting, office_settings
from respbook.rules.chinese import day
from respbook.rules.errors import RuleBroken
from respbook.rules.group_robot import MessageKind, checked_address, masked
from respbook.rules.permissions import Permission, Viewer

_WORDS = "群机器人"
_STALE = "别人刚刚改过群机器人。请核对后再办。"


@action(Permission.SETTING_WRITE)
def set_address(address: str, version: int, also: Collection[str] = (), *, by: Viewer, now: datetime) -> None:
    """设定群机器人 of the viewer's own office; ``also`` are further hosts. Raises RuleBroken, StaleVersion."""
    kept, row = checked_address(address, also), _row(version, by)
    before = masked(row.value) if row else masked("")
    if row is None:
        row = OfficeSetting(unit_id=by.unit_id, name=ROBOT)
        db.session.add(row)
    row.value, row.changed_at, row.changed_by = kept, now, by.name
    audit.note("robot.set", row, _WORDS, before={"地址": before}, after={"地址": masked(kept)})


@action(Permission.SETTING_WRITE)
def clear(version: int, *, by: Viewer, now: datetime) -> None:
    """停用群机器人: the address is deleted. Raises RuleBroken where there is none, StaleVersion."""
    row = _row(version, by)
    if row is None:
        raise RuleBroken("没有设定群机器人，不用停用。")
    audit.note("robot.clear", row, _WORDS, before={"地址": masked(row.value)})
    db.session.delete(row)


@action(Permission.SETTING_WRITE)
def test(*, by: Viewer, now: datetime) -> RobotMessage:
    """发送测试消息; at night it waits like every other. Raises RuleBroken where there is no robot."""
    if kept_setting(by.unit_id, ROBOT) is None:
        raise RuleBroken("请先填好群机器人的地址，保存后再测试。")
    settings = office_settings(by)
    text = f"【测试】这是责任书系统发到本群的测试消息，请不必回复。\n{settings.issuer}　{day(settings.limits.day(now))}"
    message = RobotMessage(
        unit_id=by.unit_id,
        kind=MessageKind.TEST,
        text=text,
        parts=1,
        made_at=now,
        made_by=by.name,
        made_by_id=by.user_id,
        not_before=settings.limits.opens(now),
    )
    db.session.add(message)
    audit.note("robot.test", message, "测试消息")
    return message


def _row(version: int, by: Viewer) -> OfficeSetting | None:
    row = kept_setting(by.unit_id, ROBOT)
    if (row.version if row else 0) != version:
        raise StaleVersion(_STALE)
    return row
