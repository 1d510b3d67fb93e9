"""列的样子: what a column of a sheet is, how its cells are read and written."""

from dataclasses import dataclass
from enum import StrEnum


class CellKind(StrEnum):
    """格的种类: how a cell is read and written; points, mu and counts are exact decimals."""

    TEXT = "text"
    WHOLE = "whole"
    NUMBER = "number"
    DATE = "date"
    CHOICE = "choice"
    CHOICES = "choices"


@dataclass(frozen=True)
class Column:
    """列. ``title`` is written out and read back; ``also`` are other heads under which offices keep it.

    ``width`` counts full-width characters; ``must`` columns may not be missing or empty.
    """

    name: str
    title: str
    kind: CellKind = CellKind.TEXT
    also: tuple[str, ...] = ()
    width: int = 8
    must: bool = False
    choices: tuple[str, ...] = ()
    note: str = ""
    example: str = ""
