"""签订本: the issued PDF with the marks of all who signed and sealed it; the issued bytes stay its exact beginning.

A letter that was signed on paper has its original in a cupboard: its copy says where, and shows no mark in its place.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count
from typing import Any

from respbook.press.faces import Faces
from respbook.press.ink import Strokes, Third, check_strokes
from respbook.press.places import Place, find_place
from respbook.press.stamping import Banner, DateFill, EdgeSeal, Framed, Handwriting, Mark, SealImprint, stamp
from respbook.rules.chinese import day
from respbook.rules.errors import RuleBroken

_EDGES = (148.5, 98.5, 198.5)
"""Where edge seals of the first, second and third side stand, mm from the top."""


@dataclass(frozen=True)
class Written:
    """手写的一栏: the strokes as they lie in the store, and whether somebody signed for the holder."""

    side: int
    slot: int
    on: date
    strokes: bytes
    proxy: bool = False


@dataclass(frozen=True)
class OnPaper:
    """签在纸上的一栏: where the original lies."""

    side: int
    slot: int
    on: date
    kept_at: str = ""


@dataclass(frozen=True)
class Sealed:
    """盖了章的一方; ``through``: number and token of the letter, drawn through the seal's ink."""

    side: int
    png: bytes
    through: tuple[str, ...]
    edge: bool


Part = Written | OnPaper | Sealed


def bind(pdf: bytes, places: Sequence[Place], parts: Sequence[Part], on: date | None, faces: Faces) -> bytes:
    """合成签订本; ``on`` fills the date lines. The same parts give the same bytes. Raises RuleBroken."""
    return stamp(pdf, list(_marks(places, parts, on)), faces)


def struck(pdf: bytes, words: str, note: str, faces: Faces) -> bytes:
    """加注横标 on every page of a copy that is shown and no longer holds."""
    return stamp(pdf, [Banner(words, note)], faces)


def strokes_from(content: bytes) -> tuple[Strokes, Third]:
    """读回笔迹 from the store: a list of strokes, or an object that has it as ``strokes``. Raises RuleBroken.

    The third of a point is pressure while it stays within 1, else milliseconds.
    """
    try:
        told = json.loads(content)
        found = told["strokes"] if isinstance(told, dict) else told
        strokes = [[_point(point) for point in stroke] for stroke in found]
    except (ValueError, TypeError, KeyError, RecursionError) as wrong:
        raise RuleBroken("留存的笔迹读不出来，签订本没有合成。请告知系统管理员。") from wrong
    check_strokes(strokes)
    timed = any(point[2] > 1 for stroke in strokes for point in stroke)
    return strokes, "time" if timed else "pressure"


def _point(point: Any) -> tuple[float, float, float]:
    x, y, third = point
    return float(x), float(y), float(third)


def _marks(places: Sequence[Place], parts: Sequence[Part], on: date | None) -> Iterator[Mark]:
    edges = count()
    for part in parts:
        match part:
            case Written(side=side, slot=slot):
                place = _place(places, side, slot)
                strokes, third = strokes_from(part.strokes)
                note = ("手写影像", f"{part.on:%Y-%m-%d}")
                yield Handwriting(place, strokes, note, "代" if part.proxy else "", third)
            case OnPaper(side=side, slot=slot):
                where = f"原件存{part.kept_at}" if part.kept_at else "以纸质原件为准"
                yield Framed(_place(places, side, slot), (f"纸质签订 {day(part.on)}", where))
            case Sealed(side=side):
                seal = find_place(places, "seal", side)
                if seal is None:
                    raise RuleBroken("责任书上没有这一方的盖章处，签订本没有合成。")
                yield SealImprint(seal, part.png, part.through)
                if part.edge:
                    yield EdgeSeal(part.png, part.through, _EDGES[next(edges) % len(_EDGES)])
    if on is not None:
        yield from (DateFill(place, on) for place in places if place.kind == "date")


def _place(places: Sequence[Place], side: int, slot: int) -> Place:
    found = find_place(places, "sign", side, slot)
    if found is None:
        raise RuleBroken("责任书上没有这一栏的签字处，签订本没有合成。")
    return found
