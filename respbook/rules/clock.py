"""时钟: when the server's time is not to be believed, and which deeds wait until it is (safety R96).

A clock that runs back, or far ahead of the last time that was believed, would make late things early and early ones
late. A pause over a weekend is no jump: days of rest are not counted, so a PC that was off since Friday is believed on Monday.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from respbook.rules.chinese import china_day
from respbook.rules.errors import RuleBroken
from respbook.rules.permissions import Permission as P

BACK = timedelta(seconds=60)
AHEAD = timedelta(hours=24)
_FAR = 400
"""Days beyond which nobody counts days of rest any more."""

DATED = frozenset(
    {
        P.LETTER_ISSUE, P.LETTER_VOID, P.LETTER_SIGN, P.LETTER_AMEND, P.SIGNING_HOST, P.SEAL_USE, P.SCAN_RECORD, P.PROXY_WRITE,
        P.HANDOVER_WRITE, P.CASCADE_WRITE, P.CASCADE_ACCEPT, P.REPORT_WRITE, P.REPORT_PROXY, P.RECTIFY_WRITE, P.FINDING_ASSIGN,
        P.FINDING_CLOSE, P.EXTENSION_DECIDE, P.CIRCULAR_ISSUE, P.ORDER_WRITE, P.ORDER_ISSUE, P.SELF_SCORE, P.SCORE_CONFIRM,
        P.SCORE_PUBLISH, P.APPEAL_DECIDE, P.VETO_DECIDE, P.MEASURE_DECIDE, P.MEASURE_ANSWER, P.PURGE_WRITE, P.PURGE_APPROVE,
    }
)  # fmt: skip
"""按时间定论的事: what is signed, issued, reported, decided or cleared carries its day for good; reading and drafting go on."""


class Drift(StrEnum):
    """时钟偏差: which way it jumped."""

    BACK = "back"
    AHEAD = "ahead"


DRIFT_LABELS = {Drift.BACK: "比最后可信的时间早", Drift.AHEAD: "比最后可信的时间晚得太多"}


@dataclass(frozen=True)
class Doubt:
    """时钟存疑: what was believed last, and how the clock differs."""

    drift: Drift
    believed: datetime


class ClockDoubted(RuleBroken):
    """时钟存疑，暂不办理."""


def awake(believed: datetime, now: datetime, resting: Callable[[date], bool]) -> timedelta:
    """间隔, without the days of rest that lie wholly between."""
    first = china_day(believed)
    days = (china_day(now) - first).days
    if days > _FAR:
        return now - believed
    return now - believed - timedelta(days=sum(resting(first + timedelta(days=each)) for each in range(1, days)))


def drift_of(believed: datetime, now: datetime, resting: Callable[[date], bool]) -> Drift | None:
    """时钟偏差; None while it may be believed."""
    if believed - now > BACK:
        return Drift.BACK
    if now - believed > AHEAD and awake(believed, now, resting) > AHEAD:
        return Drift.AHEAD
    return None


def doubt_words(doubt: Doubt) -> str:
    """存疑的说明, for banner and refusal."""
    return f"服务器的时间可能不对（{DRIFT_LABELS[doubt.drift]}）"


def check_dated(permission: P, doubt: Doubt | None) -> None:
    """时钟存疑时不办按时间定论的事. Raises ClockDoubted."""
    if doubt is not None and permission in DATED:
        raise ClockDoubted(
            f"{doubt_words(doubt)}，这一步要按时间定论，暂时不能办理；填写的内容还在本页。请系统管理员校正或确认时间以后再提交。"
        )
