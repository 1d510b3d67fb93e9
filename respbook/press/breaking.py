"""断行: breaks Chinese text into lines. Pure: text and widths in, lines out (GB/T 15834-2011 5.1, 避头尾).

A mark that must not start a line is pulled in (the line's full-width marks are squeezed by up to half a
character each) or, where that is not enough, the character before it is pushed out to the next line.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

NO_START = frozenset("，。、；：？！）〕》〉」』】〗”’％‰℃°·…—～,.;:?!)]}%")
"""避头: marks that never start a line."""
NO_END = frozenset("（〔《〈「『【〖“‘￥＄№([{#$")
"""避尾: marks that never end a line."""
SOFT_RIGHT = frozenset("，。、；：？！）〕》〉」』】〗”’")
"""Marks with their ink on the left: half an em may go on the right."""
SOFT_LEFT = frozenset("（〔《〈「『【〖“‘")
"""Marks with their ink on the right: half an em may go on the left."""

LONGEST_RUN = 20
"""Latin letters and digits hold together up to this many characters."""
_TOKEN = re.compile(r"——|……|[0-9A-Za-z.,%/:+\-–±≤≥²³μ°_@#&=*~]+|[ ]+|.", re.S)
_HAIR = 0.01


@dataclass(frozen=True, slots=True)
class Line:
    """一行: ``text`` began at ``start`` of the source; set it with ``tracking`` points after each character.

    ``cuts`` are (index, points): after that character the next one comes so much earlier (later, where negative).
    ``width`` is what the line takes up when set so.
    """

    text: str
    start: int
    tracking: float
    cuts: tuple[tuple[int, float], ...]
    width: float


@dataclass(frozen=True, slots=True)
class Measure:
    """行长: room for the first and the other lines, size and tracking in points; ``justify`` fills full lines."""

    size: float
    tracking: float
    first: float
    rest: float
    justify: bool = True


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    start: int
    width: float
    soft: float


def break_lines(text: str, advances: Mapping[str, float], measure: Measure) -> tuple[Line, ...]:
    """断行: the lines of ``text``; a line feed ends a line; ``advances`` gives each character's width in em."""
    lines: list[Line] = []
    start = 0
    for part in text.split("\n"):
        lines += _broken(part, start, advances, measure, bool(lines))
        start += len(part) + 1
    return tuple(lines)


def _broken(part: str, start: int, advances: Mapping[str, float], measure: Measure, begun: bool) -> list[Line]:
    tokens = _tokens(part, start, advances, measure)
    lines: list[Line] = []
    room = measure.rest if begun else measure.first
    at = 0
    while at < len(tokens):
        end = _line_end(tokens, at, room, measure.size)
        lines.append(_line(tokens[at:end], room, measure, end == len(tokens)))
        at, room = end, measure.rest
        while at < len(tokens) and tokens[at].text[0] == " ":
            at += 1
    return lines or [Line("", start, measure.tracking, (), 0.0)]


def _tokens(part: str, start: int, advances: Mapping[str, float], measure: Measure) -> list[_Token]:
    found: list[_Token] = []
    size, tracking = measure.size, measure.tracking
    for match in _TOKEN.finditer(part):
        text = match.group()
        width = sum([advances[character] for character in text]) * size + len(text) * tracking
        at = start + match.start()
        if len(text) > LONGEST_RUN or (width > measure.rest and len(text) > 1):
            found += [_Token(c, at + k, advances[c] * size + tracking, 0.0) for k, c in enumerate(text)]
        else:
            soft = size / 2 if text in SOFT_RIGHT or text in SOFT_LEFT else 0.0
            found.append(_Token(text, at, width, soft))
    return found


def may_break(before: str, after: str) -> bool:
    """可断: whether a line may end with ``before`` when the next one starts with ``after``."""
    return before[-1] not in NO_END and after[0] not in NO_START


def _line_end(tokens: list[_Token], start: int, room: float, size: float) -> int:
    """The token before which the line ends: the last legal one, or one more where squeezed marks make room."""
    count = len(tokens)
    width = soft = loose = 0.0
    fits = tight = fitting = 0
    for k in range(start, count):
        token = tokens[k]
        width += token.width
        soft += token.soft if k > start or token.text in SOFT_RIGHT else 0.0
        over = width - room > _HAIR
        if width - soft - room > _HAIR:
            break
        fitting = fitting if over else k + 1
        if k + 1 < count and not may_break(token.text, tokens[k + 1].text):
            continue
        if not over:
            fits, loose = k + 1, room - width
        elif not tight:
            tight = k + 1
    if tight and (not fits or loose > 0.9 * size):
        return tight
    return fits or max(fitting, start + 1)


def _line(tokens: list[_Token], room: float, measure: Measure, last: bool) -> Line:
    while len(tokens) > 1 and tokens[-1].text[0] == " ":
        tokens = tokens[:-1]
    text = "".join([token.text for token in tokens])
    start = tokens[0].start
    width = sum([token.width for token in tokens])
    if width - room > _HAIR:
        cuts, taken = _cuts(text, width - room, measure.size / 2)
        return Line(text, start, measure.tracking, cuts, width - taken)
    if last or not measure.justify or len(text) < 2:
        return Line(text, start, measure.tracking, (), width)
    tracking = measure.tracking + (room - width + measure.tracking) / (len(text) - 1)
    return Line(text, start, tracking, (), room)


def _cuts(text: str, excess: float, most: float) -> tuple[tuple[tuple[int, float], ...], float]:
    places = [k for k, c in enumerate(text) if c in SOFT_RIGHT]
    places += [k - 1 for k, c in enumerate(text) if c in SOFT_LEFT and k > 0]
    if not places:
        return (), 0.0
    cut = min(excess / len(places), most)
    summed: dict[int, float] = {}
    for k in sorted(places):
        summed[k] = summed.get(k, 0.0) + cut
    return tuple(summed.items()), cut * len(places)
