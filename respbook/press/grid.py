"""版面尺寸: every length of GB/T 9704-2012 that the press uses, once. Points unless the name says mm.

A 三号 character is 16 pt; 28 of them do not fit 156 mm, so the grid's cell is 156 mm / 28 = 15.793 pt
and each character is set 0.207 pt closer. Lines are 225 mm / 22 = 28.99 pt apart (GB/T 9704-2012 5.2).
"""

from dataclasses import dataclass

MM = 72 / 25.4
"""Points in a millimetre."""

PAGE_WIDTH, PAGE_HEIGHT = 210 * MM, 297 * MM
LEFT, TOP, RIGHT, BOTTOM = 28 * MM, 37 * MM, 26 * MM, 35 * MM
"""Margins around the 版心 (GB/T 9704-2012 5.2.1)."""

WIDTH, HEIGHT = 156 * MM, 225 * MM
COLUMNS, ROWS = 28, 22
CELL = WIDTH / COLUMNS
ROW = HEIGHT / ROWS
HEAD = PAGE_HEIGHT - TOP
"""Height of the type area's upper edge above the foot of the page."""


@dataclass(frozen=True, slots=True)
class Page:
    """页面: the sheet of paper and the 版心 on it, in points."""

    paper_width: float
    paper_height: float
    left: float
    head: float
    width: float
    height: float

    @property
    def foot(self) -> float:
        """Height of the type area's lower edge above the foot of the page."""
        return self.head - self.height


PORTRAIT = Page(PAGE_WIDTH, PAGE_HEIGHT, LEFT, HEAD, WIDTH, HEIGHT)
LANDSCAPE = Page(PAGE_HEIGHT, PAGE_WIDTH, (PAGE_HEIGHT - 40 * CELL) / 2, PAGE_WIDTH - 24 * MM, 40 * CELL, 15 * ROW)
"""横放的一页, for wide tables: 40 characters of 222.9 mm, 15 lines of 153.4 mm, 32.6 mm for the footer band."""

BODY = 16.0
"""三号."""
TITLE = 22.0
"""二号."""
FOLIO = 14.0
"""四号: page numbers."""
TABLE_TEXT, TABLE_ROW = 12.0, 16.0
"""小四 in tables, and the distance of its lines."""
TABLE_SMALL, TABLE_SMALL_ROW = 10.5, 14.0
"""五号 in tables of many columns."""
TABLE_PAD = 3.0

FOLIO_DROP = 7 * MM + 0.35 * FOLIO
"""The page number's dash stands 7 mm below the type area (GB/T 9704-2012 7.5), its baseline a little lower."""

QR_SIDE = 19 * MM
QR_FOOT = 9.5 * MM
"""Square and lower edge of the QR: its top is at 28.5 mm, 6.5 mm below the type area."""

SEAL = 40.7 * MM
"""Diameter of the faint circle that shows where a seal belongs: the middle of the rim of a seal of 42 mm covers it."""


def baseline(top: float, leading: float, size: float) -> float:
    """基线: the baseline of text of ``size`` centred in a row whose upper edge is at ``top``."""
    return top - leading + (leading - size) / 2 + 0.12 * size
