"""上级目标列入本镇方案: what the county's letter asks of the town becomes targets of the town's own programme, to be divided."""

from dataclasses import fields
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from respbook.actions import audit, targets
from respbook.actions.action import action
from respbook.models.base import db
from respbook.models.letters import Letter
from respbook.models.targets import Target
from respbook.models.tasks import Task
from respbook.queries.scope import NotInSight, letter_in_sight, programme_in_sight
from respbook.queries.targets import names_in
from respbook.rules.errors import RuleBroken
from respbook.rules.lifecycles import LetterState, TaskState
from respbook.rules.permissions import Permission, Viewer
from respbook.rules.programmes import check_open
from respbook.rules.target_facts import TargetFacts
from respbook.rules.targets import DIVISIBLE, Basis
from respbook.rules.units import UnitKind

VILLAGES = (UnitKind.VILLAGE, UnitKind.COMMUNITY)
"""Who bears a target that was handed down, until the town says otherwise."""


@action(Permission.TARGET_WRITE, undo=True)
def take_down(letter_id: int, programme_id: int, *, by: Viewer, now: datetime) -> list[Target]:
    """列入本镇方案: each target of the letter that the programme does not have by name; the town's figure becomes its total.

    Raises RuleBroken, NotInSight.
    """
    letter, programme = letter_in_sight(by, letter_id), programme_in_sight(by, programme_id)
    if not handed_down(by, letter):
        raise RuleBroken("只有县（区）签发给本镇的责任书，才能把目标列入本镇方案。")
    if programme.unit_id != by.office_id:
        raise NotInSight
    check_open(programme.state, programme.name)
    known = names_in(programme.id)
    rows = db.session.execute(
        select(Task.amount, Target)
        .join(Task.target)
        .where(Task.letter_id == letter.id, Task.state != TaskState.CANCELLED)
        .order_by(Task.position, Task.id)
    ).all()
    made = [
        targets.add(programme.id, _facts(target, amount), by=by, now=now)
        for amount, target in rows
        if target.name not in known
    ]
    if not made:
        raise RuleBroken("这份责任书的目标都已经在该方案里，没有新增的。")
    told = {"责任书": letter.said, "目标": "、".join(each.name for each in made)}
    audit.note("target.take_down", programme, programme.name, after=told)
    return made


def handed_down(viewer: Viewer, letter: Letter) -> bool:
    """上级给本镇的责任书: issued by the office above to the viewer's own."""
    above = letter.programme.unit_id != viewer.office_id
    return letter.state is LetterState.ISSUED and letter.unit_id == viewer.office_id and above


def _facts(target: Target, amount: Decimal | None) -> TargetFacts:
    """The same wording; a figure that can be divided is to be divided among the villages."""
    told: dict[str, Any] = {each.name: getattr(target, each.name) for each in fields(TargetFacts) if each.name in _SAME}
    divided = target.kind in DIVISIBLE and target.unit_word not in ("%", "％") and amount is not None
    basis = Basis.HOUSEHOLDS if divided else None
    return TargetFacts(**told, amount=amount, divided=divided, basis=basis, unit_kinds=VILLAGES)


_SAME = frozenset(each.name for each in fields(TargetFacts)) - {
    "amount", "divided", "basis", "unit_kinds", "position", "tag", "heading",
}  # fmt: skip
