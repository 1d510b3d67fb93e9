"""群消息上报 chat reports: a paste of the group's chat or 接龙 is read into reports; nothing is guessed (features X2)."""

from respbook.rules.chat_reports.reading import read_chat
from respbook.rules.chat_reports.values import (
    CHECK_LABELS,
    AsideLine,
    AskedRow,
    ChatItem,
    ChatPerson,
    ChatReading,
    ChatUnit,
    CheckState,
    ClockLimits,
    Corrected,
    FiledRow,
    ItemKind,
    LineUse,
    ReadLine,
)

__all__ = [
    "CHECK_LABELS",
    "AsideLine",
    "AskedRow",
    "ChatItem",
    "ChatPerson",
    "ChatReading",
    "ChatUnit",
    "CheckState",
    "ClockLimits",
    "Corrected",
    "FiledRow",
    "ItemKind",
    "LineUse",
    "ReadLine",
    "read_chat",
]
