"""提交给群机器人: one part at a time, written down before and after, the request itself outside the write gate.

What was being sent when the program stopped may have gone out: it is sent once more, and the page says so; a second
doubt ends it. What is refused is tried again a little later, five times at most.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import and_, or_, select

from respbook.actions import audit
from respbook.actions.action import action
from respbook.actions.queued import QUEUE, Clock, sender
from respbook.models.base import db
from respbook.models.reminders import LONGEST_TROUBLE, RobotMessage
from respbook.queries.obligations import Span
from respbook.queries.office_settings import ROBOT as ROBOT_ADDRESS
from respbook.queries.office_settings import kept_setting, settings_of
from respbook.queries.reminders import last_begun, message_in_sight, reminders_of
from respbook.queries.report_urging import owing
from respbook.rules.chinese import china_day, day
from respbook.rules.errors import RuleBroken
from respbook.rules.group_robot import (
    APART,
    MESSAGE_LABELS,
    MOST_TRIES,
    Answer,
    MessageKind,
    Outcome,
    cut,
    masked,
    wait_after,
)
from respbook.rules.lifecycles import ROBOT, RobotState
from respbook.rules.permissions import Permission, Viewer
from respbook.rules.report_urging import report_urging

GIVEN_UP_AFTER = timedelta(minutes=1)
"""Longer than any request lasts: what is still being sent then was broken off."""
_GONE = "交发人的账号已停用，没有发；请由在任的经办人重新交发"

Post = Callable[[str, str], Answer]


@dataclass(frozen=True)
class Request:
    """要提交的一条."""

    address: str
    content: str
    part: int


def due(now: datetime) -> Sequence[int]:
    """到时间的消息: what waits until now, and what was broken off."""
    waits = and_(RobotMessage.state == RobotState.WAITING, RobotMessage.not_before <= now)
    broken = and_(RobotMessage.state == RobotState.SENDING, RobotMessage.begun_at <= now - GIVEN_UP_AFTER)
    return db.session.scalars(select(RobotMessage.id).where(or_(waits, broken)).order_by(RobotMessage.id)).all()


def send_off(message_id: int, post: Post, clock: Clock) -> datetime | None:
    """提交 one part; gives when to come again, None where nothing is left to do. Safe to run twice, also at once."""
    db.session.rollback()
    if message_id not in due(clock()):
        return None
    asked = _begin(message_id, by=QUEUE, now=clock())
    if asked is not None:
        answer = post(asked.address, asked.content)
        _record(message_id, asked.part, answer, by=QUEUE, now=clock())
    db.session.rollback()
    message = message_in_sight(QUEUE, message_id)
    return message.not_before if message.state is RobotState.WAITING else None


@action(Permission.REMINDER_WRITE)
def _begin(message_id: int, *, by: Viewer, now: datetime) -> Request | None:
    """What is to be posted now; written down before it is, so that a stop in between is seen."""
    message = message_in_sight(by, message_id)
    if message_id not in due(now):
        audit.note("robot.begin", message, words_of(message), after={"结果": "已不在待发之列，没有再提交"})
        return None
    address = kept_setting(message.unit_id, ROBOT_ADDRESS)
    if _held_back(message, address is not None, by, now) or address is None:
        return None
    message.state = ROBOT.fire(message.state, "begin", by)
    message.begun_at, message.tries = now, message.tries + 1
    told = {"第几条": f"{message.part + 1}/{message.parts}", "第几次": str(message.tries)}
    audit.note("robot.begin", message, words_of(message), after=told | {"机器人": masked(address.value)})
    return Request(address.value, cut(message.text)[message.part], message.part)


def _held_back(message: RobotMessage, robot: bool, by: Viewer, now: datetime) -> bool:
    """Whether it is not posted now: given up, put off or dropped, and written down as that."""
    broken_off = message.state is RobotState.SENDING
    known = not (broken_off and message.doubts)
    if broken_off and known:
        _doubted(message)
    refusal = _refusal(message) if robot else "群机器人已停用"
    later = _later(message, now)
    if refusal or not known:
        _fail(message, refusal or "两次提交都没有记下结果，请到群里看一眼", by)
    elif later is not None:
        _put_off(message, later, "还没到可以发的时候", by)
    elif not _set_anew(message, now):
        _drop(message, by)
    else:
        return False
    return True


@action(Permission.REMINDER_WRITE)
def _record(message_id: int, part: int, answer: Answer, *, by: Viewer, now: datetime) -> None:
    message = message_in_sight(by, message_id)
    if message.state is not RobotState.SENDING or message.part != part:
        audit.note("robot.begin", message, words_of(message), after={"结果": "已由另一进程记下"})
    elif answer.outcome is Outcome.ACCEPTED:
        _accepted(message, by, now)
    elif answer.outcome is Outcome.NEVER:
        _fail(message, answer.words, by)
    elif answer.outcome is Outcome.DOUBTFUL and message.doubts:
        _fail(message, f"{answer.words}，已经又试过一次；请到群里看一眼", by)
    else:
        _again(message, answer, by, now)


def _again(message: RobotMessage, answer: Answer, by: Viewer, now: datetime) -> None:
    if answer.outcome is Outcome.DOUBTFUL:
        _doubted(message)
    if message.tries >= MOST_TRIES:
        _fail(message, f"试了{message.tries}次：{answer.words}", by)
        return
    message.trouble = f"第{message.tries}次没有提交成：{answer.words}"[:LONGEST_TROUBLE]
    limits = settings_of(message.unit_id).limits
    _put_off(message, limits.opens(now + wait_after(message.tries)), answer.words, by)


def _accepted(message: RobotMessage, by: Viewer, now: datetime) -> None:
    message.part, message.tries, message.doubts, message.trouble = message.part + 1, 0, 0, ""
    if message.part == message.parts:
        message.state = ROBOT.fire(message.state, "accept", by)
    else:
        message.state = ROBOT.fire(message.state, "put_off", by)
        message.not_before = now + APART
    audit.note("robot.accept", message, words_of(message), after={"第几条": f"{message.part}/{message.parts}"})


def _doubted(message: RobotMessage) -> None:
    message.doubts += 1
    message.doubt = f"第{message.part + 1}条提交过两次，头一次的结果不知道，群里可能有两条"


def _put_off(message: RobotMessage, until: datetime, why: str, by: Viewer) -> None:
    message.state = ROBOT.fire(message.state, "put_off", by)
    message.not_before = until
    audit.note("robot.put_off", message, words_of(message), after={"原因": why})


def _drop(message: RobotMessage, by: Viewer) -> None:
    message.state = ROBOT.fire(message.state, "drop", by)
    message.trouble = "要催的单位都已报送"
    audit.note("robot.drop", message, words_of(message))


def _fail(message: RobotMessage, why: str, by: Viewer) -> None:
    """未送出: where surely nothing went out, its reminders count for nobody."""
    message.state = ROBOT.fire(message.state, "fail", by)
    message.trouble = why[:LONGEST_TROUBLE]
    told = {"原因": why}
    if not message.part and not message.doubts:
        for row in reminders_of(message.id):
            db.session.delete(row)
        told["催办次数"] = "没有送出，不计"
    audit.note("robot.fail", message, words_of(message), after=told)


def _later(message: RobotMessage, now: datetime) -> datetime | None:
    """Not at night, and not twenty and one in a minute; None where it may go now."""
    last, limits = last_begun(message.unit_id), settings_of(message.unit_id).limits
    soonest = limits.opens(max(now, last + APART) if last else now)
    return soonest if soonest > now else None


def _refusal(message: RobotMessage) -> str | None:
    needs = Permission.SETTING_WRITE if message.kind is MessageKind.TEST else Permission.REMINDER_WRITE
    try:
        sender(message.made_by_id, needs, _GONE)
    except RuleBroken as refusal:
        return refusal.sentence.rstrip("。")
    return None


def _set_anew(message: RobotMessage, now: datetime) -> bool:
    """Who has reported since is not named any more; False where nobody is left. Only before anything was sent."""
    if message.kind is MessageKind.TEST or message.part or message.tries or message.from_on is None:
        return True
    assert message.to_on is not None
    wanted = {row.matter for row in reminders_of(message.id)}
    span = message.from_on, message.to_on
    still = [each.only(wanted) for each in owing(_sender(message), Span(*span), china_day(now))]
    left = [each for each in still if each.periods]
    settings = settings_of(message.unit_id)
    message.text = report_urging(left, settings.issuer, message.link, span, settings.limits.day(now)) or message.text
    message.parts = len(cut(message.text))
    return bool(left)


def _sender(message: RobotMessage) -> Viewer:
    return sender(message.made_by_id, Permission.REMINDER_WRITE, _GONE)


def words_of(message: RobotMessage) -> str:
    """消息名称 for the log."""
    on: date | None = message.to_on
    return MESSAGE_LABELS[message.kind] + (f"（{day(on)}）" if on else "")
