"""到点: recorded on the spot with one tap, or afterwards from paper or chat; put right or taken back with a reason (Q8, X15)."""

from dataclasses import dataclass
from datetime import date, datetime

from respbook.actions import audit
from respbook.actions.action import action, expect_version
from respbook.actions.inspections import check_running
from respbook.models.base import db
from respbook.models.inspections import Inspection, Visit
from respbook.queries.inspections import said_already
from respbook.queries.scope import unit_in_sight
from respbook.queries.scope_inspections import inspection_in_sight, visit_in_sight
from respbook.rules.chinese import china_day, day, joined
from respbook.rules.errors import RuleBroken
from respbook.rules.findings import LONGEST_PLACE, LONGEST_REASON, FindingSource, said
from respbook.rules.inspections import LEVELS, OUTCOME_LABELS, VisitOutcome, check_visit_day, members_of
from respbook.rules.permissions import Permission, Viewer
from respbook.rules.units import signing_kinds


@dataclass(frozen=True)
class Entry:
    """到点的一次; what is left empty is taken from the plan, or from whoever records it."""

    unit_id: int
    outcome: VisitOutcome
    inspection_id: int | None = None
    visited_on: date | None = None
    place: str = ""
    text: str = ""
    members: str = ""
    source: FindingSource | None = None
    categories: tuple[str, ...] = ()


@action(Permission.INSPECTION_WRITE)
def record(entry: Entry, *, by: Viewer, now: datetime) -> Visit:
    """登记到点. Raises RuleBroken, NotInSight."""
    plan = inspection_in_sight(by, entry.inspection_id) if entry.inspection_id else None
    if plan is not None:
        check_running(plan)
    unit = unit_in_sight(by, entry.unit_id)
    if unit.kind not in signing_kinds(by.office_kind):
        raise RuleBroken("请选到了哪个村或单位。", "unit_id")
    on = entry.visited_on or china_day(now)
    check_visit_day(on, china_day(now), plan.from_on if plan else None)
    place = _place(entry.place)
    if said_already(by.unit_id, entry.inspection_id, unit.id, on, place) and entry.outcome is VisitOutcome.NOTHING:
        raise RuleBroken(f"{unit.called}{day(on)}已经记过到点，不用再记。")
    row = Visit(
        town_id=by.unit_id,
        inspection_id=plan.id if plan else None,
        unit_id=unit.id,
        unit=unit,
        visited_on=on,
        source=_source(entry.source, plan),
        categories=joined(entry.categories) or (plan.categories if plan else ""),
        members=joined(members_of(entry.members)) or (plan.members if plan else "") or by.name,
        place=place,
        outcome=entry.outcome,
        text=said(entry.text, "", longest=LONGEST_REASON),
        made_by=by.name,
        made_by_id=by.user_id,
        made_at=now,
    )
    db.session.add(row)
    audit.note("visit.record", row, called(row), after={name: words for name, words in _facts(row).items() if words})
    return row


def called(row: Visit) -> str:
    """到点的称呼: 2026年9月10日到王家庄村."""
    return f"{day(row.visited_on)}到{row.unit.called}"


def _source(source: FindingSource | None, plan: Inspection | None) -> FindingSource:
    source = source or (plan.source if plan else FindingSource.TOWN)
    if source not in LEVELS:
        raise RuleBroken("督查层级请选镇级或以上。", "source")
    return source


def _place(text: str) -> str:
    place = " ".join(text.split())
    if len(place) > LONGEST_PLACE:
        raise RuleBroken(f"点位写了{len(place)}个字，最多{LONGEST_PLACE}个字。", "place")
    return place


@action(Permission.INSPECTION_WRITE, undo=True)
def change(
    visit_id: int, outcome: VisitOutcome, on: date, place: str, text: str, version: int, *, by: Viewer, now: datetime
) -> Visit:
    """更正到点记录: a wrong tap, a forgotten point. Raises RuleBroken, StaleVersion, NotInSight."""
    row = _standing(visit_id, version, by)
    check_visit_day(on, china_day(now), row.inspection.from_on if row.inspection else None)
    before = _facts(row)
    row.outcome, row.visited_on, row.place = outcome, on, _place(place)
    row.text = said(text, "", longest=LONGEST_REASON)
    if _facts(row) == before:
        raise RuleBroken("没有改动，不用保存。")
    audit.note_change("visit.change", row, called(row), before, _facts(row))
    return row


@action(Permission.INSPECTION_WRITE, undo=True)
def withdraw(visit_id: int, reason: str, version: int, *, by: Viewer, now: datetime) -> Visit:
    """撤销到点记录: nobody was there; the record stays, with the reason. Raises RuleBroken, StaleVersion, NotInSight."""
    row = _standing(visit_id, version, by)
    words = said(reason, "请写明为什么撤销；记录会留着。", longest=LONGEST_REASON)
    row.withdrawn_at, row.withdrawn_by, row.withdrawn_why = now, by.name, words
    audit.note("visit.withdraw", row, called(row), after={"原因": words})
    return row


def _standing(visit_id: int, version: int, by: Viewer) -> Visit:
    row = visit_in_sight(by, visit_id)
    expect_version(row, version)
    if row.withdrawn_at is not None:
        raise RuleBroken("这条到点记录已经撤销。")
    if row.inspection is not None:
        check_running(row.inspection)
    return row


def _facts(row: Visit) -> dict[str, str]:
    return {
        "日期": day(row.visited_on),
        "结果": OUTCOME_LABELS[row.outcome],
        "点位": row.place,
        "人员": row.members,
        "说明": row.text,
    }
