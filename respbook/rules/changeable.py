"""可报可改 changeable: whether something may still be said to a period; one rule for what pages offer and what is taken."""

from datetime import date, timedelta

from respbook.rules.chinese import day
from respbook.rules.errors import RuleBroken
from respbook.rules.lifecycles import REPORT, FilingState
from respbook.rules.obligations import Asked


def closed(due_on: date, today: date, closes_after: int, open_until: date | None) -> bool:
    """已关账: the days for 补报 are over, and nobody has opened the period again."""
    if open_until is not None and today <= open_until:
        return False
    return today > due_on + timedelta(days=closes_after)


def check_closed(asked: Asked, today: date, closes_after: int) -> None:
    """要不要解锁: only what is closed, whether or not it was opened once before. Raises RuleBroken at ``starts_on``."""
    if asked.starts_on > today:
        raise RuleBroken(f"这一期从{day(asked.starts_on)}开始，还没有到，不用解锁。", "starts_on")
    if not closed(asked.due_on, today, closes_after, None):
        last = asked.due_on + timedelta(days=closes_after)
        raise RuleBroken(f"这一期到{day(last)}才关账，现在可以直接报送，不用解锁。", "starts_on")


def why_shut(
    state: FilingState | None, long: bool, asked: Asked, today: date, closes_after: int, open_until: date | None
) -> str | None:
    """为什么不能报、不能改, in one sentence; None where it can be.

    ``state`` is that of the report which stands, None where there is none. What was sent back is always answered; what
    was passed goes on (续报) only where a period is ``long``.
    """
    if state is FilingState.RETURNED:
        return None
    if state in (FilingState.PASSED, FilingState.VERIFIED) and not long:
        return f"这一期{REPORT.labels[state]}，不能再改；确有错误的，由镇环保办解锁后更正。"
    if asked.starts_on > today:
        return f"这一期从{day(asked.starts_on)}开始，还没有到；请到时再报。"
    if closed(asked.due_on, today, closes_after, open_until):
        last = max(asked.due_on + timedelta(days=closes_after), open_until or asked.due_on)
        return f"这一期应于{day(asked.due_on)}前报送，{day(last)}已关账；确需补报的，由镇环保办解锁后再报。"
    return None
