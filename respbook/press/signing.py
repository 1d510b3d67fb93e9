"""签字栏: the sides of a letter beside each other: lines to sign on, below them the unit's name and the date.

No seal is drawn: a faint dashed circle over name and date (骑年盖月) shows where one belongs.
"""

from dataclasses import dataclass, replace

from respbook.papers.blocks import Run, SignatureBlock, SignatureSide, SignatureSlot
from respbook.press.faces import Role
from respbook.press.flow import Flow
from respbook.press.grid import BODY, CELL, PORTRAIT, ROW, SEAL, WIDTH, Page
from respbook.press.lines import SetText, Style, TextSetter
from respbook.press.sheet import Ring, Stroke
from respbook.press.signing_rooms import date_room, seal_room, sign_room

_GAP = 2 * CELL
"""Space between two sides."""
_SIDE = (WIDTH - _GAP) / 2
_NAME = Style(Role.KAI, 12, 12, ROW * 0.6, "centre", grey=0.25)
_SLOT = 2 * ROW
_MARK_ROOM = 1.4 * ROW
"""From the foot of a long post down to the line below it: room for a mark of usual height."""
_FREE = ROW
"""Kept free above a sealed unit's name, and below every date: a seal reaches that far."""
_LEAST_LINE = 5 * CELL
"""Least length of a line to sign on."""
_TEXT = 3 * ROW
"""A block that leaves less room for the end of the text than this may part between its pairs."""
_BLANK_DATE = "　　　　年　　月　　日"


@dataclass(frozen=True)
class _Slot:
    """A post, its holder's name, and the line to sign on: beside a post of one row, across below a longer one."""

    post: SetText
    name: SetText | None
    line: float

    @property
    def below(self) -> bool:
        return self.line == _SIDE

    @property
    def height(self) -> float:
        return _SLOT + (self.post.height if self.below else 0.0)


@dataclass(frozen=True)
class _Side:
    party: SetText
    slots: tuple["_Slot", ...]
    unit: SetText
    date: SetText
    seal: bool

    @property
    def height(self) -> float:
        return self.party.height + sum(slot.height for slot in self.slots) + self.foot

    @property
    def foot(self) -> float:
        """Height of name and date, with what a seal needs above them."""
        return (_FREE if self.seal else 0.0) + self.unit.height + self.date.height


@dataclass(frozen=True)
class SetSignatures:
    """排好的签字栏: sides in pairs."""

    pairs: tuple[tuple[_Side, ...], ...]
    page: Page

    @property
    def height(self) -> float:
        """Height of the block with the blank row above it, in points; of its first pair, if no page can hold it."""
        heights = [pair_height(pair) for pair in self.pairs]
        whole = ROW + sum(heights)
        return whole if whole <= self.page.height - _TEXT or not heights else ROW + heights[0]


def pair_height(pair: tuple[_Side, ...]) -> float:
    """一排高度: two sides beside each other and the blank row below them, in points."""
    return max(side.height for side in pair) + _FREE


def set_signatures(block: SignatureBlock, setter: TextSetter, page: Page = PORTRAIT) -> SetSignatures:
    """排签字栏: texts of all sides; two sides stand beside each other, a third begins below."""
    sides = [_set_side(side, block.date or _BLANK_DATE, setter) for side in block.sides]
    return SetSignatures(tuple(tuple(sides[k : k + 2]) for k in range(0, len(sides), 2)), page)


def _set_side(side: SignatureSide, date: str, setter: TextSetter) -> _Side:
    hei = Style(Role.HEI, justify=False)
    centred = Style(Role.FANG, BODY, CELL, ROW, "centre", justify=False)
    party = setter.set((Run(f"{side.party}（盖章）：" if side.seal else f"{side.party}："),), hei, _SIDE)
    unit, day = (setter.set((Run(text),), centred, _SIDE) for text in (side.unit, date))
    return _Side(party, _set_slots(side, setter), unit, day, side.seal)


def _set_slots(side: SignatureSide, setter: TextSetter) -> tuple[_Slot, ...]:
    posts = [setter.set((Run(f"{slot.post}："),), Style(Role.FANG, justify=False), _SIDE) for slot in side.slots]
    short = [len(post.lines) == 1 and _SIDE - post.lines[0].width >= _LEAST_LINE for post in posts]
    longest = max((post.lines[0].width for post, beside in zip(posts, short, strict=True) if beside), default=0.0)
    made: list[_Slot] = []
    for slot, post, beside in zip(side.slots, posts, short, strict=True):
        line = _SIDE - longest if beside else _SIDE
        made.append(_Slot(_spread(post, longest) if beside else post, _set_name(slot, setter, line), line))
    return tuple(made)


def _spread(post: SetText, width: float) -> SetText:
    """A short post spread to the width of the longest one beside it (镇　　长), as official papers do."""
    line = post.lines[0]
    gaps = len(line.text) - 2
    if len(post.lines) > 1 or gaps < 1 or width - line.width < 1:
        return post
    more = (width - line.width) / gaps
    return replace(post, lines=(replace(line, cuts=tuple((k, -more) for k in range(gaps)), width=width),))


def _set_name(slot: SignatureSlot, setter: TextSetter, line: float) -> SetText | None:
    return setter.set((Run(f"（{slot.name}）"),), _NAME, line) if slot.name else None


def put_signatures(flow: Flow, block: SetSignatures) -> None:
    """放签字栏: put the whole block here; the caller has seen to it that it fits and is not alone."""
    flow.need(block.height)
    flow.skip(ROW)
    left = flow.page.left + (flow.page.width - WIDTH) / 2
    for first, pair in enumerate(block.pairs):
        height = pair_height(pair)
        flow.need(height)
        for k, side in enumerate(pair):
            _put_side(flow, side, 2 * first + k, left + k * (_SIDE + _GAP), flow.top - height + _FREE)
        flow.used += height


def _put_side(flow: Flow, side: _Side, number: int, x: float, foot: float) -> None:
    """A side from the flow's top; its name and date stand at ``foot``, level with those of the side beside it."""
    top = flow.top
    flow.setter.put(side.party, flow.sheet, x, top)
    top -= side.party.height
    for k, slot in enumerate(side.slots):
        line = _put_slot(flow, slot, x, top)
        flow.sheet.rooms.append(sign_room(line, slot.name, number, k))
        top -= slot.height
    head = foot + side.date.height
    flow.setter.put(side.unit, flow.sheet, x, head + side.unit.height)
    flow.setter.put(side.date, flow.sheet, x, head)
    if side.seal:
        ring = Ring(x + _SIDE / 2, head, SEAL / 2)
        flow.sheet.rings.append(ring)
        flow.sheet.rooms.append(seal_room(ring, number))
    flow.sheet.rooms.append(date_room(side.date, number, x + _SIDE / 2, head))


def _put_slot(flow: Flow, slot: _Slot, x: float, top: float) -> Stroke:
    """A post, a line to sign on beside it (below, where a post is long), the holder's name under the line."""
    if slot.below:
        flow.setter.put(slot.post, flow.sheet, x, top)
        foot = top - slot.post.height - _MARK_ROOM + 0.2 * ROW
    else:
        flow.setter.put(slot.post, flow.sheet, x, top - 0.5 * ROW)
        foot = top - 1.3 * ROW
    stroke = Stroke(x + _SIDE - slot.line, foot, slot.line)
    flow.sheet.strokes.append(stroke)
    if slot.name is not None:
        flow.setter.put(slot.name, flow.sheet, x + _SIDE - slot.line, foot - 1)
    return stroke
