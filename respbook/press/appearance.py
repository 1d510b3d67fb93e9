"""签名外观: what a digital signature shows at its place, as a page of its own that the signature takes in."""

from respbook.press.faces import Faces
from respbook.press.grid import MM, PAGE_HEIGHT
from respbook.press.places import Place
from respbook.press.stamping import Framed, Mark, SealImprint, stamp


def seal_appearance(png: bytes, through: tuple[str, ...], faces: Faces, side: float = 42.0) -> bytes:
    """印章外观: a picture of a seal, ``side`` mm square, its letter's words through it, as one page. Raises RuleBroken."""
    return _page(side, side, [SealImprint(_whole(side, side), png, through, ())], faces)


def words_appearance(lines: tuple[str, ...], width: float, height: float, faces: Faces) -> bytes:
    """文字外观: lines in a red frame of ``width`` × ``height`` mm, as one page. Raises RuleBroken."""
    return _page(width, height, [Framed(_whole(width, height), lines)], faces)


def _whole(width: float, height: float) -> Place:
    """The whole of a small page, whose foot is the foot of the form that the marks are drawn in."""
    return Place("sign", None, None, 1, 0, PAGE_HEIGHT / MM - height, width, height, 0, 0)


def _page(width: float, height: float, marks: list[Mark], faces: Faces) -> bytes:
    return stamp(blank(width * MM, height * MM), marks, faces)


def blank(width: float, height: float) -> bytes:
    """空白页: the least PDF that is one: a catalog, a list of pages, a page of the size."""
    bodies = (
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {width:.3f} {height:.3f}] /Resources << >> >>",
    )
    out, places = b"%PDF-1.7\n", []
    for number, body in enumerate(bodies, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("ascii")
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    head = f"xref\n0 4\n0000000000 65535 f \n{table}trailer\n<< /Size 4 /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF\n"
    return out + head.encode("ascii")
