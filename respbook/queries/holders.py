"""任职 as conditions on the table: the same rules as ``rules.holders``, asked of many records at once."""

from datetime import date

from sqlalchemy import ColumnElement, and_, or_
from sqlalchemy.orm import InstrumentedAttribute

from respbook.models.units import Holder
from respbook.rules.units import PostRole

PRESENT = Holder.to_on.is_(None)
"""现任, as ``rules.holders.present``."""


def holds(role: PostRole | ColumnElement[PostRole] | InstrumentedAttribute[PostRole], on: date) -> ColumnElement[bool]:
    """某日在任某类职务, as ``rules.holders.in_post``; the role may be that of another row."""
    return and_(Holder.role == role, Holder.from_on <= on, or_(PRESENT, Holder.to_on > on))
