"""督办文书 orders: 整改通知书、督办单、督办函 to one unit — which need a leader, when a receipt is late (features Q2, Q6, Y3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from respbook.rules.chinese import day
from respbook.rules.errors import RuleBroken
from respbook.rules.findings import number_words
from respbook.rules.lifecycles import BEFORE_DONE, FINDING, FindingState
from respbook.rules.lights import LIGHT_WORDS, Light
from respbook.rules.typed import read_words
from respbook.rules.workdays import WorkCalendar

LONGEST_PART = 600
"""Characters of 缘由, 依据, 要求 or 回复方式: a notice of more than two pages is not read."""
LONGEST_LINE = 200
"""Characters of one cell of the table."""
LONGEST_REASON = 200
MOST_ITEMS = 30
MOST_PHOTOS = 24
RECEIPT_WORKDAYS = 1
"""签收时限: an order that is not signed for within so many working days is late."""


class OrderKind(StrEnum):
    """督办文书的种类, in rising order of what they ask for."""

    RECTIFY = "rectify"
    SUPERVISE = "supervise"
    LETTER = "letter"


ORDER_KIND_LABELS = {OrderKind.RECTIFY: "整改通知书", OrderKind.SUPERVISE: "督办单", OrderKind.LETTER: "督办函"}


class ReceiptHow(StrEnum):
    """签收方式: by the unit itself, or taken down by the office."""

    OWN = "own"
    PHONE = "phone"
    HAND = "hand"
    PAPER = "paper"


RECEIPT_LABELS = {
    ReceiptHow.OWN: "本单位签收",
    ReceiptHow.PHONE: "电话告知",
    ReceiptHow.HAND: "当面送达",
    ReceiptHow.PAPER: "纸质回执",
}


def kind_words(kind: OrderKind, light: Light | None) -> str:
    """文书名称, the colour always with its word: 督办单（红·逾期）."""
    return f"{ORDER_KIND_LABELS[kind]}（{LIGHT_WORDS[light]}）" if light else ORDER_KIND_LABELS[kind]


def needs_leader(kind: OrderKind, light: Light | None) -> bool:
    """须领导签发: 红色督办单 and 督办函; what was found today is told today by whoever found it."""
    return kind is OrderKind.LETTER or light is Light.RED


def check_kind(kind: OrderKind, light: Light | None) -> None:
    """种类检查: a 督办单 has a colour, no other has. Raises RuleBroken at ``light``."""
    if kind is OrderKind.SUPERVISE and light is None:
        raise RuleBroken("督办单请选颜色：蓝·临近、黄·滞后或红·逾期。", "light")
    if kind is not OrderKind.SUPERVISE and light is not None:
        raise RuleBroken("只有督办单分颜色。", "light")


@dataclass(frozen=True)
class Listed:
    """列入的问题, as it stands now: its number, whose it is, since when, and the order that lists it already."""

    year: int
    serial: int
    unit_id: int | None
    state: FindingState
    into: str = ""
    unit: str = ""

    @property
    def number(self) -> str:
        """编号."""
        return number_words(self.year, self.serial)


def check_listed(findings: Sequence[Listed]) -> int:
    """所选问题检查: all of one unit, handed out and not done; gives the unit. Raises RuleBroken at ``findings``."""
    if not findings:
        raise RuleBroken("请勾选要写进文书的问题。", "findings")
    if len(findings) > MOST_ITEMS:
        raise RuleBroken(f"一份文书最多列{MOST_ITEMS}个问题，现在选了{len(findings)}个；请分几份发。", "findings")
    for each in findings:
        if each.state is FindingState.RECORDED:
            raise RuleBroken(f"{each.number}还没有交办，请先交办给责任单位。", "findings")
        if each.state not in BEFORE_DONE:
            raise RuleBroken(
                f"{each.number}现为“{FINDING.labels[each.state]}”，不用再发文书；请去掉这一件。", "findings"
            )
    units = {each.unit_id for each in findings}
    if len(units) > 1:
        raise RuleBroken("所选问题的责任单位不止一个，一份文书只发给一个单位；请分开选。", "findings")
    (unit_id,) = units
    assert unit_id is not None
    return unit_id


def changed_words(found: Listed, unit_id: int) -> str:
    """列入后的变化 of a problem, for the order's page: empty while it still lies open with the same unit."""
    if found.state is FindingState.MERGED:
        return f"已并入{found.into}"
    if found.state in (FindingState.WITHDRAWN, FindingState.CLOSED):
        return FINDING.labels[found.state]
    if found.unit_id is not None and found.unit_id != unit_id:
        return f"已改派{found.unit}"
    return ""


@dataclass(frozen=True)
class Line:
    """问题表的一行, as the draft has it."""

    place: str
    problem: str
    demand: str
    due_on: date


@dataclass(frozen=True)
class Wording:
    """文书的文字: what may be changed before it is issued."""

    opening: str
    basis: str
    demand: str
    reply: str
    due_on: date
    photos: bool
    lines: tuple[Line, ...]


_PARTS = {"opening": "缘由", "basis": "依据", "demand": "要求", "reply": "回复方式"}


def check_wording(wording: Wording, today: date) -> Wording:
    """文字检查, trimmed. Raises RuleBroken at the field: ``opening``, ``demand``, ``due_on``, ``problem-2`` …"""
    for name, label in _PARTS.items():
        text = getattr(wording, name).strip()
        if not text and name != "basis":
            raise RuleBroken(f"请写{label}。", name)
        if len(text) > LONGEST_PART:
            raise RuleBroken(f"{label}写了{len(text)}个字，最多{LONGEST_PART}个字；请写要点。", name)
    if wording.due_on < today:
        raise RuleBroken(f"期限{day(wording.due_on)}已经过去，请改为今天或以后。", "due_on")
    if not wording.lines:
        raise RuleBroken("至少要列一个问题。", "lines")
    lines = tuple(_checked_line(n, line) for n, line in enumerate(wording.lines, 1))
    parts = {name: getattr(wording, name).strip() for name in _PARTS}
    return Wording(**parts, due_on=wording.due_on, photos=wording.photos, lines=lines)


def _checked_line(number: int, line: Line) -> Line:
    place, problem, demand = (" ".join(text.split()) for text in (line.place, line.problem, line.demand))
    if not problem:
        raise RuleBroken(f"第{number}个问题请写清情况。", "lines")
    for label, text in (("点位", place), ("问题", problem), ("整改要求", demand)):
        if len(text) > LONGEST_LINE:
            raise RuleBroken(f"第{number}个问题的{label}写了{len(text)}个字，最多{LONGEST_LINE}个字。", "lines")
    return Line(place, problem, demand, line.due_on)


def reason_given(reason: str, demand: str) -> str:
    """理由, trimmed. Raises RuleBroken at ``reason``."""
    return read_words(" ".join(reason.split()), demand, longest=LONGEST_REASON, field="reason")


def receipt_late(calendar: WorkCalendar, issued_on: date, by_day: date) -> bool:
    """签收逾期: more than a working day went by, up to the day of the receipt or up to today."""
    return calendar.workdays_between(issued_on, by_day) > RECEIPT_WORKDAYS


def receipt_words(calendar: WorkCalendar, issued_on: date, received_on: date | None, today: date) -> str:
    """签收情况: 当天签收, 隔2个工作日签收（逾期）, 等签收1个工作日, 逾期未签收（已3个工作日）."""
    until = received_on or today
    passed = calendar.workdays_between(issued_on, until)
    late = receipt_late(calendar, issued_on, until)
    if received_on is not None:
        told = f"隔{passed}个工作日签收" if passed else "当天签收" if until == issued_on else "休息日签收"
        return f"{told}（逾期）" if late else told
    if late:
        return f"逾期未签收（已{passed}个工作日）"
    return f"等签收{passed}个工作日" if passed else "今天发出" if until == issued_on else "等签收"


def series_of(pattern: str, year: int, town_id: int) -> str:
    """编号序列: whoever changes the pattern begins anew at 1, and two kinds with one pattern share their numbers."""
    return f"order/{town_id}/{pattern.replace('{年}', str(year))}"


def ordered_ids(text: str) -> list[int]:
    """地址里的问题: 3-7-12 → ids, each once; what is no number is left out."""
    found = (int(part) for part in text.split("-")[:MOST_ITEMS] if part.isdecimal() and len(part) < 10)
    return list(dict.fromkeys(each for each in found if each))
