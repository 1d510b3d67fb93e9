"""问责列表: what was proposed, decided, refused and finished in sight, with how the running ones stand; a flat number of statements."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, case, extract, select
from sqlalchemy.orm import joinedload

from respbook.models.base import db
from respbook.models.measures import Measure
from respbook.models.programmes import Programme
from respbook.queries.listing import PAGE_SIZE, Listing, total_of
from respbook.queries.measures import Running, running, suggestions
from respbook.queries.papers_waiting import PapersWaiting
from respbook.queries.scope import owned_by
from respbook.queries.scope_measures import measures_in_sight
from respbook.queries.units import named_like
from respbook.rules.lifecycles import MeasureState, ProgrammeState, TalkState
from respbook.rules.measure_standing import Turn
from respbook.rules.measures import REMINDING
from respbook.rules.permissions import Permission, Viewer
from respbook.rules.scoring.ladder import MeasureKind, Trigger

_SLOW = (Trigger.MISSED_REPORTS,)
"""Counted over a year of days for every unit: proposed on the page itself, not on 今天."""
_FIRST = case((Measure.state == MeasureState.PROPOSED, 0), (Measure.state == MeasureState.DECIDED, 1), else_=2)


@dataclass(frozen=True)
class MeasureFilter:
    """问责筛选. ``reminding``: 提醒谈话类 or 处理类, None both."""

    words: str = ""
    year: int | None = None
    state: MeasureState | None = None
    kind: MeasureKind | None = None
    reminding: bool | None = None

    @property
    def plain(self) -> bool:
        """没有筛选."""
        return self == MeasureFilter()


def measure_list(viewer: Viewer, wanted: MeasureFilter, page: int = 1) -> Listing[Measure]:
    """问责列表, what waits first: two statements."""
    found: list[ColumnElement[bool]] = [measures_in_sight(viewer)]
    if wanted.year is not None:
        found.append(extract("year", Measure.happened_on) == wanted.year)
    if wanted.state is not None:
        found.append(Measure.state == wanted.state)
    if wanted.kind is not None:
        found.append(Measure.kind == wanted.kind)
    if wanted.reminding is not None:
        found.append(Measure.kind.in_(REMINDING) if wanted.reminding else Measure.kind.not_in(REMINDING))
    if wanted.words.strip():
        found.append(named_like(wanted.words))
    chosen = select(Measure).join(Measure.unit).where(*found)
    rows = db.session.scalars(
        chosen.options(joinedload(Measure.unit), joinedload(Measure.talk))
        .order_by(_FIRST, Measure.id.desc())
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    ).all()
    return Listing(rows, total_of(chosen.with_only_columns(Measure.id)), page)


def years_of(viewer: Viewer) -> list[int]:
    """有问责事项的年份, the youngest first: one statement."""
    rows = db.session.scalars(select(extract("year", Measure.happened_on)).where(measures_in_sight(viewer)).distinct())
    return sorted((int(year) for year in rows), reverse=True)


def programmes_offered(viewer: Viewer) -> list[tuple[str, str]]:
    """进行中的方案, as choices of a form: one statement."""
    rows = db.session.execute(
        select(Programme.id, Programme.name)
        .where(owned_by(viewer), Programme.state == ProgrammeState.OPEN)
        .order_by(Programme.year.desc(), Programme.id)
    )
    return [(str(programme_id), name) for programme_id, name in rows]


@dataclass(frozen=True)
class MeasuresToday:
    """今天的问责: what a leader has to decide and to check, what the office has to carry out, what is overdue, what a unit owes."""

    to_decide: int = 0
    to_check: int = 0
    to_carry: int = 0
    suggested: int = 0
    late: Sequence[Running] = ()
    own: Sequence[Running] = ()


def measures_today(viewer: Viewer, today: date, waiting: PapersWaiting) -> MeasuresToday | None:
    """今天的问责 of the viewer; None for whom it does not concern: no statement where there is nothing of it."""
    decides, writes = viewer.may(Permission.MEASURE_DECIDE), viewer.may(Permission.MEASURE_WRITE)
    if not (decides or writes or viewer.may(Permission.MEASURE_ANSWER)):
        return None
    found = running(viewer, today) if waiting.measures else []
    if not viewer.of_office:
        return MeasuresToday(own=[each for each in found if each.standing.turn is Turn.UNIT])
    reported = [each for each in found if each.measure.talk and each.measure.talk.state is TalkState.REPORTED]
    return MeasuresToday(
        waiting.measures - len(found) if decides else 0,
        len(reported) if decides else 0,
        sum(each.standing.turn is Turn.OFFICE for each in found) if writes else 0,
        len(suggestions(viewer, today, _SLOW)) if writes and waiting.ladders else 0,
        [each for each in found if each.standing.late],
    )
