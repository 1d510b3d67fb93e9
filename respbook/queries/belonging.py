"""本单位: to which units somebody belongs, by account and by the posts that he holds under his name (safety C3)."""

from datetime import date

from sqlalchemy import func, or_, select

from respbook.models.base import db
from respbook.models.units import Holder
from respbook.rules.findings import Hand
from respbook.rules.hands import Belonging
from respbook.rules.permissions import Viewer


def hand_of(viewer: Viewer) -> Hand:
    """经手人: the viewer by account and name."""
    return Hand(viewer.user_id, viewer.name)


def belonging_of(viewer: Viewer, on: date) -> Belonging:
    """本单位 of a day: one statement, whatever the number of units that are decided on."""
    bare = func.replace(func.replace(Holder.name, " ", ""), "\u3000", "")
    held = select(Holder.unit_id).where(
        bare == "".join(viewer.name.split()), Holder.from_on <= on, or_(Holder.to_on.is_(None), Holder.to_on > on)
    )
    with db.session.no_autoflush:  # it is asked in the midst of a deed, whose rows are not whole yet
        return Belonging(viewer.unit_path, frozenset(db.session.scalars(held)))
