"""离任人员联系方式: what is due to be cleared, and the lists that were proposed (safety R99)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import aliased

from respbook.models.base import db
from respbook.models.contact_purges import ContactPurge
from respbook.models.imports import Import
from respbook.models.people import User
from respbook.models.units import Holder, Unit
from respbook.queries.scope import NotInSight, under
from respbook.rules.chinese import CHINA, china_day, shown_phone
from respbook.rules.columns import SHEETS, SheetKind
from respbook.rules.lifecycles import PurgeState
from respbook.rules.permissions import Viewer
from respbook.rules.retention import due_before
from respbook.rules.units import UnitKind

_OF_PEOPLE = (SheetKind.UNITS, SheetKind.HOLDERS, SheetKind.ACCOUNTS)


@dataclass(frozen=True)
class DueLine:
    """期满的一条: in which table, whose, what will be gone (masked), since when it is no longer needed."""

    table: str
    id: int
    name: str
    unit: str
    what: str
    since: date


def due_lines(viewer: Viewer, today: date) -> list[DueLine]:
    """期满待清理的 in sight: telephones of those who left, and what imports of registers keep for undoing."""
    by_day, own = due_before(today), kept_people(viewer)
    moment = datetime.combine(by_day, time.min, CHINA) + timedelta(days=1)
    holders = (
        select(Holder.id, Holder.name, Holder.post, Holder.phone, Holder.to_on, Unit.name.label("unit"))
        .join(Unit, Unit.id == Holder.unit_id)
        .where(own, Holder.to_on <= by_day, Holder.phone != "")
        .order_by(Holder.to_on, Holder.id)
    )
    users = (
        select(User.id, User.name, User.phone, User.suspended_at, Unit.name.label("unit"))
        .join(Unit, Unit.id == User.unit_id)
        .where(own, User.suspended_at < moment, User.phone != "")
        .order_by(User.suspended_at, User.id)
    )
    imports = (
        select(Import.id, Import.kind, Import.made_by, Import.applied_at, Unit.name.label("unit"))
        .join(Unit, Unit.id == Import.unit_id)
        .where(own, Import.kind.in_(_OF_PEOPLE), Import.applied_at < moment, Import.before != "")
        .order_by(Import.id)
    )
    execute = db.session.execute
    return [
        *(
            DueLine("holders", row.id, row.name, row.unit, f"{row.post}，电话{shown_phone(row.phone)}", row.to_on)
            for row in execute(holders)
        ),
        *(
            DueLine(
                "users", row.id, row.name, row.unit, f"账号，电话{shown_phone(row.phone)}", china_day(row.suspended_at)
            )
            for row in execute(users)
        ),
        *(
            DueLine(
                "imports",
                row.id,
                f"{row.made_by}导入的{SHEETS[row.kind].title}",
                row.unit,
                "导入前的旧内容",
                china_day(row.applied_at),
            )
            for row in execute(imports)
        ),
    ]


def kept_people(viewer: Viewer) -> ColumnElement[bool]:
    """本级的人: in sight, and of no unit that lies in a town of the county; those the town clears."""
    if not viewer.county:
        return under(viewer)
    town = aliased(Unit)
    inside = exists().where(town.kind == UnitKind.TOWN, Unit.path.startswith(town.path), Unit.id != town.id)
    return under(viewer) & ~inside


def purges(viewer: Viewer) -> Sequence[ContactPurge]:
    """历次清理 in sight, the youngest first."""
    return db.session.scalars(_in_sight(viewer).order_by(ContactPurge.id.desc()).limit(50)).all()


def purge_in_sight(viewer: Viewer, purge_id: int) -> ContactPurge:
    """一次清理 in sight. Raises NotInSight."""
    row = db.session.scalars(_in_sight(viewer).where(ContactPurge.id == purge_id)).one_or_none()
    if row is None:
        raise NotInSight
    return row


def waiting_purges(viewer: Viewer) -> Select[int]:
    """待批准的 in sight, to be counted with the other papers that wait."""
    towns = select(Unit.id).where(under(viewer))
    return select(func.count(ContactPurge.id)).where(
        ContactPurge.unit_id.in_(towns), ContactPurge.state == PurgeState.PROPOSED
    )


def _in_sight(viewer: Viewer) -> Select[ContactPurge]:
    return select(ContactPurge).where(ContactPurge.unit_id.in_(select(Unit.id).where(under(viewer))))
