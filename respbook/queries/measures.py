"""问责: what the ladders propose, what waits for a decision, how decided measures are carried out; a flat number of statements."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import joinedload, selectinload, undefer

from respbook.models.base import db
from respbook.models.findings import Finding
from respbook.models.measures import Measure
from respbook.models.notices import Notice, NoticeReply, NoticeUnit
from respbook.models.orders import Order, OrderItem
from respbook.models.programmes import Programme
from respbook.models.rubrics import Rubric
from respbook.models.units import Holder, Unit
from respbook.queries.holders import holds
from respbook.queries.measure_facts import counts_of
from respbook.queries.measure_results import results_of
from respbook.queries.scope import owned_by
from respbook.queries.scope_measures import measures_in_sight
from respbook.queries.units import IN_ORDER, signing_with
from respbook.queries.workdays import calendar_of
from respbook.rules.chinese import china_day
from respbook.rules.lifecycles import BEFORE_DONE, MeasureState, ProgrammeState, RubricState
from respbook.rules.measure_standing import Carried, Standing, standing
from respbook.rules.measures import Due, LadderFacts, Past, county_run, due_steps, ladder_in, weight_of
from respbook.rules.permissions import Viewer
from respbook.rules.scoring.ladder import LadderStep, Trigger
from respbook.rules.units import PostRole

_BY_RESULT = frozenset({Trigger.GRADE, Trigger.LAST_RANKS, Trigger.SCORE_BELOW})


@dataclass(frozen=True)
class Ladder:
    """一个方案的问责阶梯, as its published rubric has it."""

    programme: Programme
    steps: tuple[LadderStep, ...]


@dataclass(frozen=True)
class Suggested:
    """系统建议 of one step for one unit; ``before`` are its earlier measures under the same programme."""

    ladder: Ladder
    unit: Unit
    due: Due
    county_run: bool
    happened_on: date
    assessment_id: int | None
    before: Sequence[Measure] = ()

    @property
    def key(self) -> str:
        """In a form: programme, unit and step."""
        return f"{self.ladder.programme.id}-{self.unit.id}-{self.due.step.key}"


@dataclass(frozen=True)
class Running:
    """办理中的一件 with its standing, its letter and whether the notice was taken."""

    measure: Measure
    standing: Standing
    order: Order | None = None


def ladders(viewer: Viewer, programme_id: int | None = None) -> list[Ladder]:
    """问责阶梯 of the programmes under way whose rubric is published and has one: one statement."""
    rows = db.session.scalars(
        select(Rubric)
        .join(Rubric.programme)
        .where(
            owned_by(viewer),
            Programme.state == ProgrammeState.OPEN,
            Rubric.state == RubricState.PUBLISHED,
            *([Programme.id == programme_id] if programme_id else ()),
        )
        .order_by(Programme.year.desc(), Programme.id, Rubric.edition)
        .options(undefer(Rubric.body), joinedload(Rubric.programme))
    )
    found = {row.programme_id: Ladder(row.programme, ladder_in(row.body)) for row in rows}
    return [each for each in found.values() if each.steps]


def suggestions(viewer: Viewer, today: date, but: Collection[Trigger] = ()) -> list[Suggested]:
    """系统建议, the worst first, without those of some triggers: a flat number of statements for each ladder."""
    found = [each for ladder in ladders(viewer) for each in _suggested(viewer, ladder, today, but=but)]
    return sorted(
        found,
        key=lambda each: (
            -weight_of(each.due.kind),
            each.due.follows is None,
            -each.due.count.amount,
            each.unit.position,
            each.unit.id,
        ),
    )


def suggestion(viewer: Viewer, programme_id: int, unit_id: int, step_key: str, today: date) -> Suggested | None:
    """一条系统建议 as it stands now; None where the facts no longer ask for it."""
    for ladder in ladders(viewer, programme_id):
        for each in _suggested(viewer, ladder, today, unit_id):
            if each.due.step.key == step_key:
                return each
    return None


def _suggested(
    viewer: Viewer, ladder: Ladder, today: date, unit_id: int | None = None, but: Collection[Trigger] = ()
) -> list[Suggested]:
    triggers = {step.trigger for step in ladder.steps} - set(but)
    counts = counts_of(viewer, ladder.programme, sorted(triggers - _BY_RESULT), today)
    results = results_of(ladder.programme) if triggers & _BY_RESULT else {}
    before = measures_of(viewer, ladder.programme.id, unit_id)
    told = {each.measure.id: each.standing.stalled for each in running(viewer, today, ladder.programme.id)}
    concerned = counts.keys() | results.keys() | {row.unit_id for row in before if told.get(row.id)}
    wanted = concerned if unit_id is None else concerned & {unit_id}
    found = []
    for unit in _units(viewer, wanted):
        own = [row for row in before if row.unit_id == unit.id]
        county = county_run(each.tag for each in unit.tags)
        facts = LadderFacts(counts.get(unit.id, {}), results.get(unit.id))
        for due in due_steps(ladder.steps, facts, pasts(own, told), county, today):
            result = facts.result if due.step.trigger in _BY_RESULT and due.follows is None else None
            found.append(
                Suggested(
                    ladder,
                    unit,
                    due,
                    county,
                    min(result.last_on, today) if result else today,
                    result.assessment_id if result else None,
                    own,
                )
            )
    return found


def _units(viewer: Viewer, unit_ids: Collection[int]) -> Sequence[Unit]:
    rows = select(Unit).where(Unit.id.in_(unit_ids), signing_with(viewer)).order_by(*IN_ORDER)
    return db.session.scalars(rows.options(selectinload(Unit.tags))).all()


def measures_of(viewer: Viewer, programme_id: int, unit_id: int | None = None) -> Sequence[Measure]:
    """已有的问责事项 under a programme, of one unit or of all: one statement."""
    rows = select(Measure).where(measures_in_sight(viewer), Measure.programme_id == programme_id)
    if unit_id is not None:
        rows = rows.where(Measure.unit_id == unit_id)
    return db.session.scalars(rows.order_by(Measure.id)).all()


def pasts(rows: Sequence[Measure], stalled: Mapping[int, str]) -> list[Past]:
    """已有的问责事项 as the rules see them."""
    return [
        Past(
            row.id,
            row.step_key,
            row.state,
            row.decided_on or row.made_on,
            row.due_on,
            row.again_on,
            stalled.get(row.id, ""),
        )
        for row in rows
        if row.step_key
    ]


def running(viewer: Viewer, today: date, programme_id: int | None = None) -> list[Running]:
    """办理中的问责事项, the most overdue first: four statements, one where there are none."""
    rows = select(Measure).where(measures_in_sight(viewer), Measure.state == MeasureState.DECIDED)
    if programme_id is not None:
        rows = rows.where(Measure.programme_id == programme_id)
    found = db.session.scalars(
        rows.order_by(Measure.id).options(joinedload(Measure.unit), joinedload(Measure.talk))
    ).all()
    told = standings(found, today)
    return sorted(told, key=lambda each: (not each.standing.late, each.standing.due_on or date.max, each.measure.id))


def standings(rows: Sequence[Measure], today: date) -> list[Running]:
    """办理情况 of decided measures, their talks loaded: three statements, none where there are none."""
    decided = [row for row in rows if row.state is MeasureState.DECIDED]
    if not decided:
        return []
    calendar = calendar_of(decided[0].town_id)
    orders = _orders([row.id for row in decided])
    notices = _notices([row.notice_id for row in decided if row.notice_id])
    return [
        Running(row, standing(_carried(row, orders, notices), calendar, today), orders.get(row.id, (None, False))[0])
        for row in decided
    ]


def _carried(row: Measure, orders: Mapping[int, tuple[Order, bool]], notices: Mapping[tuple[int, int], Any]) -> Carried:
    assert row.decided_on is not None
    if talk := row.talk:
        return Carried(
            row.kind,
            row.decided_on,
            row.due_on,
            talk.held_on,
            talk=talk.state,
            meet_on=talk.meet_on,
            explain_until=talk.explain_until,
            report_until=talk.report_until,
        )
    order, open_ = orders.get(row.id, (None, False))
    if order is not None:
        due_on = order.due_on if order.issued_on else row.due_on
        received = order.received_at is not None
        return Carried(row.kind, row.decided_on, due_on, order.issued_on, received, received and not open_)
    sent = notices.get((row.notice_id or 0, row.unit_id))
    if sent is not None:
        on = china_day(sent.sent_at)
        return Carried(row.kind, row.decided_on, row.due_on, on, sent.taken_at is not None, sent.replied)
    return Carried(row.kind, row.decided_on, row.due_on, row.decided_on if row.circular_id else None)


def _orders(measure_ids: Sequence[int]) -> dict[int, tuple[Order, bool]]:
    """督办函 of each measure, the youngest that was not taken back, and whether one of its problems is still open."""
    open_ = exists().where(
        OrderItem.order_id == Order.id,
        Finding.id == OrderItem.finding_id,
        Finding.unit_id == Order.unit_id,
        Finding.state.in_(BEFORE_DONE),
    )
    standing_: ColumnElement[bool] = Order.ended_at.is_(None)
    rows = db.session.execute(
        select(Order, open_).where(Order.measure_id.in_(measure_ids), standing_).order_by(Order.id)
    )
    return {order.measure_id: (order, still) for order, still in rows if order.measure_id is not None}


def _notices(notice_ids: Sequence[int]) -> dict[tuple[int, int], Any]:
    if not notice_ids:
        return {}
    replied = exists().where(NoticeReply.notice_id == NoticeUnit.notice_id, NoticeReply.unit_id == NoticeUnit.unit_id)
    rows = db.session.execute(
        select(NoticeUnit.notice_id, NoticeUnit.unit_id, NoticeUnit.taken_at, Notice.sent_at, replied.label("replied"))
        .join(NoticeUnit.notice)
        .where(NoticeUnit.notice_id.in_(notice_ids))
    )
    return {(row.notice_id, row.unit_id): row for row in rows}


def holder_on(unit_id: int, on: date) -> tuple[str, str]:
    """第一责任人 of a day, post and name; empty where nobody held it: one statement."""
    row = db.session.execute(
        select(Holder.post, Holder.name)
        .where(Holder.unit_id == unit_id, holds(PostRole.FIRST, on))
        .order_by(Holder.position, Holder.from_on, Holder.id)
        .limit(1)
    ).first()
    return (row.post, row.name) if row else ("", "")
