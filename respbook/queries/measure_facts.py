"""问责的事实: for each trigger of a ladder how much of it each unit has, in words and with its records; a statement for each."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import ColumnElement, Select, func, select

from respbook.models.base import db
from respbook.models.circulars import Circular, CircularItem
from respbook.models.findings import Finding
from respbook.models.orders import Order, OrderItem
from respbook.models.programmes import Programme
from respbook.models.score_matters import Veto
from respbook.models.units import Unit
from respbook.queries.reporting_rates import rate_grid
from respbook.queries.scope import under
from respbook.rules.chinese import day, joined
from respbook.rules.circulars import CircularGroup
from respbook.rules.findings import SOURCE_LABELS, FindingKind, FindingSource, number_words
from respbook.rules.lifecycles import BEFORE_DONE, IN_FORCE, CircularState, FindingState, VetoState
from respbook.rules.measures import Count
from respbook.rules.orders import kind_words
from respbook.rules.permissions import Viewer
from respbook.rules.reporting_rates import Column
from respbook.rules.scoring.ladder import Trigger

HIGHER = (FindingSource.COUNTY, FindingSource.CITY, FindingSource.PROVINCE, FindingSource.CENTRAL)
"""上级发现: by the county and above."""
_CRITICISED = (CircularGroup.SLOW, CircularGroup.UNDONE, CircularGroup.SILENT)
"""点名: in the groups of those who lag behind."""
_NAMED = 5
"""Records that are named in the words; the others are counted."""


@dataclass(frozen=True)
class _Around:
    """取数范围: whose town, which term, up to which day."""

    viewer: Viewer
    programme: Programme
    today: date

    @property
    def last(self) -> date:
        return min(self.programme.term_to, self.today)

    @property
    def units(self) -> Select[int]:
        """Units of the programme's town that the viewer sees."""
        return select(Unit.id).where(under(self.viewer), Unit.id != self.programme.unit_id)


def counts_of(
    viewer: Viewer, programme: Programme, triggers: Collection[Trigger], today: date
) -> dict[int, dict[Trigger, Count]]:
    """各单位的事实 for the triggers of a ladder, within the programme's term: one statement a trigger (报送 a few more)."""
    around = _Around(viewer, programme, today)
    found: dict[int, dict[Trigger, Count]] = defaultdict(dict)
    for trigger in triggers:
        for unit_id, count in _READERS[trigger](around).items() if trigger in _READERS else ():
            found[unit_id][trigger] = count
    return dict(found)


@dataclass(frozen=True)
class _Told:
    """一件问题 as the words name it."""

    id: int
    number: str
    source: FindingSource
    due_on: date | None
    relapses: int


def _findings(around: _Around, *which: ColumnElement[bool]) -> dict[int, list[_Told]]:
    rows = db.session.execute(
        select(
            Finding.unit_id,
            Finding.id,
            Finding.year,
            Finding.serial,
            Finding.source,
            Finding.due_on,
            Finding.relapses,
        )
        .where(Finding.unit_id.in_(around.units), Finding.kind == FindingKind.PROBLEM, *which)
        .order_by(Finding.due_on, Finding.id)
    )
    found: dict[int, list[_Told]] = defaultdict(list)
    for row in rows:
        found[row.unit_id].append(
            _Told(row.id, number_words(row.year, row.serial), row.source, row.due_on, row.relapses)
        )
    return found


def _overdue(around: _Around) -> dict[int, list[_Told]]:
    found_in_term = Finding.found_on.between(around.programme.term_from, around.programme.term_to)
    return _findings(around, Finding.state.in_(BEFORE_DONE), Finding.due_on < around.today, found_in_term)


def _ids(rows: Iterable[_Told]) -> tuple[int, ...]:
    return tuple(row.id for row in rows)


def _listed(words: list[str]) -> str:
    return joined(words[:_NAMED]) + ("等" if len(words) > _NAMED else "")


def _late(row: _Told, today: date) -> int:
    return (today - row.due_on).days if row.due_on else 0


def _overdue_findings(around: _Around) -> dict[int, Count]:
    told = {}
    for unit_id, rows in _overdue(around).items():
        named = _listed([f"{row.number}（逾期{_late(row, around.today)}天）" for row in rows])
        words = f"截至{day(around.today)}，逾期未改的问题{len(rows)}件：{named}。"
        told[unit_id] = Count(Decimal(len(rows)), words, _ids(rows))
    return told


def _overdue_days(around: _Around) -> dict[int, Count]:
    told = {}
    for unit_id, rows in _overdue(around).items():
        worst = rows[0]
        days = _late(worst, around.today)
        assert worst.due_on is not None
        words = f"截至{day(around.today)}，问题{worst.number}应于{day(worst.due_on)}前改完，已逾期{days}天。"
        told[unit_id] = Count(Decimal(days), words, (worst.id,))
    return told


def _by_higher(around: _Around) -> dict[int, Count]:
    rows_of = _findings(
        around,
        Finding.source.in_(HIGHER),
        Finding.state.not_in((FindingState.RECORDED, FindingState.MERGED, FindingState.WITHDRAWN)),
        Finding.found_on.between(around.programme.term_from, around.last),
    )
    told = {}
    for unit_id, rows in rows_of.items():
        named = _listed([f"{row.number}（{SOURCE_LABELS[row.source]}）" for row in rows])
        told[unit_id] = Count(Decimal(len(rows)), f"本年度上级检查发现问题{len(rows)}件：{named}。", _ids(rows))
    return told


def _relapsed(around: _Around) -> dict[int, Count]:
    rows_of = _findings(around, Finding.relapses > 0, Finding.found_on.between(around.programme.term_from, around.last))
    told = {}
    for unit_id, rows in rows_of.items():
        times = sum(row.relapses for row in rows)
        named = _listed([f"{row.number}（反弹{row.relapses}次）" for row in rows])
        told[unit_id] = Count(Decimal(times), f"本年度问题整改后反弹{times}次：{named}。", _ids(rows))
    return told


def _named_in_circulars(around: _Around) -> dict[int, Count]:
    rows = db.session.execute(
        select(Finding.unit_id, Circular.id, Circular.title, Circular.number_text)
        .join(CircularItem, CircularItem.circular_id == Circular.id)
        .join(Finding, Finding.id == CircularItem.finding_id)
        .where(
            Circular.state == CircularState.ISSUED,
            Circular.issued_on.between(around.programme.term_from, around.last),
            CircularItem.group.in_(_CRITICISED),
            Finding.unit_id.in_(around.units),
        )
        .distinct()
        .order_by(Circular.id)
    )
    found: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for row in rows:
        found[row.unit_id].append((row.id, f"《{row.title}》（{row.number_text}）"))
    told = {}
    for unit_id, named in found.items():
        words = f"本年度被通报点名{len(named)}次：{_listed([title for _, title in named])}。"
        told[unit_id] = Count(Decimal(len(named)), words, circulars=tuple(each for each, _ in named))
    return told


def _unanswered(around: _Around) -> dict[int, Count]:
    """A letter is unanswered while its day is gone and one of its problems still lies undone with the same unit."""
    rows = db.session.execute(
        select(Order.unit_id, Order.id, Order.kind, Order.light, Order.number_text, Order.due_on)
        .join(OrderItem, OrderItem.order_id == Order.id)
        .join(Finding, Finding.id == OrderItem.finding_id)
        .where(
            Order.state.in_(IN_FORCE),
            Order.due_on < around.today,
            Order.issued_on.between(around.programme.term_from, around.last),
            Order.unit_id.in_(around.units),
            Finding.unit_id == Order.unit_id,
            Finding.state.in_(BEFORE_DONE),
        )
        .distinct()
        .order_by(Order.due_on, Order.id)
    )
    found: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for row in rows:
        called = f"{kind_words(row.kind, row.light)}{row.number_text}（{day(row.due_on)}到期）"
        found[row.unit_id].append((row.id, called))
    told = {}
    for unit_id, named in found.items():
        words = f"督办文书逾期未回复{len(named)}件：{_listed([words for _, words in named])}。"
        told[unit_id] = Count(Decimal(len(named)), words, orders=tuple(each for each, _ in named))
    return told


def _missed(around: _Around) -> dict[int, Count]:
    """到期未报 up to yesterday, as 报送情况 counts it."""
    until = min(around.programme.term_to, around.today - timedelta(days=1))
    if until < around.programme.term_from:
        return {}
    span = Column("", around.programme.term_from, until)
    grid = rate_grid(around.viewer, [span], around.today)
    since = f"{day(span.from_on)}至{day(until)}"
    return {
        unit_id: Count(Decimal(cells[0].missing), f"{since}，到期未报{cells[0].missing}期。")
        for unit_id, cells in grid.cells.items()
        if cells[0].missing and unit_id != around.programme.unit_id
    }


def _vetoed(around: _Around) -> dict[int, Count]:
    rows = db.session.execute(
        select(Veto.unit_id, func.max(Veto.number_text), func.count(Veto.id))
        .where(Veto.programme_id == around.programme.id, Veto.state == VetoState.UPHELD, Veto.unit_id.in_(around.units))
        .group_by(Veto.unit_id)
    )
    return {unit_id: Count(Decimal(times), f"本年度被一票否决（{number}）。") for unit_id, number, times in rows}


_READERS: Mapping[Trigger, Callable[[_Around], dict[int, Count]]] = {
    Trigger.OVERDUE_FINDINGS: _overdue_findings,
    Trigger.OVERDUE_DAYS: _overdue_days,
    Trigger.FINDINGS: _by_higher,
    Trigger.RELAPSES: _relapsed,
    Trigger.NAMED: _named_in_circulars,
    Trigger.UNANSWERED_ORDERS: _unanswered,
    Trigger.MISSED_REPORTS: _missed,
    Trigger.VETO: _vetoed,
}
