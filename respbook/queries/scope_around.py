"""门 to what stands around the letters: ceremonies, amendments, handovers; as those of ``scope.py``, which is full."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from respbook.models.amendments import Amendment
from respbook.models.base import db
from respbook.models.ceremonies import Ceremony
from respbook.models.handovers import Handover
from respbook.models.letters import Letter
from respbook.queries.scope import NotInSight, letters_in_sight, owners_of, under
from respbook.rules.permissions import Viewer


def ceremony_in_sight(viewer: Viewer, programme_id: int) -> Ceremony | None:
    """签订仪式 of a programme of the viewer's town, None while it is not set."""
    return db.session.scalars(
        select(Ceremony)
        .join(Ceremony.programme)
        .where(Ceremony.programme_id == programme_id, owners_of(viewer))
        .options(joinedload(Ceremony.programme))
    ).one_or_none()


def amendment_in_sight(viewer: Viewer, letter_id: int) -> Amendment:
    """更正内容 of a letter in sight, with its items. Raises NotInSight where the letter amends nothing."""
    found = db.session.scalars(
        select(Amendment)
        .join(Amendment.letter)
        .join(Letter.unit)
        .where(Amendment.letter_id == letter_id, letters_in_sight(viewer))
        .options(selectinload(Amendment.items))
    ).one_or_none()
    if found is None:
        raise NotInSight
    return found


def handover_in_sight(viewer: Viewer, handover_id: int, *options: ExecutableOption) -> Handover:
    """责任交接 of a unit in sight, with both holders. Raises NotInSight."""
    found = db.session.scalars(
        select(Handover)
        .join(Handover.unit)
        .where(Handover.id == handover_id, under(viewer))
        .options(joinedload(Handover.unit), joinedload(Handover.giver), joinedload(Handover.taker), *options)
    ).one_or_none()
    if found is None:
        raise NotInSight
    return found
