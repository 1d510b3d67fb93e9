"""笔迹: what a signature drawn on glass may look like; read strictly, kept in one canonical form (features S2)."""

import json
from dataclasses import dataclass
from itertools import pairwise
from math import hypot

from respbook.rules.errors import RuleBroken

LONG_SIDE = 2000
"""The long side of every canvas in its own units, so that the same hand gives the same strokes on any screen."""
MOST_TEXT = 200_000
MOST_STROKES = 200
MOST_POINTS = 6000
LEAST_LENGTH = 400
"""A fifth of the canvas: less is a dot or a slip of the finger, not a name."""
LEAST_SPREAD = 120
_LATEST = 60 * 60 * 1000

Point = tuple[int, int, int]
"""Across, down, milliseconds since the first touch."""


@dataclass(frozen=True)
class Strokes:
    """笔迹: strokes on a canvas of ``width`` × ``height`` units."""

    width: int
    height: int
    strokes: tuple[tuple[Point, ...], ...]

    @property
    def box(self) -> tuple[int, int, int, int]:
        """外框: left, top, right, bottom of the ink."""
        xs = [x for stroke in self.strokes for x, _, _ in stroke]
        ys = [y for stroke in self.strokes for _, y, _ in stroke]
        return min(xs), min(ys), max(xs), max(ys)

    @property
    def length(self) -> float:
        """笔迹长度, in units."""
        pairs = ((a, b) for stroke in self.strokes for a, b in pairwise(stroke))
        return sum(hypot(b[0] - a[0], b[1] - a[1]) for a, b in pairs)

    def text(self) -> str:
        """存储文本: the same strokes always give the same text."""
        return json.dumps({"box": [self.width, self.height], "strokes": self.strokes}, separators=(",", ":"))


def read_strokes(text: str) -> Strokes:
    """读笔迹 as the browser sent it. Raises RuleBroken for nothing, for a dot, and for what no pen draws."""
    if not text.strip():
        raise RuleBroken("还没有签名。请点“签名”，在屏幕上写下姓名。", "strokes")
    if len(text) > MOST_TEXT:
        raise RuleBroken("笔迹太长，没有收下。请清除后重新签名，只写姓名。", "strokes")
    try:
        found = _strict(json.loads(text))
    except (ValueError, RecursionError):
        raise RuleBroken("没有收到完整的笔迹。请清除后重新签名。", "strokes") from None
    _check_drawn(found)
    return found


def _strict(told: object) -> Strokes:
    """Raises ValueError for any other shape."""
    if not isinstance(told, dict) or set(told) != {"box", "strokes"}:
        raise ValueError("not strokes")
    box, strokes = told["box"], told["strokes"]
    if not (isinstance(box, list) and len(box) == 2 and all(type(side) is int for side in box)):
        raise ValueError("no box")
    width, height = box
    if width != LONG_SIDE or not 200 <= height <= LONG_SIDE or not isinstance(strokes, list):
        raise ValueError("no canvas")
    return Strokes(width, height, tuple(_stroke(each, width, height) for each in strokes))


def _stroke(told: object, width: int, height: int) -> tuple[Point, ...]:
    if not isinstance(told, list) or not told:
        raise ValueError("no stroke")
    points = []
    for point in told:
        if not (isinstance(point, list) and len(point) == 3 and all(type(each) is int for each in point)):
            raise ValueError("no point")
        x, y, at = point
        if not (0 <= x <= width and 0 <= y <= height and 0 <= at <= _LATEST):
            raise ValueError("beside the canvas")
        points.append((x, y, at))
    return tuple(points)


def _check_drawn(found: Strokes) -> None:
    if len(found.strokes) > MOST_STROKES or sum(len(each) for each in found.strokes) > MOST_POINTS:
        raise RuleBroken("笔迹太长，没有收下。请清除后重新签名，只写姓名。", "strokes")
    if not found.strokes:
        raise RuleBroken("还没有签名。请点“签名”，在屏幕上写下姓名。", "strokes")
    left, top, right, bottom = found.box
    if found.length < LEAST_LENGTH or max(right - left, bottom - top) < LEAST_SPREAD:
        raise RuleBroken("签名太短，看不出姓名。请写下完整的姓名。", "strokes")
