"""装订: writes set pages as PDF — one paper with marks for the preview, or many papers as one file to print.

The same paper, wording and faces always give the same bytes: no clock, no random name, nothing left over
from what was set before. User text is only ever encoded as glyph codes, never parsed (safety R38).
"""

import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from respbook.papers.blocks import (
    Heading,
    Imprint,
    Masthead,
    PageBreak,
    Paper,
    Paragraph,
    Photos,
    SignatureBlock,
    SignLines,
    Subscription,
    Table,
    Title,
    plain,
)
from respbook.papers.pledge import PledgePaper
from respbook.press.document import Document
from respbook.press.faces import Faces
from respbook.press.grid import MM
from respbook.press.half_sheet import set_pledges
from respbook.press.lines import TextSetter, printable
from respbook.press.official import official_wording
from respbook.press.places import Place
from respbook.press.setter import set_paper
from respbook.press.sheet import Sheet
from respbook.rules.errors import RuleBroken


@dataclass(frozen=True)
class Mark:
    """填充标记: where a filled piece stands on a page; mm from the page's upper left corner."""

    page: int
    x: float
    y: float
    width: float
    height: float
    field: str


@dataclass(frozen=True)
class Pressed:
    """成品: the PDF, its number of pages, where its filled pieces stand, and where it is signed and sealed."""

    pdf: bytes
    pages: int
    marks: tuple[Mark, ...]
    places: tuple[Place, ...]


class Binder:
    """装订机: sets and writes papers with one set of faces. Threads take turns (safety R71: same bytes always)."""

    def __init__(self, faces: Faces) -> None:
        self.faces = faces
        self._setter = TextSetter(faces)
        self._lock = threading.Lock()

    def pdf(self, paper: Paper, common: str = "", pictures: Mapping[str, bytes] | None = None) -> Pressed:
        """成文: one paper as PDF; ``pictures`` are the clean copies of its photos by the sha256 of their originals.

        ``common``: the template's own wording; its characters are embedded as a subset that is cut once.
        One that is missing leaves an empty frame.
        Raises RuleBroken where the paper has a character that no face can draw, ValueError for a table
        wider than the type area.
        """
        with self._lock:
            sheets = self._sheets(paper, pictures)
            document = Document(self.faces, common)
            document.describe(paper.title, f"{paper.kind} {paper.subject}".strip(), paper.keywords)
            for sheet in sheets:
                document.add(sheet)
            return Pressed(document.bytes(), len(sheets), _marks(sheets), _places(sheets))

    def places(self, paper: Paper) -> tuple[Place, ...]:
        """落笔处 of a stored paper: set again with these faces, not written. Raises as ``pdf`` does.

        Right for the paper's own bytes as long as the faces are those that it was issued in.
        """
        with self._lock:
            return _places(self._sheets(paper))

    def print_file(self, papers: Iterable[Paper], copies: int, out: BinaryIO, title: str = "责任书打印文件") -> int:
        """合订打印: all papers in one PDF, ``copies`` of each in a row, every copy starting on a front side.

        Returns the number of pages. A blank back is added where a paper ends on a front side.
        Raises as ``pdf`` does, before anything is written to ``out``.
        """
        with self._lock:
            document = Document(self.faces, "")
            pages = 0
            for paper in papers:
                sheets = self._sheets(paper)
                pages += document.add_copies(sheets, copies)
            document.describe(title, f"共{pages}页", "")
            out.write(document.bytes())
            return pages

    def pledges(self, papers: Sequence[PledgePaper], title: str) -> Pressed:
        """下级文书 in one file, one or two on a sheet. Raises RuleBroken for a text too long.

        A character that no face has leaves a place to write it by hand: one rare name must not stop a whole village.
        """
        with self._lock:
            lacking = self.faces.missing(printable("".join(paper.wording for paper in papers)))
            if lacking:
                blanks = str.maketrans(dict.fromkeys(lacking, "＿"))
                papers = [paper.translated(blanks) for paper in papers]
            document = Document(self.faces, "")
            document.describe(title, f"共{len(papers)}份", "")
            sheets = set_pledges(papers, self._setter)
            for sheet in sheets:
                document.add(sheet)
            return Pressed(document.bytes(), len(sheets), (), ())

    def _sheets(self, paper: Paper, photos: Mapping[str, bytes] | None = None) -> list[Sheet]:
        self._refuse_missing(wording(paper))
        return set_paper(paper, self._setter, photos or {})

    def _refuse_missing(self, text: str) -> None:
        lacking = self.faces.missing(printable(text))
        if lacking:
            shown = "、".join(f"“{character}”（U+{ord(character):04X}）" for character in lacking[:12])
            raise RuleBroken(f"字库中没有{shown}，无法印出；请安装含有该字的字体，或核对户籍、地名登记后改用规范写法。")


def wording(paper: Paper) -> str:
    """全文: all text of a paper, for looking up characters."""
    parts = [paper.number, paper.note, paper.mark.code + paper.mark.anchor if paper.mark else ""]
    parts += paper.invite.words if paper.invite else ()
    for block in paper.blocks:
        match block:
            case Title():
                parts += [plain(line) for line in block.lines]
            case Heading() | Paragraph():
                parts.append(plain(block.runs))
            case Table():
                parts += [block.caption, *(column.title for column in block.columns)]
                parts += [plain(cell.runs) for row in block.rows for cell in row if cell]
            case Masthead() | Subscription() | Imprint() | Photos() | SignLines():
                parts.append(official_wording(block))
            case _:
                parts += _closing(block)
    return "".join(parts)


def _closing(block: SignatureBlock | PageBreak) -> list[str]:
    match block:
        case SignatureBlock():
            sides = [[side.party, side.unit, *(slot.post + slot.name for slot in side.slots)] for side in block.sides]
            return [block.date, *(word for side in sides for word in side)]
        case PageBreak():
            return []


def _marks(sheets: list[Sheet]) -> tuple[Mark, ...]:
    return tuple(
        Mark(
            page,
            round(spot.x / MM, 2),
            round((sheet.page.paper_height - spot.y - spot.height) / MM, 2),
            round(spot.width / MM, 2),
            round(spot.height / MM, 2),
            spot.field,
        )
        for page, sheet in enumerate(sheets, 1)
        for spot in sheet.spots
    )


def _places(sheets: list[Sheet]) -> tuple[Place, ...]:
    return tuple(
        Place(
            room.kind,
            room.side,
            room.slot,
            page,
            round(room.x / MM, 2),
            round((sheet.page.paper_height - room.y - room.height) / MM, 2),
            round(room.width / MM, 2),
            round(room.height / MM, 2),
            round(room.note_x / MM, 2),
            round((sheet.page.paper_height - room.note_y) / MM, 2),
        )
        for page, sheet in enumerate(sheets, 1)
        for room in sheet.rooms
    )
