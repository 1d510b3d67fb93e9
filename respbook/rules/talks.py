"""约谈 talks: who calls whom, what is asked of them, when the report is due, who checks it (features Y2; field.md 8).

Eight steps: 批准, 通知, 情况说明, 约谈（要求、表态）, 纪要, 落实报告, 核查, 办结. A talk is a reminder and no sanction.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from respbook.rules.chinese import day
from respbook.rules.errors import RuleBroken
from respbook.rules.lifecycles import TalkState
from respbook.rules.typed import read_words
from respbook.rules.workdays import Rolled, WorkCalendar

LONGEST_LINE = 60
LONGEST_PEOPLE = 200
LONGEST_TEXT = 1000
REPORT_DAYS = 30
"""落实报告: days after the talk, moved on where the last is a day of rest (C17 C85)."""


class TalkDeed(StrEnum):
    """约谈经过 of which words are kept: what the unit said, what a check said."""

    EXPLAIN = "explain"
    REPORT = "report"
    SEND_BACK = "send_back"
    CLOSE = "close"
    CANCEL = "cancel"


DEED_LABELS = {
    TalkDeed.EXPLAIN: "情况说明",
    TalkDeed.REPORT: "落实情况报告",
    TalkDeed.SEND_BACK: "核查不通过",
    TalkDeed.CLOSE: "核查意见",
    TalkDeed.CANCEL: "取消原因",
}
LINE: tuple[tuple[str, TalkState], ...] = (
    ("批准", TalkState.APPROVED),
    ("通知", TalkState.NOTIFIED),
    ("情况说明", TalkState.EXPLAINED),
    ("约谈", TalkState.HELD),
    ("纪要", TalkState.MINUTED),
    ("落实报告", TalkState.REPORTED),
    ("核查办结", TalkState.CLOSED),
)
"""一条线: the steps as the page shows them; demands and pledge are part of the talk."""
_ORDER = [state for _, state in LINE]


@dataclass(frozen=True)
class Summons:
    """约谈安排: when and where, who talks with whom, why, what was found, until when the unit explains itself."""

    meet_on: date
    meet_at: str
    place: str
    host: str
    persons: str
    cause: str
    problems: str
    explain_until: date


@dataclass(frozen=True)
class Held:
    """约谈记录: who was there, what was asked and until when, what was promised."""

    held_on: date
    present: str
    demands: str
    demands_until: date
    promise: str


def check_summons(facts: Summons, today: date) -> Summons:
    """约谈安排检查, trimmed. Raises RuleBroken at the field."""
    told = Summons(
        facts.meet_on,
        _said(facts.meet_at, "meet_at", "时间", 20),
        _said(facts.place, "place", "地点", LONGEST_LINE),
        _said(facts.host, "host", "约谈人", LONGEST_LINE),
        _said(facts.persons, "persons", "约谈对象", LONGEST_PEOPLE),
        _said(facts.cause, "cause", "事由", LONGEST_TEXT),
        _said(facts.problems, "problems", "问题", LONGEST_TEXT),
        facts.explain_until,
    )
    if facts.meet_on < today:
        raise RuleBroken(f"约谈日期{day(facts.meet_on)}已经过去，请改为今天或以后。", "meet_on")
    if not today <= facts.explain_until <= facts.meet_on:
        raise RuleBroken("情况说明应在今天以后、约谈当天以前报来，请改期限。", "explain_until")
    return told


def check_held(facts: Held, notified_on: date, today: date) -> Held:
    """约谈记录检查, trimmed. Raises RuleBroken at the field."""
    told = Held(
        facts.held_on,
        _said(facts.present, "present", "到场人员", LONGEST_PEOPLE),
        _said(facts.demands, "demands", "整改要求", LONGEST_TEXT),
        facts.demands_until,
        _said(facts.promise, "promise", "表态", LONGEST_TEXT),
    )
    if not notified_on <= facts.held_on <= today:
        raise RuleBroken(f"约谈日期应在发通知（{day(notified_on)}）以后、今天以前。", "held_on")
    if facts.demands_until < facts.held_on:
        raise RuleBroken("整改期限不能早于约谈日期。", "demands_until")
    return told


def said(words: str, name: str, label: str) -> str:
    """说明、报告、意见, trimmed. Raises RuleBroken at the field."""
    return _said(words, name, label, LONGEST_TEXT)


def _said(words: str, name: str, label: str, longest: int) -> str:
    return read_words(words, f"请填写{label}。", longest=longest, field=name)


def report_until(calendar: WorkCalendar, held_on: date) -> Rolled:
    """落实报告期限: thirty days after the talk, moved on where that is a day of rest."""
    return calendar.rolled(held_on + timedelta(days=REPORT_DAYS))


def check_report_until(until: date, held_on: date, today: date) -> None:
    """落实报告期限检查. Raises RuleBroken at ``report_until``."""
    if until < max(held_on, today):
        raise RuleBroken("落实报告的期限不能早于约谈日期和今天。", "report_until")
    if (until - held_on).days > 366:
        raise RuleBroken("落实报告的期限最长一年。", "report_until")


def numbered(lines: str) -> Sequence[str]:
    """逐条: the lines of a text that have words."""
    return [line.strip() for line in lines.split("\n") if line.strip()]


def reached_step(state: TalkState, step: TalkState) -> bool:
    """该步是否已过."""
    return state in _ORDER and _ORDER.index(step) <= _ORDER.index(state)
