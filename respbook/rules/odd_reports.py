"""异常报送 odd reports: what a reviewer should look at before passing, each with its reason in words (features R8).

Nothing is refused here: a village may really have carried off ten times as much. But nobody passes it unseen.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from statistics import median

from respbook.rules.cadence import Cadence
from respbook.rules.chinese import china_day, figure
from respbook.rules.planning import COUNTED_BY_CALENDAR
from respbook.rules.reports import LONG, Reckoning, Said, summed

JUMP = 3
"""突增突减: this many times the middle of the earlier periods, or its part; with one earlier period only tenfold."""
SLIP = 10
"""错位: tenfold is a wrong unit of measure or a slipped decimal point."""
MUCH_LATER = timedelta(days=5)
"""迟报: later than this after the due date."""
_WHOLE = Decimal(100)


@dataclass(frozen=True)
class Looked:
    """待审的一条 as the rules look at it: ``amount`` is the period's own figure, ``passed`` what was passed before.

    ``target`` is what a period of the task asks for, ``periods`` how many of them the year has.
    """

    said: Said
    due_on: date
    first_at: datetime
    cadence: Cadence
    unit_word: str = ""
    text: str = ""
    given: Decimal | None = None
    reckoning: Reckoning | None = None
    amount: Decimal | None = None
    passed: Decimal | None = None
    target: Decimal | None = None
    periods: int = 1


def oddities(row: Looked, earlier: Sequence[Decimal], others: Decimal = Decimal(0)) -> list[str]:
    """异常之处: ``earlier`` are the figures of the unit's earlier periods in order, ``others`` the sum of all others."""
    found = []
    if row.said is Said.FIGURE and row.amount is not None:
        found += _figure_oddities(row, row.amount, earlier, others)
    if row.said is Said.FOUND and not row.text.strip():
        found.append("报“有情况”，没有写是什么情况")
    days = china_day(row.first_at) - row.due_on
    if days > MUCH_LATER:
        found.append(f"到期后{days.days}天才报")
    return found


@dataclass(frozen=True)
class PhotoUse:
    """一张照片用在一条报送里, by the entry with which it came."""

    entry_id: int
    report_id: int
    unit_id: int
    called: str
    label: str
    starts_on: date
    ends_on: date


def repeated_words(own: PhotoUse, others: Sequence[PhotoUse]) -> str:
    """照片疑似重复: told of the later one, where the earlier is another unit's or speaks of other days.

    One photo may serve several reports of the same days (features R9), and a second one of the same place is no fault.
    """
    apart = {
        other.report_id: other
        for other in others
        if other.entry_id < own.entry_id
        and other.report_id != own.report_id
        and (other.unit_id != own.unit_id or other.ends_on < own.starts_on or other.starts_on > own.ends_on)
    }
    if not apart:
        return ""
    first = next(iter(apart.values()))
    whose = first.label if first.unit_id == own.unit_id else f"{first.called}{first.label}"
    return f"照片与{whose}的{f'等{len(apart)}条报送' if len(apart) > 1 else '报送'}疑似重复"


def _figure_oddities(row: Looked, amount: Decimal, earlier: Sequence[Decimal], others: Decimal) -> list[str]:
    found = [_falling(row, amount), _beyond(row, amount, others), _jump(row, amount, earlier)]
    return [each for each in found if each]


def _falling(row: Looked, amount: Decimal) -> str:
    if amount < 0:
        before = figure((row.given or Decimal(0)) - amount)
        return f"累计{figure(row.given)}{row.unit_word}，小于此前累计{before}{row.unit_word}"
    if row.cadence in LONG and row.passed is not None and amount < row.passed:
        return f"报{figure(amount)}{row.unit_word}，小于上次已审的{figure(row.passed)}{row.unit_word}"
    return ""


def _beyond(row: Looked, amount: Decimal, others: Decimal) -> str:
    if not summed(row.unit_word):
        return f"报{figure(amount)}%，超过100%" if amount > _WHOLE else ""
    if row.target is None or row.target <= 0 or row.cadence in COUNTED_BY_CALENDAR:
        return ""  # a fall against the base year is no sum to be reached
    wanted, told = row.target * (1 if row.cadence in LONG else row.periods), amount + others
    if told <= wanted:
        return ""
    return f"全年已报{figure(told)}{row.unit_word}，超过全年目标{figure(wanted)}{row.unit_word}"


def _jump(row: Looked, amount: Decimal, earlier: Sequence[Decimal]) -> str:
    """Against the middle of the earlier periods: one odd month among them does not shift it."""
    if row.cadence in LONG or not earlier or amount < 0:
        return ""
    usual, limit = Decimal(median(earlier)), JUMP if len(earlier) > 1 else SLIP
    so_far = f"此前{len(earlier)}期一般为{figure(usual)}{row.unit_word}"
    if usual <= 0:
        return ""
    if amount == 0:
        return f"本期报0，{so_far}"
    if amount >= usual * limit:
        return f"本期报{figure(amount)}{row.unit_word}，{so_far}，是其{_times(amount / usual)}倍"
    if amount * limit <= usual:
        return f"本期报{figure(amount)}{row.unit_word}，{so_far}，只有其{_part(limit)}以下"
    return ""


def _times(ratio: Decimal) -> str:
    return figure(ratio.quantize(Decimal("0.1")) if ratio < SLIP else ratio.quantize(Decimal(1)))


def _part(limit: int) -> str:
    return "三分之一" if limit == JUMP else "十分之一"
