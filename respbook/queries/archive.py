"""往年文书: the list, the lines that may belong to a scan, and the names by which files are matched to units."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, select

from respbook.models.archive import ArchivedPaper
from respbook.models.base import db
from respbook.models.letters import Letter
from respbook.models.units import Unit
from respbook.queries.listing import PAGE_SIZE, Listing, total_of, within
from respbook.queries.scope import archive_in_sight, letters_in_sight, under
from respbook.queries.units import CALLED, named_like
from respbook.rules.archive import names_of_unit
from respbook.rules.permissions import Viewer
from respbook.rules.units import signing_kinds


@dataclass(frozen=True)
class ArchiveFilter:
    """往年文书筛选: words find the unit, the number, the title or the file's name."""

    words: str = ""
    year: int | None = None
    unplaced: bool = False
    unscanned: bool = False

    @property
    def asked(self) -> bool:
        """有筛选."""
        return self != ArchiveFilter()


@dataclass(frozen=True)
class ArchiveRow:
    """往年文书的一行; ``unit_name`` empty while nobody has said whose it is."""

    id: int
    unit_id: int | None
    unit_name: str
    year: int | None
    number_text: str
    title: str
    issued_on: date | None
    scanned: bool
    file_name: str
    pages: int
    added_at: datetime
    added_by: str
    version: int

    @property
    def called(self) -> str:
        """称呼, as of the paper itself."""
        return self.title or self.file_name or self.number_text


_ORDER = (ArchivedPaper.unit_id.is_not(None), func.coalesce(ArchivedPaper.year, 0).desc(), ArchivedPaper.id)


def archive_list(viewer: Viewer, wanted: ArchiveFilter, page: int = 1) -> Listing[ArchiveRow]:
    """往年文书 in sight, what nobody has placed first, then the youngest year: two statements."""
    chosen = _chosen(viewer, wanted)
    rows = db.session.execute(chosen.order_by(*_ORDER).limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE))
    return Listing([ArchiveRow(*row) for row in rows], total_of(chosen), page)


_SHOWN = (
    ArchivedPaper.id,
    ArchivedPaper.unit_id,
    func.coalesce(CALLED, "").label("unit_name"),
    ArchivedPaper.year,
    ArchivedPaper.number_text,
    func.coalesce(ArchivedPaper.title, "").label("title"),
    ArchivedPaper.issued_on,
    ArchivedPaper.sha256.is_not(None).label("scanned"),
    ArchivedPaper.file_name,
    ArchivedPaper.pages,
    ArchivedPaper.added_at,
    ArchivedPaper.added_by,
    ArchivedPaper.version,
)


def _chosen(viewer: Viewer, wanted: ArchiveFilter, *columns: Any) -> Select[*tuple[Any, ...]]:
    chosen = (
        select(*(columns or _SHOWN)).outerjoin(Unit, Unit.id == ArchivedPaper.unit_id).where(archive_in_sight(viewer))
    )
    if wanted.words.strip():
        like = within(wanted.words)
        chosen = chosen.where(
            named_like(wanted.words)
            | ArchivedPaper.number_text.like(like, escape="\\")
            | ArchivedPaper.title.like(like, escape="\\")
            | ArchivedPaper.file_name.like(like, escape="\\")
        )
    if wanted.year is not None:
        chosen = chosen.where(ArchivedPaper.year == wanted.year)
    if wanted.unscanned:
        chosen = chosen.where(ArchivedPaper.sha256.is_(None))
    return chosen.where(ArchivedPaper.unit_id.is_(None)) if wanted.unplaced else chosen


def listed_papers(viewer: Viewer, wanted: ArchiveFilter) -> Iterator[Any]:
    """全部往年文书 of a filter with all that the register says of them, in the order of the list: one statement."""
    statement = _chosen(viewer, wanted, ArchivedPaper, Unit.name.label("unit_name")).order_by(*_ORDER)
    return iter(db.session.execute(statement.execution_options(yield_per=1000)))


def years_of(viewer: Viewer) -> Sequence[int]:
    """有文书的年度, the youngest first."""
    rows = db.session.scalars(
        select(ArchivedPaper.year)
        .outerjoin(Unit, Unit.id == ArchivedPaper.unit_id)
        .where(archive_in_sight(viewer), ArchivedPaper.year.is_not(None))
        .distinct()
        .order_by(ArchivedPaper.year.desc())
    )
    return [year for year in rows if year is not None]


def unit_names(viewer: Viewer) -> Mapping[int, Sequence[str]]:
    """单位的叫法 by id, retired ones too: old letters name old units."""
    town = db.session.execute(select(Unit.name, Unit.short_name).where(Unit.id == viewer.unit_id)).one()
    rows = db.session.execute(
        select(Unit.id, Unit.name, Unit.short_name).where(
            under(viewer), Unit.kind.in_(signing_kinds(viewer.office_kind))
        )
    )
    return {row.id: names_of_unit(row.name, row.short_name, town.short_name or town.name) for row in rows}


def stands_already(town_id: int, sha256: str) -> ArchivedPaper | None:
    """已收的同一份: the same bytes, kept for this town before."""
    same = select(ArchivedPaper).where(ArchivedPaper.town_id == town_id, ArchivedPaper.sha256 == sha256)
    return db.session.scalar(same)


def archived_rows(viewer: Viewer, paper_ids: Collection[int]) -> dict[int, ArchiveRow]:
    """往年文书 in sight by id, as the list shows them: one statement, none for nothing."""
    if not paper_ids:
        return {}
    rows = db.session.execute(_chosen(viewer, ArchiveFilter()).where(ArchivedPaper.id.in_(paper_ids)))
    return {row.id: ArchiveRow(*row) for row in rows}


def of_number(town_id: int, number: str) -> Sequence[ArchivedPaper]:
    """同一文号的, as a rule one; several scans may bear it, never two lines without a scan."""
    if not number:
        return []
    same = select(ArchivedPaper).where(ArchivedPaper.town_id == town_id, ArchivedPaper.number_text == number)
    return db.session.scalars(same.order_by(ArchivedPaper.id)).all()


def issued_here(viewer: Viewer, number: str) -> bool:
    """本系统签发过的文号."""
    asked = select(Letter.id).join(Letter.unit).where(letters_in_sight(viewer), Letter.number_text == number)
    return db.session.scalar(asked.limit(1)) is not None


def lines_waiting(town_id: int, of: Collection[tuple[int | None, int | None]]) -> dict[tuple[int, int], list[str]]:
    """没有扫描件的登记 by unit and year, each as the 文号 of its lines: one statement, none for nothing."""
    wanted = {(unit_id, year) for unit_id, year in of if unit_id and year}
    if not wanted:
        return {}
    rows = db.session.execute(
        select(ArchivedPaper.unit_id, ArchivedPaper.year, ArchivedPaper.number_text)
        .where(
            ArchivedPaper.town_id == town_id,
            ArchivedPaper.sha256.is_(None),
            ArchivedPaper.unit_id.in_({unit_id for unit_id, _ in wanted}),
        )
        .order_by(ArchivedPaper.id)
    )
    found: dict[tuple[int, int], list[str]] = {place: [] for place in wanted}
    for unit_id, year, number in rows:
        if unit_id and year and (unit_id, year) in found:
            found[unit_id, year].append(number)
    return found


_MOST_TWINS = 5


def likely_twins(paper: ArchivedPaper) -> Sequence[ArchivedPaper]:
    """可能是同一份的, by unit and year: lines for a scan without 文号, scans without 文号 for a line; the first few."""
    if paper.unit_id is None or paper.year is None or (paper.sha256 and paper.number_text):
        return []
    other = ArchivedPaper.sha256.is_(None) if paper.sha256 else ArchivedPaper.sha256.is_not(None)
    asked = select(ArchivedPaper).where(
        ArchivedPaper.town_id == paper.town_id,
        ArchivedPaper.unit_id == paper.unit_id,
        ArchivedPaper.year == paper.year,
        other,
    )
    if not paper.sha256:
        asked = asked.where(ArchivedPaper.number_text == "")
    return db.session.scalars(asked.order_by(ArchivedPaper.id).limit(_MOST_TWINS)).all()
