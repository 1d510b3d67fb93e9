"""逐表搬运: all rows from one database to another of the same step, and whether both hold the same afterwards (R105).

Types that only give words to what is stored are left out, so that a row which no program of ours would write is moved as
it stands, and is named by the audit there as it was here.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, column, func, insert, inspect, select, table
from sqlalchemy.sql.expression import TableClause
from sqlalchemy.types import TypeDecorator, TypeEngine

from respbook.models.base import Base
from respbook.models.types import Moment
from respbook.rules.chain import row_digest
from respbook.rules.errors import RuleBroken

_BATCH = 1000


@dataclass(frozen=True)
class Plain:
    """一张表 as it is stored."""

    name: str
    clause: TableClause
    keys: tuple[str, ...]


def tables() -> list[Plain]:
    """全部表, by name."""
    return [
        Plain(
            each.name,
            table(each.name, *(column(here.name, _plain(here.type)) for here in each.columns)),
            tuple(key.name for key in each.primary_key.columns),
        )
        for each in sorted(Base.metadata.tables.values(), key=lambda each: each.name)
    ]


def _plain(kind: TypeEngine[Any]) -> TypeEngine[Any]:
    if isinstance(kind, Moment) or not isinstance(kind, TypeDecorator):
        return kind
    return kind.impl_instance


def copy_rows(source: Connection, target: Connection) -> None:
    """搬运全部行 into empty tables, inside the transactions of both. Raises RuleBroken."""
    for each in tables():
        rows = source.execute(_ordered(each).execution_options(yield_per=_BATCH)).mappings()
        for some in rows.partitions():
            target.execute(insert(each.clause), [dict(row) for row in some])


def must_be_empty(target: Connection) -> None:
    """目标须为空库. Raises RuleBroken."""
    there = set(inspect(target).get_table_names())
    for each in tables():
        if each.name in there and target.scalar(select(func.count()).select_from(each.clause)):
            raise RuleBroken(f"目标数据库不是空的（“{each.name}”表里已有内容），没有迁移。请另建一个空库。")


def differing(source: Connection, target: Connection) -> list[str]:
    """对不上的表, by the digests of all their rows; names of tables."""
    return [each.name for each in tables() if _sum(source, each) != _sum(target, each)]


def _sum(connection: Connection, each: Plain) -> tuple[int, int]:
    """How many rows, and the sum of their digests: the two databases order words differently."""
    number = total = 0
    for row in connection.execute(_ordered(each).execution_options(yield_per=_BATCH)).mappings():
        number += 1
        total += int(row_digest(each.name, dict(row)), 16)
    return number, total


def _ordered(each: Plain) -> Any:
    return select(each.clause).order_by(*(each.clause.c[key] for key in each.keys))


def counts(connection: Connection) -> dict[str, int]:
    """各表行数, of the tables that are there."""
    there = sorted(set(inspect(connection).get_table_names()) - {"alembic_version"})
    return {
        name: connection.scalar(select(func.count()).select_from(table(name))) or 0
        for name in there
        if not name.startswith(("huey_", "sqlite_"))
    }


def head(connection: Connection) -> tuple[int, str]:
    """日志头 as stored: (seq, hash); (0, zeros) of an empty book."""
    entries = table("audit_entries", column("seq"), column("hash"))
    row = connection.execute(select(entries).order_by(entries.c.seq.desc()).limit(1)).first()
    return (row.seq, row.hash) if row else (0, "0" * 64)
