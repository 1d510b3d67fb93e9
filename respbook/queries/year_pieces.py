"""件: a paper that belongs in a volume — bytes as they lie in the store, or a paper to be pressed from today's records."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from respbook.models.evidence import Evidence
from respbook.papers.blocks import Paper
from respbook.queries.signed_copies import Copy
from respbook.rules.chinese import china_day, minute
from respbook.rules.evidence import KINDS
from respbook.rules.year_file import Part


@dataclass(frozen=True)
class Piece:
    """一件. One of ``sha256`` (bytes kept as they were issued or received), ``paper``, ``text`` or ``copy`` is its content.

    ``ending``: what its file is; ``archived``: it belongs in the year's archive; ``bound``: in the bound volume (备查材料).
    """

    part: Part
    title: str
    number: str = ""
    author: str = ""
    on: date | None = None
    note: str = ""
    sha256: str = ""
    ending: str = "pdf"
    paper: Paper | None = None
    text: str = ""
    copy: Copy | None = None
    pictures: tuple[str, ...] = ()
    archived: bool = True
    bound: bool = True


@dataclass(frozen=True)
class Original:
    """佐证原件: what it is and who sent it; its bytes lie in the store."""

    id: int
    sha256: str
    name: str
    ending: str
    photo: bool
    on: date
    purpose: str
    by: str
    received: str


@dataclass
class Volume:
    """案卷: a unit's pieces in order, and the originals of its evidence."""

    called: str
    pieces: list[Piece] = field(default_factory=list)
    originals: list[Original] = field(default_factory=list)

    def sorted(self) -> list[Piece]:
        """In the order of the parts; within one as they came."""
        order = list(Part)
        return sorted(self.pieces, key=lambda piece: order.index(piece.part))


def original_of(row: Evidence) -> Original:
    """佐证原件 of a row."""
    return Original(
        row.id,
        row.sha256,
        row.called,
        KINDS[row.kind].ending,
        row.is_photo,
        row.shown_on or china_day(row.received_at),
        row.purpose,
        row.uploaded_by,
        minute(row.received_at),
    )


def day_of(moment: datetime | None) -> date | None:
    """哪一天, in China."""
    return china_day(moment) if moment else None


def each_once(pieces: Iterable[Piece]) -> list[Piece]:
    """不重: the same bytes stand once in a volume."""
    seen: set[str] = set()
    found: list[Piece] = []
    for piece in pieces:
        if piece.sha256 and piece.sha256 in seen:
            continue
        seen.add(piece.sha256)
        found.append(piece)
    return found
