"""排版: sets the blocks of a paper onto pages of 22 lines of 28 characters (GB/T 9704-2012)."""

from collections.abc import Mapping, Sequence

from respbook.papers.blocks import (
    Block,
    Heading,
    Imprint,
    Masthead,
    Official,
    PageBreak,
    Paper,
    Paragraph,
    Photos,
    Run,
    SignatureBlock,
    SignLines,
    Subscription,
    Table,
    Title,
    is_annex,
)
from respbook.press.faces import Role
from respbook.press.flow import Flow
from respbook.press.footer import finish
from respbook.press.grid import CELL, LANDSCAPE, PORTRAIT, ROW, TITLE, Page
from respbook.press.lines import SetText, Style, TextSetter
from respbook.press.official import set_official
from respbook.press.part import SetPart
from respbook.press.sheet import Sheet
from respbook.press.signing import SetSignatures, put_signatures, set_signatures
from respbook.press.tables import SetTable, pour_table, set_table

_TITLE = Style(Role.SONG, TITLE, TITLE, 1.25 * ROW, "centre", justify=False)
_ONE_LINE_TITLE = Style(Role.SONG, TITLE, TITLE, 2 * ROW, "centre", justify=False)
_NUMBER = Style(Role.FANG, align="centre", justify=False)
_LEVELS = {1: Role.HEI, 2: Role.KAI, 3: Role.FANG, 4: Role.FANG}

Ready = SetText | SetTable | SetSignatures | SetPart | tuple[SetText, ...] | None


def set_paper(paper: Paper, setter: TextSetter, photos: Mapping[str, bytes] | None = None) -> list[Sheet]:
    """排版: the paper's pages, with page numbers and check marks. Raises ValueError for a table that is too wide."""
    return finish(_Setting(paper, setter, photos or {}).pages(), paper, setter)


def lying(blocks: Sequence[Block]) -> list[Page]:
    """横竖: the page that each block is set for."""
    pages, page = [], PORTRAIT
    for block in blocks:
        if isinstance(block, PageBreak):
            page = LANDSCAPE if block.landscape else PORTRAIT
        pages.append(page)
    return pages


class _Setting:
    """One paper being set: every block is broken into lines first, then the lines are put on pages."""

    def __init__(self, paper: Paper, setter: TextSetter, photos: Mapping[str, bytes]) -> None:
        self._paper, self._setter, self._photos = paper, setter, photos
        self._blocks: Sequence[Block] = paper.blocks
        self._pages = lying(paper.blocks)
        self._ready = [self._prepare(k, block) for k, block in enumerate(paper.blocks)]
        self._flow = Flow(setter, self._pages[0] if self._pages else PORTRAIT)
        headed = any(isinstance(block, Masthead) for block in paper.blocks)  # it carries the number itself
        self._numbered = headed or not (paper.number or (paper.mark is None and not paper.loose))

    def pages(self) -> list[Sheet]:
        for k, block in enumerate(self._blocks):
            self._put(k, block, self._ready[k])
        return self._flow.sheets

    def _prepare(self, k: int, block: Block) -> Ready:
        width = self._pages[k].width
        match block:
            case Title():
                style = _ONE_LINE_TITLE if len(block.lines) == 1 and not self._annexed(k) else _TITLE
                return tuple(self._setter.set(line, style, width) for line in block.lines)
            case Heading():
                return self._set_heading(block, width)
            case Paragraph():
                indent = 2 * CELL if block.indent and block.align == "left" else 0.0
                return self._setter.set(block.runs, Style(Role.FANG, align=block.align), width, indent)
            case PageBreak():
                return None
            case _:
                return self._set_framed(block, self._pages[k])

    def _set_framed(self, block: Table | SignatureBlock | Official, page: Page) -> Ready:
        """What is set in a room of its own."""
        match block:
            case Table():
                return set_table(block, self._setter, page)
            case SignatureBlock():
                return set_signatures(block, self._setter, page)
            case Masthead() | Subscription() | Imprint() | Photos() | SignLines():
                return set_official(block, self._photos, self._setter, page)

    def _annexed(self, k: int) -> bool:
        before = self._blocks[k - 1] if k else None
        return isinstance(before, Heading) and is_annex(before)

    def _set_heading(self, heading: Heading, width: float) -> SetText:
        indent = 0.0 if is_annex(heading) else 2 * CELL
        return self._setter.set(heading.runs, Style(_LEVELS[heading.level], justify=True), width, indent)

    def _put(self, k: int, block: Block, ready: Ready) -> None:
        flow = self._flow
        match ready:
            case SetTable():
                pour_table(flow, ready, self._signatures_after(k))
            case SetPart():
                self._put_part(k, ready)
            case SetSignatures():
                put_signatures(flow, ready)
            case tuple():
                self._put_title(ready, k)
            case SetText():
                self._put_text(k, block, ready)
            case None if not flow.fresh:
                flow.turn(self._pages[k])
            case None:
                flow.sheet.page = self._pages[k]

    def _put_part(self, k: int, part: SetPart) -> None:
        if part.closing:
            self._flow.need(part.height + self._signatures_after(k))
        part.put(self._flow)

    def _put_text(self, k: int, block: Block, text: SetText) -> None:
        flow = self._flow
        if not isinstance(block, Heading):
            flow.pour(text, self._signatures_after(k))
            return
        flow.need(self._least(k))
        flow.put(text)
        if is_annex(block):
            flow.skip(ROW)

    def _put_title(self, lines: tuple[SetText, ...], k: int) -> None:
        flow = self._flow
        flow.need(sum(line.height for line in lines) + 3 * ROW)
        for line in lines:
            flow.put(line)
        flow.to_grid()
        if not self._numbered:
            self._numbered = True
            flow.put(self._setter.set((Run(self._paper.number),), _NUMBER, flow.page.width))
        if not self._annexed(k):
            flow.skip(ROW)

    def _signatures_after(self, k: int) -> float:
        """Height of what ends the paper below block k: 签字行 and 署名 one after the other stay together."""
        following = self._ready[k + 1] if k + 1 < len(self._ready) else None
        match following:
            case SetSignatures():
                height = following.height
            case SetPart() if following.closing:
                height = following.height
            case _:
                return 0.0
        whole = height + self._signatures_after(k + 1)
        return whole if whole <= self._pages[k].height - 3 * ROW else height

    def _least(self, k: int) -> float:
        """Height that block k needs on a page to begin there, so that no heading stands alone at the foot."""
        if k >= len(self._blocks):
            return 0.0
        ready = self._ready[k]
        match ready:
            case SetText() if isinstance(self._blocks[k], Heading):
                return ready.height + self._least(k + 1)
            case SetText():
                return self._least_text(ready, self._signatures_after(k))
            case SetTable():
                return ready.least + (self._signatures_after(k) if len(ready.rows) <= 2 else 0.0)
            case SetSignatures() | SetPart():
                return ready.height
            case _:
                return 0.0

    @staticmethod
    def _least_text(text: SetText, after: float) -> float:
        count = len(text.lines)
        if after and count <= 3:
            return text.height + after
        return text.height if count == 2 else ROW
