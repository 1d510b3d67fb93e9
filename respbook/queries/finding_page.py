"""一件问题 in full: what was seen, the line back to the signed sentence, every step, and what may be done next (features X1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from respbook.models.base import db
from respbook.models.evidence import Evidence
from respbook.models.findings import Finding, FindingExtension, FindingStep
from respbook.models.reports import Report, ReportEntry
from respbook.models.tasks import Task
from respbook.models.units import Holder, Unit
from respbook.queries.finding_facts import alike, tellers_of
from respbook.queries.holders import holds
from respbook.queries.order_facts import StandingOrder, standing_orders
from respbook.queries.review_page import signed_sentence
from respbook.queries.scope import under
from respbook.queries.scope_findings import answers, extensions_of, findings_in_sight, steps_of
from respbook.queries.signing import SlotRow, slot_rows
from respbook.queries.units import IN_ORDER
from respbook.queries.workdays import calendar_of
from respbook.rules.errors import RuleBroken
from respbook.rules.findings import Hand, check_other_hand
from respbook.rules.lifecycles import BEFORE_DONE, FindingState
from respbook.rules.lights import Lit, Standing, light_of
from respbook.rules.permissions import Permission, Viewer
from respbook.rules.units import PostRole

BEFORE = frozenset({"finding.record", "finding.merge", "finding.reopen"})
AFTER = frozenset({"finding.tell_done", "finding.pass_check"})


@dataclass(frozen=True)
class FindingPage:
    """问题页; ``own`` whether the viewer's unit answers for it, ``barred`` why the viewer may neither check nor close it."""

    lit: Lit | None
    steps: Sequence[FindingStep]
    extensions: Sequence[FindingExtension]
    before: Sequence[Evidence]
    after: Sequence[Evidence]
    merged: Sequence[Finding]
    into: Finding | None
    repeats: Finding | None
    similar: Sequence[Finding]
    task: Task | None
    sentence: str
    slots: Sequence[SlotRow]
    person: str
    official: str
    report_id: int | None
    orders: Sequence[StandingOrder]
    own: bool
    barred: str

    @property
    def pending(self) -> FindingExtension | None:
        """待批的延期申请."""
        return next((each for each in self.extensions if each.granted is None), None)


def finding_page(viewer: Viewer, row: Finding, today: date) -> FindingPage:
    """问题页 of a problem in sight: a fixed number of statements."""
    steps = steps_of(row)
    task = db.session.scalars(
        select(Task).join(Task.unit).where(Task.id == row.task_id, under(viewer)).options(joinedload(Task.letter))
    ).one_or_none() if row.task_id else None  # fmt: skip
    slots = slot_rows(task.letter_id) if task and task.letter_id and viewer.may(Permission.LETTER_READ) else []
    others = {each.id: each for each in _others(viewer, row)}
    named = _holders(row, row.assigned_on or today)
    return FindingPage(
        light_of(Standing(row.state, row.due_on, row.pace, row.failed), calendar_of(row.town_id), today),
        steps,
        extensions_of(row),
        _pictures(steps, BEFORE),
        _pictures(steps, AFTER),
        [each for each in others.values() if each.merged_into_id == row.id],
        others.get(row.merged_into_id or 0),
        others.get(row.repeats_id or 0),
        [each for each in alike(viewer, row.at_unit_id, row.category, row.found_on) if each.id != row.id]
        if row.at_unit_id and viewer.of_office
        else [],
        task,
        signed_sentence(task) if task else "",
        [slot for slot in slots if slot.signature_id],
        row.person or named.get((row.unit_id, PostRole.FIRST), ""),
        named.get((row.at_unit_id, PostRole.STATIONED), ""),
        _report_of(row),
        _orders(viewer, row),
        answers(viewer, row.unit),
        _barred(viewer, row),
    )


def _pictures(steps: Sequence[FindingStep], deeds: frozenset[str]) -> list[Evidence]:
    """Each photo once, in the order of the steps; what was withdrawn since is left out."""
    found = [
        proof.evidence
        for step in steps
        if step.deed in deeds
        for proof in step.proofs
        if proof.evidence.withdrawn_at is None and proof.evidence.is_photo
    ]
    return list({each.id: each for each in found}.values())


def _others(viewer: Viewer, row: Finding) -> Sequence[Finding]:
    wanted = [each for each in (row.merged_into_id, row.repeats_id) if each]
    return db.session.scalars(
        select(Finding).where(findings_in_sight(viewer), (Finding.merged_into_id == row.id) | Finding.id.in_(wanted))
    ).all()


def _holders(row: Finding, on: date) -> dict[tuple[int | None, PostRole], str]:
    """第一责任人 of the responsible unit and 包村干部 of the village on a day: one statement."""
    rows = db.session.execute(
        select(Holder.unit_id, Holder.role, Holder.name)
        .where(
            Holder.unit_id.in_([each for each in (row.unit_id, row.at_unit_id) if each]),
            holds(PostRole.FIRST, on) | holds(PostRole.STATIONED, on),
        )
        .order_by(Holder.position.desc(), Holder.from_on.desc(), Holder.id.desc())
    )
    return {(each.unit_id, each.role): each.name for each in rows}


def _report_of(row: Finding) -> int | None:
    if row.report_entry_id is None:
        return None
    return db.session.scalar(select(ReportEntry.report_id).where(ReportEntry.id == row.report_entry_id))


def _orders(viewer: Viewer, row: Finding) -> list[StandingOrder]:
    """督办文书: drafts are the office's, and an issued one is between the town and the unit that it went to."""
    standing = standing_orders([row.id]).get(row.id, [])
    if viewer.of_office:
        return standing
    return (
        [each for each in standing if each.issued and each.unit_id == row.unit_id] if answers(viewer, row.unit) else []
    )


def _barred(viewer: Viewer, row: Finding) -> str:
    """The rule's sentence, told before anybody presses the button."""
    own = row.unit is not None and row.unit_id != row.town_id and viewer.unit_path.startswith(row.unit.path)
    try:
        check_other_hand(Hand(viewer.user_id, viewer.name), own, tellers_of([row.id])[row.id], "核查、销号")
    except RuleBroken as refusal:
        return refusal.sentence
    return ""


@dataclass(frozen=True)
class UnitChoice:
    """可选的单位."""

    id: int
    called: str


def unit_choices(viewer: Viewer) -> list[UnitChoice]:
    """可交办的单位 below the viewer's office, those given something last first: one statement."""
    last = select(func.max(Finding.id)).where(Finding.unit_id == Unit.id).correlate(Unit).scalar_subquery()
    rows: Sequence[Any] = db.session.execute(
        select(Unit.id, Unit.short_name, Unit.name, last.label("last"))
        .where(under(viewer), Unit.retired_on.is_(None), Unit.id != viewer.unit_id)
        .order_by(*IN_ORDER)
    ).all()
    recent = sorted((row for row in rows if row.last), key=lambda row: -row.last)[:3]
    return [UnitChoice(row.id, row.short_name or row.name) for row in [*recent, *(r for r in rows if r not in recent)]]


def mergeable(viewer: Viewer, row: Finding) -> Sequence[Finding]:
    """可并入的 problems: open ones of the same village or unit, those of the same category first: one statement."""
    places = [each for each in (row.at_unit_id, row.unit_id) if each]
    near = Finding.at_unit_id.in_(places) | Finding.unit_id.in_(places) if places else Finding.town_id == row.town_id
    return db.session.scalars(
        select(Finding)
        .where(
            findings_in_sight(viewer),
            near,
            Finding.id != row.id,
            Finding.state.in_(BEFORE_DONE | {FindingState.RECORDED}),
        )
        .where(Finding.kind == row.kind)
        .order_by(Finding.category != row.category, Finding.found_on.desc(), Finding.id.desc())
        .limit(30)
    ).all()


def categories_found(viewer: Viewer) -> list[str]:
    """登记过的类别 of the viewer, the last used first: one statement."""
    last = func.max(Finding.id)
    rows = db.session.execute(
        select(Finding.category, last)
        .where(Finding.made_by_id == viewer.user_id)
        .group_by(Finding.category)
        .order_by(last.desc())
        .limit(20)
    )
    return [row.category for row in rows]


@dataclass(frozen=True)
class Taken:
    """从报送转来的情况: which entry, of which unit, and what it said."""

    entry: ReportEntry
    report: Report


def entry_to_take(viewer: Viewer, entry_id: int) -> Taken | None:
    """有情况的报送记录 that may become a problem; None where it is out of sight or was taken over already."""
    row = db.session.execute(
        select(ReportEntry, Report)
        .join(Report, Report.id == ReportEntry.report_id)
        .join(Unit, Unit.id == Report.unit_id)
        .where(ReportEntry.id == entry_id, under(viewer))
        .options(joinedload(ReportEntry.proofs))
    ).unique().one_or_none()  # fmt: skip
    return Taken(row[0], row[1]) if row else None
