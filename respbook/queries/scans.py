"""扫描批次: what was sent, how far it is read, its pages by what became of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, select

from respbook.models.base import db
from respbook.models.letters import Letter
from respbook.models.scans import FiledPage, ScanBatch, ScanFile
from respbook.models.units import Unit
from respbook.queries.listing import PAGE_SIZE, Listing, total_of
from respbook.queries.scope import letters_in_sight, under
from respbook.queries.units import CALLED
from respbook.rules.lifecycles import LetterState, ScanState
from respbook.rules.paper_compare import Verdict
from respbook.rules.permissions import Viewer
from respbook.rules.scan_sorting import TO_PLACE, IssueState, KnownIssue, Outcome


@dataclass(frozen=True)
class BatchRow:
    """扫描批次的一行."""

    id: int
    unit_name: str
    state: ScanState
    made_by: str
    made_at: datetime
    files: int
    pages: int
    to_place: int
    to_compare: int
    name: str


def batch_list(viewer: Viewer, page: int = 1) -> Listing[BatchRow]:
    """扫描批次列表, the youngest first: one statement."""
    chosen = select(ScanBatch.id).join(ScanBatch.unit).where(under(viewer))
    shown = chosen.order_by(ScanBatch.id.desc()).limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE).subquery()
    own = ScanFile.scan_id == ScanBatch.id
    first = select(ScanFile.name).where(own).order_by(ScanFile.position).limit(1)
    rows: Any = db.session.execute(
        select(
            ScanBatch.id,
            CALLED,
            ScanBatch.state,
            ScanBatch.made_by,
            ScanBatch.made_at,
            select(func.count()).where(own).scalar_subquery(),
            select(func.coalesce(func.sum(ScanFile.pages), 0)).where(own).scalar_subquery(),
            _counted(FiledPage.outcome.in_(TO_PLACE)),
            _counted(FiledPage.outcome == Outcome.FILED, FiledPage.verdict.is_(None)),
            func.coalesce(first.scalar_subquery(), ""),
        )
        .join(shown, shown.c.id == ScanBatch.id)
        .join(ScanBatch.unit)
        .order_by(ScanBatch.id.desc())
    )
    return Listing([BatchRow(*tuple(row)) for row in rows], total_of(chosen), page)


def _counted(*which: ColumnElement[bool]) -> Any:
    return select(func.count()).where(FiledPage.scan_id == ScanBatch.id, *which).scalar_subquery()


def last_for(viewer: Viewer, letter_id: int) -> int | None:
    """本份最近的扫描批次 that was sent for this letter alone."""
    wanted = select(ScanBatch.id).join(ScanBatch.unit).where(ScanBatch.letter_id == letter_id, under(viewer))
    return db.session.scalar(wanted.order_by(ScanBatch.id.desc()).limit(1))


def tally_of(scan_id: int) -> dict[Outcome, int]:
    """各有几页, in the order of the outcomes. The caller has checked the sight."""
    rows: Any = db.session.execute(
        select(FiledPage.outcome, func.count()).where(FiledPage.scan_id == scan_id).group_by(FiledPage.outcome)
    )
    counted: dict[Outcome, int] = dict(tuple(row) for row in rows)
    return {outcome: counted[outcome] for outcome in Outcome if outcome in counted}


@dataclass(frozen=True)
class PageRow:
    """扫描页的一行; a letter out of the viewer's sight is not named."""

    id: int
    file_name: str
    position: int
    outcome: Outcome
    readable: bool
    copy: int | None
    page: int | None
    note: str
    placed_by: str | None
    verdict: Verdict | None
    remark: str
    letter_id: int | None
    unit_name: str | None
    number_text: str | None


def page_list(viewer: Viewer, scan_id: int, outcome: Outcome | None, page: int = 1) -> Listing[PageRow]:
    """扫描页列表 of a batch, by outcome; as the files have them. The caller has checked the sight of the batch."""
    chosen = select(FiledPage.id).where(FiledPage.scan_id == scan_id)
    if outcome is not None:
        chosen = chosen.where(FiledPage.outcome == outcome)
    rows: Any = db.session.execute(
        select(
            FiledPage.id,
            ScanFile.name,
            FiledPage.position,
            FiledPage.outcome,
            FiledPage.readable,
            FiledPage.copy,
            FiledPage.page,
            FiledPage.note,
            FiledPage.placed_by,
            FiledPage.verdict,
            FiledPage.remark,
            Letter.id,
            CALLED,
            Letter.number_text,
        )
        .join(FiledPage.file)
        .outerjoin(Letter, Letter.id == FiledPage.letter_id)
        .outerjoin(Unit, and_(Unit.id == Letter.unit_id, letters_in_sight(viewer)))
        .where(FiledPage.id.in_(chosen))
        .order_by(ScanFile.position, FiledPage.position)
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    )
    found = [PageRow(*(tuple(row) if row[12] else (*row[:11], None, None, None))) for row in rows]
    return Listing(found, total_of(chosen), page)


def next_to_place(scan_id: int, after: int) -> int | None:
    """下一张待认领的页 of a batch behind the one at hand, else the first. The caller has checked the sight."""
    waiting = (
        select(FiledPage.id)
        .join(FiledPage.file)
        .where(FiledPage.scan_id == scan_id, FiledPage.outcome.in_(TO_PLACE), FiledPage.id != after)
        .order_by(case((FiledPage.id > after, 0), else_=1), ScanFile.position, FiledPage.position)
        .limit(1)
    )
    return db.session.scalar(waiting)


def stands_already(unit_ids: Iterable[int], letter_id: int | None, digests: Sequence[str]) -> dict[str, ScanFile]:
    """已经收过的文件 of the unit, by digest: sent before for the same purpose."""
    rows = db.session.scalars(
        select(ScanFile)
        .join(ScanFile.scan)
        .where(
            ScanBatch.unit_id.in_(unit_ids),
            ScanFile.sha256.in_(digests),
            ScanBatch.letter_id.is_(None) if letter_id is None else ScanBatch.letter_id == letter_id,
        )
        .order_by(ScanFile.id.desc())
    )
    return {row.sha256: row for row in rows}


def unread(scan_id: int) -> list[tuple[int, str, int]]:
    """未读完的文件 of a batch: (id, sha256, pages that are done)."""
    rows: Any = db.session.execute(
        select(ScanFile.id, ScanFile.sha256, ScanFile.done)
        .where(ScanFile.scan_id == scan_id, ScanFile.done < ScanFile.pages)
        .order_by(ScanFile.position)
    )
    return [tuple(row) for row in rows]


def known_issues(viewer: Viewer, tokens: Iterable[str], only: int | None) -> dict[str, KnownIssue]:
    """认识的签发 of tokens in the viewer's sight, with what is on file of each; ``only`` one letter where asked."""
    wanted = (
        select(Letter.check_token, Letter.id, Letter.pages, Letter.state, Letter.replaced_by_id)
        .join(Letter.unit)
        .where(letters_in_sight(viewer), Letter.check_token.in_(set(tokens)))
    )
    rows: Any = db.session.execute(wanted if only is None else wanted.where(Letter.id == only)).all()
    on_file = filed([row.id for row in rows])
    return {
        token: KnownIssue(
            id_, pages or 0, _issue_state(state, replaced_by is not None), frozenset(on_file.get(id_, ()))
        )
        for token, id_, pages, state, replaced_by in rows
    }


def _issue_state(state: LetterState, replaced: bool) -> IssueState:
    if state is not LetterState.ISSUED:
        return IssueState.VOID
    return IssueState.REPLACED if replaced else IssueState.CURRENT


def filed(letter_ids: Iterable[int]) -> dict[int, set[tuple[int, int]]]:
    """在档的页: {letter: {(copy, page)}}."""
    found: dict[int, set[tuple[int, int]]] = {}
    wanted = select(FiledPage.letter_id, FiledPage.copy, FiledPage.page)
    for row in db.session.execute(
        wanted.where(FiledPage.outcome == Outcome.FILED, FiledPage.letter_id.in_(set(letter_ids)))
    ):
        found.setdefault(row.letter_id or 0, set()).add((row.copy or 0, row.page or 0))
    return found
