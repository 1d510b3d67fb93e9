"""问题: recorded on the spot or from paper, handed out, handed on, merged, withdrawn (features Q1, Q9; field.md 6)."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm.attributes import flag_modified

from respbook.actions import audit
from respbook.actions.action import action, expect_version
from respbook.actions.counters import next_number
from respbook.actions.finding_steps import Told, add_step, called
from respbook.models.base import db
from respbook.models.findings import Finding, FindingHelper
from respbook.queries.finding_facts import entry_in_sight, just_recorded, taken_over, task_for, year_closed
from respbook.queries.scope import unit_in_sight
from respbook.queries.scope_findings import extensions_of, finding_in_sight, steps_of
from respbook.queries.scope_inspections import visit_in_sight
from respbook.queries.scope_registers import register_row_in_sight
from respbook.queries.workdays import calendar_of
from respbook.rules.chinese import china_day, day
from respbook.rules.errors import RuleBroken
from respbook.rules.findings import (
    LONGEST_REASON,
    SOURCE_LABELS,
    USUAL_TERM,
    FindingKind,
    Seen,
    Term,
    check_due,
    checked,
    number_words,
    said,
)
from respbook.rules.lifecycles import BEFORE_DONE, FINDING, STANDING, FindingState
from respbook.rules.permissions import Permission, Viewer, demand
from respbook.rules.workdays import Rolled


@dataclass(frozen=True)
class Handing:
    """交办: to which unit, by when — a term counted from the day, or a day that was named —, who helps."""

    unit_id: int
    term: Term | None = None
    due_on: date | None = None
    helpers: tuple[int, ...] = ()
    goal: str = ""
    person: str = ""


@dataclass(frozen=True)
class Entry:
    """登记的问题: what was seen, in which village, the photos, and to whom it goes at once, if that is known."""

    seen: Seen
    at_unit_id: int | None = None
    handing: Handing | None = None
    evidence: tuple[int, ...] = ()
    reference: str = ""
    report_entry_id: int | None = None
    repeats_id: int | None = None
    register_row_id: int | None = None
    anyway: bool = False
    visit_id: int | None = None
    note: str = ""


class Alike(RuleBroken):
    """疑似重复: the same was recorded within the hour; ``finding_id`` leads there."""

    def __init__(self, row: Finding) -> None:
        super().__init__(
            f"一小时内已登记过同样的问题（{number_words(row.year, row.serial)}）。"
            "是同一件的，不用再登记；确是另一处的，请勾选“确是另一个问题”再登记。",
            "anyway",
        )
        self.finding_id = row.id


@action(Permission.FINDING_WRITE)
def record(entry: Entry, *, by: Viewer, now: datetime) -> Finding:
    """登记问题, and hand it out at once where a unit is named. Raises RuleBroken, Alike, NotInSight."""
    seen = checked(entry.seen, len(entry.evidence), china_day(now))
    at_unit = unit_in_sight(by, entry.at_unit_id) if entry.at_unit_id else None
    _check_ground(entry, by)
    same = None if entry.anyway else just_recorded(by.unit_id, entry.at_unit_id, seen, now)
    if same is not None:
        raise Alike(same)
    if seen.kind is FindingKind.GOOD and (at_unit is None or entry.handing):
        raise RuleBroken("好的做法请选定所在的村或单位，不用交办。", "at_unit_id")
    year = seen.found_on.year
    if year_closed(by.unit_id, year):
        raise RuleBroken(f"{year}年度已经结束，不再登记这一年的问题；确需登记的，请先重新启用年度方案。", "found_on")
    row = Finding(
        town_id=by.unit_id,
        year=year,
        serial=next_number(f"finding/{by.unit_id}/{year}"),
        kind=seen.kind,
        source=seen.source,
        reference=entry.reference.strip()[:60],
        found_on=seen.found_on,
        found_by=seen.found_by or by.name,
        at_unit_id=entry.at_unit_id,
        at_unit=at_unit,
        unit=None,
        place=seen.place,
        category=seen.category,
        text=seen.text,
        report_entry_id=entry.report_entry_id,
        repeats_id=entry.repeats_id,
        register_row_id=entry.register_row_id,
        visit_id=entry.visit_id,
        note=entry.note.strip()[:LONGEST_REASON],
        made_by=by.name,
        made_by_id=by.user_id,
        made_at=now,
    )
    row.helpers = []
    db.session.add(row)
    add_step(row, "finding.record", Told(_first_words(row), seen.found_on, entry.evidence), by=by, now=now)
    if entry.handing:
        _assign(row, entry.handing, by, now)
    return row


def _check_ground(entry: Entry, by: Viewer) -> None:
    """由何而来: what it was taken over from, found at or repeats, all in sight. Raises RuleBroken, NotInSight."""
    if entry.report_entry_id is not None:
        entry_in_sight(by, entry.report_entry_id)
        if before := taken_over(entry.report_entry_id):
            raise RuleBroken(f"这条报送已经转为问题{number_words(before.year, before.serial)}，不用再登记。")
    if entry.register_row_id is not None:
        register_row_in_sight(by, entry.register_row_id)
    if entry.repeats_id is not None:
        finding_in_sight(by, entry.repeats_id)
    if entry.visit_id is not None:
        visit_in_sight(by, entry.visit_id)


def _assign(row: Finding, handing: Handing, by: Viewer, now: datetime) -> None:
    demand(by, Permission.FINDING_ASSIGN)
    state = FINDING.fire(row.state, "assign", by)
    _hand_out(row, handing, state, by, now)
    add_step(row, "finding.assign", Told(), by=by, now=now)


def _first_words(row: Finding) -> str:
    """登记时的话 stay in the first step, whatever is put right in the problem later."""
    return row.text or f"{SOURCE_LABELS[row.source]}发现，见照片"


@action(Permission.FINDING_ASSIGN)
def assign(finding_id: int, handing: Handing, version: int, *, by: Viewer, now: datetime) -> Finding:
    """交办: the unit has it from now on. Raises RuleBroken, StaleVersion, NotInSight."""
    row = _standing(finding_id, version, by)
    if row.kind is FindingKind.GOOD:
        raise RuleBroken("这是好的做法，不用交办。")
    _assign(row, handing, by, now)
    return row


@action(Permission.FINDING_ASSIGN)
def reassign(finding_id: int, handing: Handing, reason: str, version: int, *, by: Viewer, now: datetime) -> Finding:
    """改派 to another unit, with the reason; it begins anew there. Raises RuleBroken, StaleVersion, NotInSight."""
    row = _standing(finding_id, version, by)
    told = Told(said(reason, "请写明为什么改派，原来的和新的责任单位都会看到。", longest=LONGEST_REASON))
    if handing.unit_id == row.unit_id:
        raise RuleBroken("责任单位没有变；只改时限的，请办延期。", "unit_id")
    state = FINDING.fire(row.state, "reassign", by)
    _hand_out(row, handing, state, by, now)
    add_step(row, "finding.reassign", told, by=by, now=now)
    return row


@action(Permission.FINDING_ASSIGN)
def reopen(finding_id: int, handing: Handing, told: Told, version: int, *, by: Viewer, now: datetime) -> Finding:
    """反弹，重新交办: the closed one comes back under its own number and counts as a relapse.

    Raises RuleBroken, StaleVersion, NotInSight.
    """
    row = _standing(finding_id, version, by)
    words = said(told.text, "请写明反弹的情况，或者拍一张照片。", len(told.evidence))
    if year_closed(row.town_id, row.year):
        raise RuleBroken(
            f"{row.year}年度已经结束，这件不再改动。请在今年登记为新问题，并注明是{number_words(row.year, row.serial)}的反弹。"
        )
    state = FINDING.fire(row.state, "reopen", by)
    _hand_out(row, handing, state, by, now)
    row.relapses += 1
    add_step(row, "finding.reopen", Told(words, told.on_day, told.evidence), by=by, now=now)
    return row


def _hand_out(row: Finding, handing: Handing, state: FindingState, by: Viewer, now: datetime) -> None:
    """Begins anew with the unit: what an earlier round came to stands in the steps. All is asked before anything is set."""
    today = china_day(now)
    unit = unit_in_sight(by, handing.unit_id)
    if unit.retired_on is not None and unit.retired_on <= today:
        raise RuleBroken(f"“{unit.called}”已于{day(unit.retired_on)}停用；请选现在的责任单位。", "unit_id")
    due, task_id = _due(row, handing, today), task_for(unit.id, row.category, row.found_on)
    helpers = [each for each in dict.fromkeys(handing.helpers) if each != unit.id]
    for each in helpers:
        unit_in_sight(by, each)
    _drop_extensions(row, by, now)
    row.state, row.unit_id, row.unit, row.task_id = state, unit.id, unit, task_id
    if row.at_unit_id is None:
        row.at_unit_id, row.at_unit = unit.id, unit
    row.assigned_on, row.due_on, row.first_due_on = today, due.due_on, due.due_on
    row.moved_from, row.moved_for = due.moved_from, due.moved_for
    row.received_at = row.pace = row.done_on = row.checked_on = row.closed_on = None
    row.published_from = row.published_to = None
    row.checked_by = row.closed_by = ""
    row.failed = 0
    row.goal = handing.goal.strip()[:LONGEST_REASON] or row.goal
    row.person = handing.person.strip()[:30]
    row.helpers = [FindingHelper(unit_id=each) for each in helpers]


def _drop_extensions(row: Finding, by: Viewer, now: datetime) -> None:
    """An extension that waits was asked for of the old limit; nobody grants it for the new one."""
    for asked in extensions_of(row):
        if asked.granted is None:
            asked.granted, asked.answer = False, "已重新交办，这个申请不再办理。"
            asked.decided_by, asked.decided_at = by.name, now


def _due(row: Finding, handing: Handing, today: date) -> Rolled:
    """整改时限: a day that was named stands as it is typed, a term rolls past days of rest and says so."""
    if handing.due_on is not None:
        check_due(handing.due_on, today)
        return Rolled(handing.due_on)
    return (handing.term or USUAL_TERM).due(calendar_of(row.town_id), today)


@action(Permission.FINDING_ASSIGN)
def merge(finding_id: int, into_id: int, version: int, *, by: Viewer, now: datetime) -> Finding:
    """并入另一件: the same problem from two sources is one; both sources stay (field.md 6). Raises RuleBroken,
    StaleVersion, NotInSight."""
    row, into = _standing(finding_id, version, by), finding_in_sight(by, into_id)
    if row.id == into.id:
        raise RuleBroken("不能并入自己，请选另一件。", "into")
    if into.state not in BEFORE_DONE | {FindingState.RECORDED} or into.kind is FindingKind.GOOD:
        raise RuleBroken(
            f"{number_words(into.year, into.serial)}现为“{FINDING.labels[into.state]}”，不能并入；请选还没有报完成的一件。",
            "into",
        )
    row.state = FINDING.fire(row.state, "merge", by)
    row.merged_into_id = into.id
    flag_modified(into, "state")  # a new version: whoever has read the other one reads it again before it is closed
    from_here = f"{number_words(row.year, row.serial)}（{SOURCE_LABELS[row.source]}，{day(row.found_on)}）"
    add_step(row, "finding.merge", Told(f"并入{number_words(into.year, into.serial)}"), by=by, now=now)
    kept = [proof.evidence_id for step in steps_of(row) for proof in step.proofs if proof.evidence.withdrawn_at is None]
    add_step(
        into, "finding.merge", Told(f"{from_here}并入本件：{row.text}"[:1000], None, tuple(kept[:9])), by=by, now=now
    )
    return into


@action(Permission.FINDING_ASSIGN)
def withdraw(finding_id: int, reason: str, version: int, *, by: Viewer, now: datetime) -> Finding:
    """撤销: recorded in error; number and words stay. Raises RuleBroken, StaleVersion, NotInSight."""
    row = _standing(finding_id, version, by)
    told = Told(said(reason, "请写明为什么撤销；编号和记录会留着。", longest=LONGEST_REASON))
    row.state = FINDING.fire(row.state, "withdraw", by)
    add_step(row, "finding.withdraw", told, by=by, now=now)
    return row


@action(Permission.FINDING_WRITE, undo=True)
def describe(
    finding_id: int,
    seen: Seen,
    at_unit_id: int | None,
    reference: str,
    note: str,
    version: int,
    *,
    by: Viewer,
    now: datetime,
) -> Finding:
    """修改登记内容 while it is not closed; what was written first stays in its first step. Raises RuleBroken, StaleVersion,
    NotInSight."""
    row = _standing(finding_id, version, by)
    if row.state not in STANDING:
        raise RuleBroken(f"问题现为“{FINDING.labels[row.state]}”，登记内容不再修改。")
    pictures = sum(len(step.proofs) for step in steps_of(row))
    fresh = checked(seen, pictures, china_day(now))
    _check_described(row, fresh, at_unit_id)
    before = _facts(row)
    at_unit = unit_in_sight(by, at_unit_id) if at_unit_id else None
    row.kind, row.source, row.category, row.place = fresh.kind, fresh.source, fresh.category, fresh.place
    row.text, row.found_on, row.found_by = fresh.text, fresh.found_on, fresh.found_by or row.found_by
    row.at_unit_id, row.at_unit = at_unit_id, at_unit
    row.reference, row.note = reference.strip()[:60], note.strip()[:LONGEST_REASON]
    if row.unit_id is not None and row.state in BEFORE_DONE:
        row.task_id = task_for(row.unit_id, row.category, row.found_on)
    if _facts(row) == before:
        raise RuleBroken("没有改动，不用保存。")
    audit.note_change("finding.describe", row, called(row), before, _facts(row))
    return row


def _check_described(row: Finding, fresh: Seen, at_unit_id: int | None) -> None:
    """What was done since stays possible. Raises RuleBroken."""
    if fresh.kind is not row.kind and row.state is not FindingState.RECORDED:
        raise RuleBroken("已经交办，性质不能再改。", "kind")
    if fresh.found_on.year != row.year:
        raise RuleBroken(f"编号是{row.year}年的，发现日期请填{row.year}年的日期。", "found_on")
    for done, on in (("交办", row.assigned_on), ("自报完成", row.done_on)):
        if on is not None and fresh.found_on > on:
            raise RuleBroken(f"已于{day(on)}{done}，发现日期不能晚于那天。", "found_on")
    if fresh.kind is FindingKind.GOOD and not at_unit_id:
        raise RuleBroken("好的做法请选定所在的村或单位。", "at_unit_id")


def _facts(row: Finding) -> dict[str, str]:
    return {
        "来源": SOURCE_LABELS[row.source],
        "来源编号": row.reference,
        "所在": row.at_unit.called if row.at_unit else "",
        "点位": row.place,
        "类别": row.category,
        "情况": row.text,
        "发现日期": day(row.found_on),
        "发现人": row.found_by,
        "备注": row.note,
    }


def _standing(finding_id: int, version: int, by: Viewer) -> Finding:
    row = finding_in_sight(by, finding_id)
    expect_version(row, version)
    return row
