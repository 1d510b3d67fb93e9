"""建议督办: problems whose light asks for a step that nobody has taken, the worst first, with the facts (features Q6, Y1)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from respbook.models.base import db
from respbook.models.findings import Finding
from respbook.models.orders import OrderRefusal
from respbook.queries.order_facts import StandingOrder, lit, standing_orders
from respbook.queries.scope_findings import findings_in_sight
from respbook.queries.workdays import calendar_of
from respbook.rules.findings import FindingKind, Pace, number_words
from respbook.rules.lifecycles import BEFORE_DONE
from respbook.rules.lights import Lit
from respbook.rules.orders import kind_words
from respbook.rules.permissions import Viewer
from respbook.rules.supervision import Refused, Step, next_step

MOST = 300
"""Proposals that are looked at: the most overdue of a town's."""


@dataclass(frozen=True)
class Proposal:
    """建议的一步 for one problem, with why, what stands already, and what was decided before."""

    finding: Finding
    lit: Lit
    step: Step
    standing: Sequence[StandingOrder]
    refused: OrderRefusal | None

    @property
    def number(self) -> str:
        """问题编号."""
        return number_words(self.finding.year, self.finding.serial)

    @property
    def step_words(self) -> str:
        """建议: 督办单（红·逾期）."""
        return kind_words(self.step.kind, self.step.light)


def proposals(viewer: Viewer, today: date) -> list[Proposal]:
    """建议督办, the worst first: four statements however many."""
    rows = db.session.scalars(
        select(Finding)
        .where(
            findings_in_sight(viewer),
            Finding.kind == FindingKind.PROBLEM,
            Finding.state.in_(BEFORE_DONE),
            Finding.unit_id != Finding.town_id,
            or_(Finding.due_on < today, Finding.failed > 0, Finding.pace == Pace.BEHIND),
        )
        .order_by(Finding.due_on, Finding.id)
        .limit(MOST)
        .options(joinedload(Finding.unit), joinedload(Finding.at_unit))
    ).all()
    found = _proposed(rows, today)
    return sorted(found, key=lambda each: (-each.step.weight, each.finding.due_on or today, each.finding.id))


def steps_due(rows: Sequence[Finding], today: date) -> Mapping[int, Step]:
    """下一步 of each of these problems that has one: three statements."""
    return {each.finding.id: each.step for each in _proposed(rows, today)}


def _proposed(rows: Sequence[Finding], today: date) -> list[Proposal]:
    if not rows:
        return []
    calendar = calendar_of(rows[0].town_id)
    ids = [row.id for row in rows]
    standing, refused = standing_orders(ids), _refusals(ids)
    found = []
    for row in rows:
        burning = lit(row, calendar, today)
        if burning is None or row.assigned_on is None:
            continue
        own = [each for each in standing.get(row.id, []) if each.unit_id == row.unit_id]
        past = refused.get(row.id, [])
        told = [Refused(Step(each.kind, each.light), each.decided_on, each.again_on) for each in past]
        step = next_step(burning.light, row.assigned_on, [each.taken for each in own], told, today)
        if step is not None:
            found.append(Proposal(row, burning, step, own, past[-1] if past else None))
    return found


def _refusals(finding_ids: Sequence[int]) -> dict[int, list[OrderRefusal]]:
    found: dict[int, list[OrderRefusal]] = {}
    rows = select(OrderRefusal).where(OrderRefusal.finding_id.in_(finding_ids)).order_by(OrderRefusal.id)
    for row in db.session.scalars(rows):
        found.setdefault(row.finding_id, []).append(row)
    return found
