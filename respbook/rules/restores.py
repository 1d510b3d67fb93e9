"""恢复 restores: a backup that was put in the place of the book is an entry of it; what was lost is a named gap (safety R83)."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime

from respbook.rules.anchors import Anchor
from respbook.rules.chinese import china_day, day

KIND = "restore"
_MARK = f'"kind":"{KIND}"'


@dataclass(frozen=True)
class Restore:
    """一次恢复: its own entry, when it was done, and how far the backup's book came."""

    seq: int
    at: datetime
    kept: int
    hash: str

    @property
    def sentence(self) -> str:
        """第101条（2026年3月2日）是一次恢复：……."""
        done = day(china_day(self.at))
        return f"第{self.seq}条是{done}的一次恢复：日志恢复到备份时的第{self.kept}条，备份以后、恢复以前的操作已不在日志中。"

    def explains(self, anchor: Anchor) -> bool:
        """能否解释 an anchor that does not agree: it is younger than the backup, and was not taken after the restore."""
        return anchor.seq > self.kept and (anchor.at is None or anchor.at <= self.at)


@dataclass(frozen=True)
class Gap:
    """注明的缺口: an anchor that cannot be compared any more, and the restore that explains it."""

    seq: int
    restore: int
    sentence: str


def gap_of(anchor: Anchor, restore: Restore) -> Gap:
    """缺口 of an anchor that the restore explains."""
    whose = f"（{anchor.whence}）" if anchor.whence else ""
    sentence = f"存证第{anchor.seq}条{whose}属于恢复时丢弃的一段，无从比对：{restore.sentence}"
    if anchor.at is None:
        sentence += "这份存证没有日期，请看原件：若是恢复以后取得的，则日志被改写过。"
    return Gap(anchor.seq, restore.seq, sentence)


def restore_of(body: str) -> Restore | None:
    """恢复条目; None of any other entry."""
    if _MARK not in body:
        return None
    try:
        told = json.loads(body)
        after = told["after"]
        if told["kind"] != KIND:
            return None
        at = datetime.fromisoformat(told["at"]).astimezone(UTC)
        return Restore(int(told["seq"]), at, int(after["seq"]), str(after["hash"]))
    except (KeyError, TypeError, ValueError, RecursionError):
        return None
