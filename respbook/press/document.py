# mypy: disallow-untyped-calls=False
"""PDF文件: draws sheets with ReportLab's canvas. Text goes in as glyph codes; nothing of it is parsed (safety R38)."""

import io

from reportlab import rl_config
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfdoc
from reportlab.pdfgen.canvas import Canvas

from respbook.press.cidfont import Face, FaceUse
from respbook.press.faces import Faces, Role
from respbook.press.grid import PAGE_HEIGHT, PAGE_WIDTH, Page
from respbook.press.matrix import code_rows, dark_path, payload
from respbook.press.sheet import Code, Piece, Ring, Sheet

# ReportLab has no setting for one document: without this every stream grows by a quarter.
rl_config.useA85 = 0  # type: ignore[attr-defined]

_CREATOR = "责任书"
_OWN_WORDING = (
    "—0123456789 甲乙方（盖章）签字：年月日草稿未正式签发，不作依据校验码扫核本页真伪ABCDEFGHIJKLMNOPQRSTUVWXYZ-"
)
"""What the press itself prints; goes into every shared subset."""
_RED = "0.86 0.08 0.08"
"""版头 red."""
_RING = 0.552284749831
"""Where the handles of a quarter circle's Bézier curve stand."""


class _Leaves(Canvas):
    """ReportLab's canvas without the unembedded Helvetica that it names on every page."""

    def _make_preamble(self) -> None:
        self._preamble = "1 0 0 1 0 0 cm"


class _Particulars(pdfdoc.PDFInfo):
    """文件属性 without dates: the day of issue stands in the paper, a made-up one would mislead."""

    def format(self, document: pdfdoc.PDFDocument) -> bytes:
        entries = {"Title": self.title, "Subject": self.subject, "Keywords": self.keywords, "Creator": self.creator}
        strings = {name: pdfdoc.PDFString(text) for name, text in entries.items() if text}
        return bytes(pdfdoc.PDFDictionary(strings).format(document))


class Document:
    """PDF文件: one PDF being written, page by page; ``common`` is the wording whose subset is shared."""

    def __init__(self, faces: Faces, common: str) -> None:
        self._faces = faces
        self._common = common and common + _OWN_WORDING
        self._canvas = _Leaves(None, pagesize=(PAGE_WIDTH, PAGE_HEIGHT), pageCompression=1, invariant=1, lang="zh-CN")
        self._document: pdfdoc.PDFDocument = self._canvas._doc
        self._document.info = _Particulars()
        self._uses: dict[int, FaceUse] = {}
        self._forms = 0

    def describe(self, title: str, subject: str, keywords: str) -> None:
        """文件属性: what a viewer shows under properties."""
        self._canvas.setTitle(title)
        self._canvas.setSubject(subject)
        self._canvas.setKeywords(keywords)
        self._canvas.setCreator(_CREATOR)

    def add(self, sheet: Sheet) -> None:
        """加页: one page."""
        self._draw(sheet)
        if sheet.code:
            self._canvas.addLiteral(_code(sheet.code))
        self._show(sheet.page)

    def add_copies(self, sheets: list[Sheet], copies: int) -> int:
        """加若干份: a paper's pages, every copy from a front side on; returns the number of pages with blank backs.

        A page is drawn once for all copies; only its code, which names the copy, is drawn for each.
        """
        if copies == 1:
            for sheet in sheets:
                self.add(sheet)
            self._back(sheets)
            return len(sheets) + len(sheets) % 2
        names = [self._form(sheet) for sheet in sheets]
        for copy in range(1, copies + 1):
            for name, sheet in zip(names, sheets, strict=True):
                self._canvas.doForm(name)
                if sheet.code:
                    self._canvas.addLiteral(_code(sheet.code, copy))
                self._show(sheet.page)
            self._back(sheets)
        return copies * (len(sheets) + len(sheets) % 2)

    def _back(self, sheets: list[Sheet]) -> None:
        if len(sheets) % 2:
            self._show(sheets[-1].page)

    def _show(self, page: Page) -> None:
        self._canvas.setPageSize((page.paper_width, page.paper_height))
        self._canvas.showPage()

    def _form(self, sheet: Sheet) -> str:
        self._forms += 1
        name = f"P{self._forms}"
        self._canvas.beginForm(name, 0, 0, sheet.page.paper_width, sheet.page.paper_height)
        self._draw(sheet)
        self._canvas.endForm()
        return name

    def bytes(self) -> bytes:
        """成文: the finished file; nothing can be added afterwards."""
        data: bytes | str = self._document.GetPDFData(self._canvas)
        return data if isinstance(data, bytes) else data.encode("latin1")

    def _draw(self, sheet: Sheet) -> None:
        self._canvas.addLiteral(self._drawn(sheet))
        for image in sheet.images:  # a JPEG goes in as it is; the same one twice is kept once
            picture = ImageReader(io.BytesIO(image.content))
            self._canvas.drawImage(picture, image.x, image.y, image.width, image.height)

    def _drawn(self, sheet: Sheet) -> str:
        parts = [self._texts(sheet.pieces)]
        if sheet.boxes:
            parts.append("0.5 w")
            parts += [f"{box.x:.2f} {box.y:.2f} {box.width:.2f} {box.height:.2f} re" for box in sheet.boxes]
            parts.append("S")
        for line in sheet.strokes:
            drawn = f"{line.weight:g} w {line.x:.2f} {line.y:.2f} m {line.x + line.width:.2f} {line.y:.2f} l S"
            parts.append(
                f"q 0.6 G [3 3] 0 d {drawn} Q" if line.dashed else f"q {_RED} RG {drawn} Q" if line.red else drawn
            )
        parts += [_ring(ring) for ring in sheet.rings]
        return "\n".join(parts)

    def _texts(self, pieces: list[Piece]) -> str:
        """All text of a page in one text object; font, spacing and grey are only named where they change."""
        parts = ["BT"]
        font = spacing = grey = ""
        for piece in pieces:
            if (wanted := f"{_RED} rg" if piece.red else f"{piece.grey:g} g") != grey:
                grey = wanted
                parts.append(grey)
            if (wanted := f"{piece.tracking:.4f} Tc") != spacing:
                spacing = wanted
                parts.append(spacing)
            parts.append(f"1 0 0 1 {piece.x:.3f} {piece.y:.3f} Tm")
            at = 0
            for name, codes, count in self._encoded(piece):
                if (wanted := f"{name} {piece.size:g} Tf") != font:
                    font = wanted
                    parts.append(font)
                parts.append(_shown(codes, at, count, piece))
                at += count
        return "\n".join([*parts, "0 g ET"])

    def _encoded(self, piece: Piece) -> list[tuple[str, str, int]]:
        """Codes of a piece; where the role's face lacks a character, another face takes it over."""
        try:
            return self._use(self._faces.face(piece.role)).encode(piece.text)
        except KeyError:
            return self._patched(piece)

    def _patched(self, piece: Piece) -> list[tuple[str, str, int]]:
        encoded: list[tuple[str, str, int]] = []
        for character in piece.text:
            face = self._faces.drawing(piece.role, character) or self._faces.face(piece.role)
            encoded += self._use(face).encode(character)
        return encoded

    def _use(self, face: Face) -> FaceUse:
        use = self._uses.get(id(face))
        if use is None:
            text_face = self._common and face is self._faces.face(Role.FANG)
            shared = self._faces.shared(face, self._common) if text_face else None
            use = FaceUse(face, f"F{len(self._uses) + 1}", shared, self._faces.subset)
            self._uses[id(face)] = use
            self._document.delayedFonts.append(use)
        return use


def _shown(codes: str, at: int, count: int, piece: Piece) -> str:
    """Tj, or TJ with the squeezed marks' cuts in thousandths of the size."""
    cuts = [(k - at, cut) for k, cut in piece.cuts if at <= k < at + count]
    if not cuts:
        return f"<{codes}> Tj"
    parts: list[str] = []
    start = 0
    for k, cut in cuts:
        parts.append(f"<{codes[start * 4 : (k + 1) * 4]}> {cut / piece.size * 1000:.1f}")
        start = k + 1
    if start < count:
        parts.append(f"<{codes[start * 4 :]}>")
    return f"[{' '.join(parts)}] TJ"


def _code(code: Code, copy: int = 1) -> str:
    rows = code_rows(payload(code.url, code.page, copy))
    module = code.side / len(rows)
    return f"q {module:.5f} 0 0 {module:.5f} {code.x:.3f} {code.foot:.3f} cm\n{dark_path(rows)}\nf Q"


def _ring(ring: Ring) -> str:
    x, y, r, h = ring.x, ring.y, ring.radius, ring.radius * _RING
    quarters = (
        f"{x + r:.2f} {y + h:.2f} {x + h:.2f} {y + r:.2f} {x:.2f} {y + r:.2f} c",
        f"{x - h:.2f} {y + r:.2f} {x - r:.2f} {y + h:.2f} {x - r:.2f} {y:.2f} c",
        f"{x - r:.2f} {y - h:.2f} {x - h:.2f} {y - r:.2f} {x:.2f} {y - r:.2f} c",
        f"{x + h:.2f} {y - r:.2f} {x + r:.2f} {y - h:.2f} {x + r:.2f} {y:.2f} c",
    )
    return f"q 0.7 G 0.5 w [3 3] 0 d {x + r:.2f} {y:.2f} m {' '.join(quarters)} S Q"
