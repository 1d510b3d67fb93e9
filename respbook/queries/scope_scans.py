"""扫描件的门: batches by the unit that sent them, pages also by the letter that they are filed with (safety C4)."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from respbook.models.base import db
from respbook.models.letters import Letter
from respbook.models.scans import FiledPage, ScanBatch
from respbook.queries.scope import NotInSight, letters_in_sight, under
from respbook.rules.permissions import Viewer


def scan_in_sight(viewer: Viewer, scan_id: int) -> ScanBatch:
    """扫描批次 that somebody of a unit in sight has sent, with its files. Raises NotInSight."""
    found = db.session.scalar(
        select(ScanBatch)
        .join(ScanBatch.unit)
        .where(ScanBatch.id == scan_id, under(viewer))
        .options(selectinload(ScanBatch.files), joinedload(ScanBatch.unit))
    )
    if found is None:
        raise NotInSight
    return found


def filed_page_in_sight(viewer: Viewer, page_id: int) -> FiledPage:
    """扫描页: of a batch in sight, or filed with a letter in sight. Raises NotInSight."""
    batches = select(ScanBatch.id).join(ScanBatch.unit).where(under(viewer))
    letters = select(Letter.id).join(Letter.unit).where(letters_in_sight(viewer))
    filed = (FiledPage.outcome == "filed") & FiledPage.letter_id.in_(letters)
    found = db.session.scalar(
        select(FiledPage)
        .where(FiledPage.id == page_id, FiledPage.scan_id.in_(batches) | filed)
        .options(
            joinedload(FiledPage.scan),
            joinedload(FiledPage.file),
            joinedload(FiledPage.letter).options(joinedload(Letter.unit), joinedload(Letter.programme)),
        )
    )
    if found is None:
        raise NotInSight
    return found
