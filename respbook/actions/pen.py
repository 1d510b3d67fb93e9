"""成批写入: many rows by a handful of statements; what they were before is kept, their digests go into the audit book."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, cast

from sqlalchemy import Table, bindparam, delete, func, insert, inspect, select, tuple_, update

from respbook.actions import audit
from respbook.actions.former import plain_value
from respbook.models.base import Base, db

CHUNK = 400
Key = tuple[Any, ...]


def table_of(model: type[Base]) -> Table:
    """The table behind a model."""
    return cast(Table, inspect(model).local_table)


def rows_at(table: Table, keys: Sequence[Key]) -> dict[Key, Any]:
    """几行 by primary key, by a statement for every few hundred."""
    columns = list(table.primary_key.columns)
    found = {}
    for start in range(0, len(keys), CHUNK):
        some = keys[start : start + CHUNK]
        chosen = columns[0].in_([key[0] for key in some]) if len(columns) == 1 else tuple_(*columns).in_(some)
        for row in db.session.execute(select(table).where(chosen)):
            found[tuple(row._mapping[column.name] for column in columns)] = row
    return found


class Pen:
    """一批写入 of one deed. Every row is read before it is changed or removed."""

    def __init__(self) -> None:
        self._changed: dict[str, list[tuple[Key, dict[str, Any]]]] = {}
        self._removed: dict[str, list[dict[str, Any]]] = {}

    def add(self, model: type[Base], rows: Sequence[Mapping[str, Any]]) -> list[int]:
        """新增; gives the new ids in the order of the rows, nothing where the key is no number of its own."""
        if not rows:
            return []
        table = table_of(model)
        columns = list(table.primary_key.columns)
        if len(columns) > 1:
            db.session.connection().execute(insert(table), list(rows))
            audit.born(table, [tuple(row[column.name] for column in columns) for row in rows])
            return []
        number = columns[0]
        last = db.session.scalar(select(func.max(number))) or 0
        db.session.connection().execute(insert(table), list(rows))
        ids = list(db.session.scalars(select(number).where(number > last).order_by(number)))
        assert len(ids) == len(rows), "one writer at a time: the rows above the last are ours, in our order"
        audit.born(table, [(each,) for each in ids])
        return ids

    def settle(self, model: type[Base], values: Mapping[int, Mapping[str, Any]]) -> None:
        """补填 rows that were added by this very deed."""
        update_rows(table_of(model), {(key,): each for key, each in values.items()})

    def change(self, model: type[Base], values: Mapping[int, Mapping[str, Any]]) -> None:
        """修改 by id; a version goes up by one."""
        table = table_of(model)
        wanted = {(key,): dict(each) for key, each in values.items()}
        for key, row in rows_at(table, list(wanted)).items():
            old = {name: row._mapping[name] for name in wanted[key]}
            self._changed.setdefault(table.name, []).append((key, old))
            audit.was(table, key, old)
        update_rows(table, wanted)
        audit.touch(table, wanted)

    def remove(self, model: type[Base], keys: Sequence[Key]) -> None:
        """删去."""
        table = table_of(model)
        for key, row in rows_at(table, keys).items():
            self._removed.setdefault(table.name, []).append(dict(row._mapping))
            audit.was_removed(table, key, dict(row._mapping))
        delete_rows(table, keys)

    def before(self) -> str:
        """改前的样子 of everything written, to be undone by ``restored``."""
        plain = {"changed": self._changed, "removed": self._removed}
        return json.dumps(plain, default=plain_value, ensure_ascii=False, separators=(",", ":"))


def update_rows(table: Table, wanted: Mapping[Key, Mapping[str, Any]]) -> None:
    """成批修改: one statement for each set of columns."""
    alike: dict[tuple[str, ...], list[tuple[Key, Mapping[str, Any]]]] = {}
    for key, values in wanted.items():
        alike.setdefault(tuple(sorted(values)), []).append((key, values))
    keys = [column.name for column in table.primary_key.columns]
    for names, rows in alike.items():
        sets: dict[str, Any] = {name: bindparam(f"to_{name}", type_=table.c[name].type) for name in names}
        if "version" in table.c:
            sets["version"] = table.c.version + 1
        statement = update(table).where(*(table.c[name] == bindparam(f"at_{name}") for name in keys)).values(sets)
        told = [
            {f"at_{name}": part for name, part in zip(keys, key, strict=True)}
            | {f"to_{name}": values[name] for name in names}
            for key, values in rows
        ]
        db.session.connection().execute(statement, told)


def delete_rows(table: Table, keys: Sequence[Key]) -> None:
    """成批删去, the youngest first: a lower unit goes before its upper one."""
    columns = list(table.primary_key.columns)
    ordered = sorted(keys, reverse=True)
    for start in range(0, len(ordered), CHUNK):
        some = ordered[start : start + CHUNK]
        chosen = columns[0].in_([key[0] for key in some]) if len(columns) == 1 else tuple_(*columns).in_(some)
        db.session.execute(delete(table).where(chosen))
    audit.forget(table, keys)


def insert_rows(table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """放回 rows that were removed."""
    if rows:
        db.session.execute(insert(table), list(rows))
        audit.touch(table, [tuple(row[column.name] for column in table.primary_key.columns) for row in rows])


def _live(plain: dict[str, Any]) -> Any:
    match plain:
        case {"decimal": text}:
            return Decimal(text)
        case {"moment": text}:
            return datetime.fromisoformat(text)
        case {"day": text}:
            return date.fromisoformat(text)
    return plain


def restored(text: str) -> tuple[dict[str, dict[Key, dict[str, Any]]], dict[str, list[dict[str, Any]]]]:
    """读回 ``Pen.before``: (changed: table → key → values as they were, removed: table → rows)."""
    plain = json.loads(text, object_hook=_live)
    changed = {name: {tuple(key): values for key, values in reversed(rows)} for name, rows in plain["changed"].items()}
    return changed, plain["removed"]
