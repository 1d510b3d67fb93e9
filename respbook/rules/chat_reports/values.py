"""群消息上报的各种值: what is handed in to be read, and what the reading hands back (features X2)."""

from dataclasses import dataclass, field
from datetime import datetime, time
from decimal import Decimal
from enum import StrEnum


class ItemKind(StrEnum):
    """事项类别: a daily check (无异常 or 有情况), or a quantity with its unit word."""

    CHECK = "check"
    QUANTITY = "quantity"


class CheckState(StrEnum):
    """巡查结果."""

    NORMAL = "normal"
    TROUBLE = "trouble"


CHECK_LABELS = {CheckState.NORMAL: "无异常", CheckState.TROUBLE: "有情况"}


class LineUse(StrEnum):
    """各行去向: every line of a paste has exactly one."""

    FILED = "filed"
    ASKED = "asked"
    SET_ASIDE = "set_aside"
    MARKING = "marking"


@dataclass(frozen=True)
class ChatUnit:
    """应报单位: its name and what else it is called; ``pinyin`` and ``initials`` as kept beside the unit, or empty."""

    id: int
    name: str
    short_name: str = ""
    aliases: tuple[str, ...] = ()
    pinyin: str = ""
    initials: str = ""


@dataclass(frozen=True)
class ChatPerson:
    """任职人员: one post of one person; who has posts in several units has several."""

    name: str
    unit_id: int
    post: str = ""


@dataclass(frozen=True)
class ChatItem:
    """当日事项: one task of the day. ``cumulative``: the figure asked for is 累计, not 当期."""

    id: int
    title: str
    kind: ItemKind
    unit_word: str = ""
    short_words: tuple[str, ...] = ()
    cumulative: bool = False


@dataclass(frozen=True)
class ClockLimits:
    """报送时段 of the day: what is told before it opens is asked about, after it closes is filed as 迟报."""

    opens: time | None = None
    closes: time | None = None


ALL_DAY = ClockLimits()


@dataclass(frozen=True)
class FiledRow:
    """可填报的一条: unit, item, and 无异常, 有情况 or an amount.

    ``said`` are the very words it was read from, ``text`` the lines they stand in, both as they were pasted.
    """

    unit_id: int
    item_id: int
    state: CheckState | None
    amount: Decimal | None
    unit_word: str
    said: str
    at: datetime | None
    late: bool
    text: str
    lines: tuple[int, ...]
    reason: str
    corrects: bool = False

    @property
    def value(self) -> tuple[CheckState | None, Decimal | None, str]:
        """所报内容, to tell whether two rows say the same; two troubles are alike only in the same words."""
        return self.state, self.amount, self.said if self.state is CheckState.TROUBLE else ""


@dataclass(frozen=True)
class AskedRow:
    """待定的一条: the question, the candidates, and the ``readings`` that the clerk may take over with one click."""

    question: str
    text: str
    lines: tuple[int, ...]
    unit_ids: tuple[int, ...] = ()
    item_ids: tuple[int, ...] = ()
    readings: tuple[FiledRow, ...] = ()
    at: datetime | None = None


@dataclass(frozen=True)
class AsideLine:
    """不作上报的一行, and why."""

    line: int
    text: str
    reason: str


@dataclass(frozen=True)
class ReadLine:
    """原文的一行, its use and what it is."""

    number: int
    text: str
    use: LineUse
    words: str


@dataclass(frozen=True)
class Corrected:
    """更正: both as they were told; ``later`` is the one among the filed."""

    earlier: FiledRow
    later: FiledRow


@dataclass(frozen=True)
class ChatReading:
    """群消息识别结果. ``missing`` said nothing that could be a report; ``partial`` are filed units and the items they lack."""

    filed: tuple[FiledRow, ...] = ()
    asked: tuple[AskedRow, ...] = ()
    set_aside: tuple[AsideLine, ...] = ()
    corrected: tuple[Corrected, ...] = ()
    missing: tuple[int, ...] = ()
    partial: tuple[tuple[int, tuple[int, ...]], ...] = ()
    lines: tuple[ReadLine, ...] = field(default=(), repr=False)
