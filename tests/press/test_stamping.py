"""加盖: the issued bytes stay a prefix, marks stand where they belong and nowhere else, the words can still be read."""

import io
from datetime import date

import press_marks
import pypdf
import pypdfium2
import pytest
from PIL import Image, ImageChops, ImageFilter

from respbook.papers.blocks import PageBreak, Paper, Paragraph, Run, SignatureBlock, SignatureSide, SignatureSlot
from respbook.press.pictures import page_count
from respbook.press.places import SEAL_SIDE, Place, find_place
from respbook.press.sample_seal import sample_seal
from respbook.press.stamping import Banner, DateFill, EdgeSeal, Handwriting, SealImprint, stamp
from respbook.rules.errors import RuleBroken

DOTS = 100 / 25.4


@pytest.fixture(scope="module")
def seal(faces):
    return sample_seal("青山镇人民政府", faces)


@pytest.fixture
def letter(binder, letter_module):
    return binder.pdf(letter_module.letter(), letter_module.wording())


def looked_at(pdf, page):
    document = pypdfium2.PdfDocument(pdf)
    leaf = document[page - 1]
    picture = leaf.render(scale=100 / 72).to_pil().convert("RGB")
    leaf.close()
    document.close()
    return picture


def changed(before, after, page):
    """The rectangle of what looks different on a page, in mm: left, top, right, foot; None where nothing does."""
    difference = ImageChops.difference(looked_at(before, page), looked_at(after, page)).convert("L")
    box = difference.point([255 if value > 24 else 0 for value in range(256)]).getbbox()
    return box and tuple(edge / DOTS for edge in box)


def words(pdf):
    document = pypdfium2.PdfDocument(pdf)
    found = []
    for leaf in document:
        text = leaf.get_textpage()
        found.append(text.get_text_range())
        text.close()
        leaf.close()
    document.close()
    return found


def within(box, left, top, right, foot, slack=0.6):
    assert box is not None
    assert left - slack <= box[0] and top - slack <= box[1] and box[2] <= right + slack and box[3] <= foot + slack


@pytest.mark.parametrize("third", ("pressure", "time"))
@pytest.mark.parametrize(("side", "slot"), ((0, 0), (0, 1), (1, 0), (1, 1)))
def test_handwriting_stands_in_its_place_and_nowhere_else(letter, faces, side, slot, third):
    place = find_place(letter.places, "sign", side, slot)
    mark = Handwriting(place, press_marks.handwriting(side + slot, third), (), third=third)
    signed = stamp(letter.pdf, [mark], faces)
    box = changed(letter.pdf, signed, place.page)
    within(box, place.x, place.y, place.x + place.width, place.y + place.height)
    assert box[2] - box[0] > 0.8 * place.width or box[3] - box[1] > 0.8 * place.height
    assert all(changed(letter.pdf, signed, page) is None for page in range(1, letter.pages + 1) if page != place.page)


def test_handwriting_is_drawn_as_strokes_not_as_a_picture(letter, faces):
    place = find_place(letter.places, "sign", 0, 0)
    added = stamp(letter.pdf, [Handwriting(place, press_marks.handwriting())], faces)[len(letter.pdf) :]
    assert b"/Subtype /Image" not in added
    assert len(added) < 16_000


def test_the_issued_bytes_are_the_beginning_of_the_signed_copy(letter, faces, seal):
    marks = [
        Handwriting(find_place(letter.places, "sign", 0, 0), press_marks.handwriting(), ("手写影像", "2026-03-05")),
        SealImprint(find_place(letter.places, "seal", 0), seal, press_marks.THROUGH),
        EdgeSeal(seal, press_marks.THROUGH),
    ]
    signed = stamp(letter.pdf, marks, faces)
    assert signed.startswith(letter.pdf)
    assert signed == stamp(letter.pdf, marks, faces)
    second = Handwriting(find_place(letter.places, "sign", 1, 0), press_marks.handwriting(2))
    twice = stamp(signed, [second], faces)
    assert twice.startswith(signed)
    assert page_count(twice) == letter.pages == len(pypdf.PdfReader(io.BytesIO(twice), strict=True).pages)
    for before, after in zip(words(letter.pdf), words(twice), strict=True):
        assert after.startswith(before)
    assert "手写影像" in words(twice)[3] and "2026-03-05" in words(twice)[3] and "图片印章" in words(twice)[3]
    within(changed(signed, twice, 4), second.place.x, second.place.y, 195, second.place.y + second.place.height)


def test_no_marks_no_change(letter, faces):
    assert stamp(letter.pdf, [], faces) == letter.pdf


def test_a_proxy_is_named_beside_the_mark(letter, faces):
    place = find_place(letter.places, "sign", 1, 1)
    signed = stamp(letter.pdf, [Handwriting(place, press_marks.handwriting(), ("代签影像",), beside="代")], faces)
    text = words(signed)[place.page - 1]
    assert text.split("校验码")[1].count("代") == 2 and "代签影像" in text


@pytest.mark.parametrize("side", (0, 1))
def test_a_seal_is_42_mm_red_and_leaves_the_print_readable(letter, faces, seal, side):
    place = find_place(letter.places, "seal", side)
    signed = stamp(letter.pdf, [SealImprint(place, seal, press_marks.THROUGH, ())], faces)
    box = changed(letter.pdf, signed, place.page)
    within(box, place.x, place.y, place.x + SEAL_SIDE, place.y + SEAL_SIDE)
    assert box[2] - box[0] == pytest.approx(42, abs=0.8) and box[3] - box[1] == pytest.approx(42, abs=0.8)
    before, after = looked_at(letter.pdf, place.page), looked_at(signed, place.page)
    black = [(x, y) for x in range(*span(box, 0)) for y in range(*span(box, 1)) if max(before.getpixel((x, y))) < 60]
    assert len(black) > 100
    # PDFium places glyphs a fraction of a dot differently where something transparent lies over them.
    assert sum(max(after.getpixel(dot)) > 120 for dot in black) < 0.05 * len(black)
    rim = after.getpixel((round((place.x + 21) * DOTS), round((place.y + 0.7) * DOTS)))
    assert rim[0] > 150 and rim[1] < 90 and rim[2] < 90


def span(box, axis):
    return int(box[axis] * DOTS), int(box[axis + 2] * DOTS)


def test_a_seal_may_stand_over_the_date(letter, faces, seal):
    place = find_place(letter.places, "date", 0)
    signed = stamp(letter.pdf, [SealImprint(place, seal, press_marks.THROUGH)], faces)
    x, y = place.centre
    within(changed(letter.pdf, signed, place.page), x - 21, y - 21, x + 21 + 10, y + 21)


def many_pages(binder, pages):
    blocks = []
    for k in range(pages):
        blocks += [Paragraph((Run(f"第{k + 1}页"),)), PageBreak()]
    return binder.pdf(Paper("责任书", "甲村", "", tuple(blocks[:-1]))).pdf


@pytest.mark.parametrize("pages", (2, 3, 10, 11, 21))
def test_the_strips_of_all_edges_make_up_the_seal(binder, faces, seal, pages):
    pdf = many_pages(binder, pages)
    signed = stamp(pdf, [EdgeSeal(seal, press_marks.THROUGH, 100)], faces)
    strips = []
    for page in range(1, pages + 1):
        box = changed(pdf, signed, page)
        assert box is not None and box[0] > 210 - 21.6 and box[1] > 78.4 and box[3] < 121.6
        strips.append(box[2] - box[0])
    assert all(strip <= 42 / 2 + 0.6 for strip in strips)
    groups = -(-pages // 10)
    assert sum(strips) == pytest.approx(42 * groups, rel=0.12)


def test_the_strips_lie_together_as_on_fanned_pages(binder, faces, seal):
    signed = stamp(many_pages(binder, 3), [EdgeSeal(seal, press_marks.THROUGH)], faces)
    side, strip = round(42 * DOTS), round(14 * DOTS)
    joined = Image.new("RGB", (side, side), "white")
    for k in range(3):
        page = looked_at(signed, k + 1)
        top = round((148.5 - 21) * DOTS)
        joined.paste(page.crop((page.width - strip, top, page.width, top + side)), (k * strip, 0))
    flat = Image.new("RGBA", (800, 800), "white")
    flat.alpha_composite(Image.open(io.BytesIO(seal)))
    wanted = flat.convert("RGB").resize((side, side))
    soft = ImageFilter.GaussianBlur(2)
    difference = ImageChops.difference(joined.filter(soft), wanted.filter(soft)).convert("L").histogram()
    assert sum(difference[60:]) / side**2 < 0.005


def test_a_single_page_has_no_edges_to_seal(binder, faces, seal):
    with pytest.raises(RuleBroken, match="只有一页"):
        stamp(many_pages(binder, 1), [EdgeSeal(seal, press_marks.THROUGH)], faces)


def test_an_open_date_line_is_filled(binder, faces):
    sides = (SignatureSide("甲方", "青山镇人民政府", (SignatureSlot("镇长", "李明远"),)),)
    pressed = binder.pdf(Paper("责任书", "甲村", "", (Paragraph((Run("环境"),)), SignatureBlock(sides, ""))))
    place = find_place(pressed.places, "date", 0)
    signed = stamp(pressed.pdf, [DateFill(place, date(2026, 11, 25))], faces)
    box = changed(pressed.pdf, signed, 1)
    within(box, place.x, place.y, place.x + place.width, place.y + place.height)
    line = "".join(sorted_line(signed, place))
    assert line == "2026年11月25日"


def sorted_line(pdf, place):
    document = pypdfium2.PdfDocument(pdf)
    text = document[0].get_textpage()
    found = []
    for k in range(text.count_chars()):
        left, foot, _, top = text.get_charbox(k)
        height = 297 - (foot + top) / 2 * 25.4 / 72
        if place.y < height < place.y + place.height and text.get_text_range(k, 1).strip():
            found.append((left, text.get_text_range(k, 1)))
    return [character for _, character in sorted(found)]


def test_a_banner_stands_above_the_text_of_every_page(letter, faces):
    shown = stamp(letter.pdf, [Banner("已被替代", "2026年6月1日起以青环责〔2026〕44号为准")], faces)
    for page in range(1, letter.pages + 1):
        within(changed(letter.pdf, shown, page), 28, 8, 184, 36, slack=0)
        assert "已被替代" in words(shown)[page - 1]


@pytest.mark.parametrize(
    ("strokes", "sentence"),
    (
        ([], "没有笔迹"),
        ([[(5.0, 5.0, 0.5)]], "没有笔迹"),
        ([[(float("nan"), 1.0, 0.5), (2.0, 2.0, 0.5)]], "不完整"),
        ([[(1.0, 1.0), (2.0, 2.0)]], "不完整"),
        ([[(float(k), 1.0, 0.5) for k in range(20_001)]], "过于复杂"),
    ),
)
def test_no_handwriting_no_mark(letter, faces, strokes, sentence):
    with pytest.raises(RuleBroken, match=sentence):
        stamp(letter.pdf, [Handwriting(find_place(letter.places, "sign", 0, 0), strokes)], faces)


def test_a_dot_and_a_straight_line_are_drawn(letter, faces):
    place = find_place(letter.places, "sign", 0, 0)
    strokes = [[(0.0, 0.0, 0.5), (100.0, 0.0, 0.5)], [(50.0, -20.0, 0.5)]]
    within(
        changed(letter.pdf, stamp(letter.pdf, [Handwriting(place, strokes, ())], faces), place.page),
        place.x,
        place.y,
        place.x + place.width,
        place.y + place.height,
    )


def test_what_is_no_pdf_and_pages_that_are_not_there_are_refused(letter, faces):
    mark = Handwriting(Place("sign", 0, 0, 99, 50, 50, 45, 14, 0, 0), press_marks.handwriting())
    with pytest.raises(RuleBroken, match="没有第99页"):
        stamp(letter.pdf, [mark], faces)
    for wrong in (b"", b"%PDF-1.4 nothing", letter.pdf[: len(letter.pdf) // 2]):
        with pytest.raises(RuleBroken, match="打不开"):
            stamp(wrong, [Banner("已作废")], faces)
