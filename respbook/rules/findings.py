"""问题 findings: what was seen on an inspection, by whom, how long it may take, and who may not close it (features Q1–Q9).

Sources are kept apart because the size of a deduction may depend on who found it (field.md 5, SRC).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from respbook.rules.chinese import day
from respbook.rules.errors import RuleBroken
from respbook.rules.workdays import Rolled, WorkCalendar

LONGEST_WORDS = 1000
"""Characters of a description, a plan or an answer."""
LONGEST_PLACE = 60
LONGEST_REASON = 200
ALIKE_DAYS = 60
"""同类问题: so many days back a finding of the same unit and category is offered as the same or as a repeat (Q9)."""
LONGEST_TERM = 730
"""Days; a longer time limit is a typing error."""


class FindingSource(StrEnum):
    """问题来源: who found it; the order is that of rising weight."""

    SELF = "self"
    TOWN = "town"
    COUNTY = "county"
    CITY = "city"
    PROVINCE = "province"
    CENTRAL = "central"
    PETITION = "petition"
    SATELLITE = "satellite"
    MEDIA = "media"


SOURCE_LABELS = {
    FindingSource.SELF: "自查",
    FindingSource.TOWN: "镇督查",
    FindingSource.COUNTY: "县级",
    FindingSource.CITY: "市级",
    FindingSource.PROVINCE: "省级",
    FindingSource.CENTRAL: "中央",
    FindingSource.PETITION: "信访",
    FindingSource.SATELLITE: "卫星遥感",
    FindingSource.MEDIA: "媒体",
}


class FindingKind(StrEnum):
    """发现的性质: a problem to be put right, or work that was done well and is worth naming."""

    PROBLEM = "problem"
    GOOD = "good"


KIND_LABELS = {FindingKind.PROBLEM: "问题", FindingKind.GOOD: "好的做法"}


class Pace(StrEnum):
    """整改进度: as the responsible unit tells it, or as the inspector finds it."""

    ON_SCHEDULE = "on_schedule"
    BEHIND = "behind"


PACE_LABELS = {Pace.ON_SCHEDULE: "达到序时", Pace.BEHIND: "滞后"}


@dataclass(frozen=True)
class Term:
    """整改期限的档: so many days, by the calendar or in working days; 0 is 立行立改, the same day."""

    days: int
    workdays: bool = True

    @property
    def label(self) -> str:
        """期限的叫法: 立行立改, 3个工作日, 30天."""
        if not self.days:
            return "立行立改（当天）"
        return f"{self.days}个工作日" if self.workdays else f"{self.days}天"

    @property
    def code(self) -> str:
        """In a form: w3, d30."""
        return f"{'w' if self.workdays else 'd'}{self.days}"

    def due(self, calendar: WorkCalendar, on: date) -> Rolled:
        """整改时限 counted from a day on (次日起算); a day of rest moves it on, and says so (features N4).

        立行立改 never moves: what can be done at once is done at once.
        """
        if not self.days:
            return Rolled(on)
        if self.workdays:
            return Rolled(calendar.add_workdays(on, self.days))
        return calendar.rolled(on + timedelta(days=self.days))


TERMS = (Term(0), Term(1), Term(3), Term(5), Term(10), Term(30, workdays=False))
"""期限预设, the usual ones first."""
USUAL_TERM = Term(3)


def term_of(code: str) -> Term | None:
    """期限 by its code; None where it is none of ours."""
    return next((term for term in TERMS if term.code == code), None)


def check_due(due_on: date, on: date) -> None:
    """整改时限检查: neither before the day it is given nor years away. Raises RuleBroken at ``due_on``."""
    if due_on < on:
        raise RuleBroken(f"整改时限{day(due_on)}早于交办日期{day(on)}，请改为当天或以后。", "due_on")
    if (due_on - on).days > LONGEST_TERM:
        raise RuleBroken("整改时限超过两年，请核对年份。", "due_on")


def number_words(year: int, serial: int) -> str:
    """问题编号: 一件一号, 2026-0012."""
    return f"{year}-{serial:04}"


@dataclass(frozen=True)
class Seen:
    """发现的情况, as it is entered: ``text`` may be missing where a photo tells it (Q1)."""

    kind: FindingKind
    source: FindingSource
    category: str
    place: str
    text: str
    found_on: date
    found_by: str


def checked(seen: Seen, pictures: int, today: date) -> Seen:
    """核对所见. Raises RuleBroken at ``category``, ``text``, ``place`` or ``found_on``."""
    text, place = seen.text.strip(), " ".join(seen.place.split())
    if not seen.category:
        raise RuleBroken("请选一个类别；都不合适的选“其他”。", "category")
    if not text and not pictures:
        raise RuleBroken("请写一句看到了什么，或者拍一张照片。", "text")
    if len(text) > LONGEST_WORDS:
        raise RuleBroken(f"情况写了{len(text)}个字，最多{LONGEST_WORDS}个字；请写要点，材料作为附件。", "text")
    if len(place) > LONGEST_PLACE:
        raise RuleBroken(f"点位写了{len(place)}个字，最多{LONGEST_PLACE}个字；请写短些，细节写在情况里。", "place")
    if seen.found_on > today:
        raise RuleBroken(f"发现日期{day(seen.found_on)}还没有到，请核对。", "found_on")
    if (today - seen.found_on).days > 3660:
        raise RuleBroken("发现日期在十年以前，请核对年份。", "found_on")
    return Seen(seen.kind, seen.source, seen.category, place, text, seen.found_on, seen.found_by.strip())


def said(text: str, demand: str, pictures: int = 0, longest: int = LONGEST_WORDS) -> str:
    """一段话 of a step, trimmed; ``demand`` is what is asked for where nothing was written. Raises RuleBroken at ``text``."""
    text = text.strip()
    if not text and not pictures and demand:
        raise RuleBroken(demand, "text")
    if len(text) > longest:
        raise RuleBroken(f"写了{len(text)}个字，最多{longest}个字；请写要点，材料作为附件。", "text")
    return text


@dataclass(frozen=True)
class Hand:
    """经手人: one person by account and name; two accounts of one person have one name."""

    user_id: int
    name: str


def same_name(first: str, second: str) -> bool:
    """同名, whatever the blanks: 张 三 is 张三."""
    return "".join(first.split()) == "".join(second.split())


def check_other_hand(hand: Hand, of_responsible: bool, tellers: Iterable[Hand], deed: str) -> None:
    """谁报完成谁不核查、不销号: neither the unit that is responsible nor whoever said that it is done (Q4).

    The same name under another account is refused as well: one post may have two accounts. Raises RuleBroken.
    """
    if of_responsible:
        raise RuleBroken(f"责任单位不能{deed}自己的问题；请由镇里或督查组{deed}。")
    for each in tellers:
        if each.user_id == hand.user_id:
            raise RuleBroken(f"这件是您报的完成，应当由另一人{deed}。")
        if same_name(each.name, hand.name):
            raise RuleBroken(f"报完成的人也叫“{each.name}”；不论是不是同一人，请由不同名的另一人{deed}。")


def same_words(first: str, second: str) -> bool:
    """同样的话, whatever the blanks and stops: the same finding sent twice within the hour."""
    marks = dict.fromkeys(map(ord, " \n\t，。、,.；;：:！!"))
    return first.translate(marks) == second.translate(marks)
