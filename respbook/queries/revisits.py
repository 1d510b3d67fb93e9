"""回头看 and 屡查屡犯: what can be drawn, what was drawn and how it came out, who is found at the same thing again (X13, Q9)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Select, exists, func, or_, select

from respbook.models.base import db
from respbook.models.findings import Finding
from respbook.models.inspections import Draw, Revisit
from respbook.models.units import Unit
from respbook.queries.listing import PAGE_SIZE, Listing, total_of
from respbook.queries.scope_findings import findings_in_sight
from respbook.queries.scope_inspections import of_town, revisits_seen_by
from respbook.queries.units import CALLED
from respbook.rules.draws import DrawKind
from respbook.rules.findings import ALIKE_DAYS, FindingKind, FindingSource
from respbook.rules.lifecycles import STANDING, FindingState
from respbook.rules.permissions import Viewer
from respbook.rules.revisits import Rate, rate_of, rates


def drawable(viewer: Viewer, closed_by: date) -> Select[Finding]:
    """可抽的已销号问题: closed on that day or earlier, and not looked at again since, nor waiting to be."""
    again = exists().where(
        Revisit.finding_id == Finding.id,
        or_(Revisit.outcome.is_(None), Revisit.looked_on >= Finding.closed_on),
    )
    return select(Finding).where(
        findings_in_sight(viewer),
        Finding.town_id == viewer.unit_id,
        Finding.state == FindingState.CLOSED,
        Finding.kind == FindingKind.PROBLEM,
        Finding.unit_id.is_not(None),
        Finding.closed_on <= closed_by,
        ~again,
    )


def drawable_findings(viewer: Viewer, closed_by: date) -> Sequence[Finding]:
    """可抽的已销号问题 in the order of their numbers."""
    return db.session.scalars(drawable(viewer, closed_by).order_by(Finding.year, Finding.serial)).all()


def drawable_count(viewer: Viewer, closed_by: date) -> int:
    """可抽的件数."""
    return total_of(drawable(viewer, closed_by))


def last_round(viewer: Viewer) -> tuple[Draw | None, int]:
    """上一轮抽取, and how many of all that were drawn wait to be looked at."""
    draw = db.session.scalars(
        select(Draw)
        .where(of_town(viewer, Draw.town_id), Draw.kind == DrawKind.FINDINGS)
        .order_by(Draw.id.desc())
        .limit(1)
    ).first()
    waiting = select(func.count(Revisit.id)).where(of_town(viewer, Revisit.town_id), Revisit.outcome.is_(None))
    return draw, db.session.scalar(waiting) or 0


def waiting(viewer: Viewer) -> Sequence[Revisit]:
    """待回访, the oldest first."""
    rows = revisits_seen_by(viewer).where(Revisit.outcome.is_(None)).order_by(Revisit.id)
    return db.session.scalars(rows.limit(200)).all()


def told(viewer: Viewer, page: int) -> Listing[Revisit]:
    """已回访, the youngest first."""
    chosen = revisits_seen_by(viewer).where(Revisit.outcome.is_not(None))
    rows = db.session.scalars(
        chosen.order_by(Revisit.looked_on.desc(), Revisit.id.desc()).limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)
    ).all()
    return Listing(
        rows, total_of(select(Revisit.id).where(of_town(viewer, Revisit.town_id), Revisit.outcome.is_not(None))), page
    )


@dataclass(frozen=True)
class RelapseRates:
    """反弹率: of all, by category, by unit."""

    whole: Rate
    by_category: Sequence[Rate]
    by_unit: Sequence[Rate]


def relapse_rates(viewer: Viewer) -> RelapseRates:
    """反弹率 of everything that was drawn so far: one statement."""
    rows = db.session.execute(
        select(Revisit.category, CALLED.label("called"), Revisit.outcome)
        .join(Revisit.unit)
        .where(of_town(viewer, Revisit.town_id))
        .order_by(Unit.id)
    ).all()
    return RelapseRates(
        rate_of("全部", [row.outcome for row in rows]),
        rates([(row.category, row.outcome) for row in rows]),
        rates([(row.called, row.outcome) for row in rows]),
    )


@dataclass(frozen=True)
class Repeat:
    """屡查屡犯的一行."""

    unit_id: int
    called: str
    category: str
    count: int
    last_on: date


def repeats(viewer: Viewer, today: date) -> list[Repeat]:
    """屡查屡犯: units found at least twice at one category within sixty days, by the same rule as ``finding_facts.alike``.

    What a unit has told of itself never counts: honesty is not punished (field.md 10.4). One statement.
    """
    unit = func.coalesce(Finding.at_unit_id, Finding.unit_id)
    rows = db.session.execute(
        select(
            Unit.id, CALLED.label("called"), Finding.category, func.count().label("count"), func.max(Finding.found_on)
        )
        .join(Unit, Unit.id == unit)
        .where(
            findings_in_sight(viewer),
            Finding.kind == FindingKind.PROBLEM,
            Finding.source != FindingSource.SELF,
            Finding.found_on >= today - timedelta(days=ALIKE_DAYS),
            Finding.state.in_(STANDING | {FindingState.CLOSED}),
        )
        .group_by(Unit.id, Finding.category)
        .having(func.count() > 1)
        .order_by(func.count().desc(), func.max(Finding.found_on).desc(), Unit.id)
    ).all()
    return [Repeat(*row) for row in rows]
