"""问责办理情况 standing: whose turn it is, until when, and what is overdue (features Y1–Y3)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from respbook.rules.chinese import day
from respbook.rules.lifecycles import TalkState
from respbook.rules.measures import BY_NOTICE, kind_words, overdue_words
from respbook.rules.scoring.ladder import MeasureKind
from respbook.rules.workdays import WorkCalendar


class Turn(StrEnum):
    """轮到谁."""

    OFFICE = "office"
    UNIT = "unit"
    LEADER = "leader"


@dataclass(frozen=True)
class Carried:
    """办理的事实 of a decided measure: when it is due, how it reached the unit, what the unit said; of a talk its days."""

    kind: MeasureKind
    decided_on: date
    due_on: date | None
    delivered_on: date | None = None
    received: bool = False
    answered: bool = False
    talk: TalkState | None = None
    meet_on: date | None = None
    explain_until: date | None = None
    report_until: date | None = None


@dataclass(frozen=True)
class Standing:
    """办理到哪一步. ``stalled``: the sentence on which the next step may be proposed; empty while nothing is overdue."""

    turn: Turn
    words: str
    due_on: date | None = None
    late: str = ""
    stalled: str = ""


def standing(facts: Carried, calendar: WorkCalendar, today: date) -> Standing:
    """办理情况 of a decided measure today."""
    found = _of_talk(facts, today) if facts.talk is not None else _of_others(facts)
    if found.due_on is None or today <= found.due_on:
        return Standing(found.turn, found.words, found.due_on)
    late = overdue_words(calendar, found.due_on, today)
    stalled = ""
    if found.turn is Turn.UNIT and facts.delivered_on is not None and found.words != _EXPLAIN:
        begun = f"{day(facts.delivered_on)}{_SENT.get(facts.kind, kind_words(facts.kind))}"
        stalled = f"{begun}，应于{day(found.due_on)}前{_OWED[found.words]}，至今没有，{late}。"
    return Standing(found.turn, found.words, found.due_on, late, stalled)


_EXPLAIN = "待报情况说明"
_REPORT = "待报落实情况"
_RECEIVE = "待签收"
_ANSWER = "待回复"
_OWED = {_REPORT: "报送落实情况报告", _RECEIVE: "签收并回复", _ANSWER: "回复办理情况"}
_SENT = {MeasureKind.LETTER: "发函督办", MeasureKind.REMIND: "发出提醒", MeasureKind.TALK: "约谈"}


def _of_talk(facts: Carried, today: date) -> Standing:
    if facts.talk is TalkState.NOTIFIED and facts.meet_on is not None and today <= facts.meet_on:
        return Standing(Turn.UNIT, _EXPLAIN, facts.explain_until)
    turn, words, due_on = {
        TalkState.APPROVED: (Turn.OFFICE, "待发约谈通知", facts.due_on),
        TalkState.NOTIFIED: (Turn.OFFICE, "约谈日期已过，待登记", facts.meet_on),
        TalkState.EXPLAINED: (Turn.OFFICE, "待约谈", facts.meet_on),
        TalkState.HELD: (Turn.OFFICE, "待印发纪要", None),
        TalkState.MINUTED: (Turn.UNIT, _REPORT, facts.report_until),
        TalkState.REPORTED: (Turn.LEADER, "待核查", None),
        TalkState.CLOSED: (Turn.OFFICE, "已核查办结", None),
        TalkState.CANCELLED: (Turn.OFFICE, "已取消", None),
    }[facts.talk or TalkState.APPROVED]
    return Standing(turn, words, due_on)


def _of_others(facts: Carried) -> Standing:
    if facts.delivered_on is None:
        told = "待送达" if facts.kind in BY_NOTICE else "待通报" if facts.kind is MeasureKind.CRITICISE else "待办理"
        return Standing(Turn.OFFICE, told, facts.due_on)
    if facts.kind not in BY_NOTICE or facts.answered:
        return Standing(Turn.OFFICE, "已回复，待办结" if facts.answered else "已通报，待办结")
    return Standing(Turn.UNIT, _ANSWER if facts.received else _RECEIVE, facts.due_on)
