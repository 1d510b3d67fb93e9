"""责任单位: the list, the tree, what stands behind one unit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import aliased, selectinload

from respbook.models.base import db
from respbook.models.units import Holder, Unit, UnitTag
from respbook.queries.holders import PRESENT
from respbook.queries.listing import PAGE_SIZE, Listing, total_of
from respbook.queries.naming import SLOTS, spelled, spelling
from respbook.queries.scope import under
from respbook.rules.holders import first_present, present
from respbook.rules.permissions import Viewer
from respbook.rules.units import SIGNING_KINDS, PostRole, UnitKind, signing_kinds

IN_ORDER = (Unit.kind == UnitKind.AFFILIATED, Unit.position, Unit.id)
"""单位次序: villages and communities first, then 镇属单位, each in the office's own order."""


def in_order(viewer: Viewer) -> tuple[Any, ...]:
    """单位次序 of what a viewer sees: town by town where it is more than one."""
    return (Unit.parent_id, *IN_ORDER) if viewer.sees_towns else IN_ORDER


CALLED = func.coalesce(func.nullif(Unit.short_name, ""), Unit.name)
"""称呼 as a column, as ``Unit.called`` of one unit."""
SIGNING = and_(Unit.kind.in_(SIGNING_KINDS), Unit.retired_on.is_(None))
"""签订单位: living units of the kinds that sign letters with the town."""


@dataclass(frozen=True)
class UnitRow:
    """单位列表的一行."""

    id: int
    name: str
    kind: UnitKind
    parent_name: str
    head: str
    households: int
    population: int
    farmland: Decimal
    tags: tuple[str, ...]
    retired_on: date | None


@dataclass(frozen=True)
class UnitFilter:
    """单位筛选: words (name or pinyin), kind, tag, whether retired ones are shown."""

    words: str = ""
    kind: UnitKind | None = None
    tag: str = ""
    retired: bool = False
    headless: bool = False
    sort: str = "order"


def headless(viewer: Viewer) -> ColumnElement[bool]:
    """未登记负责人: a living unit that signs letters with the viewer's office and has nobody in its first post."""
    head = select(Holder.id).where(Holder.unit_id == Unit.id, Holder.role == PostRole.FIRST, PRESENT)
    return and_(signing_with(viewer), ~head.correlate(Unit).exists())


def signing_with(viewer: Viewer) -> ColumnElement[bool]:
    """签订单位 of the viewer's own office, as far as they are in sight: a county's are its towns."""
    if viewer.county:
        towns = and_(Unit.parent_id == viewer.office_id, Unit.kind.in_(signing_kinds(UnitKind.COUNTY)))
        return and_(under(viewer), towns, Unit.retired_on.is_(None))
    return and_(under(viewer), SIGNING)


def below(town: Unit) -> ColumnElement[bool]:
    """本镇单位, the town itself among them."""
    return Unit.path.startswith(town.path, autoescape=True)


def signing_units(viewer: Viewer, town: Unit) -> ColumnElement[bool]:
    """签订单位 of a town or a county, as far as they are in sight."""
    return and_(under(viewer), below(town), Unit.kind.in_(signing_kinds(town.kind)), Unit.retired_on.is_(None))


def _named(typed: Mapping[str, Any]) -> ColumnElement[bool]:
    return spelled(Unit.name, Unit.short_name, readings=Unit.sounds, initials=Unit.initials, typed=typed)


def named_like(words: str) -> ColumnElement[bool]:
    """按名称或拼音: 王家, wangjia, wjz all find 王家庄 (features V1)."""
    return _named(spelling(words))


NAMED_LIKE = _named(SLOTS)
"""按名称或拼音 as part of a statement that is built once, filled with ``spelling``."""


def chosen_units(viewer: Viewer, wanted: UnitFilter) -> Select[int]:
    """所选单位: the ids that a filter leaves of what is in sight."""
    chosen = select(Unit.id).where(under(viewer), Unit.kind != UnitKind.GROUP)
    if wanted.kind is not None:
        chosen = select(Unit.id).where(under(viewer), Unit.kind == wanted.kind)
    if wanted.words.strip():
        chosen = chosen.where(named_like(wanted.words))
    if wanted.tag:
        chosen = chosen.where(Unit.id.in_(select(UnitTag.unit_id).where(UnitTag.tag == wanted.tag)))
    if wanted.headless:
        chosen = chosen.where(headless(viewer))
    if not wanted.retired:
        chosen = chosen.where(Unit.retired_on.is_(None))
    return chosen


def listed_order(viewer: Viewer) -> tuple[Any, ...]:
    """名册次序: upper units first, 镇属单位 last; town by town where it is more than one."""
    by_town = (_depth(), Unit.parent_id) if viewer.sees_towns else ()
    return (*by_town, Unit.kind == UnitKind.AFFILIATED, _depth(), Unit.position, Unit.id)


def unit_list(viewer: Viewer, wanted: UnitFilter, page: int = 1) -> Listing[UnitRow]:
    """单位列表 in sight: three statements however many rows."""
    chosen = chosen_units(viewer, wanted)
    total = total_of(chosen)
    statement = (
        select(Unit)
        .where(Unit.id.in_(chosen))
        .order_by(*sorted_by(viewer, wanted.sort))
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
        .options(selectinload(Unit.tags), selectinload(Unit.holders))
    )
    units = db.session.scalars(statement).all()
    parents = names_of({unit.parent_id for unit in units if unit.parent_id})
    rows = [
        UnitRow(
            unit.id,
            unit.name,
            unit.kind,
            parents.get(unit.parent_id or 0, ""),
            head_of(unit),
            unit.households,
            unit.population,
            unit.farmland,
            tuple(tag.tag for tag in unit.tags),
            unit.retired_on,
        )
        for unit in units
    ]
    return Listing(rows, total, page)


_SORTS = {"name": Unit.pinyin, "households": Unit.households, "population": Unit.population}


def sorted_by(viewer: Viewer, sort: str) -> tuple[Any, ...]:
    """排序 by the words of ``rules.list_states``, for the page and for the sheet."""
    key = _SORTS.get(sort.lstrip("-"))
    if key is None:
        return listed_order(viewer)
    return (key.desc() if sort.startswith("-") else key.asc(), Unit.id)


def _depth() -> ColumnElement[int]:
    return func.length(Unit.path) - func.length(func.replace(Unit.path, "/", ""))


def names_of(unit_ids: set[int]) -> dict[int, str]:
    """单位名称 by id."""
    if not unit_ids:
        return {}
    return {row.id: row.name for row in db.session.execute(select(Unit.id, Unit.name).where(Unit.id.in_(unit_ids)))}


def names_above(unit_id: int) -> tuple[str, ...]:
    """本单位和上级的名称, as everybody there knows them: full, short and by which they are called (safety R05)."""
    path = db.session.scalar(select(Unit.path).where(Unit.id == unit_id)) or ""
    above = [int(part) for part in path.split("/") if part]
    rows = db.session.execute(select(Unit.name, Unit.short_name, Unit.aliases).where(Unit.id.in_(above)))
    called = (name for row in rows for name in (row.name, row.short_name, *(row.aliases or "").split("、")))
    return tuple(dict.fromkeys(name for name in called if name))


def head_of(unit: Unit) -> str:
    """负责人 now: the living holder of the first post."""
    head = first_present(unit.holders, PostRole.FIRST)
    return f"{head.name}（{head.post}）" if head else ""


def children_of(viewer: Viewer, unit: Unit) -> Sequence[Unit]:
    """下级单位 of a unit in sight, with their holders."""
    return db.session.scalars(
        select(Unit)
        .where(Unit.parent_id == unit.id, under(viewer), Unit.retired_on.is_(None))
        .order_by(Unit.position, Unit.id)
        .options(selectinload(Unit.holders))
    ).all()


def all_tags(viewer: Viewer) -> list[tuple[str, int]]:
    """标签 in sight, each with how many units carry it."""
    rows = db.session.execute(
        select(UnitTag.tag, func.count())
        .join(UnitTag.unit)
        .where(under(viewer), Unit.retired_on.is_(None))
        .group_by(UnitTag.tag)
        .order_by(UnitTag.tag)
    ).all()
    return [(tag, count) for tag, count in rows]


def parents_for(viewer: Viewer) -> Sequence[Unit]:
    """可选的上级单位."""
    kinds = (UnitKind.COUNTY, UnitKind.TOWN, UnitKind.VILLAGE, UnitKind.COMMUNITY)
    return db.session.scalars(
        select(Unit).where(under(viewer), Unit.kind.in_(kinds), Unit.retired_on.is_(None)).order_by(Unit.path)
    ).all()


def places_for(viewer: Viewer) -> list[tuple[int, str]]:
    """可选的单位 for a person or a sheet: (id, name in daily use) of every living unit in sight, the upper ones first; for a
    county what lies in a town has the town's name before its own."""
    upper = aliased(Unit)
    rows = db.session.execute(
        select(Unit.id, CALLED, func.coalesce(func.nullif(upper.short_name, ""), upper.name))
        .outerjoin(upper, and_(upper.id == Unit.parent_id, upper.kind == UnitKind.TOWN))
        .where(under(viewer), Unit.kind != UnitKind.GROUP, Unit.retired_on.is_(None))
        .order_by(_depth(), *in_order(viewer))
    )
    return [(unit_id, f"{town or ''}{name}" if viewer.sees_towns else name) for unit_id, name, town in rows]


def places_and_groups(viewer: Viewer) -> list[tuple[int, str]]:
    """单位 for what is entered place by place: 社 too, each after its village and named with it."""
    upper = aliased(Unit)
    rows = db.session.execute(
        select(Unit.id, CALLED, Unit.kind, upper.short_name, upper.name)
        .outerjoin(upper, upper.id == Unit.parent_id)
        .where(under(viewer), Unit.retired_on.is_(None))
        .order_by(Unit.kind == UnitKind.GROUP, _depth(), *IN_ORDER)
    )
    villages = dict(places_for(viewer)) if viewer.sees_towns else {}
    return [
        (unit_id, f"{short or long}{name}" if kind == UnitKind.GROUP else villages.get(unit_id, name))
        for unit_id, name, kind, short, long in rows
    ]


def places_ever(viewer: Viewer) -> list[tuple[int, str]]:
    """单位 for what is about earlier years: the living ones as for a sheet, then those that were retired, marked."""
    rows = db.session.execute(
        select(Unit.id, CALLED)
        .where(under(viewer), Unit.kind != UnitKind.GROUP, Unit.retired_on.is_not(None))
        .order_by(_depth(), *IN_ORDER)
    )
    return places_for(viewer) + [(unit_id, f"{name}（已停用）") for unit_id, name in rows]


def sibling_names(parent_id: int | None) -> set[str]:
    """同级单位名称, to refuse a second one of the same name."""
    return set(db.session.scalars(select(Unit.name).where(Unit.parent_id == parent_id)))


def history_of(unit: Unit) -> Sequence[Holder]:
    """任职记录, the youngest first."""
    return sorted(unit.holders, key=lambda each: (not present(each), -each.from_on.toordinal(), each.position))
