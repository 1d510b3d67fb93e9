"""A set of scanned letters for bench and tests: real letters from the press, then turned, greyed and sprinkled.

Write a set by hand:  python tests/bench/scan_set.py FOLDER [LETTERS]     (one PDF per 25 letters)
"""

import hashlib
import io
import random
import sys
from base64 import urlsafe_b64encode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "press")]

import press_letter  # noqa: E402
import pypdfium2  # noqa: E402
from PIL import Image, ImageChops  # noqa: E402

from respbook.papers.blocks import Paper, Paragraph  # noqa: E402
from respbook.press.binder import Binder  # noqa: E402

NAMES = "柳石王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于"
PAGES = 4
HOST = "https://zrs.huanbao.qingshan.gov.cn"


@dataclass(frozen=True)
class Scanned:
    """One picture as a copier sends it, and what stands on it."""

    token: str
    page: int
    turn: float
    jpeg: bytes


def token_of(number: int) -> str:
    return urlsafe_b64encode(hashlib.sha256(str(number).encode()).digest()[:16]).decode()[:22]


def letter(number: int) -> Paper:
    """A letter of four pages: the sample without most of its paragraphs."""
    paper = press_letter.letter(f"{NAMES[number % 30]}家{NAMES[number // 30 % 30]}庄村", number)
    texts = [block for block in paper.blocks if isinstance(block, Paragraph)]
    left_out = set(map(id, texts[2:13]))
    blocks = tuple(block for block in paper.blocks if id(block) not in left_out)
    return replace(paper, blocks=blocks, mark=replace(paper.mark, url=f"{HOST}/c/{token_of(number)}"))


def page_pictures(pdf: bytes, dpi: int) -> Iterator[Image.Image]:
    document = pypdfium2.PdfDocument(pdf)
    for page in document:
        yield page.render(scale=dpi / 72, grayscale=True).to_pil().convert("L")
        page.close()
    document.close()


class Copier:
    """Turns a clean picture into a scan: skew, upside down, grey paper, grain, light specks, JPEG."""

    def __init__(self, seed: int = 1) -> None:
        self.chance = random.Random(seed)
        self._grain: dict[tuple[int, int, float], Image.Image] = {}

    def scan(self, picture: Image.Image, turn: float, *, sigma: float = 10.0, specks: int = 150) -> Image.Image:
        """``turn`` in degrees clockwise."""
        turned = picture.rotate(-turn, Image.Resampling.BICUBIC, expand=45 < turn % 180 < 135, fillcolor=255)
        grey = turned.point([round(25 + value * 0.84) for value in range(256)])
        for _ in range(specks):
            at = (self.chance.randrange(grey.width - 3), self.chance.randrange(grey.height - 3))
            grey.paste(self.chance.randrange(256), (*at, at[0] + self.chance.choice((1, 1, 2)), at[1] + 1))
        return ImageChops.add(grey, self._noise(grey.size, sigma), 1, -128) if sigma else grey

    def _noise(self, size: tuple[int, int], sigma: float) -> Image.Image:
        key = (*size, sigma)
        if key not in self._grain:
            self._grain[key] = Image.effect_noise(size, sigma)
        shifts = self.chance.randrange(size[0]), self.chance.randrange(size[1])
        return ImageChops.offset(self._grain[key], *shifts)


def jpeg(picture: Image.Image, quality: int = 60, dpi: int = 200) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality, dpi=(dpi, dpi))
    return out.getvalue()


def scans(binder: Binder, letters: Iterable[int], dpi: int = 200, sigma: float = 10.0) -> Iterator[Scanned]:
    """Every page of the letters, skewed by up to three degrees either way, every third one upside down."""
    copier = Copier()
    for number in letters:
        pressed = binder.pdf(letter(number), press_letter.wording())
        assert pressed.pages == PAGES, pressed.pages
        for page, picture in enumerate(page_pictures(pressed.pdf, dpi), 1):
            turn = round(copier.chance.uniform(-3, 3), 2) + (180 if copier.chance.random() < 1 / 3 else 0)
            yield Scanned(token_of(number), page, turn, jpeg(copier.scan(picture, turn, sigma=sigma), dpi=dpi))


def pdf_of(jpegs: Iterable[bytes], out: Path, inch: float = 200.0) -> int:
    """A PDF of pictures, as a copier writes it: one JPEG a page, written as they come; returns the pages."""
    with out.open("wb") as file:
        places: list[int] = []
        kids: list[int] = []
        written = file.write(b"%PDF-1.4\n")

        def put(body: bytes) -> int:
            nonlocal written
            places.append(written)
            written += file.write(b"%d 0 obj\n%s\nendobj\n" % (len(places), body))
            return len(places)

        put(b"<</Type/Catalog/Pages 2 0 R>>")
        places.append(0)
        for content in jpegs:
            picture = Image.open(io.BytesIO(content))
            wide, high = (value * 72 / inch for value in picture.size)
            colour = b"/DeviceGray" if picture.mode == "L" else b"/DeviceRGB"
            head = b"<</Type/XObject/Subtype/Image/Width %d/Height %d/BitsPerComponent 8/ColorSpace%s/Filter/DCTDecode/Length %d>>"
            image = put(head % (*picture.size, colour, len(content)) + b"\nstream\n" + content + b"\nendstream")
            draw = b"q %.2f 0 0 %.2f 0 0 cm /I Do Q" % (wide, high)
            text = put(b"<</Length %d>>\nstream\n%s\nendstream" % (len(draw), draw))
            page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %.2f %.2f]/Contents %d 0 R/Resources<</XObject<</I %d 0 R>>>>>>"
            kids.append(put(page % (wide, high, text, image)))
        places[1] = written
        tree = b"2 0 obj\n<</Type/Pages/Count %d/Kids[%s]>>\nendobj\n"
        written += file.write(tree % (len(kids), b" ".join(b"%d 0 R" % kid for kid in kids)))
        file.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1))
        file.writelines(b"%010d 00000 n \n" % place for place in places)
        file.write(b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(places) + 1, written))
        return len(kids)


def main() -> None:
    from respbook.press.faces import Faces

    folder, count = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 100
    folder.mkdir(parents=True, exist_ok=True)
    binder = Binder(Faces.load(folder / "faces"))
    for start in range(0, count, 25):
        numbers = range(start + 1, min(start + 25, count) + 1)
        pages = pdf_of((each.jpeg for each in scans(binder, numbers)), folder / f"scans-{start // 25 + 1}.pdf")
        print(f"scans-{start // 25 + 1}.pdf: {pages} pages")


if __name__ == "__main__":
    main()
