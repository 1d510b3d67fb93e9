"""上级报表取数: every figure of ``rules/county_sources`` for one town and month, whatever the form asks: six statements."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import selectinload

from respbook.models.base import db
from respbook.models.letters import Letter
from respbook.models.programmes import Programme
from respbook.models.targets import Allocation, Target
from respbook.models.tasks import Task
from respbook.models.units import Unit
from respbook.queries.scope import owners_of, under
from respbook.queries.signing import IN_FORCE
from respbook.queries.targets import fits
from respbook.queries.units import IN_ORDER, below, signing_units
from respbook.rules.county_forms import Figures
from respbook.rules.holders import first_present
from respbook.rules.lifecycles import TaskState
from respbook.rules.outgoing import Value
from respbook.rules.permissions import Viewer
from respbook.rules.units import UNIT_KIND_LABELS, PostRole, UnitKind, signing_kinds


@dataclass(frozen=True)
class Month:
    """填报期: the month that is told, and the day on which it is told."""

    year: int
    month: int
    on: date

    @property
    def last(self) -> date:
        """月末, or the day of telling where the month is not over."""
        following = date(self.year + self.month // 12, self.month % 12 + 1, 1)
        return min(following - timedelta(days=1), self.on)


@dataclass(frozen=True)
class _Share:
    """承担情况 of one unit for one target."""

    target: str
    unit_id: int
    kind: UnitKind
    amount: Decimal | None


@dataclass(frozen=True)
class _Town:
    """一镇一月 as read."""

    units: Sequence[Unit]
    letters: Mapping[int, tuple[str, date]]
    issued: Counter[int]
    tasks: Counter[int]
    overdue: Counter[int]
    targets: Mapping[str, Decimal | None]
    shares: Sequence[_Share]


def figures_of(viewer: Viewer, town: Unit, month: Month) -> Figures:
    """取数: everything that a form may ask of this town and month."""
    found = _read(viewer, town, month)
    single: dict[tuple[str, str, UnitKind | None], Value] = {
        (name, "", None): value for name, value in _of_form(viewer, town, month).items()
    }
    for kind in (None, *signing_kinds(town.kind)):
        units = [unit for unit in found.units if kind in (None, unit.kind)]
        for name, told in _TOTALS.items():
            single[name, "", kind] = told(found, units)
        for target, total in found.targets.items():
            shares = [share for share in found.shares if share.target == target and kind in (None, share.kind)]
            amounts = [share.amount for share in shares if share.amount is not None]
            single["target.placed", target, kind] = sum(amounts, Decimal(0))
            single["target.bearers", target, kind] = len(shares)
            single["target.total", target, None] = total
    return Figures(single, _rows(found))


def _rows(found: _Town) -> list[tuple[UnitKind, dict[tuple[str, str], Value]]]:
    amounts = {(share.unit_id, share.target): share.amount for share in found.shares}
    rows = []
    for unit in found.units:
        values: dict[tuple[str, str], Value] = {(name, ""): told(found, unit) for name, told in _EACH.items()}
        values |= {("each.share", target): amounts.get((unit.id, target)) for target in found.targets}
        rows.append((unit.kind, values))
    return rows


def _of_form(viewer: Viewer, town: Unit, month: Month) -> dict[str, Value]:
    return {
        "form.place": town.name,
        "form.maker": viewer.name,
        "form.day": month.on,
        "form.year": month.year,
        "form.month": month.month,
        "form.period": f"{month.year}年{month.month}月",
    }


_TOTALS: dict[str, Callable[[_Town, Sequence[Unit]], Value]] = {
    "town.units": lambda found, units: len(units),
    "town.households": lambda found, units: sum(unit.households for unit in units),
    "town.population": lambda found, units: sum(unit.population for unit in units),
    "town.farmland": lambda found, units: sum((unit.farmland for unit in units), Decimal(0)),
    "town.issued": lambda found, units: sum(found.issued[unit.id] for unit in units),
    "town.tasks": lambda found, units: sum(found.tasks[unit.id] for unit in units),
    "town.overdue": lambda found, units: sum(found.overdue[unit.id] for unit in units),
}


def _head(unit: Unit) -> str:
    head = first_present(unit.holders, PostRole.FIRST)
    return head.name if head else ""


_EACH: dict[str, Callable[[_Town, Unit], Value]] = {
    "each.name": lambda found, unit: unit.name,
    "each.called": lambda found, unit: unit.called,
    "each.kind": lambda found, unit: UNIT_KIND_LABELS[unit.kind],
    "each.head": lambda found, unit: _head(unit),
    "each.households": lambda found, unit: unit.households,
    "each.population": lambda found, unit: unit.population,
    "each.farmland": lambda found, unit: unit.farmland,
    "each.number": lambda found, unit: found.letters[unit.id][0] if unit.id in found.letters else None,
    "each.issued_on": lambda found, unit: found.letters[unit.id][1] if unit.id in found.letters else None,
    "each.tasks": lambda found, unit: found.tasks[unit.id],
    "each.overdue": lambda found, unit: found.overdue[unit.id],
}


def _read(viewer: Viewer, town: Unit, month: Month) -> _Town:
    letters = _letters(viewer, town, month)
    tasks, overdue = _tasks(viewer, town, month)
    targets = _targets(viewer, town, month.year)
    return _Town(
        units=db.session.scalars(
            select(Unit).where(signing_units(viewer, town)).order_by(*IN_ORDER).options(selectinload(Unit.holders))
        ).all(),
        letters={row.unit_id: (row.number_text, row.issued_on) for row in reversed(letters)},
        issued=Counter(row.unit_id for row in letters),
        tasks=tasks,
        overdue=overdue,
        targets={row.name: row.amount for row in targets},
        shares=_shares(viewer, town, [row.id for row in targets]),
    )


def _letters(viewer: Viewer, town: Unit, month: Month) -> Sequence[Any]:
    """Letters in force at the month's end, the first of each unit first."""
    return db.session.execute(
        select(Letter.unit_id, Letter.number_text, Letter.issued_on)
        .join(Letter.unit)
        .join(Letter.programme)
        .where(under(viewer), below(town), Programme.year == month.year)
        .where(IN_FORCE, Letter.amends.is_(None), Letter.issued_on <= month.last)
        .order_by(Letter.issued_on, Letter.number)
    ).all()


def _tasks(viewer: Viewer, town: Unit, month: Month) -> tuple[Counter[int], Counter[int]]:
    """How many tasks each unit has this year, and how many were still open after their last day at the month's end."""
    late = and_(Task.state == TaskState.OPEN, Task.due_on <= month.last, Task.due_on < month.on)
    rows = db.session.execute(
        select(Task.unit_id, func.count(), func.count().filter(late))
        .join(Task.unit)
        .where(under(viewer), below(town), Task.year == month.year, Task.state != TaskState.CANCELLED)
        .group_by(Task.unit_id)
    ).all()
    return Counter({row[0]: row[1] for row in rows}), Counter({row[0]: row[2] for row in rows})


def _targets(viewer: Viewer, town: Unit, year: int) -> list[Any]:
    """The year's targets by name; of two programmes with one name the earlier counts."""
    rows = db.session.execute(
        select(Target.id, Target.name, Target.amount)
        .join(Target.programme)
        .where(Programme.unit_id == town.id, Programme.year == year, owners_of(viewer))
        .order_by(Programme.id, Target.position, Target.id)
    ).all()
    first: dict[str, Any] = {}
    for row in rows:
        first.setdefault(row.name, row)
    return list(first.values())


def _shares(viewer: Viewer, town: Unit, target_ids: Sequence[int]) -> list[_Share]:
    rows = db.session.execute(
        select(Target.name, Unit.id, Unit.kind, Allocation.amount, Allocation.applies)
        .select_from(Target)
        .join(Unit, and_(below(town), fits()))
        .outerjoin(Allocation, and_(Allocation.target_id == Target.id, Allocation.unit_id == Unit.id))
        .where(Target.id.in_(target_ids), under(viewer), Unit.kind.in_(signing_kinds(town.kind)))
    ).all()
    return [_Share(*row[:4]) for row in rows if row.applies is not False]


def target_names(viewer: Viewer, town: Unit) -> list[str]:
    """可选的目标: names of this town's targets, the youngest year first, each once."""
    rows = db.session.execute(
        select(Target.name)
        .join(Target.programme)
        .where(Programme.unit_id == town.id, owners_of(viewer))
        .order_by(Programme.year.desc(), Programme.id, Target.position, Target.id)
    )
    return list(dict.fromkeys(row.name for row in rows))
