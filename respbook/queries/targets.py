"""目标任务: what a programme promises, whom it applies to, and how its totals are divided (分解)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import ColumnElement, String, and_, case, exists, func, literal, or_, select, type_coerce
from sqlalchemy.orm import selectinload

from respbook.models.base import db
from respbook.models.programmes import Programme
from respbook.models.targets import Allocation, Target
from respbook.models.tasks import Task
from respbook.models.units import Unit, UnitTag
from respbook.queries.scope import owners_of, under
from respbook.queries.units import IN_ORDER, below, signing_units
from respbook.rules.chinese import joined
from respbook.rules.lifecycles import TaskState
from respbook.rules.permissions import Viewer
from respbook.rules.splitting import Balance
from respbook.rules.targets import in_words
from respbook.rules.units import UNIT_KIND_LABELS, UnitKind, own_words, whole_words


def applies(target: Target, unit: Unit) -> bool:
    """适用: the target names the unit's kind, and the unit carries the target's tag where there is one.

    The unit's tags must be loaded. A cell marked 不适用 is a decision on top of this.
    """
    tagged = not target.tag or any(tag.tag == target.tag for tag in unit.tags)
    return unit.kind in target.kinds and tagged


def units_for(viewer: Viewer, programme: Programme) -> list[Unit]:
    """承担单位: the living units of the programme's town that sign letters, with tags and holders; three statements."""
    return list(
        db.session.scalars(
            select(Unit)
            .where(signing_units(viewer, programme.unit))
            .order_by(*IN_ORDER)
            .options(selectinload(Unit.tags), selectinload(Unit.holders))
        )
    )


def of_town(programme: Programme) -> ColumnElement[bool]:
    """本镇单位 of a programme."""
    return below(programme.unit)


def targets_of(viewer: Viewer, programme: Programme) -> Sequence[Target]:
    """目标任务 of a programme in the order of the letter, with their allocations: two statements."""
    return db.session.scalars(
        select(Target)
        .join(Target.programme)
        .where(Target.programme_id == programme.id, owners_of(viewer))
        .order_by(Target.position, Target.id)
        .options(selectinload(Target.allocations))
    ).all()


@dataclass(frozen=True)
class Spread:
    """落实情况 of one target: how many units it applies to, how many were excused, how many cells are empty.

    ``balance`` only for a divided target.
    """

    units: int
    excused: int
    empty: int
    balance: Balance | None

    @property
    def placed(self) -> Decimal:
        """已分解 of a divided target."""
        return self.balance.placed if self.balance else Decimal(0)

    @property
    def bearing(self) -> int:
        """承担单位数."""
        return self.units - self.excused


def fits() -> ColumnElement[bool]:
    """The same as ``applies``, in SQL, for living units of the programme's town."""
    kinds = literal(",") + Target.unit_kinds + ","
    kind = type_coerce(Unit.kind, String)
    tagged = exists().where(UnitTag.unit_id == Unit.id, UnitTag.tag == Target.tag)
    return and_(Unit.retired_on.is_(None), kinds.like(literal("%,") + kind + ",%"), or_(Target.tag == "", tagged))


def spread_of(programme: Programme, only: Collection[int] | None = None) -> dict[int, Spread]:
    """落实情况 of every target, or of those named: one statement."""
    named = [] if only is None else [Target.id.in_(only)]
    borne = and_(Unit.id.is_not(None), or_(Allocation.id.is_(None), Allocation.applies.is_(True)))
    rows = db.session.execute(
        select(
            Target.id,
            Target.divided,
            Target.amount.label("total"),
            Target.unit_word,
            func.count(Unit.id).label("units"),
            func.count(case((borne, 1))).label("bearing"),
            func.count(case((and_(borne, Allocation.amount.is_not(None)), 1))).label("filled"),
            func.sum(case((borne, Allocation.amount))).label("placed"),
        )
        .select_from(Target)
        .outerjoin(Unit, and_(of_town(programme), fits()))
        .outerjoin(Allocation, and_(Allocation.target_id == Target.id, Allocation.unit_id == Unit.id))
        .where(Target.programme_id == programme.id, *named)
        .group_by(Target.id, Target.divided, Target.amount, Target.unit_word)
    ).all()
    return {
        row.id: Spread(
            row.units,
            row.units - row.bearing,
            row.bearing - row.filled if row.divided else 0,
            balance_of(row.total, row.placed, row.unit_word) if row.divided else None,
        )
        for row in rows
    }


def balance_of(total: Decimal | None, placed: Decimal | None, unit_word: str) -> Balance:
    """平衡 of a total and what is placed of it."""
    whole, done = total or Decimal(0), placed or Decimal(0)
    return Balance(whole, done, whole - done, unit_word)


@dataclass(frozen=True)
class TargetRow:
    """目标列表的一行: the target's figure in words, who bears it, how its division stands."""

    target: Target
    spread: Spread
    owner: UnitKind = UnitKind.TOWN

    @property
    def figure_words(self) -> str:
        """指标表述."""
        words = in_words(self.target.figure(self.target.amount))
        return f"{whole_words(self.owner)}{words}" if self.target.divided else words

    @property
    def bearers(self) -> str:
        """承担单位: the kinds, and the tag where there is one."""
        kinds = joined(bearer_label(kind, self.owner) for kind in self.target.kinds)
        return f"{kinds}（{self.target.tag}）" if self.target.tag else kinds

    @property
    def own(self) -> bool:
        """本级: the office itself bears it."""
        return self.owner in self.target.kinds

    @property
    def settled(self) -> bool:
        """分完: nothing is left to divide, and every bearing unit has its figure."""
        return self.spread.balance is None or (self.spread.balance.even and not self.spread.empty)


def bearer_label(kind: UnitKind, owner: UnitKind = UnitKind.TOWN) -> str:
    """承担单位类别: the office itself is 镇本级 or 县本级."""
    return own_words(owner) if kind is owner else UNIT_KIND_LABELS[kind]


@dataclass(frozen=True)
class TargetList:
    """目标列表, grouped by category in the order in which the categories first stand."""

    groups: Sequence[tuple[str, Sequence[TargetRow]]]

    @property
    def rows(self) -> list[TargetRow]:
        """各条目标."""
        return [row for _, rows in self.groups for row in rows]

    @property
    def divided(self) -> int:
        """分解的条数."""
        return sum(row.target.divided for row in self.rows)

    @property
    def unsettled(self) -> int:
        """没有分完的条数."""
        return sum(not row.settled for row in self.rows)

    @property
    def gaps(self) -> int:
        """没有承担单位的条数."""
        return sum(not row.spread.bearing for row in self.rows)

    @property
    def own(self) -> int:
        """镇本级的条数."""
        return sum(row.own for row in self.rows)


def target_list(viewer: Viewer, programme: Programme) -> TargetList:
    """目标列表: two statements."""
    targets = db.session.scalars(
        select(Target)
        .join(Target.programme)
        .where(Target.programme_id == programme.id, owners_of(viewer))
        .order_by(Target.position, Target.id)
    ).all()
    spreads = spread_of(programme)
    groups: dict[str, list[TargetRow]] = {}
    for target in targets:
        groups.setdefault(target.category, []).append(TargetRow(target, spreads[target.id], programme.unit.kind))
    return TargetList(list(groups.items()))


def units_bearing(viewer: Viewer, target: Target) -> list[Unit]:
    """适用单位 of one target, with their tags: the rows of its 分解 page; two statements."""
    units = db.session.scalars(
        select(Unit)
        .where(under(viewer), of_town(target.programme), Unit.retired_on.is_(None))
        .where(Unit.kind.in_(target.kinds))
        .order_by(*IN_ORDER)
        .options(selectinload(Unit.tags))
    )
    return [unit for unit in units if applies(target, unit)]


def letters_out(target: Target) -> int:
    """已下达: how many living tasks were already opened from the target; they keep the figure they were opened with."""
    return (
        db.session.scalar(
            select(func.count()).select_from(Task).where(Task.target_id == target.id, Task.state != TaskState.CANCELLED)
        )
        or 0
    )


def ever_tasked(target: Target) -> bool:
    """是否下达过: any task, also a cancelled one, points to the target."""
    return bool(db.session.scalar(select(exists().where(Task.target_id == target.id))))


def names_in(programme_id: int) -> dict[str, int]:
    """目标名称 → id within a programme, to refuse a second one of the same name."""
    rows = db.session.execute(select(Target.name, Target.id).where(Target.programme_id == programme_id))
    return {row.name: row.id for row in rows}


def last_position(programme_id: int) -> int:
    """末位: the position of the last target."""
    return db.session.scalar(select(func.max(Target.position)).where(Target.programme_id == programme_id)) or 0
