"""群机器人消息的流转: handed to the queue, sent part by part; accepted by the robot is all that is ever known."""

from enum import StrEnum

from respbook.rules.machine import Machine, step
from respbook.rules.permissions import Permission


class RobotState(StrEnum):
    """消息状态."""

    WAITING = "waiting"
    SENDING = "sending"
    ACCEPTED = "accepted"
    FAILED = "failed"
    NEEDLESS = "needless"


_R = RobotState
_ON_THE_WAY = {_R.WAITING, _R.SENDING}
ROBOT = Machine(
    "群机器人消息",
    {
        _R.WAITING: "待发",
        _R.SENDING: "正在提交",
        _R.ACCEPTED: "已提交群机器人",
        _R.FAILED: "未送出",
        _R.NEEDLESS: "不用再发",
    },
    _R.WAITING,
    [
        step("begin", "提交", _ON_THE_WAY, _R.SENDING, Permission.REMINDER_WRITE, "robot.begin"),
        step("put_off", "稍后再发", _ON_THE_WAY, _R.WAITING, Permission.REMINDER_WRITE, "robot.put_off"),
        step("accept", "收到", _R.SENDING, _R.ACCEPTED, Permission.REMINDER_WRITE, "robot.accept"),
        step("fail", "放弃", _ON_THE_WAY, _R.FAILED, Permission.REMINDER_WRITE, "robot.fail"),
        step("drop", "不发", _ON_THE_WAY, _R.NEEDLESS, Permission.REMINDER_WRITE, "robot.drop"),
    ],
)
