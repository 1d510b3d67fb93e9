"""北京日期 of a moment, in SQL: both databases keep moments as UTC, and each has its own way to the next day."""

from typing import Any

from sqlalchemy import Date
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction


class china_day_of(GenericFunction[Any]):
    """当日 in China of a moment column."""

    type = Date()
    name = "china_day_of"
    inherit_cache = True


@compiles(china_day_of, "sqlite")
def _sqlite(element: Any, compiler: Any, **rest: Any) -> str:
    return f"date({compiler.process(element.clauses, **rest)}, '+8 hours')"


@compiles(china_day_of, "postgresql")
def _postgresql(element: Any, compiler: Any, **rest: Any) -> str:
    return f"(({compiler.process(element.clauses, **rest)} AT TIME ZONE 'UTC') + INTERVAL '8 hours')::date"
