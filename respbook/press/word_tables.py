"""Word表格: native tables with their grid, repeated head and merged cells; and the signature block as a bare table."""

from collections.abc import Sequence
from typing import Any

from respbook.papers.blocks import Cell, SignatureBlock, SignatureSide, SignatureSlot, Table
from respbook.press.grid import CELL, MM, ROW, TABLE_PAD, TABLE_SMALL, TABLE_TEXT, WIDTH
from respbook.press.word_styles import twips
from respbook.press.word_text import element, exact, paragraph, under

_LEAST_ROW = 500
_TALL = 30
"""Lines of a cell beyond which its row may be cut: no page holds it."""
_ALIGNED = {"left": "left", "centre": "center", "right": "right"}
_GAP = twips(2 * CELL)
_SIDE = (twips(WIDTH) - _GAP) // 2
_LONG_POST = 8
"""Characters of a post beyond which its line to sign on stands below it."""

Place = tuple[Cell, int, int]
"""A cell with the row and column of its upper left corner."""


def table(block: Table, page_break: bool = False, kept: bool = False) -> Any:
    """表格; ``page_break`` puts it on a new page, ``kept`` holds its last row to what follows."""
    small = "Small" if block.small else ""
    widths = [twips(column.width * MM) for column in block.columns]
    made = frame(widths, bordered=True)
    head = _row(made, head=True)
    for k, column in enumerate(block.columns):
        before = [element("pageBreakBefore")] if page_break and not k else []
        cell_of(head, widths[k]).append(paragraph(f"TableHead{small}", column.title, before))
    owners = _owners(block)
    for r in range(len(block.rows)):
        row = _row(made, whole=not _tall(block, owners[r], r))
        _fill(row, block, owners[r], r, widths, kept and r == len(block.rows) - 1)
    return made


def frame(widths: Sequence[int], bordered: bool = False) -> Any:
    """表框: properties and grid; one that is not bordered only places what stands in it."""
    made = element("tbl")
    shape = under(made, "tblPr")
    under(shape, "tblW", w=sum(widths), type="dxa")
    under(shape, "jc", val="center" if bordered else "left")
    if bordered:
        borders = under(shape, "tblBorders")
        for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
            under(borders, side, val="single", sz=4, space=0, color="auto")
    under(shape, "tblLayout", type="fixed")
    margins = under(shape, "tblCellMar")
    for side in ("top", "left", "bottom", "right"):
        under(margins, side, w=twips(TABLE_PAD) if bordered else 0, type="dxa")
    grid = under(made, "tblGrid")
    for width in widths:
        under(grid, "gridCol", w=width)
    return made


def _row(made: Any, head: bool = False, whole: bool = True) -> Any:
    row = under(made, "tr")
    shape = under(row, "trPr")
    if whole:
        under(shape, "cantSplit")
    under(shape, "trHeight", val=_LEAST_ROW, hRule="atLeast")
    if head:
        under(shape, "tblHeader")
    return row


def cell_of(row: Any, width: int, cols: int = 1, merge: str | None = None, stands: str = "center") -> Any:
    """单元格 at the end of a row; ``merge`` is restart or, below it, empty."""
    cell = under(row, "tc")
    shape = under(cell, "tcPr")
    under(shape, "tcW", w=width, type="dxa")
    if cols > 1:
        under(shape, "gridSpan", val=cols)
    if merge is not None:
        under(shape, "vMerge", **({"val": merge} if merge else {}))
    under(shape, "vAlign", val=stands)
    return cell


def _owners(block: Table) -> list[list[Place | None]]:
    """占位: for each place of the body the cell that covers it; the first comer keeps a place claimed twice."""
    size = len(block.columns)
    owners: list[list[Place | None]] = [[None] * size for _ in block.rows]
    for r, row in enumerate(block.rows):
        for k, cell in enumerate(row):
            if cell is None or owners[r][k] is not None:
                continue
            for line in owners[r : r + max(cell.rows, 1)]:
                for place in range(k, min(k + max(cell.cols, 1), size)):
                    if line[place] is None:
                        line[place] = (cell, r, k)
    return owners


def _tall(block: Table, owners: Sequence[Place | None], r: int) -> bool:
    size = TABLE_SMALL if block.small else TABLE_TEXT
    return any(
        len("".join(run.text for run in place[0].runs)) * size
        > _TALL * max(block.columns[k].width * MM - 2 * TABLE_PAD, size)
        for k, place in enumerate(owners)
        if place and place[1] == r
    )


def _fill(row: Any, block: Table, owners: Sequence[Place | None], r: int, widths: Sequence[int], kept: bool) -> None:
    k = 0
    while k < len(widths):
        place = owners[k]
        cols = 1
        while place and k + cols < len(widths) and owners[k + cols] == place:
            cols += 1
        _put(row, block, place, (r, k, cols), sum(widths[k : k + cols]), kept)
        k += cols


def _put(row: Any, block: Table, place: Place | None, at: tuple[int, int, int], width: int, kept: bool) -> None:
    r, k, cols = at
    tied, style = [element("keepNext")] if kept else [], f"TableText{'Small' if block.small else ''}"
    if place is None:
        cell_of(row, width).append(paragraph(style, "", tied))
        return
    cell, top, _ = place
    merge = None if cell.rows <= 1 else "restart" if top == r else ""
    align = "centre" if 1 < cols < len(block.columns) else block.columns[k].align
    text = cell.runs if top == r else ()
    cell_of(row, width, cols, merge).append(paragraph(style, text, [*tied, element("jc", val=_ALIGNED[align])]))


def signatures(block: SignatureBlock) -> list[Any]:
    """签字栏: the sides in pairs, a line to sign on behind each post, unit and date below; nothing of it parts from the rest."""
    made = frame([_SIDE, _GAP, _SIDE])
    for first in range(0, len(block.sides), 2):
        row = under(made, "tr")
        under(under(row, "trPr"), "cantSplit")
        pair = [*block.sides[first : first + 2], None][:2]
        for k, side in enumerate(pair):
            if k:
                cell_of(row, _GAP).append(paragraph("Sign"))
            _put_side(cell_of(row, _SIDE, stands="top"), side, block.date, twips(ROW) if not first else 0)
    return [made]


def _put_side(cell: Any, side: SignatureSide | None, date: str, above: int) -> None:
    if side is None:
        cell.append(paragraph("Sign"))
        return
    party = f"{side.party}（盖章）：" if side.seal else f"{side.party}："
    cell.append(paragraph("SignParty", party, [exact(twips(ROW), above)]))
    for slot in side.slots:
        _put_slot(cell, slot)
    above = twips(ROW) if side.seal else 0
    cell.append(paragraph("SignDate", side.unit, [exact(twips(ROW), above)]))
    cell.append(paragraph("SignDate", date))
    cell.append(paragraph("Sign"))


def _put_slot(cell: Any, slot: SignatureSlot) -> None:
    tabs = element("tabs")
    under(tabs, "tab", val="right", leader="underscore", pos=_SIDE)
    long = len(slot.post) + 1 > _LONG_POST
    before = exact(twips(ROW), twips(0.4 * ROW))
    if long:
        cell.append(paragraph("Sign", f"{slot.post}：", [before]))
    line = paragraph("Sign", "" if long else f"{slot.post}：", [tabs] if long else [tabs, before])
    under(under(line, "r"), "tab")
    cell.append(line)
    if slot.name:
        cell.append(paragraph("SignName", f"（{slot.name}）"))
