"""责任单位: add, change, retire; tags; who holds which post."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from respbook.actions import audit
from respbook.actions.action import action, expect_version
from respbook.models.base import db
from respbook.models.units import Holder, Unit, UnitTag
from respbook.queries.scope import holder_in_sight, unit_in_sight
from respbook.queries.units import sibling_names
from respbook.rules import pinyin
from respbook.rules.chinese import figure
from respbook.rules.errors import RuleBroken
from respbook.rules.holders import leaving, present
from respbook.rules.permissions import Permission, Viewer
from respbook.rules.units import (
    POST_ROLE_LABELS,
    UNIT_KIND_LABELS,
    PostRole,
    UnitKind,
    check_aliases,
    check_place,
    check_same_office,
)


@dataclass(frozen=True)
class UnitFacts:
    """责任单位登记内容. ``reading`` None: as it stands, kept through a rename; "" the usual one. ``aliases``
    None: as they stand."""

    parent_id: int | None
    kind: UnitKind
    name: str
    short_name: str = ""
    households: int = 0
    population: int = 0
    farmland: Decimal = Decimal(0)
    tags: tuple[str, ...] = ()
    position: int = 0
    reading: str | None = None
    aliases: tuple[str, ...] | None = None


@dataclass(frozen=True)
class HolderFacts:
    """任职登记内容."""

    role: PostRole
    post: str
    name: str
    phone: str
    from_on: date
    position: int = 0


@action(Permission.UNIT_WRITE, undo=True)
def add(facts: UnitFacts, *, by: Viewer, now: datetime) -> Unit:
    """登记单位. Raises RuleBroken when the name stands already, NotInSight when the parent is out of sight."""
    parent = unit_in_sight(by, facts.parent_id) if facts.parent_id else None
    if parent is None and not by.system:
        raise RuleBroken("请选择上级单位。", "parent_id")
    check_place(facts.kind, parent.kind if parent else None)
    if facts.name in sibling_names(facts.parent_id):
        raise RuleBroken(f"已有同名单位“{facts.name}”。请核对，或在名称中加以区分。", "name")
    unit = Unit(parent_id=facts.parent_id, path=f"new:{facts.name}")
    _fill(unit, facts)
    unit.tags = [UnitTag(tag=tag) for tag in sorted(set(facts.tags))]
    unit.holders = []
    db.session.add(unit)
    db.session.flush()
    unit.path = f"{parent.path if parent else '/'}{unit.id}/"
    audit.note("unit.add", unit, unit.name, after=_words(unit))
    return unit


def spell(unit: Unit, name: str, short_name: str) -> None:
    """检索键 of a unit, from its own reading where it has one."""
    for column, key in pinyin.unit_keys(name, short_name, unit.reading or "").items():
        setattr(unit, column, key)


def _fill(unit: Unit, facts: UnitFacts) -> None:
    unit.reading = pinyin.settled(unit.name or "", unit.reading, facts.name, facts.reading)
    spell(unit, facts.name, facts.short_name)
    unit.kind, unit.name, unit.short_name = facts.kind, facts.name, facts.short_name
    unit.households, unit.population, unit.farmland = facts.households, facts.population, facts.farmland
    unit.position = facts.position
    if facts.aliases is not None:
        check_aliases(facts.aliases)
        unit.aliases = "、".join(facts.aliases) or None


def _words(unit: Unit) -> dict[str, str]:
    """The facts in words, for the log."""
    return {
        "名称": unit.name,
        "类别": UNIT_KIND_LABELS[unit.kind],
        "户数": str(unit.households),
        "人口": str(unit.population),
        "耕地（亩）": figure(unit.farmland),
        "标签": "、".join(tag.tag for tag in unit.tags),
        "别名": unit.aliases or "",
    }


@action(Permission.UNIT_WRITE, undo=True)
def change(unit_id: int, facts: UnitFacts, version: int, *, by: Viewer, now: datetime) -> Unit:
    """修改单位. Raises RuleBroken, StaleVersion, NotInSight."""
    unit = unit_in_sight(by, unit_id)
    expect_version(unit, version)
    if facts.name != unit.name and facts.name in sibling_names(unit.parent_id):
        raise RuleBroken(f"已有同名单位“{facts.name}”。请核对，或在名称中加以区分。", "name")
    check_same_office(unit.kind, facts.kind)
    before = _words(unit)
    _fill(unit, facts)
    wanted = set(facts.tags)
    unit.tags = [tag for tag in unit.tags if tag.tag in wanted] + [
        UnitTag(tag=tag) for tag in sorted(wanted - {tag.tag for tag in unit.tags})
    ]
    audit.note_change("unit.change", unit, unit.name, before, _words(unit))
    return unit


@action(Permission.UNIT_WRITE, undo=True)
def retire(unit_id: int, version: int, *, by: Viewer, now: datetime, on: date) -> Unit:
    """停用单位: it keeps its papers and history, and gets no new ones. Raises RuleBroken, StaleVersion."""
    unit = unit_in_sight(by, unit_id)
    expect_version(unit, version)
    if unit.id == by.unit_id:
        raise RuleBroken("不能停用自己所在的单位。")
    if unit.retired_on is not None:
        raise RuleBroken(f"“{unit.name}”已经停用。")
    unit.retired_on = on
    audit.note("unit.retire", unit, unit.name, after={"停用日期": on.isoformat()})
    return unit


@action(Permission.UNIT_WRITE, undo=True)
def appoint(unit_id: int, facts: HolderFacts, *, by: Viewer, now: datetime) -> Holder:
    """登记任职: whoever held the same post before ends the day the new one begins (field.md 10.11)."""
    unit = unit_in_sight(by, unit_id)
    ended = leaving(unit.holders, facts.role, facts.post, facts.from_on)
    for before in ended:
        before.to_on = facts.from_on
    holder = Holder(
        role=facts.role,
        post=facts.post,
        name=facts.name,
        phone=facts.phone,
        position=facts.position,
        from_on=facts.from_on,
    )
    unit.holders.append(holder)  # who reads the unit again in this session finds the holder there
    audit.note(
        "unit.appoint",
        unit,
        unit.name,
        before={"原任": "、".join(each.name for each in ended)} if ended else None,
        after={POST_ROLE_LABELS[facts.role]: f"{facts.post} {facts.name}", "任职日期": facts.from_on.isoformat()},
    )
    return holder


@action(Permission.UNIT_WRITE, undo=True)
def end_post(holder_id: int, *, by: Viewer, now: datetime, on: date) -> Holder:
    """离任: the record stays, with the day it ended. Raises RuleBroken, NotInSight."""
    holder = holder_in_sight(by, holder_id)
    if not present(holder):
        raise RuleBroken(f"{holder.name}的任职已经结束。")
    if on < holder.from_on:
        raise RuleBroken("离任日期不能早于任职日期。")
    holder.to_on = on
    audit.note("unit.end_post", holder.unit, holder.unit.name, after={"离任": f"{holder.post} {holder.name}"})
    return holder


@action(Permission.PHONE_READ)
def read_phone(holder_id: int, *, by: Viewer, now: datetime) -> Holder:
    """看完整电话 of somebody in a post, and an entry that it was looked at (safety R98). Raises NotInSight."""
    holder = holder_in_sight(by, holder_id)
    audit.note("phone.read", holder.unit, f"{holder.unit.name} {holder.name}")
    return holder
