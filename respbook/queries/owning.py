"""归属: whose record a row is: the office that keeps it, followed through the tables by their links."""

from typing import Any, cast

from sqlalchemy import Table, func, inspect, select

from respbook.models.base import Base, db
from respbook.models.programmes import Programme
from respbook.models.units import Unit
from respbook.rules.units import OFFICE_KINDS

_KEPT_BY = frozenset(
    {
        "programmes", "library_clauses", "county_forms", "office_settings", "day_marks", "chat_pastes", "robot_messages",
        "imports", "contact_purges",
    }
)  # fmt: skip
"""Tables whose ``unit_id`` is the office itself and not the unit that a row is about."""

_ABOUT_A_UNIT = frozenset(
    {
        "evidence", "proxies", "handovers", "reminders", "certificates", "seal_images", "scans",
        "users", "holders", "device_links",
    }
)  # fmt: skip
"""Tables whose rows belong with the unit that they are about, where nothing else says whose they are."""

_STEPS = (
    "programme_id", "letter_id", "template_id", "job_id", "target_id", "task_id", "report_id", "assessment_id",
    "sheet_id", "matter_id", "ceremony_id", "table_id", "slot_id", "form_id", "register_id", "notice_id",
    "inspection_id", "circular_id", "finding_id", "order_id", "measure_id", "talk_id", "study_id",
    "library_clause_id",
)  # fmt: skip
"""Links by which a row belongs to another one, the nearest to the office first."""


def keepers_of(row: Base) -> tuple[int, ...]:
    """归属单位 of a row, the one that keeps it first; none where it is nobody's own."""
    if isinstance(row, Unit):
        return _of_unit(row)
    found = _keeper_of(row)
    if found is not None:
        return (found,)
    about = getattr(row, "unit_id", None) if row.__tablename__ in _ABOUT_A_UNIT else None
    unit = db.session.get(Unit, about) if about is not None else None
    return _of_unit(unit) if unit is not None else ()


def _of_unit(unit: Unit) -> tuple[int, ...]:
    """A town keeps what lies in it and, with its county, itself."""
    if unit.kind in OFFICE_KINDS:
        return (unit.id,) if unit.parent_id is None else (unit.id, unit.parent_id)
    line = [int(part) for part in unit.path.split("/") if part]
    offices = select(Unit.id).where(Unit.id.in_(line), Unit.kind.in_(OFFICE_KINDS))
    found = db.session.scalar(offices.order_by(func.length(Unit.path).desc()).limit(1))
    return () if found is None else (found,)


def _keeper_of(row: Base) -> int | None:
    table = cast(Table, inspect(type(row)).local_table)
    return _kept_by(table, {column.name: getattr(row, _attribute(row, column.name)) for column in _links(table)})


def _attribute(row: Base, column: str) -> str:
    mapper = inspect(type(row))
    return mapper.get_property_by_column(cast(Table, mapper.local_table).columns[column]).key


def _links(table: Table) -> list[Any]:
    return [column for column in table.columns if column.name in ("town_id", "unit_id", *_STEPS)]


def _kept_by(table: Table, values: dict[str, Any]) -> int | None:
    if values.get("town_id") is not None:
        return cast(int, values["town_id"])
    if table.name in _KEPT_BY:
        return cast(int, values["unit_id"])
    for name in _STEPS:
        key = values.get(name)
        if key is None or not table.columns[name].foreign_keys:
            continue
        above = next(iter(table.columns[name].foreign_keys)).column.table
        if above.name == "programmes":
            return db.session.scalar(select(Programme.unit_id).where(Programme.id == key))
        (primary,) = above.primary_key.columns
        found = db.session.execute(select(*_links(above)).where(primary == key)).mappings().first()
        return _kept_by(above, dict(found)) if found else None
    return None


def office_called(unit_id: int) -> str:
    """单位称呼 for the sentence that refuses."""
    return db.session.scalars(select(Unit).where(Unit.id == unit_id)).one().called
