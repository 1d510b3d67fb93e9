"""研究环保工作 studies: the quarterly meeting of 党委、政府, what it decides, and the duty that it fulfils (features X18).

The town promises its villages to study the work once a quarter at least; the meeting itself is the proof of it.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from respbook.rules.cadence import Cadence
from respbook.rules.chinese import day
from respbook.rules.errors import RuleBroken
from respbook.rules.lifecycles import REPORT, FilingState, TaskState

QUARTERS = 4
MOST_DECISIONS = 12
"""One sheet of a meeting; a longer list is a plan, and has a paper of its own."""
LONGEST_MATTER = 60
LONGEST_DECISION = 300
LONGEST_PEOPLE = 300
LONGEST_REASON = 200
LATEST = 730
"""Days from the meeting; a later time limit is a typing error."""
WORST = 5
_QUARTER_WORDS = "一二三四"
_ENVIRONMENT = ("环境", "环保", "生态", "污染")


def quarter_of(on: date) -> int:
    """季度 of a day, 1–4."""
    return (on.month + 2) // 3


def quarter_from(on: date) -> date:
    """季度首日."""
    return date(on.year, quarter_of(on) * 3 - 2, 1)


def quarter_to(on: date) -> date:
    """季度末日."""
    following = quarter_from(on) + timedelta(days=93)
    return following.replace(day=1) - timedelta(days=1)


def quarter_words(on: date) -> str:
    """季度名称: 2026年第三季度."""
    return f"{on.year}年第{_QUARTER_WORDS[quarter_of(on) - 1]}季度"


def looked_at_from(last_held: date | None, today: date) -> date:
    """上次研究以来: from the day of the last study, else from the first day of the quarter; a year at most."""
    since = quarter_from(today) if last_held is None else last_held
    return max(since, today - timedelta(days=365))


def still_due(today: date, held_on: Collection[date]) -> date | None:
    """本季度还没有研究: the last day of the quarter, in its last month, where no study was held in it."""
    if today.month % 3 or any(quarter_from(on) == quarter_from(today) for on in held_on):
        return None
    return quarter_to(today)


@dataclass(frozen=True)
class Line:
    """议定的一项: what it is about, what was decided; with owner and date it becomes a task."""

    matter: str
    words: str
    unit_id: int | None = None
    unit: str = ""
    person: str = ""
    due_on: date | None = None

    @property
    def owned(self) -> bool:
        """立任务: somebody owns it until a day."""
        return self.unit_id is not None and self.due_on is not None

    @property
    def task_title(self) -> str:
        """任务名称."""
        return f"研究议定：{self.matter}"


@dataclass(frozen=True)
class Meeting:
    """一次研究 as it is typed."""

    held_on: date
    held_at: str
    place: str
    chair: str
    attendees: str
    topics: str
    remarks: str
    lines: tuple[Line, ...]


def check_meeting(meeting: Meeting, today: date) -> None:
    """研究核对: it was held, and every decision says what, and by whom and when or by nobody. Raises RuleBroken at a field."""
    if meeting.held_on > today:
        raise RuleBroken("研究日期还没有到；会前看“会前一页”，开过会再登记。", "held_on")
    if (today - meeting.held_on).days > 366:
        raise RuleBroken("研究日期在一年以前，请核对年份。", "held_on")
    if not meeting.lines:
        raise RuleBroken("请至少写一项议定事项。", "matter_1")
    for number, line in enumerate(meeting.lines, 1):
        _check_line(line, number, meeting.held_on)


def _check_line(line: Line, number: int, held_on: date) -> None:
    if not line.matter:
        raise RuleBroken(f"第{number}项没有写事项；不要这一项的，把它的各栏都清空。", f"matter_{number}")
    if not line.words:
        raise RuleBroken(f"第{number}项没有写决定。", f"words_{number}")
    if line.unit_id is not None and line.due_on is None:
        raise RuleBroken(f"第{number}项有责任单位，没有完成时限；请填时限，不立任务的把责任单位清空。", f"due_{number}")
    if line.due_on is None:
        return
    if line.unit_id is None:
        raise RuleBroken(
            f"第{number}项有完成时限，没有责任单位；请填责任单位，不立任务的把时限清空。", f"unit_{number}"
        )
    if line.due_on < held_on:
        raise RuleBroken(f"第{number}项的完成时限早于研究日期{day(held_on)}。", f"due_{number}")
    if (line.due_on - held_on).days > LATEST:
        raise RuleBroken(f"第{number}项的完成时限超过两年，请核对年份。", f"due_{number}")


def check_correction(held_on: date, corrected: Meeting, reason: str) -> None:
    """更正核对: within the quarter that the study counts for, with a reason. Raises RuleBroken."""
    if quarter_from(corrected.held_on) != quarter_from(held_on):
        raise RuleBroken(f"更正后的日期应在{quarter_words(held_on)}内；别的季度的研究请另行登记。", "held_on")
    if not reason.strip():
        raise RuleBroken("请写明更正原因。", "reason")


class QuarterlyDuty(Protocol):
    """本级任务 as far as it decides whether a study fulfils it."""

    @property
    def title(self) -> str: ...
    @property
    def demand(self) -> str: ...
    @property
    def duty(self) -> str: ...
    @property
    def cadence(self) -> Cadence: ...


def fulfils(task: QuarterlyDuty) -> bool:
    """由研究完成的任务: quarterly, and its title or demand speaks of studying this work."""
    words = f"{task.title}{task.demand}{task.duty}"
    return task.cadence is Cadence.QUARTERLY and "研究" in words and any(each in words for each in _ENVIRONMENT)


def told_again(state: FilingState | None, may_report: bool) -> str:
    """这一期不能再报的原因; empty where it can be told: nothing stands there, or it is open and the person may report."""
    if state is None or (may_report and state in (FilingState.SUBMITTED, FilingState.RETURNED)):
        return ""
    return f"本期{REPORT.labels[state]}，不再重报"


def proof_words(meeting: Meeting) -> str:
    """报送用语: the study as the words of the report."""
    matters = "；".join(line.matter for line in meeting.lines)
    return f"{day(meeting.held_on)}，{meeting.chair}主持研究环境保护工作，议定{len(meeting.lines)}项：{matters}。"[:900]


@dataclass(frozen=True)
class Standing:
    """议定事项的落实: its task as it stands; ``task`` None where the decision opened none."""

    task: TaskState | None
    report: FilingState | None
    due_on: date | None

    def words(self, today: date) -> str:
        """落实情况."""
        if self.task is None:
            return "未立任务"
        if self.task is TaskState.CANCELLED:
            return "任务已取消"
        if self.report in (FilingState.PASSED, FilingState.VERIFIED):
            return "已完成"
        if self.report is FilingState.SUBMITTED:
            return "已报完成，待审核"
        late = self.due_on is not None and self.due_on < today
        if self.report is FilingState.RETURNED:
            return "逾期，退回补正" if late else "退回补正"
        return "逾期未报" if late else "办理中"

    def kind(self, today: date) -> str:
        """The chip that says it."""
        words = self.words(today)
        if self.task is not TaskState.OPEN:
            return "neutral"
        return "late" if words.startswith("逾期") else "done" if words == "已完成" else "waiting"


@dataclass(frozen=True)
class Laggard:
    """落后单位: what is to be asked of it at the meeting, and why."""

    unit_id: int
    called: str
    red: int = 0
    relapsed: int = 0
    missing: int = 0
    unsigned: int = 0

    @property
    def why(self) -> str:
        """原因 in words."""
        parts = (
            (self.red, f"整改逾期{self.red}件"),
            (self.relapsed, f"反弹{self.relapsed}件"),
            (self.missing, f"未报{self.missing}期"),
            (self.unsigned, f"责任书未签{self.unsigned}份"),
        )
        return "，".join(words for number, words in parts if number)


def worst(units: Iterable[Laggard], most: int = WORST) -> Sequence[Laggard]:
    """最落后的单位: overdue problems weigh before relapses, these before missed reports and unsigned letters."""
    behind = [each for each in units if each.why]
    return sorted(behind, key=lambda each: (-each.red, -each.relapsed, -each.missing, -each.unsigned, each.unit_id))[
        :most
    ]
