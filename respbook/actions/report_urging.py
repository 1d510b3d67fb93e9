"""催报: written down as copied, or handed to the group's robot; never as delivered, which nobody here knows (feature N2)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from respbook.actions import audit
from respbook.actions.action import action
from respbook.models.base import db
from respbook.models.reminders import Reminder, RobotMessage
from respbook.queries.obligations import Span
from respbook.queries.report_urging import UrgingDesk, urging_desk
from respbook.rules.chinese import day, joined
from respbook.rules.errors import RuleBroken
from respbook.rules.group_robot import MessageKind, cut
from respbook.rules.permissions import Permission, Viewer
from respbook.rules.reminding import ReminderKind, Way

NAMED = 60
LONGEST_REASON = 100


@dataclass(frozen=True)
class Urging:
    """要催的: the days; units at the ceiling that are asked again, with the reason; the address of 报送."""

    span: Span
    link: str = ""
    again: Collection[int] = field(default=())
    reason: str = ""


@action(Permission.REPORT_REVIEW)
def copy(wanted: Urging, *, by: Viewer, now: datetime) -> UrgingDesk:
    """记下复制催报: each unit of the text once a day. Raises RuleBroken where nobody is to be asked."""
    desk = _asked(wanted, by, now)
    db.session.add_all(_rows(desk, wanted, Way.COPIED, by, now))
    audit.note_words("urge.copy", "units", by.unit_id, span_words(wanted.span), after=_told(desk, wanted))
    return desk


@action(Permission.REPORT_REVIEW)
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
    for row in _rows(desk, wanted, Way.ROBOT, by, now):
        row.message_id = message.id
        db.session.add(row)
    audit.note("urge.send", message, span_words(wanted.span), after=_told(desk, wanted))
    return message


def _asked(wanted: Urging, by: Viewer, now: datetime) -> UrgingDesk:
    if wanted.again and not wanted.reason:
        raise RuleBroken("再催已催满的单位，请写明原因。", "reason")
    desk = urging_desk(by, wanted.span, now, wanted.link, wanted.again)
    if desk.turns.asked:
        return desk
    if desk.turns.today:
        raise RuleBroken("这些单位今天已经催过，没有再记。一天只催一次；急的请打电话。")
    if desk.turns.full:
        raise RuleBroken(f"没有报的单位都已催满{desk.limits.most}次，请电话联系或报请镇领导。")
    raise RuleBroken("没有要催的单位，各单位都已报送。")


def _rows(desk: UrgingDesk, wanted: Urging, way: Way, by: Viewer, now: datetime) -> Sequence[Reminder]:
    beyond = {each.unit_id for each in desk.turns.full}
    return [
        Reminder(
            unit_id=each.unit_id,
            kind=ReminderKind.REPORT,
            matter=matter,
            on_day=desk.on,
            way=way,
            at=now,
            by_id=by.user_id,
            by_name=by.name,
            reason=wanted.reason if each.unit_id in beyond else "",
        )
        for each in desk.turns.asked
        for matter in each.matters
    ]


def span_words(span: Span) -> str:
    """3月10日催报: how the log speaks of a span."""
    first, last = span.from_on, span.to_on
    return f"{day(first)}未报" if first == last else f"{day(first)}至{day(last)}未报"


def _told(desk: UrgingDesk, wanted: Urging) -> dict[str, str]:
    units = [each.unit for each in desk.turns.asked]
    told = {"单位数": str(len(units)), "单位": joined(units[:NAMED]) + ("等" if len(units) > NAMED else "")}
    again = [each.unit for each in desk.turns.full if each.unit_id in wanted.again]
    if again:
        told |= {"催满后再催": joined(again[:NAMED]), "原因": wanted.reason}
    if desk.quiet:
        told["休息时间备好"] = f"{day(desk.on)}再发"
    return told
