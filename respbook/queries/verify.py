"""查验: is the book of deeds whole, and does every protected row still say what the book says (safety R79, R81).

The chain alone finds a rewritten book only with codes that other people hold; the row digests find an edited table.
Reads in a stream; nothing here writes. Values are converted one by one, so that a row spoilt from outside is named too.
"""

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, cast

from sqlalchemy import Table, inspect, or_, select, type_coerce
from sqlalchemy.types import NullType

from respbook.models.audit import AuditEntry
from respbook.models.base import db
from respbook.models.digests import protected_tables
from respbook.rules.anchors import Anchor
from respbook.rules.chain import ALG, Broken, Link, canonical, check_chain, entry_hash, row_digest
from respbook.rules.codes import code_of, is_digest
from respbook.rules.restores import Gap, Restore
from respbook.rules.row_kinds import kind_words

_BATCH = 1000
_NAMES = ("name", "title", "number_text", "tag", "label", "post", "key", "sentence")
"""Columns that name a row for people, the first that is there."""


class Fault(StrEnum):
    """改动类别."""

    EDITED = "edited"
    INSERTED = "inserted"
    DELETED = "deleted"


FAULT_LABELS = {
    Fault.EDITED: "的内容与日志记载不符，有人绕过系统作了改动",
    Fault.INSERTED: "在日志中没有记载，是绕过系统插入的",
    Fault.DELETED: "在日志中有记载，数据库中已经没有，是绕过系统删除的",
}


@dataclass(frozen=True)
class Report:
    """查链结果: how far the chain was read, its head, and what is broken."""

    last: int
    head: str
    broken: tuple[Broken, ...]
    compared: int
    gaps: tuple[Gap, ...] = ()
    restores: tuple[Restore, ...] = ()
    witnessed: int = 0
    """The youngest entry that an anchor agrees with: what is older cannot have been rewritten since it was taken."""

    @property
    def code(self) -> str:
        """日志头校验码; empty when the head is no digest any more."""
        return code_of(self.head) if is_digest(self.head) else ""

    @property
    def clean(self) -> bool:
        """未发现改动."""
        return not self.broken


@dataclass(frozen=True)
class Mismatch:
    """改动的行: which row of which table, what it is about, and the last entry that wrote it (0: none)."""

    table: str
    key: str
    fault: Fault
    subject: str
    seq: int

    @property
    def sentence(self) -> str:
        """责任单位第7号“王家庄村”的内容与日志记载不符，有人绕过系统作了改动。"""
        about = f"“{self.subject}”" if self.subject else ""
        entry = f"；最近一次经系统办理的改动，见日志第{self.seq}条" if self.seq else ""
        return f"{kind_words(self.table)}{self.key}{about}{FAULT_LABELS[self.fault]}{entry}。"


def verify_chain(anchors: Sequence[Anchor] = ()) -> Report:
    """查链: read the whole book; ``anchors`` are held by other people."""
    odd: list[Broken] = []
    with _forgiving():
        found = check_chain(_links(odd), anchors)
    broken = tuple(sorted((*found.broken, *odd), key=lambda each: each.seq))
    witnessed = max((each.seq for each in found.agreed), default=0)
    return Report(found.last, found.head, broken, len(anchors), found.gaps, found.restores, witnessed)


def _links(odd: list[Broken]) -> Iterator[Link]:
    """The entries in order; a column that differs from the hashed body goes to ``odd``."""
    table = cast(Table, AuditEntry.__table__)
    there = _standing().get(table.name, set())
    if not there:
        odd.append(Broken(1, "数据库中没有操作日志，整张表被人删除了。"))
        return
    for row in _rows(table, there):
        seq = row["seq"] if isinstance(row["seq"], int) else 0
        if not _agrees(row):
            odd.append(Broken(seq, f"日志第{seq}条的检索栏与正文不符，有人绕过系统作了改动。"))
        yield Link(seq, str(row["prev_hash"]), str(row["hash"]), str(row["body"]))


def _agrees(row: Mapping[str, Any]) -> bool:
    body, at = _told(row["body"]), row["at"]
    moment = at.astimezone(UTC).isoformat(timespec="microseconds") if isinstance(at, datetime) else ""
    said = {name: body.get(name) for name in ("seq", "user_id", "verb", "kind", "subject_id", "at")}
    return row["alg"] == ALG and said == {
        name: row[name] for name in ("seq", "user_id", "verb", "kind", "subject_id")
    } | {"at": moment}


def _told(body: Any) -> dict[str, Any]:
    """What an entry says; nothing when its text is no entry of ours any more."""
    try:
        said = json.loads(body)
    except (TypeError, ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


@contextmanager
def _forgiving() -> Iterator[None]:
    """Text that is no UTF-8, written past the program, is read all the same, so that its row is named."""
    raw = db.session.connection().connection.driver_connection
    if not isinstance(raw, sqlite3.Connection):
        yield
        return
    raw.text_factory = lambda text: text.decode("utf-8", "backslashreplace")
    try:
        yield
    finally:
        raw.text_factory = str


class _Spoilt:
    """A value that the column's type cannot read: written from outside."""


def _rows(table: Table, there: set[str]) -> Iterator[dict[str, Any]]:
    """Every row of a table by key, each value converted by itself; ``there`` are the columns that it really has."""
    dialect = db.engine.dialect
    readers = {
        column.name: column.type.dialect_impl(dialect).result_processor(dialect, None) for column in table.columns
    }
    columns = [column for column in table.columns if column.name in there]
    raw = select(*(type_coerce(column, NullType()).label(column.name) for column in columns))
    found = db.session.execute(raw.order_by(*table.primary_key.columns).execution_options(yield_per=_BATCH))
    for row in found:
        yield {name: _read(readers[name], value) for name, value in row._mapping.items()}


def _standing() -> dict[str, set[str]]:
    """The tables and columns that the database really has; somebody may have dropped some."""
    found = inspect(db.session.connection()).get_multi_columns()
    return {table: {each["name"] for each in columns} for (_, table), columns in found.items()}


def _read(reader: Any, value: Any) -> Any:
    if reader is None or value is None:
        return value
    try:
        return reader(value)
    except Exception:
        return _Spoilt()


@dataclass(frozen=True)
class State:
    """查表结果: how many rows of how many tables were looked at, and which of them do not agree."""

    tables: int = 0
    rows: int = 0
    mismatches: tuple[Mismatch, ...] = ()


def verify_state() -> list[Mismatch]:
    """查表: the rows that do not agree."""
    return list(examine_state().mismatches)


def examine_state() -> State:
    """查表: every row of every protected table against the latest digest in the book; nothing without a book."""
    if AuditEntry.__tablename__ not in _standing():
        return State()
    with _forgiving():
        return _compared(_latest())


def _compared(latest: dict[tuple[str, str], tuple[str, int]]) -> State:
    found: list[Mismatch] = []
    tables, standing, rows = protected_tables(), _standing(), 0
    for table in tables:
        keys = [column.name for column in table.primary_key.columns]
        for row in _rows(table, standing[table.name]) if table.name in standing else ():
            rows += 1
            key = _key(row, keys)
            digest, seq = latest.pop((table.name, key), ("", 0))
            if not digest:
                found.append(Mismatch(table.name, _shown(key), Fault.INSERTED, _name(row), 0))
            elif digest != _digest(table.name, row):
                found.append(Mismatch(table.name, _shown(key), Fault.EDITED, _name(row), seq))
    gone = sorted((table, key, seq) for (table, key), (_, seq) in latest.items())
    subjects = _subjects({seq for _, _, seq in gone})
    found += [Mismatch(table, _shown(key), Fault.DELETED, subjects.get(seq, ""), seq) for table, key, seq in gone]
    return State(len(tables), rows, tuple(found))


def _latest() -> dict[tuple[str, str], tuple[str, int]]:
    """(table, key) → (digest, seq) as last written; a tombstone takes the row out."""
    latest: dict[tuple[str, str], tuple[str, int]] = {}
    entries = select(AuditEntry.seq, AuditEntry.body).order_by(AuditEntry.seq)
    for seq, body in db.session.execute(entries.execution_options(yield_per=_BATCH)):
        for table, key, digest in _digests(body):
            if digest:
                latest[(table, key)] = (digest, seq)
            else:
                latest.pop((table, key), None)
    return latest


def _digests(body: str) -> list[list[str]]:
    rows = _told(body).get("rows")
    fitting = rows if isinstance(rows, list) else []
    return [row for row in fitting if isinstance(row, list) and list(map(type, row)) == [str, str, str]]


def _key(row: Mapping[str, Any], keys: list[str]) -> str:
    try:
        return canonical([row[name] for name in keys])
    except (TypeError, ValueError):
        return ""


def _digest(table: str, row: Mapping[str, Any]) -> str:
    """The digest of a row; "?" when it holds what no program of ours writes."""
    try:
        return row_digest(table, row)
    except (TypeError, ValueError):
        return "?"


def _shown(key: str) -> str:
    """[7] → 第7号; keys of several parts are joined."""
    try:
        parts = json.loads(key)
    except ValueError:
        return "（主键不明）"
    return f"第{'-'.join(str(part) for part in parts)}号"


def _name(row: Mapping[str, Any]) -> str:
    return next((row[name] for name in _NAMES if isinstance(row.get(name), str) and row[name]), "")


def _subjects(seqs: set[int]) -> dict[int, str]:
    """What the entries are about, for rows that are no longer there to say it."""
    wanted = sorted(seqs)[:500]
    if not wanted:
        return {}
    rows = db.session.execute(select(AuditEntry.seq, AuditEntry.body).where(AuditEntry.seq.in_(wanted)))
    return {seq: str(_told(body).get("subject", "")) for seq, body in rows}


@dataclass(frozen=True)
class Witness:
    """日志见证 of a row that is written once: its entry, whether that entry still holds, the row's digest as noted."""

    seq: int
    hash: str
    whole: bool
    digest: str

    @property
    def code(self) -> str:
        """本条校验码, as an anchor for papers."""
        return code_of(self.hash) if is_digest(self.hash) else ""


_ONE_DEED = 2000
"""Entries that one deed may write: the digests of its rows stand with its last one."""


def witnesses(table: str, ids: Sequence[int]) -> dict[int, Witness]:
    """日志见证 of rows that were written once, by id; two statements however many. A row without an entry is missing."""
    columns = (AuditEntry.subject_id, AuditEntry.seq, AuditEntry.prev_hash, AuditEntry.hash, AuditEntry.body)
    about = AuditEntry.kind == table, AuditEntry.subject_id.in_(list(ids))
    first: dict[int, Any] = {}
    for row in db.session.execute(select(*columns).where(*about).order_by(AuditEntry.seq)):
        first.setdefault(row.subject_id, row)
    if not first:
        return {}
    near = or_(*(AuditEntry.seq.between(row.seq, row.seq + _ONE_DEED) for row in first.values()))
    noted = select(AuditEntry.body).where(near, AuditEntry.body.like(f'%["{table}","[%')).order_by(AuditEntry.seq)
    digests: dict[str, str] = {}
    for body in db.session.scalars(noted):
        for name, key, digest in _digests(body):
            if name == table:
                digests.setdefault(key, digest)
    return {
        id_: Witness(
            row.seq, row.hash, entry_hash(row.seq, row.prev_hash, row.body) == row.hash, digests.get(f"[{id_}]", "")
        )
        for id_, row in first.items()
    }
