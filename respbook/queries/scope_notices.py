"""门 to notices: the office sees what it sent, a unit what was sent to it; as those of ``scope.py``, which is full."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload

from respbook.models.base import db
from respbook.models.evidence import Evidence
from respbook.models.notices import Notice, NoticeFile, NoticeReading, NoticeUnit
from respbook.models.units import Unit
from respbook.queries.scope import one, under
from respbook.queries.units import signing_with
from respbook.rules.permissions import Viewer


def notices_in_sight(viewer: Viewer) -> ColumnElement[bool]:
    """通知的视野: for the office those of its town, for a unit those that were sent to it."""
    if not viewer.of_office:
        return sent_to(viewer)
    return kept_by(viewer) | sent_to(viewer) if viewer.below_county else kept_by(viewer)


def kept_by(viewer: Viewer) -> ColumnElement[bool]:
    """发出的通知 of the viewer's office and of those below it."""
    return Notice.town_id.in_(select(Unit.id).where(under(viewer)))


def sent_to(viewer: Viewer) -> ColumnElement[bool]:
    """送达本单位的通知."""
    return Notice.id.in_(select(NoticeUnit.notice_id).where(NoticeUnit.unit_id == viewer.unit_id))


def notice_in_sight(viewer: Viewer, notice_id: int) -> Notice:
    """通知 with the town that sent it. Raises NotInSight."""
    found: Notice = one(
        select(Notice).where(Notice.id == notice_id, notices_in_sight(viewer)).options(joinedload(Notice.town))
    )
    return found


def receipt_in_sight(viewer: Viewer, notice_id: int, unit_id: int) -> NoticeUnit:
    """送达单位 of a notice in sight, itself in sight. Raises NotInSight."""
    found: NoticeUnit = one(
        select(NoticeUnit)
        .join(NoticeUnit.unit)
        .join(NoticeUnit.notice)
        .where(NoticeUnit.notice_id == notice_id, NoticeUnit.unit_id == unit_id)
        .where(under(viewer), notices_in_sight(viewer))
        .options(joinedload(NoticeUnit.unit), joinedload(NoticeUnit.notice).joinedload(Notice.town))
    )
    return found


def reading_of(notice_id: int, user_id: int) -> NoticeReading | None:
    """阅知记录 of one person on a notice already in sight."""
    return db.session.get(NoticeReading, (notice_id, user_id))


def files_of(notice_id: int) -> list[Evidence]:
    """通知附件 of a notice already in sight: one statement."""
    chosen = select(Evidence).join(NoticeFile, NoticeFile.evidence_id == Evidence.id)
    return list(db.session.scalars(chosen.where(NoticeFile.notice_id == notice_id).order_by(Evidence.id)))


def file_in_sight(viewer: Viewer, notice_id: int, evidence_id: int) -> Evidence:
    """通知附件 of a notice in sight, whoever's evidence it is. Raises NotInSight."""
    found: Evidence = one(
        select(Evidence)
        .join(NoticeFile, NoticeFile.evidence_id == Evidence.id)
        .join(Notice, Notice.id == NoticeFile.notice_id)
        .where(Notice.id == notice_id, Evidence.id == evidence_id, notices_in_sight(viewer))
    )
    return found


def units_to_send(viewer: Viewer, unit_ids: Collection[int]) -> set[int]:
    """可发的单位 among these: in sight and living: one statement."""
    return set(db.session.scalars(select(Unit.id).where(Unit.id.in_(unit_ids), signing_with(viewer))))
