"""落款: the issuer's name above 成文日期 in the right half, the seal's place over both; never alone on a page."""

from dataclasses import dataclass

from respbook.papers.blocks import Ending, Run
from respbook.press.faces import Role
from respbook.press.flow import Flow
from respbook.press.grid import BODY, CELL, LEFT, ROW, SEAL, WIDTH
from respbook.press.lines import SetText, Style, TextSetter
from respbook.press.sheet import Ring

_SIDE = WIDTH / 2
_ABOVE = 2 * ROW
"""Kept free above the name: the seal reaches that far."""
_BELOW = ROW


@dataclass(frozen=True)
class SetEnding:
    """排好的落款."""

    unit: SetText
    date: SetText

    @property
    def height(self) -> float:
        """Height with the room for the seal, in points."""
        return _ABOVE + self.unit.height + self.date.height + _BELOW


def set_ending(block: Ending, setter: TextSetter) -> SetEnding:
    """排落款."""
    centred = Style(Role.FANG, BODY, CELL, ROW, "centre", justify=False)
    return SetEnding(*(setter.set((Run(text),), centred, _SIDE) for text in (block.unit, block.date)))


def put_ending(flow: Flow, block: SetEnding) -> None:
    """放落款."""
    flow.need(block.height)
    x, top = LEFT + WIDTH - _SIDE, flow.top - _ABOVE
    flow.setter.put(block.unit, flow.sheet, x, top)
    line = top - block.unit.height
    flow.setter.put(block.date, flow.sheet, x, line)
    flow.sheet.rings.append(Ring(x + _SIDE / 2, line, SEAL / 2))
    flow.used += block.height
