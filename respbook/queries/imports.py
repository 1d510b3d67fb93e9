"""导入记录: the sheets under check and what was imported; a sheet checked against the book as it stands now."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload, undefer

from respbook.models.base import db
from respbook.models.imports import Import
from respbook.queries.listing import PAGE_SIZE, Listing, total_of
from respbook.queries.rolls import ROLLS, roll_of
from respbook.queries.rolls.base import StandingRoll
from respbook.queries.scope import import_in_sight, imports_in_sight
from respbook.rules.columns import SHEETS, Sheet, SheetKind
from respbook.rules.errors import RuleBroken
from respbook.rules.grids import Grid, only, unpacked
from respbook.rules.heads import IGNORED, Heads, find_heads, known_heads, match_heads
from respbook.rules.lifecycles import ImportState
from respbook.rules.permissions import Viewer
from respbook.rules.sheet_check import Checked, check


@dataclass(frozen=True)
class ImportRow:
    """导入记录的一行."""

    id: int
    title: str
    programme_name: str
    source: str
    made_by: str
    made_at: datetime
    state: ImportState
    added: int
    changed: int
    wrong: int
    undone_by: str | None


def import_list(viewer: Viewer, page: int = 1) -> Listing[ImportRow]:
    """导入记录 in sight, the youngest first: two statements."""
    chosen = select(Import).where(imports_in_sight(viewer), Import.kind.in_(kinds_open_to(viewer)))
    rows = db.session.scalars(
        chosen.order_by(Import.id.desc())
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
        .options(joinedload(Import.programme), joinedload(Import.register))
    )
    listed = [
        ImportRow(
            row.id, row.register.name if row.register else SHEETS[row.kind].title, row.programme.name if row.programme else "", row.source, row.made_by,
            row.made_at, row.state, row.added, row.changed, row.wrong, row.undone_by,
        )
        for row in rows
    ]  # fmt: skip
    return Listing(listed, total_of(select(Import.id).where(chosen.whereclause)), page)  # type: ignore[arg-type]


def kinds_open_to(viewer: Viewer) -> list[SheetKind]:
    """可导入的表."""
    return [kind for kind, roll in ROLLS.items() if viewer.may(roll.permission)]


@dataclass
class Bench:
    """一张待核对的表: the import, the sheets of its workbook, and the chosen one checked as far as it goes."""

    row: Import
    grids: list[Grid]
    roll: StandingRoll
    heads: Heads
    checked: Checked | None
    trouble: str

    @property
    def grid(self) -> Grid:
        """所选的工作表."""
        return self.grids[self.row.chosen] if self.grids else Grid.of("", [])

    @property
    def meanings(self) -> dict[int, str]:
        """各列是什么, as it is read now."""
        return meanings_in(self.heads)

    @property
    def unread(self) -> list[int]:
        """没有读取的列."""
        return [place for place in self.heads.open if place not in self.roll.read_besides]


def meanings_in(heads: Heads) -> dict[int, str]:
    """各列是什么: place → column, ``IGNORED`` for one that is not read."""
    named = {place: name for name, place in heads.places.items()}
    return {place: named.get(place, IGNORED) for place, title in enumerate(heads.titles) if title}


def heads_now(row: Import) -> Heads:
    """表头 of an import with its cells, as it is read now."""
    grids = unpacked(row.sheet)
    return _heads(grids[row.chosen].rows if grids else [], row, row.shape)


def _heads(rows: Sequence[Sequence[str]], row: Import, sheet: Sheet) -> Heads:
    heads = find_heads(rows, sheet)
    matched = matched_in(row)
    return match_heads(heads.row, heads.titles, sheet, matched) if matched else heads


def matched_in(row: Import) -> dict[int, str]:
    """手工指定的列 of an import: place → column."""
    return {int(place): name for place, name in json.loads(row.matched).items()}


def import_with_sheet(viewer: Viewer, import_id: int) -> Import:
    """导入记录 with its cells. Raises NotInSight."""
    return import_in_sight(viewer, import_id, undefer(Import.sheet))


def bench_of(viewer: Viewer, row: Import, on: date) -> Bench:
    """核对: the sheet against the book as it stands; a sheet that cannot be read says why in ``trouble``."""
    grids = unpacked(row.sheet)
    roll = roll_of(row.kind, viewer, row.programme, on, row.register)
    grid = grids[row.chosen] if grids else Grid.of("", [])
    heads = _heads(grid.rows, row, roll.sheet)
    try:
        return Bench(row, grids, roll, heads, check(roll, grid, heads), "")
    except RuleBroken as refusal:
        return Bench(row, grids, roll, heads, None, refusal.sentence)


def likeliest(grids: Sequence[Grid], sheet: Sheet) -> int:
    """最像的工作表: the first that has the most known heads."""
    return max(range(len(grids)), key=lambda at: (known_heads(grids[at].rows, sheet), -at), default=0)


def left_over(bench: Bench) -> Grid:
    """没有导入的行, with the heads above them."""
    assert bench.checked is not None
    kept = only(bench.grid, bench.checked.wrong_lines, bench.heads.row)
    return replace(kept, remarks=(), left_out=frozenset())
