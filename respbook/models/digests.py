"""行摘要: the digest of a row as the database now holds it; written into the audit book, and recomputed from it."""

from typing import Any, cast

from sqlalchemy import Row, Table

from respbook.models.base import Base
from respbook.rules.chain import canonical_key, row_digest


def digest_of(table: Table, row: Row[Any]) -> list[str]:
    """行摘要: [table, key, digest] of one row of ``select(table)`` (safety R81)."""
    values = dict(row._mapping)
    key = canonical_key([values[column.name] for column in table.primary_key.columns])
    return [table.name, key, row_digest(table.name, values)]


def protected_tables() -> list[Table]:
    """受保护的表: every table whose rows have their digest in the audit book, by name."""
    tables = {cast(Table, mapper.local_table) for mapper in Base.registry.mappers if mapper.class_.protected}
    return sorted(tables, key=lambda table: table.name)
