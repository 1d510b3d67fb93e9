"""改前内容: what the rows of a running deed were before it, gathered while they are written (features U3).

Only deeds that can be taken back gather anything. Values come from the session's own memory of the row; a row is read
again only where the session never held them.
"""

import json
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any, cast

from sqlalchemy import Connection, Table, event, inspect, select
from sqlalchemy.orm import object_session

from respbook.models.base import Base
from respbook.rules.chain import canonical_key
from respbook.rules.undoing import ONLY, TABLES

Key = tuple[Any, ...]
Place = tuple[str, str]


@dataclass
class Former:
    """改前内容 of one deed: places that are new, what changed ones held, removed rows whole."""

    added: set[Place] = field(default_factory=set)
    changed: dict[Place, tuple[Key, dict[str, Any]]] = field(default_factory=dict)
    removed: dict[Place, dict[str, Any]] = field(default_factory=dict)
    flitted: set[Place] = field(default_factory=set)

    def born(self, place: Place) -> None:
        """新增."""
        if place not in self.removed:
            self.added.add(place)

    def was(self, place: Place, key: Key, values: dict[str, Any]) -> None:
        """改前: the first value of a column counts, however often the deed writes it."""
        if place in self.added:
            return
        held = self.changed.setdefault(place, (key, {}))[1]
        for name, value in values.items():
            held.setdefault(name, value)

    def gone(self, place: Place, row: dict[str, Any]) -> None:
        """删去: whole, as it stood before the deed."""
        if place in self.added:
            self.added.discard(place)
            self.flitted.add(place)
            return
        self.removed[place] = row | self.changed.pop(place, ((), {}))[1]

    def text(self, touched: set[Place], gone: set[Place]) -> str | None:
        """成文; None where something was written that cannot be put back from here."""
        known = self.added | self.changed.keys() | self.removed.keys()
        if not known or not (touched | gone) <= known | self.flitted:
            return None
        if any(table not in TABLES for table, _ in touched | gone):
            return None
        if any(set(values) - ONLY.get(table, set(values)) for (table, _), (_, values) in self.changed.items()):
            return None
        return self._written()

    def _written(self) -> str:
        changed: dict[str, list[Any]] = {}
        for (table, _), (key, values) in self.changed.items():
            changed.setdefault(table, []).append((key, values))
        removed: dict[str, list[Any]] = {}
        for (table, _), row in self.removed.items():
            removed.setdefault(table, []).append(row)
        plain = {"changed": changed, "removed": removed}
        return json.dumps(plain, default=plain_value, ensure_ascii=False, separators=(",", ":"))


def plain_value(value: Any) -> Any:
    """值 as JSON keeps it; read back by ``pen.restored``."""
    match value:
        case Decimal():
            return {"decimal": str(value)}
        case datetime():
            return {"moment": value.isoformat()}
        case date():
            return {"day": value.isoformat()}
        case Enum():
            return value.value
    raise TypeError(f"cannot be kept: {type(value).__name__}")


def _gathering(row: Base) -> Former | None:
    session = object_session(row)
    deed = session.info.get("deed") if session is not None else None
    return deed.former if deed is not None and row.protected else None


def _at(row: Base) -> tuple[Place, Key, Table]:
    mapper = inspect(type(row))
    key = tuple(mapper.primary_key_from_instance(row))
    table = cast(Table, mapper.local_table)
    return (table.name, canonical_key(key)), key, table


def _as_it_stands(connection: Connection, table: Table, key: Key) -> dict[str, Any]:
    wanted = select(table).where(*(column == part for column, part in zip(table.primary_key, key, strict=True)))
    return dict(connection.execute(wanted).one()._mapping)


@event.listens_for(Base, "after_insert", propagate=True)
def _inserted(_mapper: Any, _connection: Connection, row: Base) -> None:
    if (former := _gathering(row)) is not None:
        former.born(_at(row)[0])


@event.listens_for(Base, "before_update", propagate=True)
def _updated(mapper: Any, connection: Connection, row: Base) -> None:
    former = _gathering(row)
    if former is None:
        return
    place, key, table = _at(row)
    values, unknown = {}, False
    for attribute in mapper.column_attrs:
        history = inspect(row).attrs[attribute.key].history
        name = attribute.columns[0].name
        if name == "version" or not history.has_changes():
            continue
        unknown = unknown or not history.deleted
        values[name] = history.deleted[0] if history.deleted else None
    if unknown:
        stood = _as_it_stands(connection, table, key)
        values = {name: stood[name] for name in values}
    former.was(place, key, values)


@event.listens_for(Base, "before_delete", propagate=True)
def _deleted(_mapper: Any, connection: Connection, row: Base) -> None:
    former = _gathering(row)
    if former is not None:
        place, key, table = _at(row)
        former.gone(place, _as_it_stands(connection, table, key))
