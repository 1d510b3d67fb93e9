"""一票否决 vetoes: incident, evidence, the unit's statement and a named decision, or no effect (features X14; safety R31)."""

from dataclasses import dataclass
from datetime import date, timedelta

from respbook.rules.assessments import LONGEST_WORDS
from respbook.rules.chinese import day
from respbook.rules.errors import RuleBroken
from respbook.rules.lifecycles import VetoState
from respbook.rules.numbering import LONGEST, format_number
from respbook.rules.scoring.kinds import VETO_EFFECT_LABELS, VETO_TARGET_LABELS, VetoEffect, VetoSpan, VetoTarget
from respbook.rules.scoring.rubric import Veto

PATTERN = "环考否决〔{年}〕{号}号"
"""文号格式 of a decision whose number was not typed."""
SILENCE = "逾期未陈述"


def effect_words(veto: Veto) -> str:
    """否决后果 in words: 直接确定等次为“不合格”，本年度有效."""
    effect = VETO_EFFECT_LABELS[veto.effect]
    if veto.effect in (VetoEffect.SET, VetoEffect.CEILING):
        effect += f"为“{veto.band}”"
    elif veto.effect is VetoEffect.LOWER:
        effect += f"{veto.levels}等"
    span = "本年度有效" if veto.span is VetoSpan.YEAR else f"自决定之日起{veto.months}个月内有效"
    whom = "" if veto.target is VetoTarget.UNIT else f"，对象为{VETO_TARGET_LABELS[veto.target]}"
    return f"{effect}{whom}，{span}"


@dataclass(frozen=True)
class Whole:
    """四要件: what a decision to veto rests on."""

    incident: str
    evidence: int
    statement: str
    decision: str


def check_whole(whole: Whole, unit: str) -> None:
    """四要件齐全, or no veto (X14). Raises RuleBroken at the field."""
    if not whole.incident.strip():
        raise RuleBroken("没有写明事件，不能决定一票否决。")
    if whole.evidence < 1:
        raise RuleBroken("没有佐证，或佐证已经撤下，不能决定一票否决；请先补上佐证。")
    if not whole.statement.strip():
        raise RuleBroken(f"还没有听取{unit}的陈述，不能决定一票否决；逾期不陈述的，由经办人先记明。")
    if not whole.decision.strip():
        raise RuleBroken("请写明决定的理由。", "decision")
    if len(whole.decision.strip()) > LONGEST_WORDS:
        raise RuleBroken(f"决定写了{len(whole.decision.strip())}个字，最多{LONGEST_WORDS}个字。", "decision")


def check_proposed(words: str, on: date, evidence: int, today: date) -> str:
    """提出核对: an incident, a day that has come, at least one piece of evidence. Raises RuleBroken at the field."""
    told = words.strip()
    if not told:
        raise RuleBroken("请写明事件：何时、何地、何事、后果。", "words")
    if len(told) > LONGEST_WORDS:
        raise RuleBroken(f"事件写了{len(told)}个字，最多{LONGEST_WORDS}个字。", "words")
    if on > today:
        raise RuleBroken(f"{day(on)}还没有到，请核对日期。", "on")
    if on.year < today.year - 1:
        raise RuleBroken(f"{day(on)}离现在太久，请核对日期。", "on")
    if evidence < 1:
        raise RuleBroken("提出一票否决必须附佐证，至少一件。", "evidence")
    return told


def check_silent(state: VetoState, unit: str, answer_until: date | None, today: date) -> None:
    """逾期未陈述 may be written down only after the window. Raises RuleBroken."""
    if state is VetoState.TOLD and answer_until is not None and today <= answer_until:
        after = answer_until + timedelta(days=1)
        raise RuleBroken(f"{unit}的陈述期到{day(answer_until)}止，{day(after)}起才能记明逾期未陈述。")


def check_decided_on(decided_on: date, told_on: date, today: date) -> None:
    """决定日期 lies between the telling and today. Raises RuleBroken at ``decided_on``."""
    if not told_on <= decided_on <= today:
        raise RuleBroken(f"决定日期应在告知（{day(told_on)}）以后，不晚于今天。", "decided_on")


_BRACKETS = str.maketrans("[]（）()【】", "〔〕〔〕〔〕〔〕")
"""六角括号 of a 文号, however it was typed (GB/T 9704 7.2.5)."""


def number_given(text: str) -> str:
    """文号 as it was typed; empty: one is taken. Raises RuleBroken at ``number``."""
    number = "".join(text.split()).translate(_BRACKETS)
    if len(number) > LONGEST:
        raise RuleBroken(f"文号不能超过{LONGEST}个字。", "number")
    return number


def numbered(year: int, serial: int) -> str:
    """文号 by the counter: 环考否决〔2026〕1号."""
    return format_number(PATTERN, year, serial)


def silence_words(until: date, delivery: str) -> str:
    """逾期未陈述的记明: until when it could speak, and how it was told."""
    return f"{SILENCE}：陈述期到{day(until)}止。{delivery}"


def notice_text(rule: str, effect: str, on: date, words: str, until: date) -> str:
    """告知内容: what it is about, what would follow, until when the unit may speak."""
    return "\n".join(
        (
            f"{day(on)}，{words.rstrip('。')}。",
            f"依据考核细则“{rule.rstrip('。')}”，拟作一票否决（{effect}）。",
            f"请于{day(until)}前陈述意见，可附照片和材料；没有意见的，按“无异议”。决定作出以前不产生任何效力。",
        )
    )
