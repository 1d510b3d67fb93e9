"""没有签字位的责任书: issued before there were slots, found once after an upgrade."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload, undefer

from respbook.models.base import db
from respbook.models.letters import Letter
from respbook.rules.lifecycles import LetterState


def unslotted() -> Sequence[Letter]:
    """待补签字位: issued letters whose 签订状态 was never set, with their frozen papers."""
    wanted = select(Letter).where(Letter.state == LetterState.ISSUED, Letter.signing.is_(None))
    loaded = wanted.options(undefer(Letter.paper), joinedload(Letter.programme))
    return db.session.scalars(loaded.order_by(Letter.id)).all()


def any_unslotted() -> bool:
    """Whether there is one."""
    wanted = select(Letter.id).where(Letter.state == LetterState.ISSUED, Letter.signing.is_(None))
    return db.session.scalar(wanted.limit(1)) is not None
