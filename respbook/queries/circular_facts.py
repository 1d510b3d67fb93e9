"""通报所据: the findings of a scope with their steps and photos, and what the town says by default; a flat number of statements."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, literal, or_, select
from sqlalchemy.orm import joinedload

from respbook.models.base import db
from respbook.models.evidence import Evidence
from respbook.models.findings import Finding, FindingEvidence, FindingStep
from respbook.models.pledges import Pledge
from respbook.models.programmes import Programme
from respbook.models.units import Unit
from respbook.queries.scope import under
from respbook.queries.scope_findings import findings_in_sight
from respbook.rules.circulars import MOST_ITEMS, Choice, Matter, Spoken
from respbook.rules.evidence import EvidenceKind
from respbook.rules.findings import FindingKind, number_words
from respbook.rules.lifecycles import BEFORE_DONE, FindingState
from respbook.rules.permissions import Viewer
from respbook.rules.pledges import PledgeKind
from respbook.rules.units import UnitKind

_OWN_PLACES = (UnitKind.VILLAGE, UnitKind.COMMUNITY, UnitKind.GROUP)
"""Units that are places as well: their name goes before the 点位."""
_CHECKS = ("finding.pass_check", "finding.fail_check")
_AFTER = frozenset({"finding.tell_done", *_CHECKS})


def matters_of(viewer: Viewer, choice: Choice) -> list[Matter]:
    """选中的问题 in the order of their numbers: handed out, or good work; what was merged or withdrawn is left out."""
    told = Finding.state.not_in([FindingState.RECORDED, FindingState.MERGED, FindingState.WITHDRAWN])
    good = and_(Finding.kind == FindingKind.GOOD, Finding.state == FindingState.RECORDED)
    wanted = [or_(told, good)]
    if choice.by_steps:
        steps = select(FindingStep.finding_id).where(
            FindingStep.on_day.between(choice.first, choice.last), FindingStep.deed != "finding.publish"
        )
        wanted.append(Finding.id.in_(steps))
    else:
        wanted.append(Finding.found_on.between(choice.first, choice.last))
    if choice.categories:
        wanted.append(Finding.category.in_(choice.categories))
    if choice.sources:
        wanted.append(Finding.source.in_(choice.sources))
    if choice.unit_ids:
        wanted.append(or_(Finding.unit_id.in_(choice.unit_ids), Finding.at_unit_id.in_(choice.unit_ids)))
    return _matters(viewer, wanted)


def day_matters(viewer: Viewer, on: date) -> list[Matter]:
    """当日的问题: found or closed on the day, or still without an answer."""
    silent = and_(
        Finding.state.in_(BEFORE_DONE),
        or_(Finding.due_on < on, and_(Finding.state == FindingState.ASSIGNED, Finding.assigned_on < on)),
    )
    closed = and_(Finding.state == FindingState.CLOSED, Finding.closed_on == on)
    gone = Finding.state.in_([FindingState.MERGED, FindingState.WITHDRAWN])
    return _matters(viewer, [~gone, or_(Finding.found_on == on, closed, silent)])


def matters_named(viewer: Viewer, finding_ids: Collection[int]) -> dict[int, Matter]:
    """若干问题 as they stand now, by their ids; what is out of the register by now (并入, 撤销) is left out."""
    gone = Finding.state.in_([FindingState.MERGED, FindingState.WITHDRAWN])
    return {each.finding_id: each for each in _matters(viewer, [Finding.id.in_(finding_ids), ~gone])}


def _matters(viewer: Viewer, wanted: Sequence[ColumnElement[bool]]) -> list[Matter]:
    rows = db.session.scalars(
        select(Finding)
        .where(findings_in_sight(viewer), *wanted)
        .order_by(Finding.year, Finding.serial)
        .limit(MOST_ITEMS + 1)
        .options(joinedload(Finding.unit), joinedload(Finding.at_unit))
        .execution_options(populate_existing=True)
    ).all()
    steps: dict[int, list[Spoken]] = {row.id: [] for row in rows}
    said = select(FindingStep.finding_id, FindingStep.deed, FindingStep.text, FindingStep.on_day)
    for step in db.session.execute(
        said.where(FindingStep.finding_id.in_(steps)).order_by(FindingStep.finding_id, FindingStep.number)
    ):
        steps[step.finding_id].append(Spoken(step.deed, step.text, step.on_day))
    return [_matter(row, tuple(steps[row.id])) for row in rows]


def _matter(row: Finding, steps: tuple[Spoken, ...]) -> Matter:
    unit, at = row.unit or row.at_unit, row.at_unit
    own_place = at is not None and (at.kind in _OWN_PLACES or (unit is not None and at.id != unit.id) or not row.place)
    return Matter(
        row.id,
        number_words(row.year, row.serial),
        row.kind,
        row.state,
        row.category,
        at.called if at is not None and own_place else "",
        row.place,
        row.text,
        unit.called if unit is not None else "待明确",
        row.found_on,
        row.found_by,
        row.assigned_on,
        row.due_on,
        row.done_on,
        row.closed_on,
        steps,
    )


def checked_days(matters: Iterable[Matter], choice: Choice) -> tuple[date, ...]:
    """现场检查的日期 within the period, as the checks' steps tell them."""
    days = {step.on_day for matter in matters for step in matter.steps if step.deed in _CHECKS}
    return tuple(sorted(day for day in days if choice.first <= day <= choice.last))


@dataclass(frozen=True)
class Shot:
    """一张照片: whose step it belongs to, on which day."""

    sha256: str
    on_day: date
    after: bool


def shots_of(finding_ids: Collection[int]) -> dict[int, list[Shot]]:
    """整改前后照片 of findings in sight: the first step's are 整改前, those of 自报完成 and 核查 整改后: one statement."""
    found: dict[int, list[Shot]] = {finding_id: [] for finding_id in finding_ids}
    rows = db.session.execute(
        select(FindingStep.finding_id, FindingStep.number, FindingStep.deed, FindingStep.on_day, Evidence.sha256)
        .join(FindingEvidence, FindingEvidence.step_id == FindingStep.id)
        .join(Evidence, Evidence.id == FindingEvidence.evidence_id)
        .where(
            FindingStep.finding_id.in_(finding_ids),
            Evidence.kind.in_([EvidenceKind.JPEG, EvidenceKind.PNG, EvidenceKind.WEBP]),
            Evidence.withdrawn_at.is_(None),
        )
        .order_by(FindingStep.finding_id, FindingStep.number, Evidence.id)
    )
    for row in rows:
        if row.number == 1 or row.deed in _AFTER:
            found[row.finding_id].append(Shot(row.sha256, row.on_day, row.number > 1))
    return found


def letter_patterns(viewer: Viewer) -> set[str]:
    """责任书的文号格式 of the town: one statement."""
    rows = select(Programme.number_pattern).where(Programme.unit_id == viewer.unit_id).distinct()
    return set(db.session.scalars(rows))


def households_in(viewer: Viewer, text: str) -> list[str]:
    """文字里的户主姓名, among those whose pledges are recorded in sight: one statement."""
    rows = (
        select(Pledge.name)
        .join(Unit, Unit.id == Pledge.unit_id)
        .where(Pledge.kind == PledgeKind.HOUSEHOLD, under(viewer), literal(text).contains(Pledge.name))
        .distinct()
        .limit(3)
    )
    return list(db.session.scalars(rows))
