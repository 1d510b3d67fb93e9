"""通报 circulars: which finding stands in which group, what is asked before a draft is made, what changed since (features Q7).

The model is the inspection circular in three groups: 整改较好, 已整改但进度较慢, 未整改, each item with its responsible unit.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from respbook.rules.chinese import day
from respbook.rules.errors import RuleBroken
from respbook.rules.findings import FindingKind, FindingSource
from respbook.rules.lifecycles import BEFORE_DONE, FINDING, FindingState
from respbook.rules.personal import IDENTITY, PHONE

LONGEST_TEXT = 600
"""Characters of an opening or of the demands."""
LONGEST_SENTENCE = 300
LONGEST_WHY = 200
LONGEST_SPAN = 366
MOST_ITEMS = 200
"""Items of one circular; more are two circulars."""


class CircularKind(StrEnum):
    """通报种类; each is numbered by itself, year by year."""

    INSPECTION = "inspection"
    DAILY = "daily"
    SPECIAL = "special"


CIRCULAR_LABELS = {
    CircularKind.INSPECTION: "督查通报",
    CircularKind.DAILY: "日通报",
    CircularKind.SPECIAL: "专项通报",
}


class CircularGroup(StrEnum):
    """通报的分组."""

    GOOD = "good"
    SLOW = "slow"
    UNDONE = "undone"
    FOUND = "found"
    CLOSED = "closed"
    SILENT = "silent"


_G = CircularGroup
GROUP_WORDS = {
    _G.GOOD: "整改较好",
    _G.SLOW: "已整改但进度较慢",
    _G.UNDONE: "未整改",
    _G.FOUND: "当日发现",
    _G.CLOSED: "当日销号",
    _G.SILENT: "尚未回应",
}
GROUP_HEADINGS = {
    _G.GOOD: "整改较好的单位",
    _G.SLOW: "已整改但进度较慢的单位",
    _G.UNDONE: "未整改的单位",
    _G.FOUND: "当日发现的问题",
    _G.CLOSED: "当日销号的问题",
    _G.SILENT: "尚未回应的单位",
}
THREE = (_G.GOOD, _G.SLOW, _G.UNDONE)
DAYS = (_G.FOUND, _G.CLOSED, _G.SILENT)


def groups_of(kind: CircularKind) -> tuple[CircularGroup, ...]:
    """分组 of a kind, in the order in which they are printed."""
    return DAYS if kind is CircularKind.DAILY else THREE


class ItemNumbers(StrEnum):
    """条目编号: as the model prints it, the first group as plain paragraphs and the others 1. 2. 3.; all; none."""

    MODEL = "model"
    ALL = "all"
    NONE = "none"


NUMBERS_LABELS = {
    ItemNumbers.MODEL: "整改较好的不编号，其余编号",
    ItemNumbers.ALL: "各组都编号",
    ItemNumbers.NONE: "都不编号",
}


@dataclass(frozen=True)
class Spoken:
    """整改记录里的一步, as far as a circular speaks of it."""

    deed: str
    text: str
    on_day: date


@dataclass(frozen=True)
class Matter:
    """通报所涉的一件: the finding as its records have it now; ``village`` is empty where the place needs no name before it."""

    finding_id: int
    number: str
    kind: FindingKind
    state: FindingState
    category: str
    village: str
    place: str
    text: str
    duty: str
    found_on: date
    found_by: str = ""
    assigned_on: date | None = None
    due_on: date | None = None
    done_on: date | None = None
    closed_on: date | None = None
    steps: tuple[Spoken, ...] = ()

    @property
    def round(self) -> tuple[Spoken, ...]:
        """本轮: the steps since it was handed out last; what an earlier unit or round came to does not count."""
        starts = [place for place, step in enumerate(self.steps) if step.deed in _STARTS]
        return self.steps[starts[-1] :] if starts else self.steps


_STARTS = frozenset(f"finding.{name}" for name in ("assign", "reassign", "reopen"))
_MOVED = frozenset(f"finding.{name}" for name in ("progress", "tell_done", "fail_check", "send_back"))
"""有实际进展: a plan alone is none."""


def group_of(matter: Matter) -> CircularGroup:
    """分到哪一组. 整改较好: checked or closed, and done in time; 进度较慢: something was done, but not all, not yet checked,
    or late; 未整改: nothing was done yet, whatever was planned."""
    if matter.kind is FindingKind.GOOD:
        return _G.GOOD
    if matter.state in (FindingState.CHECKED, FindingState.CLOSED):
        late = matter.due_on is not None and matter.done_on is not None and matter.done_on > matter.due_on
        return _G.SLOW if late else _G.GOOD
    if matter.state is FindingState.DONE or any(step.deed in _MOVED for step in matter.round):
        return _G.SLOW
    return _G.UNDONE


def day_groups(matter: Matter, on: date) -> list[CircularGroup]:
    """日通报的分组: found today, closed today, and who has not answered; one finding may stand in two of them."""
    found = [_G.FOUND] if matter.found_on == on else []
    if matter.state is FindingState.CLOSED and matter.closed_on == on:
        found.append(_G.CLOSED)
    if silence(matter, on):
        found.append(_G.SILENT)
    return found


def silence(matter: Matter, on: date) -> str:
    """没有回应的情形: not signed for since an earlier day, or past its limit without a word that it is done."""
    if matter.state not in BEFORE_DONE:
        return ""
    if matter.due_on is not None and matter.due_on < on:
        return f"整改时限{short(matter.due_on)}已过，至今未报完成"
    if matter.state is FindingState.ASSIGNED and matter.assigned_on is not None and matter.assigned_on < on:
        return f"{short(matter.assigned_on)}交办，至今未签收"
    return ""


def not_due(matter: Matter, today: date) -> str:
    """时限未到 of something in 未整改: the clerk decides whether it is named before its time."""
    if matter.state in BEFORE_DONE and matter.due_on is not None and matter.due_on >= today:
        return f"整改时限{short(matter.due_on)}还没有到"
    return ""


def short(on: date) -> str:
    """3月5日."""
    return f"{on.month}月{on.day}日"


@dataclass(frozen=True)
class Choice:
    """选哪些问题: by the day on which they were found, or by steps taken in the period; empty tuples are no limit."""

    first: date
    last: date
    by_steps: bool = False
    categories: tuple[str, ...] = ()
    sources: tuple[FindingSource, ...] = ()
    unit_ids: tuple[int, ...] = ()


def checked_choice(choice: Choice, today: date) -> Choice:
    """核对所选时段. Raises RuleBroken at ``first`` or ``last``."""
    if choice.last < choice.first:
        raise RuleBroken(f"结束日期{day(choice.last)}早于开始日期{day(choice.first)}，请对调。", "last")
    if choice.first > today:
        raise RuleBroken(f"开始日期{day(choice.first)}还没有到，请核对。", "first")
    if choice.last - choice.first > timedelta(days=LONGEST_SPAN):
        raise RuleBroken("一份通报最多管一年，请缩短时段。", "first")
    return choice


def checked_words(text: str, label: str, field: str, longest: int) -> str:
    """核对文字 that will be public to all units: no identity and no telephone numbers. Raises RuleBroken at ``field``."""
    text = text.strip()
    if not text:
        raise RuleBroken(
            f"{label}不能空着；不要这一条的，请点“去掉”。" if field == "text" else f"请填写{label}。", field
        )
    if len(text) > longest:
        raise RuleBroken(f"{label}写了{len(text)}个字，最多{longest}个字；请写要点。", field)
    if IDENTITY.search(text):
        raise RuleBroken(f"{label}里有身份证号。通报各单位都看得到，请删去。", field)
    if PHONE.search(text):
        raise RuleBroken(f"{label}里有手机号码。通报各单位都看得到，请删去。", field)
    return text


def check_households(text: str, names: Sequence[str], label: str = "这一句") -> None:
    """通报只到单位: no head of a household by name, whatever was written in the records. Raises RuleBroken at ``text``."""
    told = [name for name in names if len(name) > 1 and name in text]
    if told:
        raise RuleBroken(f"通报只到单位，不点户名；{label}里的“{told[0]}”是登记的户主姓名，请改写。", "text")


@dataclass(frozen=True)
class Change:
    """拟稿以后的变化 of an item: what it was drafted on and what the records say now."""

    item_id: int
    before: str
    after: str

    @property
    def words(self) -> str:
        """已由“整改中”变为“自报完成”."""
        return f"已由“{self.before}”变为“{self.after}”"


@dataclass(frozen=True)
class Drafted:
    """拟稿所据 of an item."""

    item_id: int
    state: FindingState
    proposed: CircularGroup
    duty: str


def change_of(drafted: Drafted, matter: Matter | None) -> Change | None:
    """有没有变化: state, responsible unit, or the group that the records would put it in."""
    if matter is None:
        return Change(drafted.item_id, FINDING.labels[drafted.state], "已不在台账")
    if matter.state is not drafted.state:
        return Change(drafted.item_id, FINDING.labels[drafted.state], FINDING.labels[matter.state])
    if matter.duty != drafted.duty:
        return Change(drafted.item_id, f"责任单位{drafted.duty}", f"责任单位{matter.duty}")
    if drafted.proposed in THREE and (now := group_of(matter)) is not drafted.proposed:
        return Change(drafted.item_id, GROUP_WORDS[drafted.proposed], GROUP_WORDS[now])
    return None


def check_issuer(proposer: tuple[int, str], issuer: tuple[int, str]) -> None:
    """送签和签发是两个人, by account and by name. Raises RuleBroken."""
    if proposer[0] == issuer[0]:
        raise RuleBroken("这份通报是您送签的，应当由另一位领导签发。")
    if proposer[1] == issuer[1]:
        raise RuleBroken(f"送签人也叫“{issuer[1]}”；不论是不是同一人，请由不同名的另一位领导签发。")


def issue_words(serial: int) -> str:
    """期号: 第3期."""
    return f"第{serial}期"
