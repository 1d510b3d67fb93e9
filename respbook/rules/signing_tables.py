"""会签台: the host's PIN, and until when a table stands (features S3)."""

import re
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Protocol

from respbook.rules.chinese import CHINA
from respbook.rules.errors import RuleBroken

_RUNS = "01234567890987654321"


class Table(Protocol):
    """会签台 as it stands in the book."""

    @property
    def closes_at(self) -> datetime: ...
    @property
    def closed_at(self) -> datetime | None: ...


class Seat(Protocol):
    """会签席位 as it stands in the book."""

    @property
    def device_sha256(self) -> str | None: ...


class SeatElsewhere(RuleBroken):
    """席位在另一台设备上: nothing of it is shown here, and nobody takes it from there."""

    def __init__(self) -> None:
        super().__init__(
            "该席位正在另一台设备上签字，这台设备上看不到，也不能签。请等那台设备签完再点名；"
            "那台设备没电了或坏了的，请主持人在电脑的会签台页面上点“收回席位”。"
        )


def check_here(seat: Seat, held: Collection[str]) -> None:
    """本机席位: ``held`` are the digests of what this device holds. Raises SeatElsewhere.

    A seat that no device holds, opened before seats were bound, is nobody's to read either.
    """
    if seat.device_sha256 is None or seat.device_sha256 not in held:
        raise SeatElsewhere


def check_free(seat: Seat | None, held: Collection[str]) -> None:
    """可以换人入座: nobody sits there, or on this very device. Raises SeatElsewhere."""
    if seat is not None and seat.device_sha256 is not None:
        check_here(seat, held)


def check_pin(pin: str) -> None:
    """主持口令: four to eight digits that nobody at the table guesses at once. Raises RuleBroken."""
    if not re.fullmatch(r"[0-9]{4,8}", pin):
        raise RuleBroken("主持口令用4至8位数字，例如会议前商定的一组数。", "pin")
    if len(set(pin)) == 1 or pin in _RUNS:
        raise RuleBroken("主持口令太容易猜中。请不要用同一个数字或顺序数字。", "pin")


def end_of_day(now: datetime) -> datetime:
    """当日结束: a table never stands over night."""
    local = now.astimezone(CHINA)
    return local.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)


def stands(table: Table, now: datetime) -> bool:
    """会签台开着."""
    return table.closed_at is None and now < table.closes_at


def check_stands(table: Table, now: datetime) -> None:
    """会签台须开着. Raises RuleBroken when it is closed."""
    if not stands(table, now):
        raise RuleBroken("这个会签台已经关闭。需要继续签的，请主持人重新开一个。")
