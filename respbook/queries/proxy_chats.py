"""群消息代报: a paste read against the day, line by line with what stands already; and a kept paste with what came of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal

from sqlalchemy import func, select

from respbook.models.base import db
from respbook.models.reports import ChatPaste, Report, ReportEntry
from respbook.models.tasks import Task
from respbook.models.units import Unit
from respbook.queries.obligations import Obligation
from respbook.queries.proxy_reports import Item, Place, ReportingDay, people_of
from respbook.queries.scope import under
from respbook.queries.units import CALLED
from respbook.rules.chat_reports import (
    AsideLine,
    AskedRow,
    ChatItem,
    ChatReading,
    CheckState,
    FiledRow,
    ItemKind,
    read_chat,
)
from respbook.rules.chinese import figure
from respbook.rules.lifecycles import REPORT, FilingState
from respbook.rules.patrols import belonging
from respbook.rules.permissions import Viewer
from respbook.rules.proxy_offers import MOST_ASKED, Offer, check_length, clock_words, said_words
from respbook.rules.reports import LONGEST_TEXT, Ask, Content, Reckoning, Said


@dataclass(frozen=True)
class Choice:
    """一条识别结果: the ways in which it can be filed (none: it cannot), and what stands already. ``ticked``: taken unless
    the clerk says no."""

    unit: str
    item: str
    said: str
    offers: Sequence[tuple[Offer, str]]
    quote: str
    reason: str
    late: bool
    stands: str
    shut: str

    @property
    def ticked(self) -> bool:
        """默认代报: only what is new."""
        return bool(self.offers) and not self.stands


@dataclass(frozen=True)
class Question:
    """待核对的一条: why it is asked, what it may be, and the units and items to choose among, the likely ones first."""

    question: str
    quote: str
    lines: tuple[int, ...]
    choices: Sequence[Choice]
    units: Sequence[Place]
    items: Sequence[tuple[str, str]]
    unit_id: int | None = None
    """The only unit that it can be."""


@dataclass(frozen=True)
class ChatDesk:
    """识别结果 as the clerk works on it. ``left_out``: questions beyond those that one page puts."""

    day: ReportingDay
    filed: Sequence[Choice]
    asked: Sequence[Question]
    left_out: int
    aside: Sequence[AsideLine]
    missing: Sequence[Place]
    partial: Sequence[tuple[str, str]]
    corrected: Sequence[tuple[str, str]]

    @property
    def ready(self) -> int:
        """默认代报的条数."""
        return sum(choice.ticked for choice in self.filed)


def chat_desk(viewer: Viewer, day: ReportingDay, text: str) -> ChatDesk:
    """识别 a paste for a day. Raises RuleBroken with the field ``text``."""
    check_length(text)
    reading = read_chat(
        text,
        units=[place.chat for place in day.places],
        people=people_of(viewer),
        items=[_chat_item(item) for item in day.items],
        today=day.on,
        together=True,
    )
    return _Desk(day).laid(reading)


def _chat_item(item: Item) -> ChatItem:
    kind = ItemKind.CHECK if item.ask is Ask.PATROL else ItemKind.QUANTITY
    words = (item.category,) if item.category and kind is ItemKind.CHECK else ()
    return ChatItem(item.id, item.title, kind, item.unit_word, words, item.long)


@dataclass
class _Desk:
    day: ReportingDay
    places: dict[int, Place] = field(init=False)
    items: dict[int, Item] = field(init=False)

    def __post_init__(self) -> None:
        self.places = {place.id: place for place in self.day.places}
        self.items = {item.id: item for item in self.day.items}

    def laid(self, reading: ChatReading) -> ChatDesk:
        fitting = [row for row in reading.filed if self._has(row)]
        told = {(row.unit_id, row.lines) for row in fitting}
        strange = [row for row in reading.filed if not self._has(row) and (row.unit_id, row.lines) not in told]
        asked = [self._question(row) for row in reading.asked] + [self._no_task(row) for row in strange]
        asked.sort(key=lambda each: each.lines)
        with_tasks = {place.id for place in self.day.asked}
        lacking = {place.id for place in self.day.missing}
        return ChatDesk(
            self.day,
            self._choices(fitting),
            asked[:MOST_ASKED],
            max(len(asked) - MOST_ASKED, 0),
            reading.set_aside,
            [place for place in self.day.asked if place.id in {*reading.missing} & lacking],
            [each for each in (self._partial(*pair) for pair in reading.partial if pair[0] in with_tasks) if each[1]],
            [(self._whole_words(each.earlier), self._whole_words(each.later)) for each in reading.corrected],
        )

    def _has(self, row: FiledRow) -> bool:
        return (row.unit_id, row.item_id) in self.day.cells

    def _partial(self, unit_id: int, item_ids: tuple[int, ...]) -> tuple[str, str]:
        cells = self.day.of(unit_id, [self.items[each] for each in item_ids if self.items[each].ask is Ask.PATROL])
        lacking = "、".join(cell.task.title for cell in cells if cell.report is None)
        return self.places[unit_id].called, lacking

    def _whole_words(self, row: FiledRow) -> str:
        return f"{self.places[row.unit_id].called}{self._content(row)[1]}"

    def _choices(self, rows: Sequence[FiledRow]) -> list[Choice]:
        """One line for each, but one for all patrols of a unit that a line calls 无异常 and that stand alike."""
        together: dict[tuple[int, tuple[int, ...], str], list[FiledRow]] = {}
        keys = {
            row: (row.unit_id, row.lines, self._as_it_stands(row)) for row in rows if row.state is CheckState.NORMAL
        }
        for row, key in keys.items():
            together.setdefault(key, []).append(row)
        made = []
        for row in rows:
            same = together[keys[row]] if row in keys else []
            if len(same) < 2 or row not in same:
                made.append(self._choice(row))
            elif row is same[0]:
                made.append(self._patrols(same))
        return made

    def _patrols(self, rows: Sequence[FiledRow]) -> Choice:
        cells = [self.day.cells[row.unit_id, row.item_id] for row in rows]
        first, one = rows[0], self._choice(rows[0])
        versions = [cell.report.version if cell.report else 0 for cell in cells]
        offer = Offer(
            tuple((cell.task.id, version) for cell, version in zip(cells, versions, strict=True)),
            cells[0].asked.starts_on,
            Content(Said.NOTHING),
            first.lines,
        )
        whole = len(self.day.of(first.unit_id, self.day.patrols)) == len(cells)
        words = f"今日巡查（{len(cells)}项）" if whole else "、".join(cell.task.title for cell in cells)
        return replace(one, item=words, offers=[(offer, said) for _, said in one.offers])

    def _as_it_stands(self, row: FiledRow) -> str:
        cell = self.day.cells[row.unit_id, row.item_id]
        return f"{self.standing(cell)} {self._shut(cell, Content(Said.NOTHING))}"

    def _choice(self, row: FiledRow) -> Choice:
        cell, item = self.day.cells[row.unit_id, row.item_id], self.items[row.item_id]
        content, words = self._content(row)
        version = cell.report.version if cell.report else 0
        offer = Offer(((cell.task.id, version),), cell.asked.starts_on, content, row.lines)
        stands = self.standing(cell)
        shut = self._shut(cell, content)
        offers = [] if shut else [(offer, words)] if not stands else list(_changes(offer, cell, words))
        return Choice(
            self.places[row.unit_id].called, item.title, words, offers, row.text, row.reason, row.late, stands, shut
        )

    def standing(self, cell: Obligation) -> str:
        return standing_words(self.day, cell)

    def _content(self, row: FiledRow) -> tuple[Content, str]:
        """What the item is called counts as said: the reader has found that the line speaks of it."""
        item = self.items[row.item_id]
        if row.state is CheckState.NORMAL:
            content = Content(Said.NOTHING)
        elif row.state is CheckState.TROUBLE:
            said = " ".join(row.said.split())[:LONGEST_TEXT]
            cell = self.day.cells.get((row.unit_id, row.item_id))
            found = belonging([cell.task], self.day.categories, text=f"{item.title} {said}") if cell else None
            content = Content(Said.FOUND, text=said, category=found[1] if found else "")
        else:
            reckoning = Reckoning.TOTAL if "累计" in row.text else Reckoning.CURRENT
            content = Content(Said.FIGURE, row.amount, reckoning)
        return content, said_words(content, item.unit_word)

    def _shut(self, cell: Obligation, content: Content) -> str:
        """为什么不必或不能再报; empty where it can be."""
        if shut := self.day.closing.shut(cell):
            return shut
        row = cell.report
        same = row and (row.said, row.given, row.text) == (content.said, content.amount, content.text)
        return "内容相同，不必再报。" if row and same and row.state is not FilingState.RETURNED else ""

    def _question(self, row: AskedRow) -> Question:
        choices = self._choices([each for each in row.readings if self._has(each)])
        return Question(
            row.question,
            row.text,
            row.lines,
            choices,
            self._units(row.unit_ids),
            self._items(row.item_ids),
            row.unit_ids[0] if len(row.unit_ids) == 1 else None,
        )

    def _no_task(self, row: FiledRow) -> Question:
        unit, item = self.places[row.unit_id].called, self.items[row.item_id].title
        said = f"{unit}没有“{item}”这项任务，请核对。"
        return Question(said, row.text, row.lines, (), self._units((row.unit_id,)), self._items(()))

    def _units(self, likely: Sequence[int]) -> list[Place]:
        return sorted(self.day.asked, key=lambda place: place.id not in likely)

    def _items(self, likely: Sequence[int]) -> list[tuple[str, str]]:
        figures = sorted(self.day.figures, key=lambda item: item.id not in likely)
        patrol = [("patrol", "今日巡查")] if self.day.patrols else []
        found = [(str(item.id), f"{item.title}（{item.unit_word}）") for item in figures]
        return found + patrol if any(item.id in likely for item in figures) else patrol + found


def standing_words(day: ReportingDay, cell: Obligation) -> str:
    """已报 of a cell: what stands, by whom and when; empty where nothing does."""
    row = cell.report
    if row is None:
        return ""
    said = said_words(Content(row.said, row.given, row.reckoning, row.text), cell.task.unit_word)
    last = day.last.get(row.id)
    who = f"（{last.by_name}{'代报' if last.for_unit else ''} {clock_words(last.at, day.on)}）" if last else ""
    state = f"，{REPORT.labels[row.state]}" if row.state is not FilingState.SUBMITTED else ""
    return f"{said}{who}{state}"


def _changes(offer: Offer, cell: Obligation, words: str) -> Iterable[tuple[Offer, str]]:
    yield offer, f"更正为{words}"
    if offer.content.said is Said.FIGURE and offer.content.reckoning is Reckoning.CURRENT and cell.report:
        total = (cell.report.amount or Decimal(0)) + (offer.content.amount or Decimal(0))
        yield offer.added(), f"再加{words}（合计{figure(total)}{cell.task.unit_word}）"


@dataclass(frozen=True)
class PasteRow:
    """接龙记录的一行."""

    id: int
    made_by: str
    made_at: datetime
    filed: int


@dataclass(frozen=True)
class CameOf:
    """由此代报的一条: what was filed (the patrols of a unit that say 无异常 are one), and the lines that it was read from:
    their words, and their numbers where they were kept."""

    unit: str
    title: str
    said: str
    quoted: str
    lines: frozenset[int] = frozenset()


@dataclass(frozen=True)
class PasteLine:
    """原文的一行 and what came of it."""

    number: int
    text: str
    came: Sequence[CameOf]


def pastes_of(viewer: Viewer, day: ReportingDay) -> list[PasteRow]:
    """当日的接龙记录, the newest first: one statement."""
    count = select(func.count()).where(ReportEntry.chat_id == ChatPaste.id).scalar_subquery()
    rows = db.session.execute(
        select(ChatPaste.id, ChatPaste.made_by, ChatPaste.made_at, count)
        .join(Unit, Unit.id == ChatPaste.unit_id)
        .where(under(viewer), ChatPaste.on_day == day.on)
        .order_by(ChatPaste.id.desc())
        .limit(20)
    )
    return [PasteRow(*row) for row in rows]


def what_came_of(paste: ChatPaste) -> list[CameOf]:
    """由一次接龙代报的各条, of a paste in sight: one statement."""
    rows = db.session.execute(
        select(ReportEntry, CALLED, Task.title, Task.unit_word)
        .join(ReportEntry.report)
        .join(Report.unit)
        .join(Report.task)
        .where(ReportEntry.chat_id == paste.id)
        .order_by(Unit.position, Unit.id, ReportEntry.id)
    )
    found: dict[tuple[str, str, str, frozenset[int], int], CameOf] = {}
    for entry, called, title, unit_word in rows:
        said = said_words(Content(entry.said, entry.given, entry.reckoning, entry.text), unit_word)
        alike = 0 if entry.said is Said.NOTHING else entry.id
        lines = frozenset(int(number) for number in (entry.quoted_lines or "").split(",") if number)
        key = (called, said, entry.quoted, lines, alike)
        titles = f"{found[key].title}、{title}" if key in found else title
        found[key] = CameOf(called, titles, said, entry.quoted, lines)
    return list(found.values())


def marked_lines(text: str, came: Sequence[CameOf]) -> list[PasteLine]:
    """原文逐行: beside each line what was filed from it, by its number; by its words where no number was kept."""
    return [
        PasteLine(number, line, [each for each in came if _is_of(each, number, line)])
        for number, line in enumerate(text.split("\n"), 1)
    ]


def _is_of(each: CameOf, number: int, line: str) -> bool:
    if not line.strip():
        return False
    return number in each.lines if each.lines else line in each.quoted.split("\n")
