"""示例笔迹: a name as a pen might write it: the 楷 face thinned to its middle lines, followed stroke by stroke."""

import io
import json
import math
from collections.abc import Iterator
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

from respbook.press.faces import Faces, Role

Spot = tuple[int, int]
_SIDE = 56
"""Dots of a character: enough for its lines, few enough to thin a town's names in two seconds."""
_AROUND = ((0, -1), (1, -1), (1, 0), (1, 1), (0, 1), (-1, 1), (-1, 0), (-1, -1))
_SHORTEST = 3


def strokes_of(name: str, faces: Faces, seed: int = 0) -> bytes:
    """笔迹 of a name as it lies in the store: the plain form that a signature keeps its strokes in."""
    slant = 0.12 + 0.04 * (seed % 5)
    strokes, right = [], 0.0
    for place, character in enumerate(name):
        sink = 6 * math.sin(seed + place * 1.7)
        grown = 3.2 + 0.3 * math.sin(seed * 0.7 + place)
        for line in _lines(character, faces):
            points = []
            for k, (x, y) in enumerate(line):
                sway = 1.1 * math.sin(k * 0.35 + seed + place)
                across = right + (x + slant * (_SIDE - y) + sway) * grown
                press = 0.35 + 0.5 * math.sin(math.pi * (k + 1) / (len(line) + 1))
                points.append([round(across, 1), round(40 + sink + (y + sway) * grown, 1), round(press, 2)])
            strokes.append(points)
        right += _SIDE * 0.86 * grown
    told = {"width": round(right + 80), "height": 280, "strokes": strokes}
    return json.dumps(told, separators=(",", ":")).encode()


def picture_of(strokes: bytes) -> bytes:
    """签名图: the same strokes as a picture, for the record."""
    told = json.loads(strokes)
    ink = Image.new("L", (told["width"] // 2, told["height"] // 2), 255)
    for stroke in told["strokes"]:
        ImageDraw.Draw(ink).line([(x / 2, y / 2) for x, y, _ in stroke], fill=0, width=4)
    out = io.BytesIO()
    ink.save(out, "PNG", compress_level=6)
    return out.getvalue()


@lru_cache(500)
def _lines(character: str, faces: Faces) -> tuple[tuple[Spot, ...], ...]:
    """Middle lines of a character, upper left ones first, every second dot."""
    left = _thinned(_dots(character, faces))
    found = []
    while left:
        ends = [spot for spot in left if len(_near(spot, left)) == 1] or list(left)
        line = _followed(min(ends, key=lambda spot: spot[0] + 1.4 * spot[1]), left)
        if len(line) >= _SHORTEST:
            found.append((*line[:-1:2], line[-1]))
    return tuple(found)


def _dots(character: str, faces: Faces) -> set[Spot]:
    face = faces.drawing(Role.KAI, character) or faces.face(Role.KAI)
    picture = Image.new("L", (_SIDE, _SIDE), 0)
    font = ImageFont.truetype(face.path, _SIDE - 6)
    ImageDraw.Draw(picture).text((_SIDE / 2, _SIDE / 2), character, font=font, fill=255, anchor="mm")
    inked = picture.tobytes()
    return {(at % _SIDE, at // _SIDE) for at, value in enumerate(inked) if value > 110}


def _thinned(dots: set[Spot]) -> set[Spot]:
    """Zhang and Suen's thinning: the rim is taken off in two turns until only the middle is left."""
    while True:
        before = len(dots)
        for turn in (0, 1):
            dots = dots - {spot for spot in dots if _of_the_rim(spot, dots, turn)}
        if len(dots) == before:
            return dots


def _of_the_rim(spot: Spot, dots: set[Spot], turn: int) -> bool:
    ring = [(spot[0] + x, spot[1] + y) in dots for x, y in _AROUND]
    if not 2 <= sum(ring) <= 6 or sum(not a and b for a, b in zip(ring, ring[1:] + ring[:1], strict=True)) != 1:
        return False
    north, east, south, west = ring[0], ring[2], ring[4], ring[6]
    if turn == 0:
        return not (north and east and south) and not (east and south and west)
    return not (north and east and west) and not (north and south and west)


def _near(spot: Spot, dots: set[Spot]) -> list[Spot]:
    return [near for near in _ring(spot) if near in dots]


def _ring(spot: Spot) -> Iterator[Spot]:
    return ((spot[0] + x, spot[1] + y) for x, y in _AROUND)


def _followed(start: Spot, left: set[Spot]) -> list[Spot]:
    """One stroke: straight on where lines cross; the dots that it passed are taken away."""
    line = [start]
    left.discard(start)
    while True:
        near = _near(line[-1], left)
        if not near:
            return line
        back = line[max(len(line) - 4, 0)]
        ahead = (line[-1][0] - back[0], line[-1][1] - back[1])
        here = line[-1]
        line.append(max(near, key=lambda spot: (spot[0] - here[0]) * ahead[0] + (spot[1] - here[1]) * ahead[1]))
        left.discard(line[-1])
