"""落笔处: where a letter is signed, sealed and dated; mm from the page's upper left corner, kept with the letter as JSON.

The paper itself is not touched: a signed copy draws its marks here, over the bytes that were issued.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

Kind = Literal["sign", "seal", "date"]

SEAL_SIDE = 42.0
"""Diameter of an official seal of a township or village, mm."""
NOTE_WIDTH, NOTE_HEIGHT = 9.5, 4.4
"""Room for two tiny lines that say what a mark is, mm."""


@dataclass(frozen=True)
class Place:
    """落笔处: a rectangle free of print for one mark, and the corner from which a tiny caption may be written.

    sign: on the line of ``side`` and ``slot``, both counted from 0;
    seal: 42 mm square around the circle of ``side``, over the unit's name and the date as seals are set; ``slot`` None;
    date: the date line of ``side``, or of the whole block (``side`` None) in letters issued earlier; ``slot`` None.
    """

    kind: Kind
    side: int | None
    slot: int | None
    page: int
    x: float
    y: float
    width: float
    height: float
    note_x: float
    note_y: float

    @property
    def centre(self) -> tuple[float, float]:
        """中心."""
        return self.x + self.width / 2, self.y + self.height / 2


def places_json(places: Iterable[Place]) -> list[dict[str, Any]]:
    """转JSON: plain values, as they are kept with an issued letter."""
    return [asdict(place) for place in places]


def places_from(stored: Sequence[Mapping[str, Any]]) -> tuple[Place, ...]:
    """读回: exactly what places_json was given. Raises ValueError for anything else."""
    try:
        places = tuple(Place(**each) for each in stored)
    except TypeError as wrong:
        raise ValueError(f"not places: {wrong}") from wrong
    if any(place.kind not in get_args(Kind) for place in places):
        raise ValueError("not places: unknown kind")
    return places


def find_place(places: Iterable[Place], kind: Kind, side: int | None = None, slot: int | None = None) -> Place | None:
    """找落笔处: the first of its kind for a side and slot; None where the paper has no such place."""
    for place in places:
        if (place.kind, place.side, place.slot) == (kind, side, slot):
            return place
    return None
