"""How fast and how small the press is, against stock ReportLab on the same letters in the same run.

Run by hand:  python tests/bench/press_bench.py [LETTERS] [FOLDER]     (500 letters, a temporary folder)
"""

import hashlib
import io
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "press")]

import press_letter  # noqa: E402
from reportlab.lib.pagesizes import A4  # noqa: E402
from reportlab.lib.styles import ParagraphStyle  # noqa: E402
from reportlab.lib.units import mm  # noqa: E402
from reportlab.pdfbase import pdfmetrics  # noqa: E402
from reportlab.pdfbase.ttfonts import TTFont  # noqa: E402
from reportlab.platypus import PageBreak as Turn  # noqa: E402
from reportlab.platypus import Paragraph as Text  # noqa: E402
from reportlab.platypus import SimpleDocTemplate, Spacer  # noqa: E402
from reportlab.platypus import Table as Stock  # noqa: E402

from respbook.papers.blocks import Heading, PageBreak, Paper, Paragraph, SignatureBlock, Table, Title, plain  # noqa: E402
from respbook.press.binder import Binder  # noqa: E402
from respbook.press.faces import Faces, Role  # noqa: E402

NAMES = "柳石王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于"


def letters(count: int) -> list[Paper]:
    """Letters of about seven pages: the sample with one more table of targets."""
    found = []
    for k in range(count):
        village = f"{NAMES[k % 30]}家{NAMES[k // 30 % 30]}庄村"
        paper = press_letter.letter(village, k + 1)
        more = (PageBreak(), Heading(1, (press_letter.Run("附件2"),)), press_letter.targets_table(18))
        found.append(Paper(paper.kind, paper.subject, paper.number, (*paper.blocks, *more), paper.mark))
    return found


def stock(paper: Paper, out: io.BytesIO) -> None:
    """The same content through platypus as a plain user would write it."""
    body = ParagraphStyle("p", fontName="s-fang", fontSize=16, leading=28.99, firstLineIndent=32, wordWrap="CJK")
    head = ParagraphStyle("h", parent=body, fontName="s-hei")
    title = ParagraphStyle("t", fontName="s-song", fontSize=22, leading=36, alignment=1, wordWrap="CJK")
    cell = ParagraphStyle("c", fontName="s-fang", fontSize=12, leading=16, wordWrap="CJK")
    story = []
    for block in paper.blocks:
        match block:
            case Title():
                story += [Text(plain(line), title) for line in block.lines]
            case Heading():
                story.append(Text(plain(block.runs), head))
            case Paragraph():
                story.append(Text(plain(block.runs), body))
            case PageBreak():
                story.append(Turn())
            case SignatureBlock():
                rows = [[Text(f"{side.party}：{side.unit}", cell) for side in block.sides]]
                rows += [
                    [Text(f"{side.slots[k].post}：{side.slots[k].name}", cell) for side in block.sides] for k in (0, 1)
                ]
                story += [Spacer(1, 29), Stock(rows), Text(block.date, body)]
            case Table():
                rows = [[Text(column.title, cell) for column in block.columns]]
                rows += [[Text(plain(c.runs), cell) if c else "" for c in row] for row in block.rows]
                story.append(Stock(rows, [column.width * mm for column in block.columns], repeatRows=1))
    margins = {"topMargin": 37 * mm, "leftMargin": 28 * mm, "rightMargin": 26 * mm, "bottomMargin": 35 * mm}
    SimpleDocTemplate(out, pagesize=A4, invariant=1, **margins).build(story)


def timed(what: str, count: int, work) -> float:
    start = time.perf_counter()
    size, note = work()
    rate = count / (time.perf_counter() - start)
    print(f"{what:<22}{rate:8.1f} letters/s{size / count / 1000:9.1f} kB a letter   {note}", flush=True)
    return rate


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    folder = Path(sys.argv[2] if len(sys.argv) > 2 else tempfile.gettempdir()) / "press-faces"
    faces = Faces.load(folder)
    for role in Role:
        pdfmetrics.registerFont(TTFont(f"s-{role}", faces.face(role).path))
    papers, common = letters(count), press_letter.wording()
    digests: list[str] = []

    def singles(binder: Binder, keep: bool):
        size = pages = 0
        same = True
        for k, paper in enumerate(papers):
            pressed = binder.pdf(paper, common)
            digest = hashlib.sha256(pressed.pdf).hexdigest()
            digests.append(digest) if keep else None
            same &= digests[k] == digest
            size, pages = size + len(pressed.pdf), pages + pressed.pages
        return size, f"{pages / count:.1f} pages" if keep else f"every byte as before: {same}"

    def merged(copies: int):
        out = io.BytesIO()
        pages = Binder(faces).print_file(papers, copies, out)
        return len(out.getvalue()), f"{pages} pages in one file"

    def platypus():
        size = 0
        for paper in papers[: max(1, count // 10)]:
            out = io.BytesIO()
            stock(paper, out)
            size += len(out.getvalue())
        return size, "(a tenth of the letters)"

    ours = timed("press, one by one", count, lambda: singles(Binder(faces), True))
    timed("press, again", count, lambda: singles(Binder(faces), False))
    timed("press, print file", count, lambda: merged(1))
    timed("press, three copies", count, lambda: merged(3))
    some = max(1, count // 10)
    start = time.perf_counter()
    size, note = platypus()
    theirs = some / (time.perf_counter() - start)
    print(f"{'stock ReportLab':<22}{theirs:8.1f} letters/s{size / some / 1000:9.1f} kB a letter   {note}")
    print(f"ratio {ours / theirs:.1f}")


if __name__ == "__main__":
    main()
