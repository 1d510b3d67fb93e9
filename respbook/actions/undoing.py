"""放回: put every row of a deed back as it was; refused as soon as one of them was changed or used since (features M1, U3)."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table, select

from respbook.actions import audit
from respbook.actions.pen import CHUNK, Key, delete_rows, insert_rows, restored, rows_at, table_of, update_rows
from respbook.actions.writers.accounts import end_sessions
from respbook.models.archive import ArchivedPaper
from respbook.models.base import Base, db
from respbook.models.digests import digest_of
from respbook.queries.audit import rows_left_by
from respbook.rules.errors import RuleBroken
from respbook.rules.row_kinds import kind_words

Rows = Mapping[str, Mapping[Key, str]]
Changed = Mapping[str, Mapping[Key, dict[str, Any]]]
Removed = Mapping[str, Sequence[dict[str, Any]]]

_OWN = "imports"
_NOT_PUT_BACK = frozenset({_OWN, "counters"})
"""Not rows of the sheet: the import itself, and the numbers that it took, which are never given a second time."""
_NAMES = 5


def put_back(import_id: int, before: str) -> None:
    """放回导入 of a sheet. Raises RuleBroken naming the rows that stand in the way."""
    changed, removed = restored(before)
    left = keyed(each for each in rows_left_by("import.apply", _OWN, import_id) if each[0] not in _NOT_PUT_BACK)
    _refuse_scanned(added_by(left, changed).get(ArchivedPaper.__tablename__, ()))
    put_back_rows(left, changed, removed, _WORDS)


@dataclass(frozen=True)
class Words:
    """拒绝用语: what happened first, and what cannot be done for it."""

    since: str
    refused: str


_WORDS = Words("导入之后又改过", "不能整个撤销，以免丢掉后来的改动。请到相应页面逐条改正。")


def put_back_rows(left: Rows, changed: Changed, removed: Removed, words: Words) -> None:
    """放回: what the deed added goes, what it changed and removed stands again. Raises RuleBroken."""
    added = added_by(left, changed)
    _refuse_changed(left, words)
    _refuse_used(added)
    order = [table for table in Base.metadata.sorted_tables if table.name in left]
    for table in reversed(order):
        delete_rows(table, added[table.name])
    for table in order:
        wanted = {key: values for key, values in changed.get(table.name, {}).items() if values}
        update_rows(table, wanted)
        audit.touch(table, wanted)
        insert_rows(table, removed.get(table.name, []))
    end_sessions([key[0] for key in changed.get("users", {})])


def added_by(left: Rows, changed: Changed) -> dict[str, list[Key]]:
    """新增的行 of a deed: those that it left and did not find."""
    return {
        name: [key for key, digest in rows.items() if digest and key not in changed.get(name, {})]
        for name, rows in left.items()
    }


def keyed(rows: Iterable[tuple[str, str, str]]) -> Rows:
    """As the deed left them, from its entry in the audit book: table → key → digest, empty for a row that it removed."""
    left: dict[str, dict[Key, str]] = {}
    for name, key, digest in rows:
        left.setdefault(name, {})[_key(Base.metadata.tables[name], json.loads(key))] = digest
    return left


def _key(table: Table, plain: Sequence[Any]) -> Key:
    """A key as the database takes it: days come back as text from the book."""
    columns = table.primary_key.columns
    return tuple(
        column.type.python_type.fromisoformat(part) if column.type.python_type.__name__ == "date" else part
        for column, part in zip(columns, plain, strict=True)
    )


def _refuse_scanned(added: Sequence[Key]) -> None:
    """扫描件 that were put to new lines since: the file would be left without anybody who knows what it is."""
    rows = rows_at(table_of(ArchivedPaper), added).values()
    scanned = [row.number_text for row in rows if row.sha256 is not None]
    if scanned:
        raise RuleBroken(
            f"导入之后已给{_listed([f'“{number}”' for number in scanned])}配上了扫描件，"
            "不能整个撤销，以免扫描件没有了登记。请到往年文书页逐条改正或撤下。"
        )


def _refuse_changed(left: Rows, words: Words) -> None:
    names: list[str] = []
    for name, wanted in left.items():
        table = Base.metadata.tables[name]
        standing = rows_at(table, list(wanted))
        for key, digest in wanted.items():
            row = standing.get(key)
            if (digest_of(table, row)[2] if row is not None else "") != digest:
                names.append(_named(table, key, row))
    if names:
        raise RuleBroken(f"{words.since}{_listed(names)}，{words.refused}")


def _listed(names: Sequence[str]) -> str:
    return "、".join(names[:_NAMES]) + (f"等{len(names)}条" if len(names) > _NAMES else "")


def _named(table: Table, key: Key, row: Any) -> str:
    told = dict(row._mapping) if row is not None else {}
    name = told.get("name") or told.get("number_text") or told.get("title") or f"第{key[0]}号"
    return f"{kind_words(table.name)}“{name}”"


def _refuse_used(added: Mapping[str, Sequence[Key]]) -> None:
    """Whatever else points to a new row would lose its ground."""
    for table in Base.metadata.sorted_tables:
        for link in table.foreign_keys:
            target = link.column.table.name
            ids = [key[0] for key in added.get(target, ())]
            if ids and link.column.primary_key:
                _refuse_pointing(table, link.parent, target, ids, added.get(table.name, ()))


def _refuse_pointing(table: Table, column: Any, target: str, ids: Sequence[Any], own: Sequence[Key]) -> None:
    keys = list(table.primary_key.columns)
    known = set(own)
    for start in range(0, len(ids), CHUNK):
        pointing = db.session.execute(select(*keys, column).where(column.in_(ids[start : start + CHUNK]))).all()
        for row in pointing:
            if tuple(row)[: len(keys)] not in known and table.name not in _LAPSING:
                name = _name_of(target, row[-1])
                raise RuleBroken(f"新增的{name}已有{kind_words(table.name)}，不能撤销。请先处理好，或到相应页面停用。")


_LAPSING = frozenset({"sessions", "known_devices", "done_keys"})
"""What hangs on an account without being business of the office."""


def _name_of(target: str, row_id: Any) -> str:
    table = Base.metadata.tables[target]
    row = rows_at(table, [(row_id,)]).get((row_id,))
    return _named(table, (row_id,), row)
