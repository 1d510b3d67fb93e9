"""台账: the list of registers with their counts, one register as a table, its rows to be printed and sent on."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, case, func, or_, select, type_coerce
from sqlalchemy.orm import selectinload

from respbook.models.base import db
from respbook.models.registers import Register, RegisterRow
from respbook.models.units import Unit
from respbook.queries.audit import trail_of
from respbook.queries.audit_entries import Entry
from respbook.queries.listing import PAGE_SIZE, Listing, total_of, within
from respbook.queries.scope_registers import registers_in_sight, rows_in_sight
from respbook.queries.units import CALLED, IN_ORDER, named_like
from respbook.rules.outgoing import Value
from respbook.rules.permissions import Viewer
from respbook.rules.registers import FieldFacts, FieldKind, cell_pattern, entry_words, key_of, stored


@dataclass(frozen=True)
class RegisterLine:
    """台账一览的一行: the register, and how many of its rows in sight stand and are 注销."""

    register: Register
    standing: int
    closed: int
    units: int


@dataclass(frozen=True)
class RegisterFilter:
    """台账筛选: words (unit or name, also by pinyin, or any cell), one unit, values of columns, whether 注销 rows are shown."""

    words: str = ""
    unit_id: int | None = None
    cells: Mapping[int, str] = field(default_factory=dict)
    closed: bool = False

    @property
    def asked(self) -> bool:
        """有筛选."""
        return bool(self.words or self.unit_id or self.cells)


def register_list(viewer: Viewer) -> list[RegisterLine]:
    """台账一览, those in use first: three statements."""
    found = db.session.scalars(
        select(Register)
        .where(registers_in_sight(viewer))
        .order_by(Register.retired_on.is_not(None), Register.id)
        .options(selectinload(Register.fields))
    ).all()
    standing = RegisterRow.closed_on.is_(None)
    counted = db.session.execute(
        select(
            RegisterRow.register_id,
            func.sum(case((standing, 1), else_=0)),
            func.sum(case((standing, 0), else_=1)),
            func.count(func.distinct(case((standing, RegisterRow.unit_id)))),
        )
        .join(RegisterRow.unit)
        .where(rows_in_sight(viewer), RegisterRow.register_id.in_([each.id for each in found]))
        .group_by(RegisterRow.register_id)
    )
    counts = {row[0]: row[1:] for row in counted}
    return [RegisterLine(each, *counts.get(each.id, (0, 0, 0))) for each in found]


_ORDER = (*IN_ORDER, RegisterRow.id)


def _chosen(viewer: Viewer, register: Register, wanted: RegisterFilter) -> list[ColumnElement[bool]]:
    conditions = [RegisterRow.register_id == register.id, rows_in_sight(viewer)]
    if wanted.words:
        like = within(wanted.words)
        asked = [named_like(wanted.words), RegisterRow.words.ilike(like, escape="\\")]
        if wanted.words.isascii() and wanted.words.isalpha():
            asked.append(RegisterRow.initials.like(within(wanted.words.lower()), escape="\\"))
        conditions.append(or_(*asked))
    if wanted.unit_id is not None:
        conditions.append(RegisterRow.unit_id == wanted.unit_id)
    for field_id, value in wanted.cells.items():
        conditions.append(type_coerce(RegisterRow.cells, Text).like(within(cell_pattern(field_id, value)), escape="\\"))
    if not wanted.closed:
        conditions.append(RegisterRow.closed_on.is_(None))
    return conditions


def _rows(viewer: Viewer, register: Register, wanted: RegisterFilter, *columns: Any) -> Select[*tuple[Any, ...]]:
    return select(*columns).join(RegisterRow.unit).where(*_chosen(viewer, register, wanted)).order_by(*_ORDER)


_SHOWN = (
    RegisterRow.id,
    RegisterRow.unit_id,
    CALLED.label("unit_name"),
    Unit.name.label("unit_full"),
    Unit.retired_on.label("unit_retired_on"),
    RegisterRow.name,
    RegisterRow.cells,
    RegisterRow.closed_on,
    RegisterRow.closed_reason,
)


def row_list(viewer: Viewer, register: Register, wanted: RegisterFilter, page: int = 1) -> Listing[Any]:
    """台账的一页: two statements."""
    chosen = _rows(viewer, register, wanted, *_SHOWN)
    rows = db.session.execute(chosen.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)).all()
    return Listing(rows, total_of(chosen), page)


def all_rows(viewer: Viewer, register: Register, wanted: RegisterFilter, most: int | None = None) -> Iterator[Any]:
    """全部登记 of a filter in the order of the list, or the first of them: one statement."""
    chosen = _rows(viewer, register, wanted, *_SHOWN).limit(most)
    return iter(db.session.execute(chosen.execution_options(yield_per=1000)))


def units_with_rows(viewer: Viewer, register: Register) -> list[tuple[int, str]]:
    """有登记的单位, to choose from."""
    asked = select(Unit.id, CALLED).where(rows_in_sight(viewer), Unit.id.in_(_units_of(register))).order_by(*IN_ORDER)
    return [(unit_id, name) for unit_id, name in db.session.execute(asked)]


def _units_of(register: Register) -> Select[int]:
    return select(RegisterRow.unit_id).where(RegisterRow.register_id == register.id)


def asked_by(register: Register) -> Sequence[tuple[str, FieldFacts]]:
    """可按值筛选的栏目: those that offer their values, by the name in the address."""
    return [
        (key_of(field_id), facts)
        for field_id, facts in register.live_facts.items()
        if facts.kind in (FieldKind.CHOICE, FieldKind.YES_NO)
    ]


def outgoing_rows(viewer: Viewer, register: Register, wanted: RegisterFilter) -> Iterator[tuple[Value, ...]]:
    """出表的各行, as the columns of ``rules.outgoing.register_outgoing`` stand: one statement."""
    fields = register.live_facts
    for row in all_rows(viewer, register, wanted):
        cells = [_value(facts, row.cells.get(str(field_id), "")) for field_id, facts in fields.items()]
        closed = (row.closed_on, row.closed_reason) if wanted.closed else ()
        yield (row.name, row.unit_full, *cells, entry_words(row.id), *closed)


def _value(facts: FieldFacts, text: str) -> Any:
    return stored(facts.kind, text) if text else None


@dataclass(frozen=True)
class HistoryLine:
    """改动记录的一行: one column before and after. What was entered at first is one line, without a column."""

    entry: Entry
    what: str
    before: str
    after: str


_MOST_ENTRIES = 50


def history_of(viewer: Viewer, row: RegisterRow) -> list[HistoryLine]:
    """改动记录 of a row, column by column in the order of the register, the youngest first; for the office."""
    titles = [row.register.name_title, "单位", *(each.title for each in row.register.fields)]
    order = {title: place for place, title in enumerate(titles)}
    told: list[HistoryLine] = []
    for entry in trail_of(viewer, RegisterRow.__tablename__, row.id, _MOST_ENTRIES):
        changes = sorted(entry.changes, key=lambda each: (order.get(each.what, len(order)), each.what))
        if entry.verb == "register.enter":
            words = "；".join(f"{each.what}：{each.after}" for each in changes if each.what in order)
            told.append(HistoryLine(entry, "", "", words))
            continue
        told += [HistoryLine(entry, each.what, each.before, each.after) for each in changes]
    return told
