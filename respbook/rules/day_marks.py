"""工作日历的改动: what an office says of a day, the notice of the State Council in its own lines, and the year as a page."""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from respbook.rules.chinese import WEEKDAYS, day
from respbook.rules.errors import RuleBroken
from respbook.rules.workdays import DAY_KIND_LABELS, DayKind, DayMark, WorkCalendar

LONGEST_NAME = 20
LONGEST_REASON = 100
LONGEST_REST = 15
"""Days of one holiday; a longer one in a notice was misread."""
FIRST_YEAR, LAST_YEAR = 2004, 2099


@dataclass(frozen=True)
class Square:
    """日历的一格: the day, whether it is worked, and the word that stands beside the colour."""

    on: date
    rest: bool
    word: str
    name: str
    own: bool

    @property
    def spoken(self) -> str:
        """读出的话: 2026年4月5日，星期日，清明节，休息."""
        told = (day(self.on), f"星期{WEEKDAYS[self.on.weekday()]}", self.name, "休息" if self.rest else "上班")
        return "，".join((*(part for part in told if part), *(("本单位改动",) if self.own else ())))


def month_squares(calendar: WorkCalendar, own: frozenset[date], year: int, month: int) -> list[list[Square | None]]:
    """月历: weeks from Monday, empty places before the first and after the last."""
    length = monthrange(year, month)[1]
    squares: list[Square | None] = [None] * date(year, month, 1).weekday()
    squares += [_square(calendar, own, date(year, month, number)) for number in range(1, length + 1)]
    squares += [None] * (-len(squares) % 7)
    return [squares[start : start + 7] for start in range(0, len(squares), 7)]


def _square(calendar: WorkCalendar, own: frozenset[date], on: date) -> Square:
    rest, mark = not calendar.is_workday(on), calendar.marks.get(on)
    name = mark.name if mark else ""
    word = ("休" if mark else "") if rest else ("班" if mark else "")
    return Square(on, rest, word, name, on in own)


def check_change(on: date, kind: DayKind | None, name: str, reason: str, stood: DayMark | None) -> None:
    """改动检查: a change says why, and changes something. Raises RuleBroken with the field."""
    if not FIRST_YEAR <= on.year <= LAST_YEAR:
        raise RuleBroken(f"只能改{FIRST_YEAR}年至{LAST_YEAR}年的日子；请核对日期。", "day")
    if len(name) > LONGEST_NAME:
        raise RuleBroken(f"名称不能超过{LONGEST_NAME}个字。", "name")
    if not reason.strip():
        raise RuleBroken("请写明缘由，例如“县政府办通知，当日调休”。", "reason")
    if kind is not None and stood == DayMark(kind, name):
        raise RuleBroken(f"{day(on)}本来就是这样安排的，没有改动。", "kind")


def mark_words(mark: DayMark | None) -> str:
    """标记的话, for the log: 休息（清明节）; 按星期 where nothing is said of the day."""
    if mark is None:
        return "按星期"
    return DAY_KIND_LABELS[mark.kind] + (f"（{mark.name}）" if mark.name else "")


_LINE = re.compile(r"^[\s　]*(?:[（(]?[一二三四五六七八九十\d]+[）)]?[、.．]\s*)?([^：:，。]{2,12}?)[：:](.+)$")
_SENTENCE = re.compile(r"[。；;]")
_SPAN = re.compile(
    r"(?:(\d{4})年)?(\d{1,2})月(\d{1,2})日((?:[（(][^）)]*[）)])?)"
    r"(?:\s*(?:至|到|—|－|-|~)\s*(?:(\d{4})年)?(?:(\d{1,2})月)?(\d{1,2})日((?:[（(][^）)]*[）)])?))?"
)
_WEEKDAY = re.compile(r"(?:周|星期)([一二三四五六日天])")
_TOTAL = re.compile(r"共(\d{1,2})天")
_NAMES = {"清明": "清明节", "端午": "端午节", "中秋": "中秋节", "国庆": "国庆节"}


def read_notice(text: str, year: int) -> dict[date, DayMark]:
    """读放假通知: the lines of the State Council's notice for a year, each day once.

    一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。 Weekdays and totals that the notice
    names are held against the calendar, so that the notice of another year is refused. Raises RuleBroken (``notice``).
    """
    found: dict[date, DayMark] = {}
    for line in text.replace("\r", "").split("\n"):
        match = _LINE.match(line)
        if match and ("放假" in match[2] or "上班" in match[2]):
            name = _NAMES.get(match[1].strip(), match[1].strip())
            for on, mark in _read_line(name, match[2], year):
                if on in found:
                    raise RuleBroken(f"{day(on)}写了两次；请核对通知原文。", "notice")
                found[on] = mark
    if not found:
        raise RuleBroken(
            "没有读到放假安排。请粘贴国务院办公厅通知中逐条写明的各行，例如“一、元旦：1月1日至3日放假，共3天。”",
            "notice",
        )
    return found


def _read_line(name: str, words: str, year: int) -> Iterator[tuple[date, DayMark]]:
    for sentence in _SENTENCE.split(words):
        worked = "上班" in sentence
        if not worked and "放假" not in sentence:
            continue  # 鼓励…安排职工在除夕休息 and the like change no day
        days = [on for span in _SPAN.finditer(sentence) for on in _days(span, year)]
        total = _TOTAL.search(sentence)
        if total and int(total[1]) != len(days):
            raise RuleBroken(f"“{name}”写的是共{total[1]}天，读到的是{len(days)}天；请核对通知原文。", "notice")
        kind, called = (DayKind.WORK, f"{name}调休") if worked else (DayKind.REST, name)
        yield from ((on, DayMark(kind, called[:LONGEST_NAME])) for on in days)


def _days(span: re.Match[str], year: int) -> list[date]:
    first = _date(span[1] or str(year), span[2], span[3], span[4])
    if span[7] is None:
        return [first]
    last = _date(span[5] or str(first.year), span[6] or span[2], span[7], span[8])
    if not 0 <= (last - first).days < LONGEST_REST:
        raise RuleBroken(f"“{span[0]}”的起止日期不对；请核对通知原文。", "notice")
    return [first + timedelta(days=passed) for passed in range((last - first).days + 1)]


def _date(year: str, month: str, dated: str, beside: str) -> date:
    try:
        on = date(int(year), int(month), int(dated))
    except ValueError:
        raise RuleBroken(f"没有{year}年{month}月{dated}日这一天；请核对通知原文。", "notice") from None
    told = _WEEKDAY.search(beside or "")
    if told and told[1].replace("天", "日") != WEEKDAYS[on.weekday()]:
        raise RuleBroken(
            f"通知写{month}月{dated}日是星期{told[1]}，而{day(on)}是星期{WEEKDAYS[on.weekday()]}；"
            "请核对年份，可能是另一年的通知。",
            "notice",
        )
    return on


def rest_spans(calendar: WorkCalendar, year: int) -> list[str]:
    """放假和调休的话: 清明节：4月4日至6日休息，共3天, one for each run of days with one name, and for each worked day."""
    marked = sorted(((on, mark) for on, mark in calendar.marks.items() if on.year == year), key=lambda each: each[0])
    runs: list[tuple[date, date, DayMark]] = []
    for on, mark in marked:
        if runs and runs[-1][2] == mark and runs[-1][1] + timedelta(days=1) == on and mark.kind is DayKind.REST:
            runs[-1] = (runs[-1][0], on, mark)
        else:
            runs.append((on, on, mark))
    return [_span_words(*run) for run in runs]


def _span_words(first: date, last: date, mark: DayMark) -> str:
    if mark.kind is DayKind.WORK:
        return (
            f"{first.month}月{first.day}日（周{WEEKDAYS[first.weekday()]}）上班{f'，{mark.name}' if mark.name else ''}"
        )
    until = "" if first == last else f"至{'' if first.month == last.month else f'{last.month}月'}{last.day}日"
    total = (last - first).days + 1
    return f"{mark.name or '休息'}：{first.month}月{first.day}日{until}休息，共{total}天"
