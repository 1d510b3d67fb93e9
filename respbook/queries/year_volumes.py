"""案卷: the volume of a unit in a year, and the town's own with what concerns all (features D5, X20)."""

from collections.abc import Iterator, Sequence
from datetime import date

from sqlalchemy import exists, select

from respbook.models.assessments import Assessment
from respbook.models.base import db
from respbook.models.letters import Letter
from respbook.models.pledges import PledgeStack
from respbook.models.programmes import Programme
from respbook.models.scans import FiledPage, ScanFile
from respbook.models.studies import Study
from respbook.models.units import Unit
from respbook.queries.file_findings import (
    circular_pieces,
    circulars_of_year,
    finding_pieces,
    findings_of,
    order_pieces,
)
from respbook.queries.file_letters import letter_pieces
from respbook.queries.file_reports import evidence_of_year, evidence_pieces, report_pieces
from respbook.queries.file_scores import measure_pieces, score_pieces
from respbook.queries.scope import owners_of, under
from respbook.queries.scope_studies import studies_in_sight
from respbook.queries.units import IN_ORDER
from respbook.queries.year_pieces import Piece, Volume, day_of, each_once
from respbook.rules.lifecycles import PUBLIC_ASSESSMENT
from respbook.rules.permissions import Viewer
from respbook.rules.units import SIGNING_KINDS
from respbook.rules.year_file import Part

_ENDINGS = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}


def unit_volume(viewer: Viewer, unit: Unit, year: int) -> Volume:
    """单位案卷: a fixed number of statements and a few for each letter and score. The caller has checked the sight."""
    findings = findings_of(viewer, unit, year)
    recorded, theirs = finding_pieces(findings)
    own = evidence_of_year(viewer, unit, year)
    pieces = [
        *letter_pieces(viewer, unit, year),
        *report_pieces(viewer, unit, year),
        *evidence_pieces(unit, year, own),
        *recorded,
        *order_pieces(viewer, unit, year),
        *circular_pieces(viewer, [row.id for row in findings], year),
        *score_pieces(viewer, unit, year),
        *measure_pieces(viewer, unit, year),
    ]
    known = {each.id for each in own}
    originals = [*own, *(each for each in theirs if each.id not in known)]
    return Volume(unit.called, each_once(pieces), originals)


def town_volume(viewer: Viewer, town: Unit, year: int) -> Volume:
    """综合卷: circulars, minutes of 研究环保工作, scans as they came from the copier, the town's own papers."""
    own = unit_volume(viewer, town, year)
    pieces = [*own.pieces, *_scans(viewer, town, year), *_stacks(viewer, town, year)]
    pieces += [*circulars_of_year(viewer, town, year), *_studies(viewer, town, year)]
    return Volume("综合", each_once(pieces), own.originals)


def units_of_year(viewer: Viewer, town: Unit) -> Sequence[Unit]:
    """立卷单位: all below the town that sign letters, retired ones too: their year may be this one."""
    return db.session.scalars(
        select(Unit)
        .where(Unit.path.startswith(town.path, autoescape=True), Unit.kind.in_(SIGNING_KINDS), under(viewer))
        .order_by(*IN_ORDER)
    ).all()


def assessments_of_year(viewer: Viewer, town: Unit, year: int) -> Sequence[int]:
    """公示过的考核 of the town's programmes of that year, by id."""
    return db.session.scalars(
        select(Assessment.id)
        .join(Assessment.programme)
        .where(
            owners_of(viewer),
            Programme.unit_id == town.id,
            Programme.year == year,
            Assessment.state.in_(PUBLIC_ASSESSMENT),
        )
        .order_by(Assessment.first_on, Assessment.id)
    ).all()


def anything_in(viewer: Viewer, town: Unit, year: int) -> bool:
    """这一年有没有材料: a programme of the town in that year."""
    chosen = exists().where(Programme.unit_id == town.id, Programme.year == year, owners_of(viewer))
    return bool(db.session.scalar(select(chosen)))


def _studies(viewer: Viewer, town: Unit, year: int) -> Iterator[Piece]:
    rows = db.session.scalars(
        select(Study)
        .where(
            studies_in_sight(viewer),
            Study.town_id == town.id,
            Study.held_on.between(date(year, 1, 1), date(year, 12, 31)),
        )
        .order_by(Study.held_on, Study.id)
    )
    for row in rows:
        note = f"第{row.edition}稿" if row.edition > 1 else ""
        yield Piece(Part.STUDY, "研究环保工作会议纪要", "", row.chair, row.held_on, note, row.pdf_sha256)


def _scans(viewer: Viewer, town: Unit, year: int) -> Iterator[Piece]:
    """签字扫描原件: files from the copier on which a page of a letter of that year was found."""
    pages = (
        select(FiledPage.file_id)
        .join(Letter, Letter.id == FiledPage.letter_id)
        .join(Letter.programme)
        .join(Letter.unit)
        .where(Programme.year == year, Programme.unit_id == town.id, under(viewer))
    )
    rows = db.session.scalars(select(ScanFile).where(ScanFile.id.in_(pages)).order_by(ScanFile.id))
    for row in rows:
        title = f"签字扫描原件“{row.name}”"
        yield Piece(Part.LETTER, title, "", "", None, f"{row.pages}页", row.sha256, _ENDINGS.get(row.media, "bin"))


def _stacks(viewer: Viewer, town: Unit, year: int) -> Iterator[Piece]:
    """签订留影 of the papers below the villages."""
    rows = db.session.execute(
        select(PledgeStack, Unit.name)
        .join(Unit, Unit.id == PledgeStack.unit_id)
        .join(PledgeStack.letter)
        .join(Letter.programme)
        .where(Programme.year == year, Programme.unit_id == town.id, under(viewer))
        .order_by(PledgeStack.id)
    )
    for row, name in rows:
        title, on = f"{name}层层签订留影", day_of(row.added_at)
        yield Piece(
            Part.LETTER, title, "", name, row.signed_on or on, f"{row.count}份", row.sha256,
            _ENDINGS.get(row.media, "bin"),
        )  # fmt: skip
