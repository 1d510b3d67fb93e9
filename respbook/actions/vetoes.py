"""一票否决: proposed with evidence, told, answered or silent, decided by name; no effect before that (X14; safety R31)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from respbook.actions import audit, notices
from respbook.actions.action import action, expect_version
from respbook.actions.counters import next_number
from respbook.actions.matter_origins import finding_of
from respbook.models.base import db
from respbook.models.score_matters import Veto, VetoEvidence
from respbook.queries.belonging import belonging_of, hand_of
from respbook.queries.matter_grounds import closed_in, closed_over, in_force_of
from respbook.queries.scope import NotInSight, unit_in_sight
from respbook.queries.scope_assessments import matter_in_sight, veto_in_sight
from respbook.queries.scope_evidence import evidence_named
from respbook.queries.scope_findings import answers
from respbook.queries.score_matters import receipt_of
from respbook.queries.vetoes import delivery_words, number_taken, proofs_of, title_of
from respbook.queries.workdays import calendar_of
from respbook.rules.assessments import ANSWER_WORKDAYS, LONGEST_REASON, LONGEST_WORDS
from respbook.rules.chinese import china_day, day
from respbook.rules.errors import RuleBroken
from respbook.rules.evidence import check_count
from respbook.rules.findings import Hand
from respbook.rules.hands import Belonging, Did, check_other_person, check_other_unit
from respbook.rules.lifecycles import VETO
from respbook.rules.notices import NoticeFacts
from respbook.rules.permissions import Permission, Viewer, standing_in
from respbook.rules.score_matters import NO_OBJECTION, check_window
from respbook.rules.typed import read_words
from respbook.rules.units import signing_kinds
from respbook.rules.vetoes import (
    Whole,
    check_decided_on,
    check_proposed,
    check_silent,
    check_whole,
    effect_words,
    notice_text,
    number_given,
    numbered,
    silence_words,
)


@dataclass(frozen=True)
class Entry:
    """要提出的一票否决: under which item, for which unit, what happened, on what it rests."""

    programme_id: int
    unit_id: int
    veto_key: str
    words: str
    on: date
    evidence: tuple[int, ...] = ()
    finding_id: int | None = None
    matter_id: int | None = None


def _called(row: Veto) -> str:
    return f"{row.unit.called}：{title_of(row)}"


@action(Permission.VETO_PROPOSE)
def propose(entry: Entry, *, by: Viewer, now: datetime) -> Veto:
    """提出一票否决; nothing follows from it yet. Raises RuleBroken at the field, NotInSight."""
    basis, unit = in_force_of(by, entry.programme_id), unit_in_sight(by, entry.unit_id)
    rule = basis.veto(entry.veto_key)
    if rule is None:
        raise RuleBroken("细则中没有这一条一票否决，请重新选择。", "veto_key")
    if unit.kind not in signing_kinds(by.office_kind):
        raise RuleBroken(f"{unit.called}不是考核对象，请选择村、社区或镇属单位。", "unit_id")
    words = check_proposed(entry.words, entry.on, len(entry.evidence), china_day(now))
    if entry.finding_id is not None:
        finding_of(entry.finding_id, unit, by)
    if entry.matter_id is not None and matter_in_sight(by, entry.matter_id).unit_id != unit.id:
        raise NotInSight
    row = Veto(
        programme_id=basis.programme.id,
        programme=basis.programme,
        unit_id=unit.id,
        unit=unit,
        veto_key=rule.key,
        words=words,
        on=entry.on,
        finding_id=entry.finding_id,
        matter_id=entry.matter_id,
        state=VETO.start,
        made_by=by.name,
        made_by_id=by.user_id,
        made_at=now,
    )
    db.session.add(row)
    db.session.flush()
    _attach(row, entry.evidence, by)
    told = {"依据": rule.words, "后果": effect_words(rule), "日期": day(row.on), "事件": words}
    audit.note("veto.propose", row, _called(row), after=told | {"佐证": f"{len(entry.evidence)}件"})
    return row


def _attach(row: Veto, evidence: Sequence[int], by: Viewer, answer: bool = False) -> None:
    check_count(len(evidence))
    if len(evidence_named(by, evidence)) != len(set(evidence)):
        raise NotInSight
    db.session.add_all(
        VetoEvidence(veto_id=row.id, evidence_id=each, answer=answer) for each in dict.fromkeys(evidence)
    )


def _expected(veto_id: int, version: int, by: Viewer) -> Veto:
    row = veto_in_sight(by, veto_id)
    expect_version(row, version)
    return row


@action(Permission.VETO_PROPOSE)
def tell(veto_id: int, version: int, workdays: int = ANSWER_WORKDAYS, *, by: Viewer, now: datetime) -> Veto:
    """告知: a notice to the unit, with the last day to speak. Raises RuleBroken, StaleVersion, NotInSight."""
    check_window(workdays)
    row = _expected(veto_id, version, by)
    row.state = VETO.fire(row.state, "tell", by)
    rule = in_force_of(by, row.programme_id).veto(row.veto_key)
    if rule is None:
        raise RuleBroken("现行细则中已没有这一条一票否决，不能告知；请由镇领导决定不予否决。")
    until = calendar_of(row.programme.unit_id).add_workdays(china_day(now), workdays)
    row.told_by, row.told_at, row.answer_until = by.name, now, until
    if row.unit.retired_on is None:
        facts = NoticeFacts(
            title="拟作一票否决告知",
            purpose=f"请于{day(until)}前陈述意见；没有意见的，按“无异议”。",
            text=notice_text(rule.words, effect_words(rule), row.on, row.words, until),
            unit_ids=(row.unit_id,),
            wants_receipt=True,
            subject_kind="vetoes",
            subject_id=row.id,
        )
        row.notice_id = notices.send(facts, by=standing_in(by, Permission.NOTICE_WRITE), now=now).id
    audit.note("veto.tell", row, _called(row), after={"陈述期限": day(until)})
    return row


@action(Permission.SELF_SCORE)
def answer(veto_id: int, words: str, evidence: Sequence[int], version: int, *, by: Viewer, now: datetime) -> Veto:
    """陈述意见 by the unit, or 代陈述 by the office, marked and with evidence of it. Raises RuleBroken, StaleVersion, NotInSight."""
    row = _expected(veto_id, version, by)
    if not by.keeps(row.programme.unit_id) and not answers(by, row.unit):
        raise RuleBroken(f"由{row.unit.called}陈述意见。")
    if by.keeps(row.programme.unit_id) and not evidence:
        raise RuleBroken("代陈述要附佐证，例如该单位的书面材料或谈话记录的照片。", "evidence")
    row.state = VETO.fire(row.state, "answer", by)
    row.statement = read_words(words, "请写明意见；没有意见的，按“无异议”。", longest=LONGEST_WORDS)
    row.answered_by, row.answered_by_id, row.answered_at = by.name, by.user_id, now
    row.answered_proxy = by.keeps(row.programme.unit_id)
    if not by.keeps(row.programme.unit_id):
        notices.taken_with(row.notice_id, by=by, now=now)
    _attach(row, evidence, by, answer=True)
    told = {"陈述": row.statement} | ({"代陈述": by.name} if row.answered_proxy else {})
    audit.note("veto.answer", row, _called(row), after=told)
    return row


@action(Permission.SELF_SCORE)
def no_objection(veto_id: int, version: int, *, by: Viewer, now: datetime) -> Veto:
    """无异议 by the unit, with one tap. Raises RuleBroken, StaleVersion, NotInSight."""
    return answer(veto_id, NO_OBJECTION, (), version, by=by, now=now)


@action(Permission.VETO_PROPOSE)
def record_silence(veto_id: int, version: int, *, by: Viewer, now: datetime) -> Veto:
    """记明逾期未陈述, with how the notice was delivered: it stands for the statement. Raises RuleBroken, StaleVersion, NotInSight."""
    row = _expected(veto_id, version, by)
    check_silent(row.state, row.unit.called, row.answer_until, china_day(now))
    row.state = VETO.fire(row.state, "record_silence", by)
    assert row.answer_until is not None
    row.statement = silence_words(row.answer_until, delivery_words(receipt_of(row.notice_id, row.unit_id)))
    row.answered_by, row.answered_by_id, row.answered_at, row.silent = by.name, by.user_id, now, True
    audit.note("veto.record_silence", row, _called(row), after={"记明": row.statement})
    return row


@dataclass(frozen=True)
class Decision:
    """决定: its words, its day, and its 文号 where it was given one elsewhere."""

    words: str
    decided_on: date
    number: str = ""


@action(Permission.VETO_DECIDE)
def uphold(veto_id: int, decision: Decision, version: int, *, by: Viewer, now: datetime) -> Veto:
    """决定否决: only with incident, evidence, statement and decision, by another person than who proposed it.

    Raises RuleBroken at the field, StaleVersion, NotInSight.
    """
    row = _expected(veto_id, version, by)
    VETO.fire(row.state, "uphold", by)
    grounds = sum(not answered for _, answered in proofs_of(row.id))
    check_whole(Whole(row.words, grounds, row.statement, decision.words), row.unit.called)
    check_decider(row, belonging_of(by, china_day(now)), by, "决定")
    assert row.told_at is not None
    check_decided_on(decision.decided_on, china_day(row.told_at), china_day(now))
    _not_too_late(row, "不能再决定否决；确需否决的，请先撤回公示")
    number = number_given(decision.number)
    if number and number_taken(row.programme.unit_id, number):
        raise RuleBroken(f"文号{number}已用于另一件一票否决，请核对。", "number")
    if not number:
        year = decision.decided_on.year
        number = numbered(year, next_number(f"veto/{row.programme.unit_id}/{year}"))
        while number_taken(row.programme.unit_id, number):  # one that was typed by hand
            number = numbered(year, next_number(f"veto/{row.programme.unit_id}/{year}"))
    row.state = VETO.fire(row.state, "uphold", by)
    row.decision, row.number_text, row.decided_on = decision.words.strip(), number, decision.decided_on
    _signed(row, by, now)
    after = {"文号": number, "决定日期": day(row.decided_on), "决定": row.decision, "陈述": row.statement}
    audit.note("veto.uphold", row, _called(row), after=after)
    return row


@action(Permission.VETO_DECIDE)
def refuse(veto_id: int, reason: str, version: int, *, by: Viewer, now: datetime) -> Veto:
    """不予否决, with the reason. Raises RuleBroken, StaleVersion, NotInSight."""
    row = _expected(veto_id, version, by)
    row.state = VETO.fire(row.state, "refuse", by)
    check_decider(row, belonging_of(by, china_day(now)), by, "决定")
    row.decision = read_words(reason, "请写明不予否决的理由。", longest=LONGEST_WORDS, field="reason")
    _signed(row, by, now)
    audit.note("veto.refuse", row, _called(row), after={"理由": row.decision})
    return row


@action(Permission.VETO_DECIDE)
def lift(veto_id: int, reason: str, version: int, *, by: Viewer, now: datetime) -> Veto:
    """撤销否决, with the reason; decision and number stay readable. Raises RuleBroken, StaleVersion, NotInSight."""
    row = _expected(veto_id, version, by)
    row.state = VETO.fire(row.state, "lift", by)
    check_other_unit(belonging_of(by, china_day(now)), row.unit_id, row.unit.path, "撤销")
    _not_too_late(row, "不能直接撤销否决；结果有误的，请先撤回公示，再撤销否决")
    row.lifted_reason = read_words(reason, "请写明为什么撤销。", longest=LONGEST_REASON, field="reason")
    row.lifted_by, row.lifted_at = by.name, now
    audit.note("veto.lift", row, _called(row), after={"理由": row.lifted_reason})
    return row


def _not_too_late(row: Veto, public_words: str) -> None:
    """拟定以后不再改动 what a final result rests on. Raises RuleBroken."""
    closed = closed_over(closed_in(row.programme_id), row.on, None)
    if closed is not None and closed.drawn_up:
        raise RuleBroken(f"“{closed.name}”结果已拟定，请先退回评分，再办理一票否决。")
    if closed is not None:
        raise RuleBroken(f"“{closed.name}”已公示，{public_words}。")


def check_decider(row: Veto, own: Belonging, by: Viewer, deed: str) -> None:
    """谁可决定: neither who proposed it or spoke for the unit, nor anybody of the unit. Raises RuleBroken."""
    hands: list[Did] = [(Hand(row.made_by_id, row.made_by), "提出")]
    if row.answered_proxy or row.silent:
        hands.append(
            (Hand(row.answered_by_id or 0, row.answered_by), "代单位陈述" if row.answered_proxy else "记明逾期")
        )
    check_other_person(hands, hand_of(by), deed)
    check_other_unit(own, row.unit_id, row.unit.path, deed)


def _signed(row: Veto, by: Viewer, now: datetime) -> None:
    row.decided_by, row.decided_by_id, row.decided_at = by.name, by.user_id, now
