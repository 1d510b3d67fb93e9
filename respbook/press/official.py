"""版头、署名、版记: what a paper with a red head has above and below its text (GB/T 9704-2012 7.2, 7.3.4, 7.3.5, 7.4)."""

from collections.abc import Mapping

from respbook.papers.blocks import Imprint, Masthead, Official, Photos, Run, SignLines, Subscription
from respbook.press.faces import Role
from respbook.press.flow import Flow
from respbook.press.grid import BODY, CELL, MM, ROW, SEAL, Page
from respbook.press.lines import SetText, Style, TextSetter
from respbook.press.part import SetPart
from respbook.press.photographs import SetPhotos
from respbook.press.sheet import Ring, Stroke
from respbook.press.sign_lines import DATE, SetSignLines

_MARK_TOP = 35 * MM
"""发文机关标志 below the upper edge of the type area."""
_MARK_MOST = 46.0
_LINE_BELOW = 4 * MM
_RED_LINE = 1.4
_SMALL = 14.0
"""四号, in the 版记."""
_SMALL_ROW = 22.0
_THICK, _THIN = 1.0, 0.7
"""0.35 mm and 0.25 mm."""
_NUMBER = Style(Role.FANG, BODY, CELL, ROW, "centre", justify=False)
_LEFT = Style(Role.FANG, justify=False)


class SetMasthead(SetPart):
    """排好的版头: its mark as large as one line allows."""

    def __init__(self, block: Masthead, setter: TextSetter, page: Page) -> None:
        size = min(_MARK_MOST, page.width / max(len(block.mark), 1) / 1.02)
        mark = Style(Role.SONG, size, size, 1.3 * size, "centre", justify=False, red=True)
        self._mark = setter.set((Run(block.mark),), mark, page.width)
        self._number = setter.set((Run(block.number),), _NUMBER, page.width)

    @property
    def height(self) -> float:
        """Down to the two empty rows below the red line."""
        return _MARK_TOP + self._mark.height + ROW + self._number.height + _LINE_BELOW + 2 * ROW

    def put(self, flow: Flow) -> None:
        """At the head of the first page."""
        flow.used += _MARK_TOP
        flow.put(self._mark)
        flow.skip(ROW)
        flow.put(self._number)
        line = Stroke(flow.page.left, flow.top - _LINE_BELOW, flow.page.width, weight=_RED_LINE, red=True)
        flow.sheet.strokes.append(line)
        flow.used += _LINE_BELOW + ROW
        flow.to_grid()


class SetSubscription(SetPart):
    """排好的署名: the issuer centred over its date, room above and below them for a seal; or both without one."""

    closing = True

    def __init__(self, block: Subscription, setter: TextSetter, page: Page) -> None:
        self._page, self._seal = page, block.seal
        self._annexes = [_annex(lead, name, setter, page) for lead, name in annex_parts(block.annexes)]
        self._issuer, self._date = (
            setter.set((Run(words),), _LEFT, page.width) if words else None for words in (block.issuer, block.date)
        )

    @property
    def height(self) -> float:
        """With an empty row above the annexes, and what a seal needs above and below; without them if no page holds all."""
        annexes = ROW + sum(name.height for _, name in self._annexes) if self._annexes else 0.0
        whole = annexes + self._signed_height
        return whole if whole <= self._page.height - 3 * ROW else self._signed_height

    @property
    def _signed_height(self) -> float:
        signed = sum(each.height for each in (self._issuer, self._date) if each)
        return signed + (ROW if self._seal == "none" else 3 * ROW) if signed else 0.0

    def put(self, flow: Flow) -> None:
        """Whole; the last lines of the text are on its page already."""
        flow.need(self.height)
        if self._annexes:
            flow.skip(ROW)
            for lead, name in self._annexes:
                flow.need(name.height)
                lead.put(flow.sheet, flow.page.left + 2 * CELL, flow.top)
                name.put(flow.sheet, flow.page.left + 2 * CELL + _width(lead), flow.top)
                flow.used += name.height
        if self._signed_height:
            flow.need(self._signed_height)
            self._sign(flow)

    def _sign(self, flow: Flow) -> None:
        flow.skip(ROW if self._seal == "none" else 2 * ROW)
        issuer, date = (_width(each) if each else 0.0 for each in (self._issuer, self._date))
        middles = self._unsealed(issuer, date) if self._seal == "none" else self._sealed(issuer, date)
        for text, middle in zip((self._issuer, self._date), middles, strict=True):
            if text is self._date and self._seal == "place":
                flow.sheet.rings.append(Ring(flow.page.left + middle, flow.top, SEAL / 2))
            if text:
                text.put(flow.sheet, flow.page.left + middle - _width(text) / 2, flow.top)
                flow.used += text.height
        if self._seal != "none":
            flow.used = min(flow.used + ROW, flow.page.height)

    def _sealed(self, issuer: float, date: float) -> tuple[float, float]:
        """成文日期右空四字, the issuer centred over it; a long issuer keeps two characters free (7.3.5.1)."""
        wide = issuer > date + 8 * CELL
        right = self._page.width - (2 if wide else 4) * CELL
        middle = min(right - (max(issuer, date) if wide else date) / 2, self._page.width - issuer / 2)
        return middle, middle

    def _unsealed(self, issuer: float, date: float) -> tuple[float, float]:
        """署名右空二字, the date two characters further in than it, or two from the right if it is longer (7.3.5.2)."""
        right = self._page.width - 2 * CELL
        start = right - (issuer if issuer >= date else date + 2 * CELL)
        return start + issuer / 2, start + 2 * CELL + date / 2


def _annex(lead: str, name: str, setter: TextSetter, page: Page) -> tuple[SetText, SetText]:
    """A line of 附件说明: its second line begins below the first character of the name (7.3.4)."""
    before = setter.set((Run(lead),), _LEFT, page.width)
    return before, setter.set((Run(name),), _LEFT, page.width - 2 * CELL - _width(before))


def annex_parts(annexes: tuple[str, ...]) -> list[tuple[str, str]]:
    """附件说明: before and behind the point at which all lines of a name begin."""
    if len(annexes) == 1:
        return [("附件：", annexes[0])]
    return [(f"{'附件：' if place == 1 else '　　　'}{place}.", words) for place, words in enumerate(annexes, 1)]


def _width(text: SetText) -> float:
    return max(line.width for line in text.lines)


class SetImprint(SetPart):
    """排好的版记: stands at the foot of the page that it is on."""

    def __init__(self, block: Imprint, setter: TextSetter, page: Page) -> None:
        style = Style(Role.FANG, _SMALL, _SMALL, _SMALL_ROW, justify=False)
        width = page.width - 2 * _SMALL
        self._copies = setter.set((Run(f"抄送：{block.copies_to}。"),), style, width) if block.copies_to else None
        self._printer = setter.set((Run(block.printer),), style, width)
        self._date = setter.set((Run(f"{block.date}印发"),), style, width)

    @property
    def height(self) -> float:
        """Its rows and the lines between them."""
        return (self._copies.height if self._copies else 0.0) + _SMALL_ROW + 4

    def put(self, flow: Flow) -> None:
        """Down to the lower edge of the type area."""
        flow.need(self.height)
        sheet, left, width = flow.sheet, flow.page.left, flow.page.width
        foot, x = flow.page.foot, left + _SMALL
        top = foot + self.height
        sheet.strokes += [Stroke(left, top, width, weight=_THICK), Stroke(left, foot, width, weight=_THICK)]
        top -= 2
        if self._copies:
            self._copies.put(sheet, x, top)
            top -= self._copies.height
            sheet.strokes.append(Stroke(left, top, width, weight=_THIN))
        self._printer.put(sheet, x, top)
        self._date.put(sheet, left + width - _SMALL - _width(self._date), top)
        flow.used = flow.page.height


def set_official(block: Official, photos: Mapping[str, bytes], setter: TextSetter, page: Page) -> SetPart:
    """排构件."""
    match block:
        case Masthead():
            return SetMasthead(block, setter, page)
        case Subscription():
            return SetSubscription(block, setter, page)
        case Imprint():
            return SetImprint(block, setter, page)
        case SignLines():
            return SetSignLines(block, setter, page)
        case Photos():
            return SetPhotos(block, photos, setter)


def official_wording(block: Official) -> str:
    """全文 of a part, for looking up characters."""
    match block:
        case Masthead():
            return block.mark + block.number
        case Subscription():
            return block.issuer + block.date + "".join(lead + name for lead, name in annex_parts(block.annexes))
        case Imprint():
            return f"抄送：。印发{block.copies_to}{block.printer}{block.date}"
        case SignLines():
            return f"：{DATE}{''.join(block.labels)}"
        case Photos():
            shown = [photo.words for row in block.rows for photo in row.photos]
            return "".join([*(row.caption for row in block.rows), *shown])
