"""督查去过哪里: visits and findings of the town and above by village and point; never what a village says of itself (X15)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import case, func, select

from respbook.models.base import db
from respbook.models.findings import Finding
from respbook.models.inspections import Draw, Inspection, InspectionStop, Visit
from respbook.models.units import Unit, UnitTag
from respbook.queries.scope import under
from respbook.queries.scope_findings import findings_in_sight
from respbook.queries.scope_inspections import of_town
from respbook.queries.units import CALLED, IN_ORDER, signing_with
from respbook.rules.inspections import LEVELS, Blind, Seen, blind, last_seen
from respbook.rules.lifecycles import FindingState
from respbook.rules.permissions import Viewer
from respbook.rules.units import UnitKind

_VILLAGES = (UnitKind.VILLAGE, UnitKind.COMMUNITY)


@dataclass(frozen=True)
class Place:
    """可选的村或单位, with its tags."""

    id: int
    called: str
    name: str
    kind: UnitKind
    tags: tuple[str, ...]

    @property
    def is_village(self) -> bool:
        """村或社区."""
        return self.kind in _VILLAGES


def places(viewer: Viewer) -> list[Place]:
    """可去的单位 of the office, villages first: two statements."""
    rows = db.session.execute(
        select(Unit.id, CALLED.label("called"), Unit.name, Unit.kind).where(signing_with(viewer)).order_by(*IN_ORDER)
    ).all()
    tags: dict[int, list[str]] = {}
    for unit_id, tag in db.session.execute(
        select(UnitTag.unit_id, UnitTag.tag).join(UnitTag.unit).where(under(viewer)).order_by(UnitTag.tag)
    ):
        tags.setdefault(unit_id, []).append(tag)
    return [Place(row.id, row.called, row.name, row.kind, tuple(tags.get(row.id, ()))) for row in rows]


def named(among: Sequence[Place]) -> dict[str, Place]:
    """候选的名称: what people call the village; the full name where two are called alike."""
    called = [each.called for each in among]
    return {each.called if called.count(each.called) == 1 else each.name: each for each in among}


@dataclass(frozen=True)
class Known:
    """一处所知的地方: where, for what, when last; ``by_inspector`` is false for what the village itself has told."""

    seen: Seen
    by_inspector: bool


def known(viewer: Viewer) -> list[Known]:
    """到过和所知的地方, from visits and findings: two statements, as many rows as there are places and categories."""
    visits = select(Visit.unit_id, Visit.categories, Visit.place, func.max(Visit.visited_on)).where(
        of_town(viewer, Visit.town_id), Visit.withdrawn_at.is_(None), Visit.source.in_(LEVELS)
    )
    found = [
        Known(Seen(unit_id, on, tuple(words.split("、")) if words else (), place), True)
        for unit_id, words, place, on in db.session.execute(
            visits.group_by(Visit.unit_id, Visit.categories, Visit.place)
        )
    ]
    village = case((Unit.kind == UnitKind.GROUP, Unit.parent_id), else_=Unit.id).label("village")
    looked = (Finding.source.in_(LEVELS) & Finding.report_entry_id.is_(None)).label("looked")
    findings = (
        select(village, Finding.category, Finding.place, looked, func.max(Finding.found_on))
        .join(Unit, Unit.id == Finding.at_unit_id)
        .where(findings_in_sight(viewer), Finding.state != FindingState.WITHDRAWN)
        .group_by("village", Finding.category, Finding.place, "looked")
    )
    for unit_id, category, place, by_inspector, on in db.session.execute(findings):
        found.append(Known(Seen(unit_id, on, (category,), place), bool(by_inspector)))
    return found


def points(viewer: Viewer, unit_ids: Collection[int] = ()) -> list[tuple[int, str]]:
    """所知的点位 as (village, point): of findings, visits and earlier plans; of some villages where they are named."""
    return [each for each in _points(viewer, known(viewer)) if not unit_ids or each[0] in unit_ids]


def _points(viewer: Viewer, of: Sequence[Known]) -> list[tuple[int, str]]:
    found = [(each.seen.unit_id, each.seen.place) for each in of if each.seen.place]
    stops = select(InspectionStop).join(InspectionStop.inspection).where(of_town(viewer, Inspection.town_id))
    found += [(stop.unit_id, place) for stop in db.session.scalars(stops) for place in stop.places]
    return sorted(dict.fromkeys(found))


def drawable_points(viewer: Viewer, plan: Inspection, before: Draw | None) -> dict[str, tuple[int, str]]:
    """可抽的点位 of a plan by their names, “王家庄村 村东头河边”: in its villages, or in all where it names none; those that an
    earlier draw of points has brought do not count as its villages."""
    called = {each.id: name for name, each in named(places(viewer)).items()}
    own = [stop.unit_id for stop in plan.stops if before is None or stop.draw_id != before.id]
    found = points(viewer, own)
    return {f"{called[unit_id]} {place}": (unit_id, place) for unit_id, place in found if unit_id in called}


@dataclass(frozen=True)
class BlindSpots:
    """盲区页: villages, then points of villages that were visited otherwise."""

    villages: Sequence[Blind]
    points: Sequence[Blind]
    called: dict[int, str]
    all_villages: int


def blind_spots(viewer: Viewer, today: date, longest: int, category: str = "") -> BlindSpots:
    """盲区 of the office: five statements however many villages."""
    villages = [each for each in places(viewer) if each.is_village]
    called = {each.id: each.called for each in villages}
    of = known(viewer)
    last = last_seen((each.seen for each in of if each.by_inspector), category)
    spots = [each for each in _points(viewer, of) if each[0] in called]
    return BlindSpots(
        blind([(each.id, "") for each in villages], last, today, longest),
        blind(spots, last, today, longest),
        called,
        len(villages),
    )
