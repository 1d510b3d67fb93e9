"""层层签订: papers for 社 and households made in bulk under an issued letter, and voided one by one (features C1, C4)."""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from respbook.actions import audit
from respbook.actions.action import action, expect_version
from respbook.actions.pen import Pen
from respbook.actions.pledge_shares import Tree, pass_down
from respbook.models.base import db
from respbook.models.letters import Letter
from respbook.models.pledges import Pledge, PledgeText
from respbook.models.units import Unit
from respbook.queries import pledges as queries
from respbook.queries.cascade_reports import report_state
from respbook.queries.scope import unit_in_sight
from respbook.queries.scope_signing import pledge_in_sight
from respbook.rules.canonical import canonical_text
from respbook.rules.cascade_reports import check_unlocked
from respbook.rules.cascading import may_pass_on
from respbook.rules.errors import RuleBroken
from respbook.rules.holders import first_present
from respbook.rules.household_lists import Household
from respbook.rules.permissions import Permission, Viewer
from respbook.rules.pledge_states import PLEDGE, PledgeState
from respbook.rules.pledges import LEVEL_LABELS, PledgeKind, filled_in_common, number_text, own_figures
from respbook.rules.programmes import check_open
from respbook.rules.targets import Basis
from respbook.rules.units import PostRole


@dataclass(frozen=True)
class Made:
    """生成的结果: how many papers, how many duties were shared out, how many stood already."""

    papers: int
    duties: int
    stood: int = 0


@action(Permission.CASCADE_WRITE)
def generate_groups(
    letter_id: int, parent_id: int | None, unit_ids: Collection[int], basis: Basis, *, by: Viewer, now: datetime
) -> Made:
    """生成社责任书 for 社 of the village, or for those below a 社 that has its own paper; shares are passed down.

    Raises RuleBroken, NotInSight.
    """
    letter = _opened(letter_id, by)
    above = _above(letter, parent_id, by)
    stood = queries.living_groups(letter.id)
    chosen = [unit for unit in queries.groups_under(above) if unit.id in set(unit_ids)]
    fresh = [unit for unit in chosen if unit.id not in stood]
    if not fresh:
        raise RuleBroken("没有选中还没有责任书的社。请勾选后再生成。", "unit_ids")
    tree = Tree(letter)
    text = _text(letter, tree, PledgeKind.GROUP, shared=True)
    _add(letter, [_group(letter, parent_id, unit) for unit in fresh], text, by, now)
    duties = pass_down(tree, parent_id, PledgeKind.GROUP, basis, start=True)
    return _noted(letter, PledgeKind.GROUP, Made(len(fresh), duties, len(chosen) - len(fresh)))


@action(Permission.CASCADE_WRITE)
def generate_households(
    letter_id: int, households: Sequence[Household], shared: bool, basis: Basis, *, by: Viewer, now: datetime
) -> Made:
    """生成户承诺书, one for each household, under the paper of its 社 where there is one.

    ``shared``: what the 社 carries is shared out among its households too. Households that have their paper are
    passed over. Raises RuleBroken, NotInSight.
    """
    letter = _opened(letter_id, by)
    known, groups = queries.households_known(letter), queries.living_groups(letter.id)
    places = queries.group_names(letter.unit)
    fresh = {each.key: each for each in households if each.key not in known}
    if not fresh:
        raise RuleBroken("名单里的户都已有承诺书，没有可以生成的。", "text")
    if strangers := [
        each.group for each in fresh.values() if each.group_id is not None and each.group_id not in places
    ]:
        raise RuleBroken(f"“{strangers[0]}”已不在本村的社（组）名册中；请重新核对名单。", "text")
    tree = Tree(letter)
    text = _text(letter, tree, PledgeKind.HOUSEHOLD, shared=shared)
    order = {unit_id: place for place, unit_id in enumerate(places)}
    rows = sorted(fresh.values(), key=lambda each: (order.get(each.group_id or 0, len(order)), each.line))
    made = [_household(letter, groups, each, places) for each in rows]
    _add(letter, made, text, by, now)
    parents = dict.fromkeys(row["parent_id"] for row in made)
    duties = max(pass_down(tree, parent, PledgeKind.HOUSEHOLD, basis, start=shared) for parent in parents)
    return _noted(letter, PledgeKind.HOUSEHOLD, Made(len(made), duties, len(households) - len(made)))


@action(Permission.CASCADE_WRITE)
def void(pledge_id: int, reason: str, version: int, *, by: Viewer, now: datetime) -> Pledge:
    """作废 one paper: its number is not used again, its shares go to the others that have not signed.

    Raises RuleBroken, StaleVersion, NotInSight.
    """
    pledge = pledge_in_sight(by, pledge_id)
    expect_version(pledge, version)
    may_pass_on(queries.letter_facts(pledge.letter))
    check_open(pledge.letter.programme.state, pledge.letter.programme.name)
    check_unlocked(report_state(pledge.letter_id), pledge.letter.unit.called)
    if not reason.strip():
        raise RuleBroken("请写明作废的原因。", "reason")
    for kind in PledgeKind:
        if below := queries.children_of(pledge.letter_id, pledge.id, kind):
            raise RuleBroken(f"它下面还有{len(below)}份{LEVEL_LABELS[kind]}级文书，不能作废；请先作废下级。", "reason")
    before = PLEDGE.labels[pledge.state]
    pledge.state = PLEDGE.fire(pledge.state, "void", by)
    pledge.signed_on, pledge.stack_id, pledge.signed_by = None, None, ""
    pledge.reason, pledge.recorded_by, pledge.recorded_at = reason.strip(), by.name, now
    db.session.flush()
    tree = Tree(passed(by, pledge.letter_id))
    for row in list(tree.divisions.values()):
        if any(share.pledge_id == pledge.id for share in row.shares):
            tree.settle(row, f"{pledge.said}作废：{pledge.reason}")
    words = {"状态": PLEDGE.labels[pledge.state], "原因": pledge.reason}
    audit.note("pledge.void", pledge, pledge.said, before={"状态": before}, after=words)
    return pledge


def passed(by: Viewer, letter_id: int) -> Letter:
    """上级责任书 of a paper in sight; whoever sees only a 社 does not see it. Raises NotInSight."""
    return queries.passed_letter(by, letter_id)


def _opened(letter_id: int, by: Viewer) -> Letter:
    letter = passed(by, letter_id)
    may_pass_on(queries.letter_facts(letter))
    check_open(letter.programme.state, letter.programme.name)
    check_unlocked(report_state(letter.id), letter.unit.called)
    return letter


def _above(letter: Letter, parent_id: int | None, by: Viewer) -> Unit:
    """The unit whose 社 get papers: the village, or the 社 of the paper above."""
    if parent_id is None:
        return letter.unit
    parent = pledge_in_sight(by, parent_id)
    if parent.letter_id != letter.id or parent.kind is not PledgeKind.GROUP:
        raise RuleBroken("上级文书不在这份责任书之下；请从责任书页重新进入。")
    if parent.state is PledgeState.VOID:
        raise RuleBroken("上级文书已作废，不能再往下签订。")
    return unit_in_sight(by, parent.unit_id)


def _text(letter: Letter, tree: Tree, kind: PledgeKind, *, shared: bool) -> PledgeText:
    """定稿: the programme's wording with all that the papers share; kept once by its digest."""
    wording, _ = queries.wording_of(letter.programme_id, kind)
    common = queries.common_values(letter, tree.tasks)
    title, body = (filled_in_common(text, common, kind) for text in (wording.title, wording.body))
    parts = {task.title for task in queries.divisible(tree.tasks)}
    for name in own_figures(body):
        if name not in parts:
            raise RuleBroken(f"文字里的“{{{{指标:{name}}}}}”在这份责任书中没有数；请先修改下级文书样式。")
        if not shared:
            raise RuleBroken(
                f"文字里写了“{{{{指标:{name}}}}}”，这一项还没有分到户；请勾选“把任务数也分到户”后生成。", "shared"
            )
    told = canonical_text({"kind": kind.value, "title": title, "body": body, "per_sheet": wording.per_sheet})
    digest = hashlib.sha256(told.encode()).hexdigest()
    row = queries.text_of(digest)
    if row is None:
        row = PledgeText(sha256=digest, title=title, body=body, per_sheet=wording.per_sheet)
        db.session.add(row)
        db.session.flush()
    return row


def _group(letter: Letter, parent_id: int | None, unit: Unit) -> dict[str, Any]:
    return {
        "letter_id": letter.id,
        "parent_id": parent_id,
        "unit_id": unit.id,
        "kind": PledgeKind.GROUP,
        "name": unit.called,
        "group_name": unit.called,
        "head": head.name if (head := first_present(unit.holders, PostRole.FIRST)) else "",
        "households": unit.households or None,
        "people": unit.population or None,
        "address": "",
    }


def _household(letter: Letter, groups: dict[int, Pledge], each: Household, places: dict[int, str]) -> dict[str, Any]:
    parent = groups.get(each.group_id) if each.group_id is not None else None
    return {
        "letter_id": letter.id,
        "parent_id": parent.id if parent else None,
        "unit_id": each.group_id or letter.unit_id,
        "kind": PledgeKind.HOUSEHOLD,
        "name": each.name,
        "group_name": places.get(each.group_id or 0, ""),
        "head": "",
        "households": None,
        "people": each.people,
        "address": each.address,
    }


def _add(letter: Letter, rows: Sequence[dict[str, Any]], text: PledgeText, by: Viewer, now: datetime) -> None:
    """The rows with their numbers, by one statement however many."""
    shared = {"village": letter.unit.called[:30], "text_id": text.id, "made_by": by.name, "made_at": now}
    first = queries.last_serial(letter.id) + 1
    Pen().add(Pledge, [{**row, **shared, "serial": serial} for serial, row in enumerate(rows, first)])


def _noted(letter: Letter, kind: PledgeKind, made: Made) -> Made:
    last = queries.last_serial(letter.id)
    village = letter.unit.called
    span = f"{number_text(village, last - made.papers + 1)}至{number_text(village, last)}"
    words = {LEVEL_LABELS[kind]: f"{made.papers}份", "编号": span, "往下分解": f"{made.duties}项"}
    audit.note("pledge.generate", letter, f"{letter.number_text} {village}", after=words)
    return made
