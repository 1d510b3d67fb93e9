"""案卷里的责任书: letters as issued, their signed copies, scans and records, handovers, old scans of that year (D5, X20)."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload, undefer

from respbook.models.archive import ArchivedPaper
from respbook.models.base import db
from respbook.models.handovers import Handover
from respbook.models.letters import Letter
from respbook.models.programmes import Programme
from respbook.models.scans import FiledPage
from respbook.models.signed_copies import SignedCopy
from respbook.models.signing import Signature
from respbook.models.units import Unit
from respbook.papers.stored import loaded
from respbook.queries.scope import archive_in_sight, letters_in_sight, under
from respbook.queries.signed_copies import copy_of
from respbook.queries.year_pieces import Piece, day_of
from respbook.rules.chinese import day
from respbook.rules.lifecycles import LETTER, LetterState
from respbook.rules.permissions import Viewer
from respbook.rules.signing import METHOD_LABELS, SIGNING_LABELS, SignatureMethod
from respbook.rules.year_file import Part

_MEDIA = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}


def letter_pieces(viewer: Viewer, unit: Unit, year: int) -> Iterator[Piece]:
    """责任书及签订 of one unit in a year."""
    letters = db.session.scalars(
        select(Letter)
        .join(Letter.unit)
        .join(Letter.programme)
        .where(
            letters_in_sight(viewer),
            Letter.unit_id == unit.id,
            Programme.year == year,
            Letter.state != LetterState.DRAFT,
        )
        .order_by(Programme.id, Letter.id)
        .options(joinedload(Letter.programme), joinedload(Letter.unit), undefer(Letter.paper))
    ).all()
    for letter in letters:
        yield from _of_letter(letter)
    yield from _handovers(viewer, unit, year)
    yield from _old_scans(viewer, unit, year)


def _of_letter(letter: Letter) -> Iterator[Piece]:
    author, number, on = letter.programme.issuer, letter.number_text, letter.issued_on
    title = f"{loaded(letter.paper).title if letter.paper else letter.paper_name}（{letter.unit.called}）"
    copy = copy_of(letter)
    state = LETTER.labels[letter.state] if letter.state is LetterState.VOID else ""
    state = state or ("已被替代" if letter.replaced else SIGNING_LABELS[letter.signing] if letter.signing else "")
    issued = Piece(Part.LETTER, title, number, author, on, state, letter.pdf_sha256 or "", bound=copy is None)
    yield issued
    for kept in db.session.scalars(select(SignedCopy).where(SignedCopy.letter_id == letter.id).order_by(SignedCopy.id)):
        yield Piece(Part.LETTER, f"{title}签订本", number, author, day_of(kept.made_at), "", kept.sha256, bound=False)
    if copy is not None:
        yield Piece(
            Part.LETTER, f"{title}签订本", number, author, letter.signed_on or on, state, copy=copy, archived=False
        )
    pages = db.session.scalars(
        select(FiledPage)
        .where(FiledPage.letter_id == letter.id, FiledPage.recorded_at.is_not(None))
        .order_by(FiledPage.copy, FiledPage.page, FiledPage.id)
    ).all()
    if pages:
        scanned = tuple(page.picture_sha256 for page in pages)
        yield Piece(Part.LETTER, f"{title}签字扫描件", number, author, letter.signed_on, ending="jpg", pictures=scanned)
    yield from _records(letter, number)


def _records(letter: Letter, number: str) -> Iterator[Piece]:
    """签署记录: the very text that its digest was taken of; it is read by programs and not bound."""
    columns = (
        Signature.id,
        Signature.name,
        Signature.method,
        Signature.signed_on,
        Signature.record,
        Signature.mark_sha256,
    )
    rows = db.session.execute(select(*columns).where(Signature.letter_id == letter.id).order_by(Signature.id))
    for row in rows:
        title = f"{row.name}签署记录"
        note = METHOD_LABELS[row.method]
        yield Piece(
            Part.LETTER, title, number, row.name, row.signed_on, note, text=row.record, ending="json", bound=False
        )
        if row.mark_sha256 and row.method is SignatureMethod.HAND:
            yield Piece(
                Part.LETTER,
                f"{row.name}手写影像",
                number,
                row.name,
                row.signed_on,
                "",
                row.mark_sha256,
                "png",
                bound=False,
            )


def _handovers(viewer: Viewer, unit: Unit, year: int) -> Iterator[Piece]:
    rows = db.session.scalars(
        select(Handover)
        .join(Handover.unit)
        .where(
            Handover.unit_id == unit.id, under(viewer), Handover.handed_on.between(date(year, 1, 1), date(year, 12, 31))
        )
        .order_by(Handover.handed_on, Handover.id)
        .options(joinedload(Handover.giver), joinedload(Handover.taker))
    )
    for row in rows:
        title = f"{unit.called}责任交接书（{row.giver.name}交{row.taker.name}）"
        yield Piece(Part.LETTER, title, "", unit.called, row.handed_on, "", row.pdf_sha256, bound=not row.scan_sha256)
        if row.scan_sha256:
            ending = _MEDIA.get(row.media, "bin")
            yield Piece(
                Part.LETTER, f"{title}签字件", "", unit.called, row.handed_on, row.kept_at, row.scan_sha256, ending
            )


def _old_scans(viewer: Viewer, unit: Unit, year: int) -> Iterator[Piece]:
    rows = db.session.scalars(
        select(ArchivedPaper)
        .join(Unit, Unit.id == ArchivedPaper.unit_id)
        .where(
            archive_in_sight(viewer),
            ArchivedPaper.unit_id == unit.id,
            ArchivedPaper.year == year,
            ArchivedPaper.sha256.is_not(None),
        )
        .order_by(ArchivedPaper.id)
    )
    for row in rows:
        note = f"启用系统前，{day(row.issued_on)}" if row.issued_on else "启用系统前"
        ending = _MEDIA.get(row.media, "bin")
        yield Piece(
            Part.LETTER, row.called, row.number_text, row.issued_by or "", row.issued_on, note, row.sha256 or "", ending
        )
