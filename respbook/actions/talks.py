"""约谈: explained by the unit, held, reported, checked, closed or called off; its papers are set in ``talk_papers`` (Y2)."""

from collections.abc import Sequence
from datetime import datetime

from respbook.actions import audit, notices
from respbook.actions.action import action, expect_version
from respbook.actions.measures import finished
from respbook.models.base import db
from respbook.models.measures import Talk, TalkEntry, TalkEvidence
from respbook.queries.belonging import belonging_of, hand_of
from respbook.queries.scope import NotInSight
from respbook.queries.scope_evidence import evidence_named
from respbook.queries.scope_measures import talk_in_sight
from respbook.queries.talks import last_said
from respbook.rules.chinese import china_day, day
from respbook.rules.errors import RuleBroken
from respbook.rules.evidence import check_count
from respbook.rules.findings import Hand
from respbook.rules.hands import ANOTHER_LEADER, Belonging, check_other_person, check_other_unit
from respbook.rules.lifecycles import TALK
from respbook.rules.permissions import Permission, Viewer, standing_in
from respbook.rules.talks import Held, TalkDeed, check_held, said


def called(row: Talk) -> str:
    """约谈的称呼 in the book."""
    return f"约谈{row.measure.unit_name}{row.number_text or ''}"


@action(Permission.MEASURE_ANSWER)
def explain(talk_id: int, words: str, evidence_ids: Sequence[int], version: int, *, by: Viewer, now: datetime) -> Talk:
    """报情况说明 by the unit, or entered for it by the office. Raises RuleBroken at ``words``, StaleVersion, NotInSight."""
    row = expected(talk_id, version, by)
    row.state = TALK.fire(row.state, "explain", by)
    _say(row, TalkDeed.EXPLAIN, said(words, "words", "情况说明"), evidence_ids, by, now)
    audit.note("talk.explain", row, called(row), after=_after(row))
    return row


@action(Permission.MEASURE_WRITE)
def hold(talk_id: int, held: Held, version: int, *, by: Viewer, now: datetime) -> Talk:
    """登记约谈: who was there, what was asked, what was promised. Raises RuleBroken at the field, StaleVersion, NotInSight."""
    row = expected(talk_id, version, by)
    row.state = TALK.fire(row.state, "hold", by)
    assert row.notified_on is not None
    told = check_held(held, row.notified_on, china_day(now))
    row.held_on, row.present, row.demands = told.held_on, told.present, told.demands
    row.demands_until, row.promise = told.demands_until, told.promise
    row.held_at, row.held_by = now, by.name
    after = {"约谈日期": day(told.held_on), "要求": told.demands, "表态": told.promise}
    audit.note("talk.hold", row, called(row), after=after)
    return row


@action(Permission.MEASURE_ANSWER)
def report(talk_id: int, words: str, evidence_ids: Sequence[int], version: int, *, by: Viewer, now: datetime) -> Talk:
    """报落实情况 by the unit, or entered for it by the office. Raises RuleBroken at ``words``, StaleVersion, NotInSight."""
    row = expected(talk_id, version, by)
    row.state = TALK.fire(row.state, "report", by)
    _say(row, TalkDeed.REPORT, said(words, "words", "落实情况"), evidence_ids, by, now)
    audit.note("talk.report", row, called(row), after=_after(row))
    return row


@action(Permission.MEASURE_DECIDE)
def send_back(talk_id: int, words: str, version: int, *, by: Viewer, now: datetime) -> Talk:
    """核查不通过, with what is missing; the first day of the report stays. Raises RuleBroken, StaleVersion, NotInSight."""
    row = expected(talk_id, version, by)
    row.state = TALK.fire(row.state, "send_back", by)
    check_checker(row, belonging_of(by, china_day(now)), by)
    _say(row, TalkDeed.SEND_BACK, said(words, "words", "核查意见"), (), by, now)
    audit.note("talk.send_back", row, called(row), after=_after(row))
    return row


@action(Permission.MEASURE_DECIDE)
def close(talk_id: int, words: str, version: int, *, by: Viewer, now: datetime) -> Talk:
    """核查通过，办结, and with it the measure. Raises RuleBroken at ``words``, StaleVersion, NotInSight."""
    row = expected(talk_id, version, by)
    row.state = TALK.fire(row.state, "close", by)
    check_checker(row, belonging_of(by, china_day(now)), by)
    checked = said(words, "words", "核查意见")
    row.checked_at, row.checked_by = now, by.name
    _say(row, TalkDeed.CLOSE, checked, (), by, now)
    audit.note("talk.close", row, called(row), after=_after(row))
    finished(row.measure, f"约谈核查通过：{checked}", standing_in(by, Permission.MEASURE_WRITE), now)
    return row


@action(Permission.MEASURE_DECIDE)
def cancel(talk_id: int, words: str, version: int, *, by: Viewer, now: datetime) -> Talk:
    """取消约谈 before it was held, with the reason. Raises RuleBroken at ``words``, StaleVersion, NotInSight."""
    row = expected(talk_id, version, by)
    row.state = TALK.fire(row.state, "cancel", by)
    reason = said(words, "words", "取消的原因")
    _say(row, TalkDeed.CANCEL, reason, (), by, now)
    audit.note("talk.cancel", row, called(row), after=_after(row))
    finished(row.measure, f"约谈已取消：{reason}", standing_in(by, Permission.MEASURE_WRITE), now)
    return row


def check_checker(row: Talk, own: Belonging, by: Viewer) -> None:
    """谁可核查: neither who told the report nor anybody of the unit. Raises RuleBroken."""
    told = last_said(row, TalkDeed.REPORT)
    hands = [(Hand(told.by_id or 0, told.by), "报送落实情况")] if told is not None else []
    check_other_person(hands, hand_of(by), "核查", ANOTHER_LEADER)
    check_other_unit(own, row.measure.unit_id, row.measure.unit.path, "核查")


def _say(row: Talk, deed: TalkDeed, words: str, evidence_ids: Sequence[int], by: Viewer, now: datetime) -> None:
    """记下说的话; what the office enters for the unit is marked so. Raises RuleBroken, NotInSight."""
    own = row.measure.unit
    of_unit = deed in (TalkDeed.EXPLAIN, TalkDeed.REPORT)
    if of_unit and not by.keeps(row.town_id) and not by.unit_path.startswith(own.path):
        raise RuleBroken(f"由{own.called}报送。")
    if of_unit and by.unit_id == own.id:
        notices.taken_with(row.notice_id, by=by, now=now)
    files = evidence_named(by, evidence_ids)
    if len(files) < len(set(evidence_ids)):
        raise NotInSight
    check_count(len(files))
    entry = TalkEntry(
        talk_id=row.id,
        deed=deed,
        words=words,
        by=by.name,
        by_id=by.user_id,
        at=now,
        proxy=of_unit and by.keeps(row.town_id),
    )
    entry.evidence = [TalkEvidence(evidence_id=file.id) for file in files]
    row.entries.append(entry)
    db.session.flush()


def _after(row: Talk) -> dict[str, str]:
    entry = row.entries[-1]
    return {"内容": entry.words, **({"代报": entry.by} if entry.proxy else {})}


def expected(talk_id: int, version: int, by: Viewer) -> Talk:
    """约谈 as it was read. Raises StaleVersion, NotInSight."""
    row = talk_in_sight(by, talk_id)
    expect_version(row, version)
    return row
