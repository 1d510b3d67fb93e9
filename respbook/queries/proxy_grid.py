"""代报表: units down, the day's patrols and figures across; what stands in each cell, and what is still to be typed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from respbook.queries.obligations import Obligation
from respbook.queries.proxy_chats import standing_words
from respbook.queries.proxy_reports import Item, Place, ReportingDay
from respbook.rules.obligations import Punctuality
from respbook.rules.reports import Said
from respbook.rules.units import UnitKind

Typed = Mapping[frozenset[int], tuple[str, str]]
"""填了的 by the tasks of a cell: the text, and the sentence where it was refused."""


@dataclass(frozen=True)
class Field:
    """一个填写框: its name carries its tasks and the versions that it is typed upon."""

    name: str
    label: str
    text: str
    wrong: str


@dataclass(frozen=True)
class Standing:
    """已报的一条: in words, whether late, and the box for 更正 where it may be corrected. Patrols that say 无异常 in the same
    words are one."""

    tasks: frozenset[int]
    title: str
    words: str
    late: bool
    box: Field | None


@dataclass(frozen=True)
class Cell:
    """一格; nothing asked for where it has neither. ``shut``: what can no longer be told; ``open``: what can be, each on a
    form of its own with photos.
    ``lost``: what was typed and no box takes any longer, with the reason."""

    stands: Sequence[Standing]
    box: Field | None
    shut: Sequence[Obligation] = ()
    open: Sequence[Obligation] = ()
    lost: tuple[str, str] | None = None


@dataclass(frozen=True)
class Column:
    """一列: all the day's patrols together, or one figure."""

    title: str
    unit_word: str
    period: str
    long: bool
    items: Sequence[Item]

    @property
    def patrol(self) -> bool:
        """巡查列."""
        return not self.unit_word

    @property
    def key(self) -> str:
        """列的代号 in the address."""
        return "patrol" if self.patrol else str(self.items[0].id)


@dataclass(frozen=True)
class ProxyGrid:
    """代报表: the columns, each unit with its cells, and why some of them can no longer be told."""

    columns: Sequence[Column]
    rows: Sequence[tuple[Place, Sequence[Cell]]]
    why: Sequence[str]

    @property
    def fillable(self) -> bool:
        """有空着的巡查格."""
        return self.columns[0].patrol and any(cells[0].box for _, cells in self.rows)


def columns_of(day: ReportingDay) -> list[Column]:
    """各列 of a day."""
    patrols = [Column("今日巡查", "", "", False, day.patrols)] if day.patrols else []
    return patrols + [Column(item.title, item.unit_word, item.period, item.long, [item]) for item in day.figures]


def proxy_grid(day: ReportingDay, shown: str, kind: UnitKind | None, typed: Typed, today: date) -> ProxyGrid:
    """代报表 of a day; ``shown`` is a figure's id or ``patrol``, empty for all columns."""
    columns = [column for column in columns_of(day) if shown in ("", column.key)]
    places = [place for place in day.asked if kind is None or place.kind is kind]
    rows = [(place, [_cell(day, place, column, typed, today) for column in columns]) for place in places]
    shown_rows = [
        (place, cells) for place, cells in rows if any(cell.box or cell.stands or cell.shut for cell in cells)
    ]
    shut = [day.closing.shut(each) or "" for _, cells in shown_rows for cell in cells for each in cell.shut]
    return ProxyGrid(columns, shown_rows, list(dict.fromkeys(shut)))


def _cell(day: ReportingDay, place: Place, column: Column, typed: Typed, today: date) -> Cell:
    cells = day.of(place.id, column.items)
    told, asked = [cell for cell in cells if cell.report], [cell for cell in cells if cell.report is None]
    open_, shut = (
        [cell for cell in asked if not day.closing.shut(cell)],
        [cell for cell in asked if day.closing.shut(cell)],
    )
    box = _field(open_, f"{place.called}{column.title}") if open_ else None
    stands = [_standing(day, place, each, today, of=len(cells)) for each in _alike(day, told)]
    able = [cell for cell in cells if not day.closing.shut(cell)]
    for tasks, kept in typed.items():
        if tasks & {cell.task.id for cell in cells}:
            box, stands, lost = _put_back(tasks, kept, open_, box, stands)
            if lost:
                return Cell(stands, box, shut, able, kept)
    return Cell(stands, box, shut, able)


def _put_back(
    tasks: frozenset[int],
    kept: tuple[str, str],
    open_: Sequence[Obligation],
    box: Field | None,
    stands: list[Standing],
) -> tuple[Field | None, list[Standing], bool]:
    """Where the refused text stands now: somebody may have reported part of the cell, or all of it, meanwhile."""
    if box is not None and tasks & {cell.task.id for cell in open_}:
        return replace(box, text=kept[0], wrong=kept[1]), stands, False
    for place, standing in enumerate(stands):
        if standing.tasks & tasks and standing.box is not None:
            stands[place] = replace(standing, box=replace(standing.box, text=kept[0], wrong=kept[1]))
            return box, stands, False
    return box, stands, True


def _alike(day: ReportingDay, told: Sequence[Obligation]) -> list[list[Obligation]]:
    groups: dict[tuple[str, bool, int], list[Obligation]] = {}
    for cell in told:
        nothing = cell.report is not None and cell.report.said is Said.NOTHING
        key = (standing_words(day, cell), bool(day.closing.shut(cell)), 0 if nothing else cell.task.id)
        groups.setdefault(key, []).append(cell)
    return list(groups.values())


def _standing(day: ReportingDay, place: Place, cells: Sequence[Obligation], today: date, *, of: int) -> Standing:
    titles = "、".join(cell.task.title for cell in cells) if len(cells) < of else ""
    box = (
        None
        if day.closing.shut(cells[0])
        else _field(cells, f"更正{place.called}{titles or '今日巡查' * (of > 1) or cells[0].task.title}")
    )
    late = any(cell.punctuality(today) is Punctuality.LATE for cell in cells)
    return Standing(frozenset(cell.task.id for cell in cells), titles, standing_words(day, cells[0]), late, box)


def _field(cells: Sequence[Obligation], label: str) -> Field:
    name = "_".join(f"{cell.task.id}.{cell.report.version if cell.report else 0}" for cell in cells)
    return Field(f"cell-{name}", label, "", "")
