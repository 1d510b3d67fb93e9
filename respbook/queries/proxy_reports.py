"""代报: what a town's units are asked for on one day, as a table of units and items: a flat number of statements."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from respbook.models.base import db
from respbook.models.people import User
from respbook.models.reports import ReportEntry
from respbook.models.units import Holder, Unit
from respbook.queries.closing import Closing, closing_of
from respbook.queries.holders import PRESENT
from respbook.queries.obligations import Obligation, due_now
from respbook.queries.office_settings import settings_of
from respbook.queries.units import IN_ORDER, signing_with
from respbook.rules.cells import split_tags
from respbook.rules.chat_reports import ChatPerson, ChatUnit
from respbook.rules.obligations import owes
from respbook.rules.permissions import Viewer
from respbook.rules.reports import LONG, Ask
from respbook.rules.units import UnitKind


@dataclass(frozen=True)
class Place:
    """应报单位; ``chat`` is what people call it."""

    id: int
    called: str
    kind: UnitKind
    chat: ChatUnit


@dataclass(frozen=True)
class Item:
    """当日事项: the same task of many units; its id is that of the first of them. ``long``: one long period (续报)."""

    id: int
    title: str
    ask: Ask
    unit_word: str
    category: str
    period: str
    long: bool


@dataclass(frozen=True)
class LastWord:
    """最后一次报送: who and when."""

    by_name: str
    at: datetime
    for_unit: bool


@dataclass(frozen=True)
class ReportingDay:
    """一天的应报: ``cells`` by unit and item; ``last`` by report; ``categories`` of findings, as the office names them."""

    on: date
    places: Sequence[Place]
    items: Sequence[Item]
    cells: dict[tuple[int, int], Obligation]
    last: dict[int, LastWord]
    closing: Closing
    categories: Collection[str]

    @property
    def patrols(self) -> list[Item]:
        """巡查事项."""
        return [item for item in self.items if item.ask is Ask.PATROL]

    @property
    def figures(self) -> list[Item]:
        """报数事项."""
        return [item for item in self.items if item.ask is Ask.FIGURE]

    def of(self, unit_id: int, items: Sequence[Item]) -> list[Obligation]:
        """某单位的应报 of some items."""
        return [self.cells[unit_id, item.id] for item in items if (unit_id, item.id) in self.cells]

    @property
    def asked(self) -> list[Place]:
        """有任务的单位."""
        with_tasks = {unit_id for unit_id, _ in self.cells}
        return [place for place in self.places if place.id in with_tasks]

    @property
    def missing(self) -> list[Place]:
        """未报的单位 as 催报 means it: something of the table is due by the end of the day and was not told."""
        return [place for place in self.asked if self._lacks(place.id)]

    def _lacks(self, unit_id: int) -> bool:
        cells = self.of(unit_id, self.items)
        return any(owes(cell.asked.due_on, cell.report is not None, self.on) for cell in cells)

    def obligation(self, task_id: int) -> Obligation | None:
        """某项任务当日的应报."""
        return next((cell for cell in self.cells.values() if cell.task.id == task_id), None)


def reporting_day(viewer: Viewer, on: date, today: date) -> ReportingDay:
    """一天的应报 of all units in sight: daily patrols, and the figures whose period holds the day. A flat number of
    statements."""
    places = _places(viewer)
    asked = [each for each in due_now(viewer, [place.id for place in places], on, 0) if _on_day(each, on)]
    items: dict[tuple[str, str, Ask, int], Item] = {}
    cells: dict[tuple[int, int], Obligation] = {}
    seen: dict[tuple[int, str, str], int] = {}
    for each in asked:
        task = each.task
        turn = seen[task.unit_id, task.title, task.unit_word] = (
            seen.get((task.unit_id, task.title, task.unit_word), 0) + 1
        )
        key = (task.title, task.unit_word, task.ask, turn)
        if key not in items:
            period = "" if task.ask is Ask.PATROL else each.asked.label
            items[key] = Item(
                task.id, task.title, task.ask, task.unit_word, task.category, period, task.cadence in LONG
            )
        cells[task.unit_id, items[key].id] = each
    ordered = sorted(items.values(), key=lambda item: item.ask is not Ask.PATROL)
    last = _last_words([each.report.id for each in asked if each.report])
    closing = closing_of([each.task for each in asked], today)
    return ReportingDay(on, places, ordered, cells, last, closing, settings_of(viewer.unit_id).categories)


def _on_day(each: Obligation, on: date) -> bool:
    wanted = each.task.ask in (Ask.PATROL, Ask.FIGURE)
    return wanted and each.asked.starts_on <= on <= each.asked.ends_on


def _places(viewer: Viewer) -> list[Place]:
    rows = db.session.scalars(select(Unit).where(signing_with(viewer)).order_by(*IN_ORDER))
    return [Place(row.id, row.called, row.kind, _chat_unit(row)) for row in rows]


def _chat_unit(unit: Unit) -> ChatUnit:
    return ChatUnit(unit.id, unit.name, unit.short_name, split_tags(unit.aliases or ""), unit.pinyin, unit.initials)


def _last_words(report_ids: Collection[int]) -> dict[int, LastWord]:
    newest = (
        select(func.max(ReportEntry.id)).where(ReportEntry.report_id.in_(report_ids)).group_by(ReportEntry.report_id)
    )
    rows = db.session.execute(
        select(ReportEntry.report_id, ReportEntry.by_name, ReportEntry.at, ReportEntry.for_unit).where(
            ReportEntry.id.in_(newest)
        )
    )
    return {row.report_id: LastWord(*row[1:]) for row in rows}


def people_of(viewer: Viewer) -> list[ChatPerson]:
    """认人的名单: whoever holds a post in a unit in sight, and its users: two statements."""
    holders = db.session.execute(
        select(Holder.name, Holder.unit_id, Holder.post).join(Holder.unit).where(signing_with(viewer), PRESENT)
    )
    users = db.session.execute(
        select(User.name, User.unit_id).join(User.unit).where(signing_with(viewer), User.suspended_at.is_(None))
    )
    found = {(row.name, row.unit_id): ChatPerson(row.name, row.unit_id, row.post) for row in holders}
    for row in users:
        found.setdefault((row.name, row.unit_id), ChatPerson(row.name, row.unit_id))
    return list(found.values())
