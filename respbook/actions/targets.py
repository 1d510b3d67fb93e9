"""目标任务: add, change, remove. What is divided and changes its total or its units is to be divided again."""

from dataclasses import fields
from datetime import datetime

from respbook.actions import audit, removals
from respbook.actions.action import action, expect_version
from respbook.models.base import db
from respbook.models.programmes import Programme
from respbook.models.removals import Removal
from respbook.models.targets import Target
from respbook.queries.scope import programme_in_sight, target_in_sight
from respbook.queries.targets import ever_tasked, last_position, names_in
from respbook.rules.cadence import CADENCE_LABELS, market_words
from respbook.rules.chinese import figure
from respbook.rules.errors import RuleBroken
from respbook.rules.permissions import Permission, Viewer
from respbook.rules.powers import POWER_LABELS
from respbook.rules.programmes import check_open
from respbook.rules.target_checks import ProgrammeTerm, check
from respbook.rules.target_facts import TargetFacts as TargetFacts
from respbook.rules.target_facts import fitting
from respbook.rules.targets import BASIS_LABELS, KIND_LABELS, in_words
from respbook.rules.units import kinds_words

_TURNED = ("unit_kinds", "position")
"""Facts that do not go into the row as they are."""


@action(Permission.TARGET_WRITE, undo=True)
def add(programme_id: int, facts: TargetFacts, *, by: Viewer, now: datetime) -> Target:
    """增加目标任务. Raises RuleBroken, NotInSight."""
    programme = programme_in_sight(by, programme_id)
    check_open(programme.state, programme.name)
    facts = fitting(facts)
    _check(facts, programme, None)
    target = Target(programme_id=programme.id, shortfall_reason="")
    _fill(target, facts)
    target.position = facts.position or last_position(programme.id) + 1
    db.session.add(target)
    audit.note("target.add", target, target.name, after=_words(target))
    return target


def _check(facts: TargetFacts, programme: Programme, own_id: int | None) -> None:
    taken = names_in(programme.id).get(facts.name)
    if taken is not None and taken != own_id:
        raise RuleBroken(f"本方案已有目标“{facts.name}”；填充项按名称取数，请换个名称。", "name")
    check(facts, ProgrammeTerm(programme.year, programme.term_from, programme.term_to, programme.unit.kind))


def _fill(target: Target, facts: TargetFacts) -> None:
    for field in fields(facts):
        if field.name not in _TURNED:
            setattr(target, field.name, getattr(facts, field.name))
    target.unit_kinds = ",".join(facts.unit_kinds)


def _words(target: Target) -> dict[str, str]:
    """The facts in words, for the log."""
    return {
        "类别": target.category,
        "名称": target.name,
        "指标类型": KIND_LABELS[target.kind],
        "指标": in_words(target.figure(target.amount)),
        "分解": f"{BASIS_LABELS[target.basis]}，最小单位{figure(target.step)}" if target.basis else "各单位同一要求",
        "承担单位": kinds_words(target.kinds) + (f"（{target.tag}）" if target.tag else ""),
        "频次": CADENCE_LABELS[target.cadence],
        "完成时限": target.due_on.isoformat() if target.due_on else "",
        "期后天数": str(target.due_day),
        "期后工作日": str(target.due_in_workdays or ""),
        "遇休息日顺延": "是" if target.rolls_over else "",
        "逢集日": market_words(target.market_days),
        "工作要求": target.duty,
        "牵头单位": target.lead_unit,
        "配合单位": target.helping_units,
        "佐证材料": target.evidence,
        "所需权限": POWER_LABELS[target.power_needed] if target.power_needed else "按文字判断",
        "条款": target.heading,
    }


@action(Permission.TARGET_WRITE, undo=True)
def change(target_id: int, facts: TargetFacts, version: int, *, by: Viewer, now: datetime) -> Target:
    """修改目标任务: a new total, step or circle of units empties the unpinned shares: to be divided again.

    Raises RuleBroken, StaleVersion, NotInSight.
    """
    target = target_in_sight(by, target_id)
    expect_version(target, version)
    check_open(target.programme.state, target.programme.name)
    facts = fitting(facts)
    _check(facts, target.programme, target.id)
    before, divided_on = _words(target), _ground(target)
    _fill(target, facts)
    target.position = facts.position or target.position
    if _ground(target) != divided_on:
        _divide_again(target)
    audit.note_change("target.change", target, target.name, before, _words(target))
    return target


def _ground(target: Target) -> tuple[object, ...]:
    """What a division stands on; when it changes, the shares do not hold any longer."""
    return target.divided, target.amount, target.unit_word, target.step, target.unit_kinds, target.tag


def _divide_again(target: Target) -> None:
    """待重新分解: shares that nobody fixed by hand are emptied, and the reason of an old shortfall with them."""
    for cell in target.allocations:
        if not target.divided or not cell.pinned:
            cell.amount, cell.pinned = None, False
    target.shortfall_reason = ""


@action(Permission.TARGET_WRITE)
def remove(target_id: int, version: int, *, by: Viewer, now: datetime) -> Removal:
    """删除目标任务 that no letter has carried yet; it can be brought back. Raises RuleBroken, StaleVersion."""
    target = target_in_sight(by, target_id)
    expect_version(target, version)
    check_open(target.programme.state, target.programme.name)
    if ever_tasked(target):
        raise RuleBroken(f"“{target.name}”已随责任书下达，不能删除。不再要求的，请在分解页把有关单位标为不适用。")
    words = _words(target)
    audit.note("target.remove", target, target.name, before=words)
    removal = removals.keep(target, target.programme, target.name, target.allocations, by=by, now=now)
    for cell in list(target.allocations):
        db.session.delete(cell)
    db.session.delete(target)
    return removal
