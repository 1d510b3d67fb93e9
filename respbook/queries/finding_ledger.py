"""整改销号台账: every column that the field's ledgers have (field.md 6), and the photos before and after side by side."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import case, func, select
from sqlalchemy.orm import joinedload, selectinload

from respbook.models.base import db
from respbook.models.evidence import Evidence
from respbook.models.findings import Finding, FindingEvidence, FindingHelper, FindingStep
from respbook.models.units import Holder
from respbook.queries.finding_lists import FindingFilter, calendar_for, ids_of
from respbook.queries.finding_page import AFTER, BEFORE
from respbook.queries.holders import PRESENT
from respbook.queries.town_names import town_names
from respbook.rules.chinese import day
from respbook.rules.evidence import PHOTOS
from respbook.rules.findings import KIND_LABELS, PACE_LABELS, SOURCE_LABELS, number_words
from respbook.rules.lifecycles import FINDING, FindingState
from respbook.rules.lights import Standing, light_of
from respbook.rules.outgoing import Value, listed
from respbook.rules.permissions import Viewer
from respbook.rules.units import PostRole

_MOST = 20_000
_AT_ONCE = 500
MOST_PAIRS = 60
"""Problems of one page of photos; more are printed by narrowing the list."""


def finding_ledger(viewer: Viewer, wanted: FindingFilter, today: date) -> Iterator[tuple[Value, ...]]:
    """整改销号台账的各行, in the list's order: five statements for each five hundred."""
    calendar, ids, place = calendar_for(viewer), ids_of(viewer, wanted, today, _MOST), 0
    written = town_names(viewer).written
    for start in range(0, len(ids), _AT_ONCE):
        some = ids[start : start + _AT_ONCE]
        rows, counts, people, orders = _whole(some), _photo_counts(some), _people(some), _numbers(some)
        for finding_id in some:
            row = rows[finding_id]
            place += 1
            before, after = counts.get(row.id, (0, 0))
            lit = light_of(Standing(row.state, row.due_on, row.pace, row.failed), calendar, today)
            yield (
                place,
                number_words(row.year, row.serial),
                KIND_LABELS[row.kind],
                SOURCE_LABELS[row.source],
                row.reference,
                row.found_on,
                row.found_by,
                written(row.at_unit.called, row.at_unit_id) if row.at_unit else "",
                row.place,
                row.category,
                row.text,
                before,
                row.goal,
                row.measures,
                written(row.unit.called, row.unit_id) if row.unit else "",
                listed(written(each.unit.called, each.unit_id) for each in row.helpers),
                row.person or people.get((row.unit_id, PostRole.FIRST), ""),
                people.get((row.at_unit_id, PostRole.STATIONED), ""),
                row.assigned_on,
                row.due_on,
                lit.words if lit else "",
                PACE_LABELS[row.pace] if row.pace else "",
                FINDING.labels[row.state],
                row.stop_gap,
                row.done_on,
                after,
                row.checked_by,
                row.checked_on,
                "通过" if row.state in (FindingState.CHECKED, FindingState.CLOSED) else _failed(row),
                row.closed_on,
                f"{day(row.published_from)}至{day(row.published_to)}"
                if row.published_from and row.published_to
                else "",
                f"反弹{row.relapses}次" if row.relapses else "",
                f"并入{orders[row.merged_into_id]}" if row.merged_into_id else "",
                row.note,
            )


def _failed(row: Finding) -> str:
    return f"不通过{row.failed}次" if row.failed else ""


def _whole(finding_ids: Sequence[int]) -> Mapping[int, Finding]:
    rows = db.session.scalars(
        select(Finding)
        .where(Finding.id.in_(finding_ids))
        .options(
            joinedload(Finding.unit),
            joinedload(Finding.at_unit),
            selectinload(Finding.helpers).joinedload(FindingHelper.unit),
        )
    )
    return {row.id: row for row in rows}


def _photo_counts(finding_ids: Sequence[int]) -> Mapping[int, tuple[int, int]]:
    """整改前、整改后照片数 of each problem."""
    before = func.sum(case((FindingStep.deed.in_(BEFORE), 1), else_=0))
    after = func.sum(case((FindingStep.deed.in_(AFTER), 1), else_=0))
    rows = db.session.execute(
        select(FindingStep.finding_id, before, after)
        .join(FindingEvidence, FindingEvidence.step_id == FindingStep.id)
        .where(FindingStep.finding_id.in_(finding_ids))
        .group_by(FindingStep.finding_id)
    )
    return {finding_id: (int(first), int(last)) for finding_id, first, last in rows}


def _people(finding_ids: Sequence[int]) -> Mapping[tuple[int | None, PostRole], str]:
    """现任第一责任人 and 包村干部 of the units of these problems."""
    units = select(Finding.unit_id).where(Finding.id.in_(finding_ids))
    villages = select(Finding.at_unit_id).where(Finding.id.in_(finding_ids))
    rows = db.session.execute(
        select(Holder.unit_id, Holder.role, Holder.name)
        .where(
            Holder.unit_id.in_(units) | Holder.unit_id.in_(villages),
            Holder.role.in_([PostRole.FIRST, PostRole.STATIONED]),
            PRESENT,
        )
        .order_by(Holder.position.desc(), Holder.from_on, Holder.id)
    )
    return {(row.unit_id, row.role): row.name for row in rows}


def _numbers(finding_ids: Sequence[int]) -> Mapping[int | None, str]:
    """并入的那一件的编号."""
    into = select(Finding.merged_into_id).where(Finding.id.in_(finding_ids), Finding.merged_into_id.is_not(None))
    rows = db.session.execute(select(Finding.id, Finding.year, Finding.serial).where(Finding.id.in_(into)))
    return {row.id: number_words(row.year, row.serial) for row in rows}


@dataclass(frozen=True)
class Pair:
    """整改前后: one problem with its photos on both sides."""

    row: Finding
    before: Sequence[Evidence]
    after: Sequence[Evidence]


def photo_pairs(viewer: Viewer, wanted: FindingFilter, today: date) -> list[Pair]:
    """整改前后对照 of a list, those that have any photo: four statements."""
    ids = ids_of(viewer, wanted, today, _MOST)
    found: dict[int, tuple[list[Evidence], list[Evidence]]] = {}
    pictures = db.session.execute(
        select(FindingStep.finding_id, FindingStep.deed, Evidence)
        .join(FindingEvidence, FindingEvidence.step_id == FindingStep.id)
        .join(Evidence, Evidence.id == FindingEvidence.evidence_id)
        .where(
            FindingStep.finding_id.in_(ids[:_AT_ONCE]),
            FindingStep.deed.in_(BEFORE | AFTER),
            Evidence.kind.in_(PHOTOS),
            Evidence.withdrawn_at.is_(None),
        )
        .order_by(FindingStep.number, Evidence.id)
    )
    for finding_id, deed, evidence in pictures:
        sides = found.setdefault(finding_id, ([], []))
        side = sides[0] if deed in BEFORE else sides[1]
        if evidence not in side:
            side.append(evidence)
    shown = [finding_id for finding_id in ids if finding_id in found][:MOST_PAIRS]
    rows = _whole(shown)
    return [Pair(rows[finding_id], *found[finding_id]) for finding_id in shown]
