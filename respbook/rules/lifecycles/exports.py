"""导出的流转: asked for, made by the queue, fetched while it is kept."""

from enum import StrEnum

from respbook.rules.machine import Machine, step
from respbook.rules.permissions import Permission


class ExportState(StrEnum):
    """导出状态."""

    WAITING = "waiting"
    MAKING = "making"
    DONE = "done"
    FAILED = "failed"
    CLEARED = "cleared"


_E = ExportState
EXPORT = Machine(
    "导出",
    {
        _E.WAITING: "排队等候",
        _E.MAKING: "正在生成",
        _E.DONE: "已生成",
        _E.FAILED: "没有生成",
        _E.CLEARED: "已到期清除",
    },
    _E.WAITING,
    [
        step("make", "生成", {_E.WAITING, _E.MAKING}, _E.MAKING, Permission.HOME_READ, "export.make"),
        step("put_off", "暂停", _E.MAKING, _E.WAITING, Permission.HOME_READ, "export.put_off"),
        step("finish", "办完", _E.MAKING, _E.DONE, Permission.HOME_READ, "export.finish"),
        step("fail", "中断", {_E.WAITING, _E.MAKING}, _E.FAILED, Permission.HOME_READ, "export.fail"),
        step("clear", "到期清除", {_E.DONE, _E.FAILED}, _E.CLEARED, Permission.HOME_READ, "export.clear"),
    ],
)
