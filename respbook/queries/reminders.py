"""催办记录: how often each matter was asked for, and on which day last; the messages of the group's robot."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from respbook.models.base import db
from respbook.models.reminders import Reminder, RobotMessage
from respbook.queries.scope import NotInSight, under
from respbook.rules.group_robot import MessageKind
from respbook.rules.lifecycles import RobotState
from respbook.rules.permissions import Viewer
from respbook.rules.reminding import Reminded, ReminderKind

SHOWN = 10


def reminded(viewer: Viewer, kind: ReminderKind, since: date) -> dict[str, Reminded]:
    """已催 by matter, of units in sight since a day: one statement. What a robot did not send is not counted: its
    rows are gone."""
    rows = db.session.execute(
        select(Reminder.matter, func.count(), func.max(Reminder.on_day))
        .join(Reminder.unit)
        .where(under(viewer), Reminder.kind == kind, Reminder.on_day >= since)
        .group_by(Reminder.matter)
    )
    return {matter: Reminded(times, last) for matter, times, last in rows}


def units_reminded(viewer: Viewer, kind: ReminderKind, on: date) -> set[int]:
    """当天已催的单位 in sight, for whatever it was: one statement."""
    rows = select(Reminder.unit_id).join(Reminder.unit).where(under(viewer), Reminder.kind == kind)
    return set(db.session.scalars(rows.where(Reminder.on_day == on).distinct()))


@dataclass(frozen=True)
class Made:
    """一次催办 of a day: by whom, when, of how many units."""

    name: str
    at: datetime
    units: int


def made_on(viewer: Viewer, kind: ReminderKind, on: date) -> list[Made]:
    """当天的催办 of units in sight, each press once, the youngest first: one statement."""
    rows = db.session.execute(
        select(Reminder.by_name, Reminder.at, func.count(Reminder.unit_id.distinct()))
        .join(Reminder.unit)
        .where(under(viewer), Reminder.kind == kind, Reminder.on_day == on)
        .group_by(Reminder.by_name, Reminder.at)
        .order_by(Reminder.at.desc())
    )
    return [Made(*row) for row in rows]


@dataclass(frozen=True)
class MessageRow:
    """群机器人消息 as lists show it."""

    id: int
    kind: MessageKind
    state: RobotState
    part: int
    parts: int
    made_at: datetime
    made_by: str
    not_before: datetime
    begun_at: datetime | None
    trouble: str
    doubt: str


def messages(viewer: Viewer, kind: MessageKind | None = None) -> Sequence[MessageRow]:
    """近来的群机器人消息 of towns in sight, the youngest first: one statement."""
    shown = (
        RobotMessage.id,
        RobotMessage.kind,
        RobotMessage.state,
        RobotMessage.part,
        RobotMessage.parts,
        RobotMessage.made_at,
        RobotMessage.made_by,
        RobotMessage.not_before,
        RobotMessage.begun_at,
        RobotMessage.trouble,
        RobotMessage.doubt,
    )
    wanted = select(*shown).join(RobotMessage.unit).where(under(viewer))
    if kind is not None:
        wanted = wanted.where(RobotMessage.kind == kind)
    rows = db.session.execute(wanted.order_by(RobotMessage.id.desc()).limit(SHOWN))
    return [MessageRow(*tuple(row)) for row in rows]


def message_in_sight(viewer: Viewer, message_id: int) -> RobotMessage:
    """群机器人消息 of a town in sight. Raises NotInSight."""
    found: RobotMessage | None = db.session.scalar(
        select(RobotMessage).join(RobotMessage.unit).where(RobotMessage.id == message_id, under(viewer))
    )
    if found is None:
        raise NotInSight
    return found


def last_begun(unit_id: int) -> datetime | None:
    """最近一次提交 of a town's robot."""
    return db.session.scalar(select(func.max(RobotMessage.begun_at)).where(RobotMessage.unit_id == unit_id))


def reminders_of(message_id: int) -> Sequence[Reminder]:
    """一条消息所催的: one statement."""
    return db.session.scalars(select(Reminder).where(Reminder.message_id == message_id)).all()
