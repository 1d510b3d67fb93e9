"""往下分解的表: one duty among the papers right below a letter or a paper (features C1, C2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select

from respbook.models.base import db
from respbook.models.letters import Letter
from respbook.models.pledges import Pledge, PledgeDivision, PledgeShare
from respbook.models.tasks import Task
from respbook.queries.pledges import children_of, divisible, divisions_of, passed_tasks
from respbook.queries.scope import NotInSight
from respbook.rules.pledge_states import PledgeState
from respbook.rules.pledges import PledgeKind
from respbook.rules.splitting import Balance, balance


@dataclass(frozen=True)
class ShareRow:
    """往下分解的一行; ``amount`` None where the paper carries nothing of the duty."""

    pledge_id: int
    said: str
    size: int | None
    amount: Decimal | None
    pinned: bool
    signed: bool


@dataclass(frozen=True)
class SharePage:
    """往下分解的表: ``tasks`` are the duties that can be shared out here; ``kind`` is whose papers stand below."""

    tasks: Sequence[Task]
    task: Task
    total: Decimal
    kind: PledgeKind | None
    division: PledgeDivision | None
    rows: Sequence[ShareRow]

    @property
    def balance(self) -> Balance:
        """合计 against what is above."""
        return balance(self.total, [row.amount for row in self.rows], self.task.unit_word)


def share_page(letter: Letter, parent_id: int | None, task_id: int | None) -> SharePage | None:
    """往下分解的表, six statements; None where there is no duty to share out. Raises NotInSight."""
    holding = _holdings(letter.id, parent_id, divisible(passed_tasks(letter.id)))
    if not holding:
        return None
    task = next((each for each in holding if task_id in (None, each.id)), None)
    if task is None:
        raise NotInSight
    divisions = {(row.parent_id, row.task_id): row for row in divisions_of(letter.id)}
    division = divisions.get((parent_id, task.id))
    kind, heirs = _heirs(letter.id, parent_id, division)
    shares = {share.pledge_id: share for share in division.shares} if division else {}
    rows = [_row(heir, shares.get(heir.id)) for heir in heirs]
    return SharePage(list(holding), task, holding[task], kind, division, rows)


def _holdings(letter_id: int, parent_id: int | None, tasks: Sequence[Task]) -> dict[Task, Decimal]:
    if parent_id is None:
        return {task: task.amount for task in tasks if task.amount is not None}
    rows = db.session.execute(
        select(PledgeDivision.task_id, PledgeShare.amount)
        .join(PledgeShare.division)
        .where(PledgeDivision.letter_id == letter_id, PledgeShare.pledge_id == parent_id)
    )
    held = {row.task_id: row.amount for row in rows}
    return {task: held[task.id] for task in tasks if task.id in held}


def _heirs(
    letter_id: int, parent_id: int | None, division: PledgeDivision | None
) -> tuple[PledgeKind | None, Sequence[Pledge]]:
    """Those that share it, or would: 社 before households."""
    for kind in (division.kind,) if division else tuple(PledgeKind):
        if heirs := children_of(letter_id, parent_id, kind):
            return kind, heirs
    return None, ()


def _row(heir: Pledge, share: PledgeShare | None) -> ShareRow:
    size = heir.households if heir.kind is PledgeKind.GROUP else heir.people
    return ShareRow(
        heir.id,
        heir.said,
        size,
        share.amount if share else None,
        share is not None and share.pinned,
        heir.state is PledgeState.SIGNED,
    )


def shares_of(pledge: Pledge) -> list[tuple[str, str]]:
    """一份文书承担的数: (duty, words), in the order of the letter: one statement."""
    rows = db.session.execute(
        select(Task.title, PledgeShare.demand)
        .join(PledgeDivision, PledgeDivision.task_id == Task.id)
        .join(PledgeShare, PledgeShare.division_id == PledgeDivision.id)
        .where(PledgeShare.pledge_id == pledge.id)
        .order_by(Task.position, Task.id)
    )
    return [(title, demand) for title, demand in rows]
