"""页面: what stands where on a page, in points from its lower left corner; drawn by press.binder."""

from dataclasses import dataclass, field

from respbook.press.faces import Role
from respbook.press.grid import PORTRAIT, Page
from respbook.press.places import Kind


@dataclass(frozen=True, slots=True)
class Piece:
    """字串: text at a baseline; ``cuts`` as in breaking.Line; ``grey`` 0 is black, 1 is white."""

    x: float
    y: float
    role: Role
    size: float
    tracking: float
    text: str
    cuts: tuple[tuple[int, float], ...] = ()
    grey: float = 0.0
    red: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    """框: a stroked rectangle (a table's cell)."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Stroke:
    """线: a horizontal line to sign on, or ``dashed`` to cut along; in a head or foot ``weight`` points thick, or red."""

    x: float
    y: float
    width: float
    dashed: bool = False
    weight: float = 0.6
    red: bool = False


@dataclass(frozen=True, slots=True)
class Ring:
    """盖章处: a faint dashed circle. Not a seal, and never filled."""

    x: float
    y: float
    radius: float


@dataclass(frozen=True, slots=True)
class Image:
    """照片: a JPEG in its place."""

    x: float
    y: float
    width: float
    height: float
    content: bytes


@dataclass(frozen=True, slots=True)
class Spot:
    """填充处: where text of a 填充项 stands; corners in points."""

    x: float
    y: float
    width: float
    height: float
    field: str


@dataclass(frozen=True, slots=True)
class Code:
    """二维码: where it stands, the check address that it carries, and the page it is on."""

    x: float
    foot: float
    side: float
    url: str
    page: int


@dataclass(frozen=True, slots=True)
class Room:
    """落笔处: a rectangle kept free for a mark, and the upper left corner of its caption; nothing is drawn here."""

    kind: Kind
    side: int | None
    slot: int | None
    x: float
    y: float
    width: float
    height: float
    note_x: float
    note_y: float


@dataclass(slots=True)
class Sheet:
    """一页: everything on one page."""

    pieces: list[Piece] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    strokes: list[Stroke] = field(default_factory=list)
    rings: list[Ring] = field(default_factory=list)
    spots: list[Spot] = field(default_factory=list)
    rooms: list[Room] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    code: Code | None = None
    page: Page = PORTRAIT
