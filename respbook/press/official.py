"""版头、署名、版记: what a paper with a red head has above and below its text (GB/T 9704-2012 7.2, 7.3.4, 7.3.5, 7.4)."""

from abc import ABC, abstractmethod

from respbook.papers.blocks import Imprint, Masthead, Official, Photos, Run, Subscription
from respbook.press.faces import Role
from respbook.press.flow import Flow
from respbook.press.grid import BODY, CELL, HEAD, HEIGHT, LEFT, MM, ROW, WIDTH
from respbook.press.lines import SetText, Style, TextSetter
from respbook.press.photo_pairs import SetPhotos
from respbook.press.sheet import Stroke

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


class SetPart(ABC):
    """排好的构件: puts itself on the page."""

    @property
    @abstractmethod
    def height(self) -> float:
        """Height that it needs to begin here, in points."""

    @abstractmethod
    def put(self, flow: Flow) -> None:
        """Put it where the flow stands."""


SetPart.register(SetPhotos)


class SetMasthead(SetPart):
    """排好的版头: its mark as large as one line allows."""

    def __init__(self, block: Masthead, setter: TextSetter) -> None:
        size = min(_MARK_MOST, WIDTH / max(len(block.mark), 1) / 1.02)
        self._mark = setter.set(
            (Run(block.mark),), Style(Role.SONG, size, size, 1.3 * size, "centre", justify=False, red=True)
        )
        self._number = setter.set((Run(block.number),), _NUMBER)

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
        flow.sheet.strokes.append(Stroke(LEFT, flow.top - _LINE_BELOW, WIDTH, weight=_RED_LINE, red=True))
        flow.used += _LINE_BELOW + ROW
        flow.to_grid()


class SetSubscription(SetPart):
    """排好的署名: the issuer centred over its date, room above them for a seal."""

    def __init__(self, block: Subscription, setter: TextSetter) -> None:
        self._annexes = [setter.set((Run(words),), _LEFT, WIDTH, 2 * CELL) for words in annex_lines(block.annexes)]
        self._issuer, self._date = (setter.set((Run(words),), _LEFT) for words in (block.issuer, block.date))

    @property
    def height(self) -> float:
        """With an empty row above the annexes, and two above the issuer."""
        annexes = ROW + sum(each.height for each in self._annexes) if self._annexes else 0.0
        return annexes + 2 * ROW + self._issuer.height + self._date.height

    def put(self, flow: Flow) -> None:
        """Whole; the last lines of the text are on its page already."""
        flow.need(self.height)
        if self._annexes:
            flow.skip(ROW)
            for each in self._annexes:
                flow.put(each)
        flow.skip(2 * ROW)
        issuer, date = _width(self._issuer), _width(self._date)
        right = LEFT + WIDTH - (4 if issuer <= date + 8 * CELL else 2) * CELL
        middle = right - max(issuer, date) / 2 if issuer > date + 8 * CELL else right - date / 2
        middle = min(middle, LEFT + WIDTH - issuer / 2)
        for text in (self._issuer, self._date):
            text.put(flow.sheet, middle - _width(text) / 2, flow.top)
            flow.used += text.height


def annex_lines(annexes: tuple[str, ...]) -> list[str]:
    """附件说明."""
    if len(annexes) == 1:
        return [f"附件：{annexes[0]}"]
    return [f"{'附件：' if place == 1 else '　　　'}{place}.{words}" for place, words in enumerate(annexes, 1)]


def _width(text: SetText) -> float:
    return max(line.width for line in text.lines)


class SetImprint(SetPart):
    """排好的版记: stands at the foot of the page that it is on."""

    def __init__(self, block: Imprint, setter: TextSetter) -> None:
        style = Style(Role.FANG, _SMALL, _SMALL, _SMALL_ROW, justify=False)
        width = WIDTH - 2 * _SMALL
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
        foot = HEAD - HEIGHT
        top = foot + self.height
        sheet, x = flow.sheet, LEFT + _SMALL
        sheet.strokes += [Stroke(LEFT, top, WIDTH, weight=_THICK), Stroke(LEFT, foot, WIDTH, weight=_THICK)]
        top -= 2
        if self._copies:
            self._copies.put(sheet, x, top)
            top -= self._copies.height
            sheet.strokes.append(Stroke(LEFT, top, WIDTH, weight=_THIN))
        self._printer.put(sheet, x, top)
        self._date.put(sheet, LEFT + WIDTH - _SMALL - _width(self._date), top)
        flow.used = HEIGHT


def set_official(block: Official, setter: TextSetter) -> SetPart:
    """排构件."""
    match block:
        case Masthead():
            return SetMasthead(block, setter)
        case Subscription():
            return SetSubscription(block, setter)
        case Imprint():
            return SetImprint(block, setter)
    return SetPhotos(block, setter)  # type: ignore[return-value]


def official_wording(block: Official) -> str:
    """全文 of a part, for looking up characters."""
    match block:
        case Masthead():
            return block.mark + block.number
        case Subscription():
            return block.issuer + block.date + "".join(annex_lines(block.annexes))
        case Imprint():
            return f"抄送：。印发{block.copies_to}{block.printer}{block.date}"
        case Photos():
            shown = [each.words for pair in block.pairs for each in (pair.before, pair.after) if each]
            return "整改前后（无照片）" + "".join([*(pair.caption for pair in block.pairs), *shown])
