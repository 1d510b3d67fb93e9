"""文书的事实: what a draft is made from — the problems, the signed sentences behind them, what stands already, the photos."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from respbook.models.base import db
from respbook.models.evidence import Evidence
from respbook.models.findings import Finding, FindingEvidence, FindingStep
from respbook.models.letters import Letter
from respbook.models.orders import Order, OrderItem
from respbook.models.tasks import Task
from respbook.models.units import Unit
from respbook.papers import stored
from respbook.papers.order import Shown, place_of
from respbook.papers.stored import title_in
from respbook.queries.scope_findings import findings_in_sight
from respbook.queries.units import CALLED, IN_ORDER
from respbook.queries.workdays import calendar_of
from respbook.rules.evidence import PHOTOS
from respbook.rules.findings import FindingKind, number_words
from respbook.rules.lifecycles import BEFORE_DONE, IN_FORCE, UNISSUED
from respbook.rules.lights import Lit, Standing, light_of
from respbook.rules.order_words import Ground, Seen
from respbook.rules.orders import MOST_PHOTOS, Listed, OrderKind
from respbook.rules.permissions import Viewer
from respbook.rules.supervision import Step, Taken
from respbook.rules.workdays import WorkCalendar


def listed(row: Finding, into: str = "") -> Listed:
    """列入的问题 as the rules see it; its unit is loaded."""
    return Listed(row.year, row.serial, row.unit_id, row.state, into, row.unit.called if row.unit else "")


def open_findings(viewer: Viewer, unit_id: int) -> Sequence[Finding]:
    """可写进文书的问题 of a unit: handed out and not done, the nearest limit first: one statement."""
    rows = select(Finding).where(
        findings_in_sight(viewer),
        Finding.unit_id == unit_id,
        Finding.kind == FindingKind.PROBLEM,
        Finding.state.in_(BEFORE_DONE),
    )
    return db.session.scalars(rows.order_by(Finding.due_on, Finding.id).options(joinedload(Finding.at_unit))).all()


def units_with_findings(viewer: Viewer) -> list[tuple[int, str, int]]:
    """有未完问题的单位: (id, name, how many), the town itself left out: one statement."""
    rows = db.session.execute(
        select(Unit.id, CALLED.label("called"), func.count(Finding.id).label("open"))
        .join(Finding, Finding.unit_id == Unit.id)
        .where(
            findings_in_sight(viewer),
            Finding.unit_id != Finding.town_id,
            Finding.kind == FindingKind.PROBLEM,
            Finding.state.in_(BEFORE_DONE),
        )
        .group_by(Unit.id)
        .order_by(*IN_ORDER)
    )
    return [(row.id, row.called, row.open) for row in rows]


def merged_into(rows: Sequence[Finding]) -> dict[int, str]:
    """并入的编号 of those that were merged: one statement, none where there are none."""
    wanted = {row.merged_into_id for row in rows if row.merged_into_id}
    if not wanted:
        return {}
    found = db.session.execute(select(Finding.id, Finding.year, Finding.serial).where(Finding.id.in_(wanted)))
    return {row.id: number_words(row.year, row.serial) for row in found}


def lit(row: Finding, calendar: WorkCalendar, today: date) -> Lit | None:
    """亮什么灯 of a problem."""
    return light_of(Standing(row.state, row.due_on, row.pace, row.failed), calendar, today)


def seen_of(rows: Sequence[Finding], today: date) -> list[Seen]:
    """写进文书的问题: one statement for the calendar."""
    calendar = calendar_of(rows[0].town_id) if rows else WorkCalendar()
    found = []
    for row in rows:
        burning = lit(row, calendar, today)
        place = row.place or (row.at_unit.called if row.at_unit and row.at_unit_id != row.unit_id else "")
        found.append(
            Seen(
                number_words(row.year, row.serial),
                row.source,
                row.found_on,
                place,
                row.text,
                row.category,
                row.goal,
                row.due_on or today,
                burning.why if burning else "",
            )
        )
    return found


def grounds_of(rows: Sequence[Finding]) -> list[Ground]:
    """签了字的依据 of some problems, each once: a statement for the tasks and one for each letter's paper."""
    wanted = [row.task_id for row in rows if row.task_id]
    if not wanted:
        return []
    tasks = db.session.execute(
        select(Task.id, Task.letter_id, Task.clause_id, Task.title)
        .where(Task.id.in_(wanted), Task.letter_id.is_not(None))
        .order_by(Task.position, Task.id)
    ).all()
    papers: dict[int, tuple[str, str]] = {}
    found: dict[Ground, None] = {}
    for task in tasks:
        if task.letter_id not in papers:
            row = db.session.execute(select(Letter.number_text, Letter.paper).where(Letter.id == task.letter_id)).one()
            papers[task.letter_id] = (row.number_text or "", row.paper or "")
        number, paper = papers[task.letter_id]
        if number and paper:
            place, sentence = place_of(stored.loaded(paper), task.clause_id, task.title)
            found[Ground(title_in(paper), number, place, sentence)] = None
    return list(found)


@dataclass(frozen=True)
class StandingOrder:
    """已有的文书 for a problem: issued and not taken back, or still a draft."""

    order_id: int
    finding_id: int
    unit_id: int
    called: str
    taken: Taken
    issued: bool


def standing_orders(finding_ids: Collection[int]) -> dict[int, list[StandingOrder]]:
    """已有的文书 of each of these problems, those taken back left out: one statement."""
    found: dict[int, list[StandingOrder]] = {}
    rows = db.session.execute(
        select(
            OrderItem.finding_id,
            Order.id,
            Order.unit_id,
            Order.kind,
            Order.light,
            Order.number_text,
            Order.made_on,
            Order.due_on,
        )
        .join(Order, Order.id == OrderItem.order_id)
        .where(OrderItem.finding_id.in_(finding_ids), Order.state.in_(IN_FORCE | UNISSUED))
        .order_by(Order.id)
    )
    for row in rows:
        taken = Taken(Step(row.kind, row.light), row.made_on, row.due_on)
        each = StandingOrder(
            row.id, row.finding_id, row.unit_id, row.number_text or "拟稿", taken, bool(row.number_text)
        )
        found.setdefault(row.finding_id, []).append(each)
    return found


def already_listed(rows: Sequence[Finding], kind: OrderKind, weight: int) -> Mapping[int, StandingOrder]:
    """已列入同类文书的问题: a notice is not sent twice, nor a 督办单 of a colour that stands already: one statement."""
    standing = standing_orders([row.id for row in rows])
    found = {}
    for row in rows:
        for each in standing.get(row.id, []):
            same = each.taken.step.kind is kind and each.taken.step.weight >= weight
            anew = row.assigned_on is not None and each.taken.made_on < row.assigned_on
            if same and each.unit_id == row.unit_id and not anew:
                found[row.id] = each
    return found


def photos_of(numbers: Mapping[int, str]) -> list[Shown]:
    """整改前照片 of problems by their numbers on the paper, in that order: one statement. What was withdrawn is left out."""
    rows = db.session.execute(
        select(FindingStep.finding_id, Evidence.sha256)
        .join(FindingEvidence, FindingEvidence.step_id == FindingStep.id)
        .join(Evidence, Evidence.id == FindingEvidence.evidence_id)
        .where(
            FindingStep.finding_id.in_(numbers),
            FindingStep.number == 1,
            Evidence.kind.in_(PHOTOS),
            Evidence.withdrawn_at.is_(None),
        )
        .order_by(FindingStep.finding_id, Evidence.id)
    ).all()
    place = {finding_id: n for n, finding_id in enumerate(numbers)}
    ordered = sorted(rows, key=lambda row: place[row.finding_id])
    return [Shown(row.sha256, numbers[row.finding_id]) for row in ordered[:MOST_PHOTOS]]
