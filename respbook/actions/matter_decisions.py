"""计分事项的陈述与决定: answered by the unit or for it, confirmed, granted, dismissed by another person (X19; safety R31)."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from respbook.actions import audit, notices
from respbook.actions.action import action, expect_version
from respbook.actions.score_matters import attach, called, chosen, not_too_late
from respbook.models.score_matters import ScoreMatter
from respbook.queries.belonging import belonging_of, hand_of
from respbook.queries.matter_grounds import Closed, closed_in
from respbook.queries.scope_assessments import matter_in_sight
from respbook.queries.scope_findings import answers
from respbook.queries.score_matters import MatterRow, rows_named
from respbook.rules.assessments import LONGEST_REASON, LONGEST_WORDS
from respbook.rules.chinese import china_day
from respbook.rules.errors import RuleBroken
from respbook.rules.findings import Hand
from respbook.rules.hands import Belonging, Did, check_other_person, check_other_unit
from respbook.rules.lifecycles import MATTER
from respbook.rules.permissions import Permission, Viewer
from respbook.rules.score_matters import (
    AGAINST,
    NO_OBJECTION,
    check_heard,
    points_words,
)
from respbook.rules.typed import read_words


@action(Permission.SELF_SCORE)
def answer(
    matter_id: int, words: str, evidence: Sequence[int], version: int, *, by: Viewer, now: datetime
) -> ScoreMatter:
    """陈述意见 by the unit, or 代陈述 by the office, which is marked. Raises RuleBroken, StaleVersion, NotInSight."""
    row = matter_in_sight(by, matter_id)
    expect_version(row, version)
    if not by.keeps(row.programme.unit_id) and not answers(by, row.unit):
        raise RuleBroken(f"由{row.unit.called}陈述意见。")
    row.state = MATTER.fire(row.state, "answer", by)
    row.statement = read_words(words, "请写明意见；没有意见的，按“无异议”。", longest=LONGEST_WORDS)
    row.answered_by, row.answered_by_id, row.answered_at = by.name, by.user_id, now
    row.answered_proxy = by.keeps(row.programme.unit_id)
    if not by.keeps(row.programme.unit_id):
        notices.taken_with(row.notice_id, by=by, now=now)
    attach(row, evidence, by, answer=True)
    told = {"陈述": row.statement, "佐证": f"{len(evidence)}件" if evidence else ""}
    if row.answered_proxy:
        told["代陈述"] = by.name
    audit.note("matter.answer", row, _called(row, by), after={name: text for name, text in told.items() if text})
    return row


@action(Permission.SELF_SCORE)
def no_objection(matter_id: int, version: int, *, by: Viewer, now: datetime) -> ScoreMatter:
    """无异议, with one tap. Raises RuleBroken, StaleVersion, NotInSight."""
    return answer(matter_id, NO_OBJECTION, (), version, by=by, now=now)


@action(Permission.SCORE_CONFIRM)
def confirm(versions: Mapping[int, int], words: str = "", *, by: Viewer, now: datetime) -> list[ScoreMatter]:
    """确认扣分, one or many, all or none: heard, or silent past the window; by another person.

    Raises RuleBroken, StaleVersion, NotInSight.
    """
    today, decision = china_day(now), _decision(words)
    chosen(versions, by)
    found = rows_named(by, versions)
    public = {each: closed_in(each) for each in {read.matter.programme_id for read in found}}
    own = belonging_of(by, today)
    for read in found:
        row = read.matter
        if row.kind not in AGAINST:
            raise RuleBroken(f"{row.unit.called}“{read.title}”是加分事项，请逐件确认加分。")
        check_heard(row.state, row.unit.called, row.answer_until, today)
        row.state = MATTER.fire(row.state, "confirm", by)
        _decided(read, "确认", decision, public[row.programme_id], own, by, now)
    for read in found:
        audit.note("matter.confirm", read.matter, called(read.matter, read.title), after=_told(read, decision))
    return [read.matter for read in found]


@action(Permission.SCORE_CONFIRM)
def grant(matter_id: int, words: str, version: int, *, by: Viewer, now: datetime) -> ScoreMatter:
    """确认加分 by another person than who recorded it. Raises RuleBroken, StaleVersion, NotInSight."""
    (row,) = chosen({matter_id: version}, by)
    if row.kind in AGAINST:
        raise RuleBroken("扣分事项要先告知单位，听取陈述后再确认。")
    (read,) = rows_named(by, [matter_id])
    row.state = MATTER.fire(row.state, "grant", by)
    _decided(read, "确认加分", _decision(words), closed_in(row.programme_id), belonging_of(by, china_day(now)), by, now)
    audit.note("matter.grant", row, called(row, read.title), after=_told(read, row.decision))
    return row


@action(Permission.SCORE_CONFIRM)
def dismiss(matter_id: int, reason: str, version: int, *, by: Viewer, now: datetime) -> ScoreMatter:
    """不计 with the reason, which the unit sees if it was told. Raises RuleBroken, StaleVersion, NotInSight."""
    (row,) = chosen({matter_id: version}, by)
    (read,) = rows_named(by, [matter_id])
    row.state = MATTER.fire(row.state, "dismiss", by)
    words = read_words(reason, "请写明为什么不计，单位会看到。", longest=LONGEST_REASON, field="reason")
    _decided(read, "决定不计", words, closed_in(row.programme_id), belonging_of(by, china_day(now)), by, now)
    audit.note("matter.dismiss", row, called(row, read.title), after={"原因": words})
    return row


def _called(row: ScoreMatter, by: Viewer) -> str:
    return called(row, rows_named(by, [row.id])[0].title)


def _decision(words: str) -> str:
    return read_words(words, "", longest=LONGEST_REASON, field="reason") if words.strip() else ""


def check_decider(row: ScoreMatter, own: Belonging, by: Viewer, deed: str) -> None:
    """谁可决定: neither who recorded or changed it or spoke for the unit, nor anybody of the unit. Raises RuleBroken."""
    hands: list[Did] = [(Hand(row.made_by_id, row.made_by), "登记")]
    if row.changed_by_id is not None:
        hands.append((Hand(row.changed_by_id, row.changed_by), "修改"))
    if row.answered_proxy:
        hands.append((Hand(row.answered_by_id or 0, row.answered_by), "代单位陈述"))
    check_other_person(hands, hand_of(by), deed)
    check_other_unit(own, row.unit_id, row.unit.path, deed)


def _decided(
    read: MatterRow, deed: str, words: str, public: Sequence[Closed], own: Belonging, by: Viewer, now: datetime
) -> None:
    """落款 of a decision: by another person than who made it or spoke for the unit, of another unit, in time. Raises RuleBroken."""
    row = read.matter
    check_decider(row, own, by, deed)
    not_too_late(row, read.ground, deed, public)
    row.decision, row.decided_by, row.decided_by_id, row.decided_at = words, by.name, by.user_id, now


def _told(read: MatterRow, words: str) -> dict[str, str]:
    row = read.matter
    points = read.ground.points_of(row.count, row.source, row.late) if read.ground else None
    told = {
        "计分": points_words(points) if points is not None else "",
        "陈述": row.statement or ("逾期未陈述" if row.told_at else ""),
        "意见": words,
    }
    return {name: text for name, text in told.items() if text}
