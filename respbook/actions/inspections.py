"""督查: planned by hand, changed, closed with a word, taken up again, cancelled (features Q8)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from respbook.actions import audit
from respbook.actions.action import action, expect_version
from respbook.models.base import db
from respbook.models.inspections import Inspection, InspectionStop
from respbook.queries.inspection_places import places
from respbook.queries.inspections import last_draw, visited_units
from respbook.queries.scope import NotInSight
from respbook.queries.scope_inspections import inspection_in_sight
from respbook.rules.chinese import day, joined
from respbook.rules.draws import DrawKind
from respbook.rules.errors import RuleBroken
from respbook.rules.findings import SOURCE_LABELS, said
from respbook.rules.inspections import Planned, checked_plan, points_of
from respbook.rules.lifecycles import INSPECTION, InspectionState
from respbook.rules.permissions import Permission, Viewer


@dataclass(frozen=True)
class Stop:
    """要去的村, with points as they were typed."""

    unit_id: int
    points: str = ""


@action(Permission.INSPECTION_WRITE, undo=True)
def plan(planned: Planned, stops: Sequence[Stop], *, by: Viewer, now: datetime) -> Inspection:
    """安排督查; villages may also be drawn later. Raises RuleBroken, NotInSight."""
    planned = checked_plan(planned)
    row = Inspection(
        town_id=by.unit_id, made_by=by.name, made_by_id=by.user_id, made_at=now, state=InspectionState.OPEN, stops=[]
    )
    _set(row, planned)
    db.session.add(row)
    db.session.flush()
    called = _set_stops(row, stops, by)
    audit.note("inspection.plan", row, row.name, after=_facts(row, called))
    return row


@action(Permission.INSPECTION_WRITE, undo=True)
def change(
    inspection_id: int, planned: Planned, stops: Sequence[Stop], version: int, *, by: Viewer, now: datetime
) -> Inspection:
    """修改督查安排. What was drawn stays: villages, points and members that chance has chosen are changed by another draw
    only. Raises RuleBroken, StaleVersion, NotInSight."""
    row = running(inspection_id, version, by)
    planned = checked_plan(planned)
    before = _facts(row, {stop.unit_id: stop.unit.called for stop in row.stops})
    members = row.members
    _set(row, planned)
    if last_draw(row.id, DrawKind.MEMBERS) is not None:
        row.members = members
    called = _set_stops(row, stops, by)
    after = _facts(row, called)
    if after == before:
        raise RuleBroken("没有改动，不用保存。")
    audit.note_change("inspection.change", row, row.name, before, after)
    touch(row, by, now)
    return row


def touch(row: Inspection, by: Viewer, now: datetime) -> None:
    """记下最后改动的人: also moves the version on when only villages were changed."""
    row.made_by, row.made_by_id, row.made_at = by.name, by.user_id, now


def _set(row: Inspection, planned: Planned) -> None:
    row.name, row.from_on, row.to_on, row.source = planned.name, planned.from_on, planned.to_on, planned.source
    row.categories, row.members = joined(planned.categories), joined(planned.members)


def _set_stops(row: Inspection, stops: Sequence[Stop], by: Viewer) -> dict[int, str]:
    """The chosen villages in the order of the office, drawn ones first as they were drawn; says what they are called."""
    known = {each.id: each.called for each in places(by)}
    standing = {stop.unit_id: stop for stop in row.stops}
    if any(stop.unit_id not in known and stop.unit_id not in standing for stop in stops):
        raise NotInSight
    wanted = {stop.unit_id: "\n".join(points_of(stop.points)) for stop in stops}
    _check_kept(row, standing, wanted)
    for unit_id, stop in standing.items():
        if unit_id not in wanted and stop.draw_id is None:
            row.stops.remove(stop)
    order = [unit_id for unit_id in known if unit_id in wanted and unit_id not in standing]
    for stop in row.stops:
        stop.points = wanted.get(stop.unit_id, stop.points)
    last = max((stop.position for stop in row.stops), default=0)
    row.stops += [
        InspectionStop(
            inspection_id=row.id, unit_id=unit_id, position=last + place, points=wanted[unit_id], drawn_points=""
        )
        for place, unit_id in enumerate(order, 1)
    ]
    return {stop.unit_id: known.get(stop.unit_id, "") for stop in row.stops} | {
        unit_id: stop.unit.called for unit_id, stop in standing.items()
    }


def _check_kept(row: Inspection, standing: dict[int, InspectionStop], wanted: Collection[int]) -> None:
    gone = [stop for unit_id, stop in standing.items() if unit_id not in wanted]
    if drawn := [stop.unit.called for stop in gone if stop.draw_id is not None]:
        raise RuleBroken(f"{joined(drawn)}是随机抽中的，不能手工去掉；要换的请重抽，并写明理由。", "units")
    been = visited_units(row.id) if gone else set()
    if seen := [stop.unit.called for stop in gone if stop.unit_id in been]:
        raise RuleBroken(f"{joined(seen)}已有到点记录，不能从计划中去掉。", "units")


def _facts(row: Inspection, called: dict[int, str]) -> dict[str, str]:
    words = []
    for stop in row.stops:
        places_of = joined(stop.places)
        words.append(called.get(stop.unit_id, "") + (f"（{places_of}）" if places_of else ""))
    return {
        "名称": row.name,
        "日期": f"{day(row.from_on)}至{day(row.to_on)}",
        "层级": SOURCE_LABELS[row.source],
        "类别": row.categories or "全面督查",
        "人员": row.members,
        "去的村": joined(words)[:900],
    }


@action(Permission.INSPECTION_WRITE, undo=True)
def close(inspection_id: int, conclusion: str, version: int, *, by: Viewer, now: datetime) -> Inspection:
    """办结督查, with a word on how things stand; villages that nobody has visited are told. Raises RuleBroken,
    StaleVersion, NotInSight."""
    row = inspection_in_sight(by, inspection_id)
    expect_version(row, version)
    been = visited_units(row.id)
    missed = [stop.unit.called for stop in row.stops if stop.unit_id not in been]
    demanded = f"还有{len(missed)}个村没有到（{joined(missed[:6])}{'等' if len(missed) > 6 else ''}），请写明原因。"
    words = said(conclusion, demanded if missed else "").replace("\r\n", "\n")
    if not been:
        raise RuleBroken("还没有一条到点记录；没有去成的请办“取消”，并写明原因。", "text")
    row.state = INSPECTION.fire(row.state, "close", by)
    row.conclusion, row.closed_by, row.closed_at = words, by.name, now
    after = {
        "总体情况": words,
        "到村": f"{len(row.stops) - len(missed)}/{len(row.stops)}",
        "未到": joined(missed)[:400],
    }
    audit.note("inspection.close", row, row.name, after={name: text for name, text in after.items() if text})
    return row


@action(Permission.INSPECTION_WRITE, undo=True)
def reopen(inspection_id: int, version: int, *, by: Viewer, now: datetime) -> Inspection:
    """重新办理: what was closed too early. Raises RuleBroken, StaleVersion, NotInSight."""
    row = inspection_in_sight(by, inspection_id)
    expect_version(row, version)
    row.state = INSPECTION.fire(row.state, "reopen", by)
    row.closed_by, row.closed_at = "", None
    audit.note("inspection.reopen", row, row.name)
    return row


@action(Permission.INSPECTION_WRITE, undo=True)
def cancel(inspection_id: int, reason: str, version: int, *, by: Viewer, now: datetime) -> Inspection:
    """取消督查 that nobody went on; its draws stay readable. Raises RuleBroken, StaleVersion, NotInSight."""
    row = inspection_in_sight(by, inspection_id)
    expect_version(row, version)
    words = said(reason, "请写明为什么取消；抽取记录会留着。")
    if visited_units(row.id):
        raise RuleBroken("已有到点记录，不能取消；请办结。", "text")
    row.state = INSPECTION.fire(row.state, "cancel", by)
    row.conclusion, row.closed_by, row.closed_at = words, by.name, now
    audit.note("inspection.cancel", row, row.name, after={"原因": words})
    return row


def running(inspection_id: int, version: int, by: Viewer) -> Inspection:
    """进行中的督查. Raises RuleBroken where it is closed, StaleVersion, NotInSight."""
    row = inspection_in_sight(by, inspection_id)
    expect_version(row, version)
    check_running(row)
    return row


def check_running(row: Inspection) -> None:
    """仍在进行. Raises RuleBroken."""
    if row.state is not InspectionState.OPEN:
        raise RuleBroken(f"督查现为“{INSPECTION.labels[row.state]}”；要改的请先办“重新办理”。")
