"""提交给群机器人: what fails is tried again, what is doubtful once, and what nobody took is 未送出."""

import logging

import pytest
from making import NOW
from robots import GOOD, KEY, a_robot
from sqlalchemy import select, update

from respbook import webhook
from respbook.actions import group_robot, robot_sending
from respbook.models.audit import AuditEntry
from respbook.models.base import db
from respbook.models.reminders import RobotMessage
from respbook.rules.group_robot import Answer, Outcome
from respbook.rules.lifecycles import RobotState

OK = (200, GOOD, 0)


@pytest.fixture
def robot(app, town):
    with a_robot() as robot:
        group_robot.set_address(robot.address, 0, ["127.0.0.1"], by=town.viewer("clerk"), now=NOW)
        yield robot


@pytest.fixture
def message(town, robot):
    return group_robot.test(by=town.viewer("clerk"), now=NOW).id


def work(app, message_id, clock, post=webhook.post, **later):
    clock.forward(**later)
    db.session.rollback()  # what the test has read is let go
    with app.app_context():
        return robot_sending.send_off(message_id, post, clock)


def row(message_id):
    db.session.rollback()
    return db.session.get(RobotMessage, message_id, populate_existing=True)


def verbs():
    db.session.rollback()
    return [v for v in db.session.scalars(select(AuditEntry.verb).order_by(AuditEntry.seq)) if v.startswith("robot.")]


def impatient(address, content):
    return webhook.post(address, content, 0.3)


def test_refused_first_and_accepted_a_minute_later(app, robot, message, clock):
    robot.says((500, b"", 0), OK)
    again = work(app, message, clock)
    assert (again - clock()).total_seconds() == 60 and "出错（500）" in row(message).trouble
    assert work(app, message, clock, seconds=30) is None and len(robot.heard) == 1
    assert work(app, message, clock, seconds=31) is None and len(robot.heard) == 2
    assert row(message).state is RobotState.ACCEPTED and row(message).trouble == ""
    assert verbs() == ["robot.set", "robot.test", "robot.begin", "robot.put_off", "robot.begin", "robot.accept"]


def test_five_times_and_no_more(app, robot, message, clock):
    robot.says((503, b"", 0))
    for _ in range(8):
        work(app, message, clock, hours=1) if row(message).state is RobotState.WAITING else None
    assert len(robot.heard) == 5 and row(message).state is RobotState.FAILED and "试了5次" in row(message).trouble


@pytest.mark.parametrize("answer", [(200, b'{"errcode":93000}', 0), (302, b"", 0), (404, b"", 0)])
def test_what_will_never_be_taken_is_not_tried_again(app, robot, message, clock, answer):
    robot.says(answer, OK)
    assert work(app, message, clock) is None
    assert len(robot.heard) == 1 and row(message).state is RobotState.FAILED and "核对" in row(message).trouble


def test_no_answer_is_a_doubt_and_is_tried_once_more(app, robot, message, clock):
    robot.says((200, GOOD, 0.8), (200, GOOD, 0.8), OK)
    assert work(app, message, clock, impatient) is not None
    assert "群里可能有两条" in row(message).doubt
    assert work(app, message, clock, impatient, minutes=2) is None
    assert len(robot.heard) == 2 and row(message).state is RobotState.FAILED and "看一眼" in row(message).trouble


def test_a_stop_between_sending_and_recording_sends_once_more_and_says_so(app, robot, message, clock):
    def torn(address, content):
        webhook.post(address, content)
        raise KeyboardInterrupt

    for minutes in (0, 2):
        with pytest.raises(KeyboardInterrupt):
            work(app, message, clock, torn, minutes=minutes)
    assert len(robot.heard) == 2 and row(message).state is RobotState.SENDING
    work(app, message, clock, minutes=2)
    assert len(robot.heard) == 2 and row(message).state is RobotState.FAILED and "看一眼" in row(message).trouble


def test_what_was_broken_off_is_left_alone_for_a_minute_and_then_accepted(app, robot, message, clock):
    def torn(address, content):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        work(app, message, clock, torn)
    assert work(app, message, clock, seconds=30) is None and robot.heard == []
    work(app, message, clock, seconds=31)
    assert row(message).state is RobotState.ACCEPTED and "群里可能有两条" in row(message).doubt


def test_parts_go_one_by_one_three_seconds_apart_and_a_long_answer_is_not_read(app, robot, message, clock):
    text = "\n".join(f"{n}号村：每日巡查、垃圾清运" for n in range(150))
    db.session.execute(update(RobotMessage).where(RobotMessage.id == message).values(text=text, parts=3))
    db.session.commit()
    while (again := work(app, message, clock)) is not None:
        assert (again - clock()).total_seconds() == 3
        assert work(app, message, clock, seconds=1) is None
        clock.forward(seconds=2)
    assert "\n".join(robot.heard) == text and len(robot.heard) == 3 and row(message).part == 3
    robot.says((200, b" " * 5000 + GOOD, 0))
    assert webhook.post(robot.address, "x").outcome is Outcome.DOUBTFUL


def test_what_is_off_or_out_of_office_is_not_sent(app, town, robot, message, clock, caplog):
    caplog.set_level(logging.DEBUG)
    group_robot.clear(1, by=town.viewer("clerk"), now=NOW)
    work(app, message, clock)
    assert robot.heard == [] and row(message).state is RobotState.FAILED and "已停用" in row(message).trouble
    nobody = webhook.post(f"http://127.0.0.1:1/send?key={KEY}", "x")
    assert nobody.outcome is Outcome.AGAIN and KEY not in nobody.words and KEY not in caplog.text
    assert isinstance(webhook.post("https://[bad", "x"), Answer)


def test_an_address_kept_before_there_was_a_list_of_hosts_is_not_asked(robot):
    refused = webhook.poster([])(robot.address, "x")
    assert refused.outcome is Outcome.NEVER and "不在允许" in refused.words and robot.heard == []
