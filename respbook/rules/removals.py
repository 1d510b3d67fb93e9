"""删除与恢复: what can come back, and for how long (features U3)."""

from datetime import datetime, timedelta
from enum import StrEnum

KEPT = timedelta(days=30)
"""保留期: how long a removed thing can be brought back."""


class RemovalKind(StrEnum):
    """删除的种类."""

    TARGET = "target"
    TEMPLATE = "template"
    DRAFT = "draft"


REMOVAL_LABELS = {
    RemovalKind.TARGET: "目标任务",
    RemovalKind.TEMPLATE: "责任书模板",
    RemovalKind.DRAFT: "责任书拟稿",
}


def days_left(removed_at: datetime, now: datetime) -> int:
    """还可恢复的天数: 30 on the day of removal, 0 when the time is over."""
    return max(0, -((now - removed_at - KEPT) // timedelta(days=1)))
