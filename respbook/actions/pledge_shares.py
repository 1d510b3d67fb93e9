"""再分解: shares go down from a letter to its 社 and households, and always add up to what is above (features C1, C2)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from sqlalchemy.orm.attributes import flag_modified

from respbook.actions import audit
from respbook.actions.action import action, expect_version
from respbook.models.base import db
from respbook.models.letters import Letter
from respbook.models.pledges import Pledge, PledgeDivision, PledgeShare
from respbook.models.tasks import Task
from respbook.queries.cascade_reports import report_state
from respbook.queries.pledges import (
    children_of,
    divisible,
    divisions_of,
    letter_facts,
    passed_letter,
    passed_tasks,
    share_words,
)
from respbook.queries.scope import NotInSight
from respbook.rules.cascade_reports import check_unlocked
from respbook.rules.cascading import Heir, check_sum, may_pass_on, shared_out
from respbook.rules.chinese import figure
from respbook.rules.errors import RuleBroken
from respbook.rules.permissions import Permission, Viewer
from respbook.rules.pledge_states import PledgeState
from respbook.rules.pledges import PledgeKind
from respbook.rules.programmes import check_open
from respbook.rules.targets import Basis


class Tree:
    """分解的全貌 of one letter: its duties, its divisions at every depth; what changes above is carried on below."""

    def __init__(self, letter: Letter) -> None:
        self.letter = letter
        self.tasks: Sequence[Task] = passed_tasks(letter.id)
        self.divisions = {(row.parent_id, row.task_id): row for row in divisions_of(letter.id)}
        self._below: dict[tuple[int | None, PledgeKind], Sequence[Pledge]] = {}

    def below(self, parent_id: int | None, kind: PledgeKind) -> Sequence[Pledge]:
        """直接下级, asked for once however many duties are shared out among them."""
        if (parent_id, kind) not in self._below:
            self._below[parent_id, kind] = children_of(self.letter.id, parent_id, kind)
        return self._below[parent_id, kind]

    def holding(self, parent_id: int | None, task: Task) -> Decimal | None:
        """上级承担数: the letter's own figure, or the share of the paper above; None where it has none."""
        if parent_id is None:
            return task.amount
        for row in self.divisions.values():
            if row.task_id == task.id:
                for share in row.shares:
                    if share.pledge_id == parent_id:
                        return share.amount
        return None

    def begin(self, parent_id: int | None, task: Task, kind: PledgeKind, basis: Basis) -> PledgeDivision | None:
        """立一项分解; None where the duty is shared out among papers of another kind already."""
        row = self.divisions.get((parent_id, task.id))
        if row is None:
            row = PledgeDivision(
                letter_id=self.letter.id, parent_id=parent_id, task_id=task.id, task=task, kind=kind, basis=basis
            )
            row.reason, row.shares = "", []
            db.session.add(row)
            self.divisions[parent_id, task.id] = row
        return row if row.kind is kind else None

    def settle(self, row: PledgeDivision, reason: str = "") -> None:
        """算一遍: whoever has signed or is pinned keeps the share, the others divide the rest; then the levels below.

        Raises RuleBroken where the parts cannot add up and nobody says why.
        """
        total = self.holding(row.parent_id, row.task)
        heirs = self.below(row.parent_id, row.kind)
        stood = {share.pledge_id: share for share in row.shares}
        for gone in stood.keys() - {heir.id for heir in heirs}:
            row.shares.remove(stood.pop(gone))
        if total is None or not heirs or row.task.target is None:
            return
        parts = shared_out(total, [_heir(heir, stood.get(heir.id)) for heir in heirs], row.basis, row.task.target.step)
        row.reason = row.reason or reason if sum(parts) != total else ""
        check_sum(total, parts, row.task.unit_word, row.reason)
        self.put(row, heirs, dict(zip([heir.id for heir in heirs], parts, strict=True)))

    def put(self, row: PledgeDivision, heirs: Sequence[Pledge], parts: Mapping[int, Decimal]) -> None:
        """写入: the amounts, with the words that the papers print; where one changes, what is below it is settled anew."""
        stood = {share.pledge_id: share for share in row.shares}
        for heir in heirs:
            share = stood.get(heir.id)
            if share is None:
                share = PledgeShare(pledge_id=heir.id, pinned=False)
                row.shares.append(share)
            share.amount, share.demand = parts[heir.id], share_words(row.task, parts[heir.id])
        flag_modified(row, "reason")
        for heir in heirs:
            below = self.divisions.get((heir.id, row.task_id))
            if below is not None:
                self.settle(below)


def _heir(pledge: Pledge, share: PledgeShare | None) -> Heir:
    households = 1 if pledge.kind is PledgeKind.HOUSEHOLD else pledge.households
    fixed = share is not None and (share.pinned or pledge.state is PledgeState.SIGNED)
    if share is None and pledge.state is PledgeState.SIGNED:
        return Heir(pledge.name, amount=Decimal(0), fixed=True)
    return Heir(pledge.name, households, pledge.people, amount=share.amount if share else None, fixed=fixed)


def pass_down(tree: Tree, parent_id: int | None, kind: PledgeKind, basis: Basis, *, start: bool) -> int:
    """往下分: every duty that is shared out is settled among the papers of a kind; ``start`` also begins new ones.

    Returns how many duties.
    """
    settled = 0
    for task in divisible(tree.tasks):
        if not tree.holding(parent_id, task):
            continue
        row = tree.divisions.get((parent_id, task.id))
        if row is None and not start:
            continue
        row = tree.begin(parent_id, task, kind, basis)
        if row is not None:
            tree.settle(row)
            settled += 1
    return settled


@dataclass(frozen=True)
class Typed:
    """填写的份额 by pledge id, which of them are 固定, and why they fall short."""

    amounts: Mapping[int, Decimal]
    pinned: frozenset[int] = field(default=frozenset())
    reason: str = ""


@dataclass(frozen=True)
class Place:
    """哪一项: which duty, under which paper (None: the letter itself)."""

    letter_id: int
    parent_id: int | None
    task_id: int


@action(Permission.CASCADE_WRITE, undo=True)
def set_shares(place: Place, typed: Typed, version: int, *, by: Viewer, now: datetime) -> PledgeDivision:
    """保存份额: exactly what is above, or less with a reason. Signed ones stay as they were signed.

    Raises RuleBroken, StaleVersion, NotInSight.
    """
    tree, row = _opened(place, by)
    expect_version(row, version)
    heirs = tree.below(place.parent_id, row.kind)
    before = _words(row, heirs)
    stood = {share.pledge_id: share for share in row.shares}
    for heir in heirs:
        typed_amount = typed.amounts.get(heir.id)
        if heir.state is PledgeState.SIGNED and typed_amount not in (None, stood[heir.id].amount):
            raise RuleBroken(f"{heir.said}已签，份额不能再改；确需改动的，请先更正或作废这一份。", "shares")
    parts = {heir.id: typed.amounts.get(heir.id, stood[heir.id].amount) for heir in heirs}
    total = tree.holding(place.parent_id, row.task) or Decimal(0)
    state = check_sum(total, list(parts.values()), row.task.unit_word, typed.reason)
    row.reason = "" if state.even else typed.reason.strip()
    tree.put(row, heirs, parts)
    for share in row.shares:
        share.pinned = share.pledge_id in typed.pinned
    _note("pledge.set_shares", row, heirs, before)
    return row


@action(Permission.CASCADE_WRITE, undo=True)
def divide(
    place: Place, kind: PledgeKind, basis: Basis, pinned: frozenset[int], *, by: Viewer, now: datetime
) -> PledgeDivision:
    """重新分解 among the papers of a kind by a basis; pinned and signed ones stay. Raises RuleBroken, NotInSight."""
    tree, row = _opened(place, by, kind, basis)
    heirs = tree.below(place.parent_id, row.kind)
    if not heirs:
        raise RuleBroken("下面还没有可以分的责任书或承诺书；请先生成。")
    before = _words(row, heirs)
    row.basis = basis
    for share in row.shares:
        share.pinned = share.pledge_id in pinned
    tree.settle(row)
    _note("pledge.divide", row, heirs, before)
    return row


def _opened(
    place: Place, by: Viewer, kind: PledgeKind | None = None, basis: Basis = Basis.HOUSEHOLDS
) -> tuple[Tree, PledgeDivision]:
    """The tree of a letter in sight and one of its divisions; with a ``kind`` it is begun. Raises NotInSight."""
    letter = passed_letter(by, place.letter_id)
    may_pass_on(letter_facts(letter))
    check_open(letter.programme.state, letter.programme.name)
    check_unlocked(report_state(letter.id), letter.unit.called)
    tree = Tree(letter)
    task = next((each for each in divisible(tree.tasks) if each.id == place.task_id), None)
    if task is None or tree.holding(place.parent_id, task) is None:
        raise NotInSight
    row = tree.divisions.get((place.parent_id, task.id))
    if row is None and kind is not None:
        row = tree.begin(place.parent_id, task, kind, basis)
    if row is None:
        raise NotInSight
    return tree, row


def _words(row: PledgeDivision, heirs: Sequence[Pledge]) -> dict[str, str]:
    amounts = {share.pledge_id: share for share in row.shares}
    words = {
        heir.said: f"{figure(share.amount)}{'（固定）' if share.pinned else ''}"
        for heir in heirs
        if (share := amounts.get(heir.id)) is not None
    }
    return {**words, "不足原因": row.reason}


def _note(verb: str, row: PledgeDivision, heirs: Sequence[Pledge], before: Mapping[str, str]) -> None:
    audit.note_change(verb, row, row.task.title, before, _words(row, heirs))
