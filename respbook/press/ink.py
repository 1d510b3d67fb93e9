"""笔迹: strokes written on a screen as a smooth vector path with the width of a pen, fitted into a rectangle."""

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import Literal

from respbook.rules.errors import RuleBroken

Point = tuple[float, float, float]
"""x and y as on the screen (y grows downwards), in any unit; then what ``Third`` says."""
Strokes = Sequence[Sequence[Point]]
Third = Literal["pressure", "time"]
"""pressure: 0 to 1, 0.5 for a finger or mouse; time: milliseconds, so that quick strokes are thin."""
Rectangle = tuple[float, float, float, float]
"""Left, foot, width, height in points."""

MOST_STROKES, MOST_POINTS = 200, 20_000
_PEN = 0.042
"""Width of the pen, as a share of the rectangle's height: 1.7 pt over 14 mm, a signing pen."""
_CLOSE = 0.3
"""Points nearer than this are one: the hand's tremor and the screen's grid, not the writing."""
_PIECE = 0.9
_BLUE_BLACK = "0.05 0.06 0.16 RG"


def check_strokes(strokes: Strokes) -> None:
    """核对笔迹. Raises RuleBroken where nothing is written, or far too much, or numbers are none."""
    points = [point for stroke in strokes for point in stroke]
    if len(strokes) > MOST_STROKES or len(points) > MOST_POINTS:
        raise RuleBroken("笔迹过于复杂，没有收下；请清除后重新签一次。")
    if not all(len(point) == 3 and all(math.isfinite(value) for value in point) for point in points):
        raise RuleBroken("笔迹数据不完整，没有收下；请清除后重新签一次。")
    if not points or max(_span(points, 0), _span(points, 1)) <= 0:
        raise RuleBroken("没有笔迹，请在签名框内手写姓名。")


def written(strokes: Strokes, into: Rectangle, third: Third = "pressure") -> str:
    """成墨: path operators that draw the strokes as large as they fit, centred, standing on the rectangle's foot."""
    check_strokes(strokes)
    parts = [f"q {_BLUE_BLACK} 1 J 1 j [] 0 d"]
    pen = _PEN * into[3]
    for stroke in _fitted(strokes, into, pen):
        parts += _drawn(stroke, _widths(stroke, pen, third))
    return "\n".join([*parts, "Q"])


def _span(points: Sequence[Point], axis: int) -> float:
    values = [point[axis] for point in points]
    return max(values) - min(values)


def _fitted(strokes: Strokes, into: Rectangle, pen: float) -> Iterator[list[Point]]:
    points = [point for stroke in strokes for point in stroke]
    x, y, width, height = into[0] + pen, into[1], into[2] - 2 * pen, into[3] - pen
    across, down = _span(points, 0), _span(points, 1)
    scale = min(width / across if across else math.inf, height / down if down else math.inf)
    left, foot = min(point[0] for point in points), max(point[1] for point in points)
    left -= (width / scale - across) / 2
    for stroke in strokes:
        kept: list[Point] = []
        for px, py, more in stroke:
            at = (x + (px - left) * scale, y + (foot - py) * scale)
            if not kept or math.dist(at, kept[-1][:2]) >= _CLOSE:
                kept.append((*at, more))
        if kept:
            yield kept


def _widths(stroke: Sequence[Point], pen: float, third: Third) -> list[float]:
    """A width for every point, evened out between neighbours; the ends taper as a pen that comes and leaves."""
    if third == "pressure":
        raw = [pen * (0.5 + 0.8 * min(max(point[2], 0.0), 1.0)) for point in stroke]
    else:
        raw = [pen * (1.25 - 0.6 * quick) for quick in _quickness(stroke)]
    even = [sum(raw[max(k - 2, 0) : k + 3]) / len(raw[max(k - 2, 0) : k + 3]) for k in range(len(raw))]
    if len(even) > 3:
        even[0] *= 0.8
        even[-2] *= 0.8
        even[-1] *= 0.5
    return even


def _quickness(stroke: Sequence[Point]) -> list[float]:
    """0 for resting to 1 for two and a half times the stroke's usual speed."""
    speeds = [math.dist(a[:2], b[:2]) / max(b[2] - a[2], 1.0) for a, b in pairwise(stroke)]
    usual = median(speeds) if speeds else 0.0
    return [min(speed / (2.5 * usual), 1.0) if usual else 0.4 for speed in [*speeds[:1], *speeds]] or [0.4]


def _drawn(stroke: Sequence[Point], widths: Sequence[float]) -> list[str]:
    x, y, _ = stroke[0]
    if len(stroke) == 1:  # a dot: a line without length is drawn by its round cap
        return [f"{widths[0]:.2f} w {x:.2f} {y:.2f} m {x + 0.01:.2f} {y:.2f} l S"]
    parts: list[str] = []
    pen = ""
    for nx, ny, width in _smooth(stroke, widths):
        wanted = f"{round(width * 20) / 20:.2f} w"
        if wanted != pen:
            parts.append(f"{'S ' if pen else ''}{wanted} {x:.2f} {y:.2f} m")
            pen = wanted
        parts.append(f"{nx:.2f} {ny:.2f} l")
        x, y = nx, ny
    return [*parts, "S"]


def _smooth(stroke: Sequence[Point], widths: Sequence[float]) -> Iterator[Point]:
    """Points along the Catmull-Rom curve through the stroke's points, close enough to be seen as a curve."""
    last = len(stroke) - 1
    for k in range(last):
        before, start, end, after = stroke[max(k - 1, 0)], stroke[k], stroke[k + 1], stroke[min(k + 2, last)]
        steps = max(1, math.ceil(math.dist(start[:2], end[:2]) / _PIECE))
        for step in range(1, steps + 1):
            t = step / steps
            x, y = (_curve(before[n], start[n], end[n], after[n], t) for n in (0, 1))
            yield x, y, widths[k] + (widths[k + 1] - widths[k]) * t


def _curve(before: float, start: float, end: float, after: float, t: float) -> float:
    return 0.5 * (
        2 * start
        + (end - before) * t
        + (2 * before - 5 * start + 4 * end - after) * t**2
        + (3 * start - before - 3 * end + after) * t**3
    )
