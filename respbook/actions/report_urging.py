"""催报: written down as copied, or handed to the group's robot; never as delivered, which nobody here knows (feature N2)."""

from dataclasses import dataclass, field
from datetime import datetime

from respbook.actions import audit
from respbook.actions.action import action
from respbook.actions.reminding import Again, check_turns, rows_of, told_of
from respbook.models.base import db
from respbook.models.reminders import RobotMessage
from respbook.queries.obligations import Span
from respbook.queries.report_urging import UrgingDesk, urging_desk
from respbook.rules.chinese import day
from respbook.rules.errors import RuleBroken
from respbook.rules.group_robot import MessageKind, cut
from respbook.rules.permissions import Permission, Viewer
from respbook.rules.reminding import ReminderKind, Way


@dataclass(frozen=True)
class Urging:
    """要催的: the days, the address of 报送, and who beyond the ceiling is asked again."""

    span: Span
    link: str = ""
    again: Again = field(default_factory=Again)


@action(Permission.REMINDER_WRITE)
def copy(wanted: Urging, *, by: Viewer, now: datetime) -> UrgingDesk:
    """记下复制催报: each unit of the text once a day. Raises RuleBroken where nobody is to be asked."""
    desk = _asked(wanted, by, now)
    db.session.add_all(
        rows_of(desk.turns, ReminderKind.REPORT, Way.COPIED, wanted.again, desk.on, by=by, now=now),
    )
    audit.note_words("urge.copy", "units", by.unit_id, _words(wanted.span), after=_told(desk, wanted))
    return desk


@action(Permission.REMINDER_WRITE)
def send(wanted: Urging, *, by: Viewer, now: datetime) -> RobotMessage:
    """交群机器人发送; at night it waits for the morning. Raises RuleBroken where nobody is to be asked or there is no robot."""
    desk = _asked(wanted, by, now)
    if not desk.robot:
        raise RuleBroken("还没有设定群机器人，请先复制到群里；设定在“设置”的“群机器人”。")
    message = RobotMessage(
        unit_id=by.unit_id,
        kind=MessageKind.REPORT,
        from_on=wanted.span.from_on,
        to_on=wanted.span.to_on,
        text=desk.text,
        link=wanted.link,
        parts=len(cut(desk.text)),
        made_at=now,
        made_by=by.name,
        made_by_id=by.user_id,
        not_before=desk.limits.opens(now),
    )
    db.session.add(message)
    db.session.flush()
    for row in rows_of(desk.turns, ReminderKind.REPORT, Way.ROBOT, wanted.again, desk.on, by=by, now=now):
        row.message_id = message.id
        db.session.add(row)
    audit.note("urge.send", message, _words(wanted.span), after=_told(desk, wanted))
    return message


def _asked(wanted: Urging, by: Viewer, now: datetime) -> UrgingDesk:
    wanted.again.check()
    desk = urging_desk(by, wanted.span, now, wanted.link, wanted.again.units)
    check_turns(desk.turns, desk.limits)
    return desk


def _told(desk: UrgingDesk, wanted: Urging) -> dict[str, str]:
    return told_of(desk.turns, wanted.again, desk.on, desk.quiet)


def _words(span: Span) -> str:
    """How the log speaks of a span."""
    first, last = span.from_on, span.to_on
    return f"{day(first)}催报" if first == last else f"{day(first)}至{day(last)}催报"
