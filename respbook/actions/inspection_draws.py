"""随机抽取: villages, members and points of a plan; each draw is a record of its own, and none is made again quietly (Q8)."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from respbook.actions import audit
from respbook.actions.action import action
from respbook.actions.counters import next_number
from respbook.actions.inspections import running, touch
from respbook.models.base import db
from respbook.models.inspections import Draw, Inspection, InspectionStop
from respbook.queries.inspection_places import drawable_points, named, places
from respbook.queries.inspections import last_draw, visited_units
from respbook.queries.scope import NotInSight
from respbook.rules.chinese import china_day, joined
from respbook.rules.draws import (
    COUNTED,
    DRAW_LABELS,
    DrawKind,
    candidates_of,
    check_wanted,
    draw,
    draw_number,
    pairs,
    redraw_reason,
    word_of,
)
from respbook.rules.errors import RuleBroken
from respbook.rules.inspections import MOST_POINTS, members_of
from respbook.rules.permissions import Permission, Viewer


@dataclass(frozen=True)
class Asked:
    """怎么抽: how many, the word of those present, and why again where something was drawn before."""

    wanted: int | None
    word: str = ""
    reason: str = ""


def kept_draw(
    kind: DrawKind,
    names: Sequence[str],
    asked: Asked,
    before: Draw | None,
    inspection: Inspection | None,
    *,
    by: Viewer,
    now: datetime,
) -> Draw:
    """抽取并留存: the one hand that draws; the chance is taken here, after the candidates stand. Raises RuleBroken."""
    found = candidates_of(names)
    wanted, word = check_wanted(asked.wanted, found), word_of(asked.word)
    reason = redraw_reason(asked.reason) if before is not None else ""
    secret, year = secrets.token_hex(16), china_day(now).year
    row = Draw(
        town_id=by.unit_id,
        year=year,
        serial=next_number(f"draw/{by.unit_id}/{year}"),
        inspection_id=inspection.id if inspection else None,
        kind=kind,
        candidates="\n".join(found),
        wanted=wanted,
        secret=secret,
        word=word,
        drawn="\n".join(draw(secret, word, found, wanted)),
        replaces_id=before.id if before and inspection else None,
        reason=reason,
        by_id=by.user_id,
        by_name=by.name,
        at=now,
    )
    db.session.add(row)
    facts = {
        "对象": DRAW_LABELS[kind],
        "候选": f"{len(found)}{COUNTED[kind]}",
        "抽中": joined(row.drawn.splitlines())[:900],
        "随机数": secret,
        "现场词": word,
        "重抽理由": reason,
    }
    verb = "inspection.draw" if inspection else "revisit.draw"
    subject = f"{inspection.name if inspection else '回头看'}第{draw_number(row.year, row.serial)}号抽取"
    audit.note(verb, row, subject, after={name: words for name, words in facts.items() if words})
    return row


@action(Permission.INSPECTION_WRITE)
def draw_villages(
    inspection_id: int, unit_ids: Sequence[int], asked: Asked, version: int, *, by: Viewer, now: datetime
) -> Draw:
    """抽村: from the chosen units; those of an earlier draw that nobody has visited leave the plan, its record stays.

    Raises RuleBroken, StaleVersion, NotInSight.
    """
    row = running(inspection_id, version, by)
    chosen = [each for each in places(by) if each.id in set(unit_ids)]
    if len(chosen) != len(set(unit_ids)):
        raise NotInSight
    names = named(chosen)
    made = kept_draw(DrawKind.VILLAGES, list(names), asked, last_draw(row.id, DrawKind.VILLAGES), row, by=by, now=now)
    db.session.flush()
    _take_off(row, made.replaces_id)
    _put_on(row, [names[name].id for name in made.drawn.splitlines()], made)
    touch(row, by, now)
    return made


def _take_off(row: Inspection, draw_id: int | None) -> None:
    been = visited_units(row.id) if draw_id is not None else set()
    for stop in [each for each in row.stops if draw_id is not None and each.draw_id == draw_id]:
        if stop.unit_id in been or stop.points:
            stop.draw_id = None
        else:
            row.stops.remove(stop)
    db.session.flush()


def _put_on(row: Inspection, unit_ids: Sequence[int], made: Draw) -> dict[int, InspectionStop]:
    standing = {stop.unit_id: stop for stop in row.stops}
    last = max((stop.position for stop in row.stops), default=0)
    for place, unit_id in enumerate(dict.fromkeys(unit_ids), last + 1):
        if unit_id not in standing:
            standing[unit_id] = InspectionStop(
                inspection_id=row.id, unit_id=unit_id, position=place, points="", drawn_points=""
            )
            row.stops.append(standing[unit_id])
            standing[unit_id].draw_id = made.id
        elif made.kind is DrawKind.VILLAGES:
            standing[unit_id].draw_id = made.id
    return standing


@action(Permission.INSPECTION_WRITE)
def draw_members(
    inspection_id: int, names: str, in_pairs: bool, asked: Asked, version: int, *, by: Viewer, now: datetime
) -> Draw:
    """抽人员: those drawn are the members of this inspection, in pairs as they were drawn where that is wanted.

    Raises RuleBroken, StaleVersion, NotInSight.
    """
    row = running(inspection_id, version, by)
    candidates = members_of(names)
    made = kept_draw(DrawKind.MEMBERS, candidates, asked, last_draw(row.id, DrawKind.MEMBERS), row, by=by, now=now)
    drawn = made.drawn.splitlines()
    row.members, row.groups = joined(drawn), "\n".join(pairs(drawn)) if in_pairs else ""
    touch(row, by, now)
    return made


@action(Permission.INSPECTION_WRITE)
def draw_points(inspection_id: int, asked: Asked, version: int, *, by: Viewer, now: datetime) -> Draw:
    """抽点位: from the points that are known in the plan's villages, or in all where the plan names none.

    Raises RuleBroken, StaleVersion, NotInSight.
    """
    row = running(inspection_id, version, by)
    before = last_draw(row.id, DrawKind.POINTS)
    names = drawable_points(by, row, before)
    if not names:
        raise RuleBroken("还不知道这些村有哪些点位；登记过问题或到点的点位、计划里写过的点位才能抽。", "candidates")
    made = kept_draw(DrawKind.POINTS, list(names), asked, before, row, by=by, now=now)
    db.session.flush()
    for stop in row.stops:
        stop.drawn_points = ""
    _take_off(row, made.replaces_id)
    drawn = [names[name] for name in made.drawn.splitlines()]
    stops = _put_on(row, [unit_id for unit_id, _ in drawn], made)
    for unit_id in dict.fromkeys(unit_id for unit_id, _ in drawn):
        mine = [place for other, place in drawn if other == unit_id]
        if len(mine) > MOST_POINTS:
            raise RuleBroken(f"一个村抽中了{len(mine)}处，最多{MOST_POINTS}处；请少抽一些。", "wanted")
        stops[unit_id].drawn_points = "\n".join(mine)
    touch(row, by, now)
    return made
