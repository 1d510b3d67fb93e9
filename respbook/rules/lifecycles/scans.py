"""扫描批次的流转."""

from enum import StrEnum

from respbook.rules.machine import Machine, step
from respbook.rules.permissions import Permission


class ScanState(StrEnum):
    """扫描批次状态: files may be added while it collects; the queue reads what was handed over."""

    COLLECTING = "collecting"
    WAITING = "waiting"
    READING = "reading"
    FAILED = "failed"
    DONE = "done"


_S = ScanState
SCAN = Machine(
    "扫描批次",
    {
        _S.COLLECTING: "收件中",
        _S.WAITING: "等候识别",
        _S.READING: "正在识别",
        _S.FAILED: "识别中断",
        _S.DONE: "识别完毕",
    },
    _S.COLLECTING,
    [
        step("hand_over", "开始识别", _S.COLLECTING, _S.WAITING, Permission.SCAN_RECORD, "scan.hand_over"),
        step("read", "识别", _S.WAITING, _S.READING, Permission.SCAN_RECORD, "scan.read"),
        step("fail", "中断识别", {_S.WAITING, _S.READING}, _S.FAILED, Permission.SCAN_RECORD, "scan.fail"),
        step("resume", "继续识别", _S.FAILED, _S.WAITING, Permission.SCAN_RECORD, "scan.resume"),
        step("finish", "办完识别", _S.READING, _S.DONE, Permission.SCAN_RECORD, "scan.finish"),
    ],
)
