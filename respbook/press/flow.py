"""续页: sheets that are filled from the top of the type area down to its foot."""

from respbook.press.grid import PORTRAIT, ROW, Page
from respbook.press.lines import SetText, TextSetter
from respbook.press.sheet import Sheet

_HAIR = 0.01


class Flow:
    """版面续接: where the next line goes. ``used`` is the height already taken on the last sheet, in points."""

    def __init__(self, setter: TextSetter, page: Page = PORTRAIT) -> None:
        self.setter = setter
        self.sheets = [Sheet(page=page)]
        self.used = 0.0

    @property
    def sheet(self) -> Sheet:
        """The page being filled."""
        return self.sheets[-1]

    @property
    def page(self) -> Page:
        """How it lies."""
        return self.sheet.page

    @property
    def top(self) -> float:
        """Height of the next line's upper edge above the foot of the page."""
        return self.page.head - self.used

    @property
    def room(self) -> float:
        """Height left on this page, in points."""
        return self.page.height - self.used

    @property
    def fresh(self) -> bool:
        """Whether nothing stands on this page yet."""
        return self.used == 0

    def fits(self, height: float) -> bool:
        """Whether a height still goes on this page."""
        return height <= self.room + _HAIR

    def turn(self, page: Page | None = None) -> None:
        """Start a new page, which lies as the last one unless told."""
        self.sheets.append(Sheet(page=page or self.page))
        self.used = 0.0

    def need(self, height: float) -> None:
        """Start a new page unless the height fits here, or the page is empty anyway."""
        if not self.fresh and not self.fits(height):
            self.turn()

    def skip(self, height: float) -> None:
        """Leave a height empty; at the top of a page there is nothing to keep apart."""
        if not self.fresh:
            self.used = min(self.used + height, self.page.height)

    def to_grid(self) -> None:
        """Return to the grid: the next line starts on a full row."""
        rows = int((self.used + ROW - _HAIR) / ROW)
        self.used = min(rows * ROW, self.page.height)

    def put(self, text: SetText) -> None:
        """Put a text here, whole."""
        self.setter.put(text, self.sheet, self.page.left, self.top)
        self.used += text.height

    def pour(self, text: SetText, after: float = 0.0) -> None:
        """正文: put a text line by line over as many pages as it takes.

        ``after``: height of what must stand on the page of the last two lines (the signature block).
        A page never begins with a last line of one or two characters.
        """
        while not self.fits(text.height + after):
            here = self._lines_here(text, after)
            if here:
                self.put(text.part(0, here))
                text = text.part(here)
            elif self.fresh:
                break
            self.turn()
        self.put(text)

    def _lines_here(self, text: SetText, after: float) -> int:
        count = len(text.lines)
        here = min(int((self.room + _HAIR) / text.style.leading), count)
        if after:
            here = min(here, count - 2 if count > 3 else 0)
        elif count - here == 1 and len(text.lines[-1].text) <= 2:
            here -= 1
        if here == 0 and self.fresh and not self.fits(text.height):
            return max(1, count - 1)
        return here
