"""案卷里的问题、督办文书和通报: each problem with its steps and photos, the papers as they were issued (features D5, X20)."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload, selectinload

from respbook.models.base import db
from respbook.models.circulars import Circular, CircularItem
from respbook.models.evidence import Evidence
from respbook.models.findings import Finding, FindingEvidence, FindingStep
from respbook.models.orders import Order
from respbook.models.units import Unit
from respbook.papers.unit_file import FindingRecord, StepLine, finding_record
from respbook.queries.finding_page import AFTER, BEFORE
from respbook.queries.scope_circulars import PUBLIC, circulars_in_sight
from respbook.queries.scope_findings import findings_in_sight
from respbook.queries.scope_orders import orders_in_sight
from respbook.queries.year_pieces import Original, Piece, original_of
from respbook.rules.chinese import day
from respbook.rules.findings import KIND_LABELS, SOURCE_LABELS, number_words
from respbook.rules.lifecycles import FINDING, ORDER, UNISSUED, CircularState, FindingState, OrderState
from respbook.rules.orders import kind_words
from respbook.rules.permissions import Viewer
from respbook.rules.verbs import verb_words
from respbook.rules.year_file import Part, short_title

_LEFT_OUT = frozenset({FindingState.MERGED, FindingState.WITHDRAWN})


def findings_of(viewer: Viewer, unit: Unit, year: int) -> Sequence[Finding]:
    """问题 of a year that a unit answers for or that lie in it; merged and withdrawn ones stand elsewhere."""
    return db.session.scalars(
        select(Finding)
        .where(
            findings_in_sight(viewer),
            Finding.year == year,
            or_(Finding.unit_id == unit.id, Finding.at_unit_id == unit.id),
            Finding.state.not_in(_LEFT_OUT),
        )
        .order_by(Finding.serial)
        .options(joinedload(Finding.unit), joinedload(Finding.at_unit), joinedload(Finding.town))
    ).all()


def finding_pieces(findings: Sequence[Finding]) -> tuple[list[Piece], list[Original]]:
    """问题和整改: a record each, and the originals of their photos, whoever sent them: two statements."""
    steps = _steps([row.id for row in findings])
    pieces = [_piece(row, steps.get(row.id, [])) for row in findings]
    proofs = {proof.evidence.id: proof.evidence for rows in steps.values() for row in rows for proof in row.proofs}
    originals = [original_of(each) for each in proofs.values() if each.withdrawn_at is None]
    return pieces, sorted(originals, key=lambda each: each.id)


def _steps(finding_ids: Collection[int]) -> Mapping[int, list[FindingStep]]:
    found: dict[int, list[FindingStep]] = {}
    rows = db.session.scalars(
        select(FindingStep)
        .where(FindingStep.finding_id.in_(finding_ids))
        .order_by(FindingStep.finding_id, FindingStep.number)
        .options(selectinload(FindingStep.proofs).joinedload(FindingEvidence.evidence))
    )
    for row in rows:
        found.setdefault(row.finding_id, []).append(row)
    return found


def _piece(row: Finding, steps: Sequence[FindingStep]) -> Piece:
    number, unit = number_words(row.year, row.serial), row.unit or row.at_unit
    where = row.at_unit.called if row.at_unit else ""
    facts = [
        ("性质", KIND_LABELS[row.kind]),
        ("来源", SOURCE_LABELS[row.source] + (f"，{row.reference}" if row.reference else "")),
        ("发现", f"{day(row.found_on)}，{row.found_by}" if row.found_by else day(row.found_on)),
        ("地点", f"{where}{row.place}" or "—"),
        ("类别", row.category),
        ("情况", row.text or "—"),
        ("责任单位", row.unit.called if row.unit else "—"),
        *_where(("整改目标", row.goal), ("整改措施", row.measures), ("临时措施", row.stop_gap)),
        *_where(("整改时限", _limit(row.first_due_on, row.due_on)), ("自报完成", _day(row.done_on))),
        *_where(("核查", _hand(row.checked_on, row.checked_by)), ("销号", _hand(row.closed_on, row.closed_by))),
        ("状态", FINDING.labels[row.state]),
        *_where(("备注", row.note)),
    ]
    record = FindingRecord(
        number,
        unit.called if unit else "",
        facts,
        [StepLine(day(each.on_day), _deed(each.deed), each.by_name, each.text or "—") for each in steps],
        _photos(steps, BEFORE),
        _photos(steps, AFTER),
    )
    title = short_title(f"{row.category}：{row.text}" if row.text else row.category)
    return Piece(
        Part.FINDING,
        title,
        number,
        row.found_by or row.town.called,
        row.found_on,
        FINDING.labels[row.state],
        paper=finding_record(record),
    )


def _where(*facts: tuple[str, str]) -> list[tuple[str, str]]:
    return [fact for fact in facts if fact[1]]


def _day(on: date | None) -> str:
    return day(on) if on else ""


def _hand(on: date | None, name: str) -> str:
    return f"{day(on)}，{name}" if on and name else _day(on)


def _limit(first: date | None, last: date | None) -> str:
    if last is None or first is None or first == last:
        return _day(last)
    return f"{day(last)}（原为{day(first)}）"


def _deed(verb: str) -> str:
    moved = FINDING.transitions.get(verb.removeprefix("finding."))
    return moved.label if moved else verb_words(verb)


def _photos(steps: Sequence[FindingStep], deeds: frozenset[str]) -> list[tuple[str, str]]:
    found: dict[int, Evidence] = {}
    for step in steps:
        if step.deed in deeds:
            found |= {
                proof.evidence.id: proof.evidence
                for proof in step.proofs
                if proof.evidence.is_photo and proof.evidence.withdrawn_at is None
            }
    return [(each.sha256, _said(each)) for each in found.values()]


def _said(each: Evidence) -> str:
    on = day(each.shown_on) if each.shown_on else ""
    return " ".join(part for part in (on, each.purpose) if part) or each.uploaded_by


def order_pieces(viewer: Viewer, unit: Unit, year: int) -> Iterator[Piece]:
    """督办文书 to a unit, as issued."""
    rows = db.session.scalars(
        select(Order)
        .where(
            orders_in_sight(viewer), Order.unit_id == unit.id, Order.year == year, Order.state.not_in(UNISSUED),
            Order.pdf_sha256.is_not(None),
        )
        .order_by(Order.issued_on, Order.id)
    )  # fmt: skip
    for row in rows:
        title = f"{kind_words(row.kind, row.light)}（{unit.called}）"
        ended = ORDER.labels[row.state] if row.state in (OrderState.WITHDRAWN, OrderState.VOID) else ""
        note = ended or (f"{row.received_by}签收" if row.received_at else "")
        yield Piece(Part.ORDER, title, row.number_text or "", row.issuer, row.issued_on, note, row.pdf_sha256 or "")


def circular_pieces(viewer: Viewer, finding_ids: Collection[int], year: int) -> Iterator[Piece]:
    """点到的通报: those that name one of the problems; their bytes stand in the town's own volume."""
    asked = select(CircularItem.circular_id).where(CircularItem.finding_id.in_(finding_ids))
    named = set(db.session.scalars(asked))
    for row in _circulars(viewer, year):
        if row.id in named:
            yield circular_piece(row, archived=False)


def circulars_of_year(viewer: Viewer, town: Unit, year: int) -> Iterator[Piece]:
    """通报 of a year, as issued."""
    for row in _circulars(viewer, year):
        if row.town_id == town.id:
            yield circular_piece(row)


def _circulars(viewer: Viewer, year: int) -> Sequence[Circular]:
    return db.session.scalars(
        select(Circular)
        .where(circulars_in_sight(viewer), Circular.year == year, Circular.state.in_(PUBLIC))
        .order_by(Circular.issued_on, Circular.id)
    ).all()


def circular_piece(row: Circular, *, archived: bool = True) -> Piece:
    """通报 as a piece."""
    note = "已作废" if row.state is CircularState.VOIDED else ""
    return Piece(
        Part.CIRCULAR, row.title, row.number_text or "", row.issuer, row.issued_on, note, row.pdf_sha256,
        archived=archived,
    )  # fmt: skip
