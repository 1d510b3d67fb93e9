"""落笔余地: how much room the signature block leaves for a mark and its caption, from what is printed around it. Points."""

from respbook.press.grid import MM
from respbook.press.lines import SetText
from respbook.press.places import NOTE_HEIGHT, NOTE_WIDTH, SEAL_SIDE
from respbook.press.sheet import Ring, Room, Stroke

_MARK = 14 * MM
"""Height of a mark written by hand; two rows less the holder's name leave a little more."""
_APART = 1 * MM
_NOTE, _NOTE_HEIGHT = NOTE_WIDTH * MM, NOTE_HEIGHT * MM
_SEAL = SEAL_SIDE * MM
_CORNER = 15 * MM
"""A seal's caption stands this far right of its centre and below it: in the corner that the circle leaves free."""


def sign_room(line: Stroke, name: SetText | None, side: int, slot: int) -> Room:
    """签字余地: on the line, above the holder's name; the caption beside the name, or beside the line."""
    printed = max((each.width for each in name.lines), default=0.0) if name else 0.0
    beside = (line.width - printed) / 2 >= _NOTE + _APART
    end = line.x + line.width
    note = (end - _NOTE, line.y - _APART) if beside else (end + _APART / 2, line.y + _NOTE_HEIGHT)
    return Room("sign", side, slot, line.x, line.y, line.width, _MARK, *note)


def seal_room(ring: Ring, side: int) -> Room:
    """盖章余地: a seal's square around the printed circle."""
    half = _SEAL / 2
    note = (ring.x + _CORNER, ring.y - _CORNER)
    return Room("seal", side, None, ring.x - half, ring.y - half, _SEAL, _SEAL, *note)


def date_room(date: SetText, side: int, middle: float, top: float) -> Room:
    """日期: the line's text as it stands, centred on ``middle``."""
    width = max(line.width for line in date.lines)
    note = (middle + _CORNER, top - _CORNER)
    return Room("date", side, None, middle - width / 2, top - date.height, width, date.height, *note)
