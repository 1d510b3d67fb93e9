"""分页与排序: one small vocabulary for all tables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import ScalarSelect, Select, func, select

from respbook.models.base import db

Row = TypeVar("Row")
PAGE_SIZE = 50
COUNT_CAP = 10_000


@dataclass(frozen=True)
class Listing(Generic[Row]):
    """一页: its rows, how many there are in all (capped), and where it stands."""

    rows: Sequence[Row]
    total: int
    page: int
    size: int = PAGE_SIZE

    @property
    def pages(self) -> int:
        """页数."""
        return max(1, -(-self.total // self.size))

    @property
    def first(self) -> int:
        """本页第一条."""
        return (self.page - 1) * self.size + 1

    @property
    def last(self) -> int:
        """本页最后一条."""
        return self.first + len(self.rows) - 1

    @property
    def total_words(self) -> str:
        """共几条; beyond the cap it says so instead of counting on."""
        return f"{COUNT_CAP}+" if self.total > COUNT_CAP else str(self.total)


def total_of(statement: Select[Any], values: Mapping[str, Any] | None = None) -> int:
    """总数, counted only up to the cap, so that a list of a whole city stays quick (speed goal 12)."""
    return db.session.scalar(_counted(statement), values) or 0


def capped(statement: Select[Any]) -> ScalarSelect[int]:
    """总数 as a column of the page's own statement, for lists that are asked for often."""
    return _counted(statement).scalar_subquery()


def _counted(statement: Select[Any]) -> Select[int]:
    rows = statement.order_by(None).limit(COUNT_CAP + 1).subquery()
    return select(func.count()).select_from(rows)


def within(words: str) -> str:
    """模糊查找: a LIKE pattern in which the user's own % and _ are plain characters (escape with ``\\``)."""
    plain = words.strip().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{plain}%"


def starting(words: str) -> str:
    """开头是: the same for a prefix."""
    return within(words)[1:]
