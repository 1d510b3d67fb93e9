"""从上年结转: deep copies of a year into a new one, and the list of what to look at; nothing links the years (features L6)."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import inspect, select
from sqlalchemy.orm.attributes import flag_modified

from respbook.actions import audit
from respbook.actions.action import action
from respbook.actions.template_versions import keep, keep_standing
from respbook.models.base import Base, db
from respbook.models.carry_over import CarryOverCheck
from respbook.models.letter_templates import Clause, LetterTemplate
from respbook.models.programmes import Programme
from respbook.models.targets import Allocation, Target
from respbook.models.units import Unit
from respbook.queries.carry_over import Copied, checks_after
from respbook.queries.letter_templates import with_clauses
from respbook.queries.programmes import counts_of
from respbook.queries.scope import checks_in_sight, checks_ticked, programme_in_sight, template_in_sight
from respbook.queries.targets import applies, targets_of, units_for
from respbook.rules.carrying import CarryFacts, CheckKind, CheckPlace, Figures, Shares, check_percent, later, scaled
from respbook.rules.errors import RuleBroken
from respbook.rules.permissions import Permission, Viewer
from respbook.rules.programmes import check_open
from respbook.rules.splitting import divide, weights_by
from respbook.rules.targets import DIVISIBLE, Basis


@action(Permission.PROGRAMME_WRITE)
def carry_over(programme_id: int, source_id: int, facts: CarryFacts, *, by: Viewer, now: datetime) -> Programme:
    """从上年结转: templates, targets and, if wanted, their division; letters stay behind. One transaction.

    Deadlines and base years move along with the year. Raises RuleBroken, NotInSight.
    """
    programme, source = programme_in_sight(by, programme_id), programme_in_sight(by, source_id)
    check_open(programme.state, programme.name)
    for scaling in (facts.overall, *facts.by_category.values()):
        check_percent(scaling.percent)
    counts = counts_of(by, programme)
    if counts.templates or counts.targets:
        raise RuleBroken(f"“{programme.name}”已有模板或目标任务，不能再整体沿用。请逐个新建。", "source")
    units = units_for(by, source)
    templates = [(each, _template_copy(each, programme, by, now)) for each in with_clauses(source.id)]
    targets = [(each, _target_copy(each, programme, source.year, facts, units)) for each in targets_of(by, source)]
    db.session.add_all([copy for _, copy in (*templates, *targets)])
    db.session.flush()
    for _, copy in templates:
        keep(copy, f"沿用{source.name}")
    checks = checks_after(Copied(source, programme, templates, targets, units))
    db.session.add_all(checks)
    told = {"沿用": source.name, "模板": len(templates), "目标任务": len(targets), "待核对": len(checks)}
    after = {name: str(value) for name, value in told.items()}
    audit.note("programme.carry_over", programme, programme.name, after=after)
    return programme


def _values(row: Base, *left_out: str) -> dict[str, Any]:
    names = (column.key for column in inspect(type(row)).column_attrs)
    return {name: getattr(row, name) for name in names if name not in ("id", "programme_id", "version", *left_out)}


def _template_copy(template: LetterTemplate, programme: Programme, by: Viewer, now: datetime) -> LetterTemplate:
    copy = LetterTemplate(programme_id=programme.id, **_values(template, "changed_at", "changed_by"))
    copy.changed_at, copy.changed_by = now, by.name
    copy.clauses = [Clause(**_values(clause, "template_id")) for clause in template.clauses]
    return copy


def _target_copy(target: Target, programme: Programme, year: int, facts: CarryFacts, units: Sequence[Unit]) -> Target:
    copy = Target(programme_id=programme.id, **_values(target, "shortfall_reason", "base_amount"))
    years = programme.year - year
    copy.due_on = later(target.due_on, years) if target.due_on else None
    copy.base_year = target.base_year + years if target.base_year else None
    scaling = facts.of(target.category)
    if scaling.figures is Figures.EMPTY:
        copy.amount = copy.low = copy.high = None
    elif target.kind in DIVISIBLE:
        copy.amount = scaled(target.amount, scaling, target.step, target.unit_word)
    copy.allocations = _shares(target, copy, facts.shares, [unit for unit in units if applies(target, unit)])
    return copy


def _shares(target: Target, copy: Target, wanted: Shares, bearing: Sequence[Unit]) -> list[Allocation]:
    """分解 of the copy: only units that live and bear it now; 不适用 and its note are decisions and stay."""
    if wanted is Shares.EMPTY:
        return []
    known = {cell.unit_id: cell for cell in target.allocations}
    cells = [_cell(unit, known.get(unit.id)) for unit in bearing if unit.id in known or wanted is Shares.DIVIDED]
    if target.divided and copy.amount is not None:
        _place(target, copy, wanted, [cell for cell in cells if cell.applies], known, bearing)
    return cells


def _cell(unit: Unit, was: Allocation | None) -> Allocation:
    if was is None:
        return Allocation(unit_id=unit.id, pinned=False, applies=True, note="")
    return Allocation(unit_id=unit.id, pinned=False, applies=was.applies, note=was.note)


def _place(
    target: Target,
    copy: Target,
    wanted: Shares,
    cells: Sequence[Allocation],
    known: dict[int, Allocation],
    bearing: Sequence[Unit],
) -> None:
    """Fills the cells; where they cannot be filled they stay empty, which the page of the target says by itself."""
    total = copy.amount or Decimal(0)
    if wanted is Shares.DIVIDED:
        by_id = {unit.id: unit for unit in bearing}
        try:
            weights = weights_by(copy.basis or Basis.EQUAL, [by_id[cell.unit_id] for cell in cells])
            parts: Sequence[Decimal | None] = divide(total, weights, {}, copy.step)
        except RuleBroken:
            return
    else:
        was = [known[cell.unit_id] for cell in cells]
        parts = _proportional([each.amount for each in was], total, target, copy)
        for cell, each in zip(cells, was, strict=True):
            cell.pinned = each.pinned
    for cell, part in zip(cells, parts, strict=True):
        cell.amount = part
        cell.pinned = cell.pinned and part is not None


def _proportional(was: list[Decimal | None], total: Decimal, target: Target, copy: Target) -> list[Decimal | None]:
    """照上年比例: the shares as they were, or moved as the total moved; together never more than it."""
    if total == target.amount:
        return was
    placed = sum((amount or Decimal(0) for amount in was), Decimal(0))
    if not placed or not target.amount:
        return [None] * len(was)
    steps = int(placed * total / target.amount / copy.step)
    filled = [place for place, amount in enumerate(was) if amount is not None]
    parts = divide(min(total, steps * copy.step), [was[place] or Decimal(0) for place in filled], {}, copy.step)
    found: list[Decimal | None] = [None] * len(was)
    for place, part in zip(filled, parts, strict=True):
        found[place] = part
    return found


@action(Permission.PROGRAMME_WRITE)
def tick(programme_id: int, check_ids: Sequence[int], *, by: Viewer, now: datetime) -> int:
    """核对完毕: the lines are ticked off by this person; gives how many. Raises RuleBroken, NotInSight."""
    programme = programme_in_sight(by, programme_id)
    check_open(programme.state, programme.name)
    rows = _open_rows(by, programme, check_ids)
    for row in rows:
        row.done_at, row.done_by = now, by.name
    audit.note("check.tick", programme, programme.name, after={"核对": "；".join(row.words for row in rows)})
    return len(rows)


@action(Permission.PROGRAMME_WRITE)
def take_back(programme_id: int, ticked_at: datetime, *, by: Viewer, now: datetime) -> int:
    """撤销核对: what this person ticked at that moment stands open again; gives how many. Raises RuleBroken, NotInSight."""
    programme = programme_in_sight(by, programme_id)
    check_open(programme.state, programme.name)
    rows = checks_ticked(by, programme, ticked_at)
    if not rows:
        raise RuleBroken("这次核对已经撤销，或不是本人办的，没有改动。现在的情况请看待核对清单。")
    for row in rows:
        row.done_at, row.done_by = None, None
    audit.note("check.take_back", programme, programme.name, after={"待核对": "；".join(row.words for row in rows)})
    return len(rows)


def _open_rows(by: Viewer, programme: Programme, check_ids: Sequence[int]) -> list[CarryOverCheck]:
    rows = [row for row in checks_in_sight(by, programme, check_ids) if row.done_at is None]
    if not rows:
        raise RuleBroken("没有选中还要核对的事项。请先在左边打勾。")
    return rows


@action(Permission.TEMPLATE_WRITE, undo=True)
def move_years(programme_id: int, check_ids: Sequence[int], *, by: Viewer, now: datetime) -> int:
    """改正年份 as proposed, and tick off. A text that was changed meanwhile is left alone. Raises RuleBroken, NotInSight."""
    programme = programme_in_sight(by, programme_id)
    check_open(programme.state, programme.name)
    rows = [row for row in _open_rows(by, programme, check_ids) if row.kind is CheckKind.YEAR]
    if not rows:
        raise RuleBroken("选中的事项里没有正文年份。请在“正文中的年份”下打勾。")
    templates = _templates_of(rows, by)
    for template in templates:
        keep_standing(template)
    before, after = {}, {}
    for row in rows:
        _write_years(row, templates)
        before[row.words], after[row.words] = row.before, row.after
        row.done_at, row.done_by = now, by.name
    for template in templates:
        template.changed_at, template.changed_by = now, by.name
        flag_modified(template, "changed_at")
        keep(template, "改正文中的年份")
    audit.note("check.move_years", programme, programme.name, before=before, after=after)
    return len(rows)


def _templates_of(rows: Sequence[CarryOverCheck], by: Viewer) -> list[LetterTemplate]:
    """The templates whose wording the lines are about, each once, with their clauses."""
    clauses = [row.subject_id for row in rows if row.place is CheckPlace.CLAUSE]
    named = [row.subject_id for row in rows if row.place is CheckPlace.TEMPLATE]
    of_clauses = db.session.scalars(select(Clause.template_id).where(Clause.id.in_(clauses)))
    return [template_in_sight(by, each) for each in sorted({*named, *of_clauses})]


def _write_years(row: CarryOverCheck, templates: Sequence[LetterTemplate]) -> None:
    holder: Any = None
    match row.place:
        case CheckPlace.CLAUSE:
            every = (clause for template in templates for clause in template.clauses)
            holder, field = next((clause for clause in every if clause.id == row.subject_id), None), "text"
        case CheckPlace.TEMPLATE:
            holder, field = next((each for each in templates if each.id == row.subject_id), None), "title"
        case _:
            holder, field = db.session.get(Target, row.subject_id), "duty"
    if holder is None or getattr(holder, field) != row.before:
        raise RuleBroken(f"“{row.words}”的文字在结转后已改过，没有自动改动。请打开核对，自行改正。")
    setattr(holder, field, row.after)
