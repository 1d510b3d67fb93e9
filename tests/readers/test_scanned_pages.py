"""扫描页: found however they lie, upright afterwards; torn, mirrored and foreign codes are never taken for a page."""

import hashlib
import importlib
import io
import random
import sys
import threading
from pathlib import Path

import pypdf
import pytest
import segno
import zxingcpp
from PIL import Image, ImageDraw, ImageFilter, ImageOps

from respbook.press.binder import Binder
from respbook.press.faces import Faces
from respbook.press.matrix import payload
from respbook.readers import scans
from respbook.readers.scanned_pages import is_blank, scanned_pages
from respbook.readers.scans import BATCH, inspect
from respbook.rules.errors import RuleBroken
from respbook.rules.page_codes import PageCode, page_code

sys.path.insert(0, str(Path(__file__).parents[1] / "bench"))
scan_set = importlib.import_module("scan_set")
TOKEN = scan_set.token_of(1)


@pytest.fixture(scope="module")
def letter(tmp_path_factory):
    faces = Faces.load(tmp_path_factory.getbasetemp().parent / "faces")
    return Binder(faces).pdf(scan_set.letter(1)).pdf


@pytest.fixture(scope="module")
def clean(letter):
    """Pages 1 and 2 at 200 dpi."""
    return list(scan_set.page_pictures(letter, 200))[:2]


@pytest.fixture(scope="module")
def copier():
    return scan_set.Copier()


def only(picture, **options):
    (page,) = scanned_pages(scan_set.jpeg(picture, **options))
    return page


def mostly_like(page, clean):
    """Whether the kept picture is upright: as dark in the same places as the page that was printed."""
    kept = Image.open(io.BytesIO(page.picture)).convert("L").resize((42, 59), Image.Resampling.BOX)
    wanted = clean.resize((42, 59), Image.Resampling.BOX)
    centres = [sum(each.tobytes()) / (42 * 59) for each in (kept, wanted)]
    pairs = [(a - centres[0], b - centres[1]) for a, b in zip(kept.tobytes(), wanted.tobytes(), strict=True)]
    norm = (sum(a * a for a, _ in pairs) * sum(b * b for _, b in pairs)) ** 0.5
    return sum(a * b for a, b in pairs) / norm > 0.7


@pytest.mark.parametrize("turn", [0, 3, -3, 90, 180, 270, 92.5, 177])
def test_a_page_is_found_however_it_lies_and_kept_upright(clean, copier, turn):
    for number, picture in enumerate(clean, 1):
        page = only(copier.scan(picture, turn))
        assert page_code(page.code) == PageCode(TOKEN, 1, number)
        assert abs((page.turn + page.skew - turn + 180) % 360 - 180) < 0.7 and abs(page.skew) <= 3.6
        assert not page.blank and mostly_like(page, picture)


@pytest.mark.parametrize(("dpi", "grain"), [(150, 5), (200, 25), (300, 10), (300, 30)])
def test_resolution_and_grain_do_not_matter(letter, copier, dpi, grain):
    picture = next(scan_set.page_pictures(letter, dpi))
    assert page_code(only(copier.scan(picture, 178.2, sigma=grain, specks=500), dpi=dpi).code).page == 1


def test_a_blurred_dim_photo_with_shadow_is_read(clean):
    shade = Image.linear_gradient("L").resize(clean[0].size).point([80 + value // 2 for value in range(256)])
    photo = Image.composite(clean[0], Image.new("L", clean[0].size, 40), shade).filter(ImageFilter.GaussianBlur(1.5))
    assert page_code(only(photo.convert("RGB")).code).page == 1


def code_box(picture):
    corners = zxingcpp.read_barcodes(picture)[0].position
    return corners.top_left.x, corners.top_left.y, corners.bottom_right.x, corners.bottom_right.y


@pytest.mark.parametrize("part", ["left half", "lower half", "finder"])
def test_a_torn_code_is_no_code(clean, copier, part):
    torn = clean[0].copy()
    left, top, right, bottom = code_box(torn)
    box = {
        "left half": (left, top, (left + right) // 2, bottom),
        "lower half": (left, (top + bottom) // 2, right, bottom),
        "finder": (left, top, left + (right - left) // 3, top + (bottom - top) // 3),
    }[part]
    torn.paste(255, box)
    page = only(copier.scan(torn, 1))
    assert page.code is None and page.codes == () and not page.blank and page.turn == 0


def test_a_damaged_code_is_the_right_page_or_none(clean):
    """Scratches of any size: never another page than the one on the paper."""
    chance, read = random.Random(4), 0
    box = code_box(clean[1])
    for scratches in range(1, 36, 5):
        picture = clean[1].copy()
        pen = ImageDraw.Draw(picture)
        for _ in range(scratches):
            ends = [(chance.randint(box[0], box[2]), chance.randint(box[1], box[3])) for _ in range(2)]
            pen.line(ends, fill=chance.choice((0, 255)), width=4)
        code = only(picture).code
        assert code is None or page_code(code) == PageCode(TOKEN, 1, 2)
        read += code is not None
    assert read >= 1


def test_a_code_that_shines_through_from_the_front_is_not_taken(clean):
    behind = ImageOps.mirror(clean[0])
    assert zxingcpp.read_barcodes(behind) != []
    assert only(behind).codes == () and only(behind).code is None
    pale = behind.point([225 + value * 30 // 255 for value in range(256)])
    assert only(pale).codes == () and only(pale).blank


def with_code(text, scale=5):
    sheet = Image.new("L", (1654, 2339), 255)
    out = io.BytesIO()
    segno.make(text, micro=False).save(out, kind="png", scale=scale)
    sheet.paste(Image.open(out).convert("L"), (300, 400))
    return sheet


def test_foreign_codes_are_told_as_foreign():
    page = only(with_code("https://weixin.example/pay"))
    assert page.codes == ("https://weixin.example/pay",) and page.code is None and not page.blank


def test_two_pages_on_one_picture_are_no_page(clean):
    both = Image.new("L", (clean[0].width * 2, clean[0].height), 255)
    both.paste(clean[0], (0, 0))
    both.paste(clean[1], (clean[0].width, 0))
    page = only(both)
    assert len(page.codes) == 2 and page.code is None


def test_the_copy_is_read(clean):
    page = only(with_code(payload(f"{scan_set.HOST}/c/{TOKEN}", 3, 2)))
    assert page_code(page.code) == PageCode(TOKEN, 2, 3)


def paper():
    return Image.new("L", (1654, 2339), 255)


def signature(shade, width=4):
    sheet = paper()
    pen = ImageDraw.Draw(sheet)
    pen.line([(900, 1500), (940, 1440), (960, 1520), (1000, 1450), (1040, 1530), (1090, 1480)], fill=shade, width=width)
    return sheet


@pytest.mark.parametrize("grain", [0, 10, 25])
def test_grey_noise_and_pale_bleed_through_are_blank(clean, copier, grain):
    assert is_blank(copier.scan(paper(), 0, sigma=grain, specks=2000))
    pale = ImageOps.mirror(clean[0]).point([225 + value * 30 // 255 for value in range(256)])
    assert is_blank(copier.scan(pale, 1, sigma=grain))


@pytest.mark.parametrize("shade", [0, 90, 130])
@pytest.mark.parametrize("turn", [0, 90])
def test_one_signature_is_enough_to_be_not_blank(copier, shade, turn):
    assert not is_blank(copier.scan(signature(shade), turn, sigma=20))


def test_shadow_at_the_rim_and_holes_are_blank():
    sheet = paper()
    pen = ImageDraw.Draw(sheet)
    pen.rectangle((0, 0, 60, 2339), fill=0)
    pen.ellipse((20, 700, 75, 755), fill=0)
    assert is_blank(sheet)


def test_a_red_seal_stays_red_and_grey_stays_grey(clean):
    sealed = clean[0].convert("RGB")
    ImageDraw.Draw(sealed).ellipse((900, 900, 1250, 1250), outline=(220, 20, 30), width=10)
    kept = Image.open(io.BytesIO(only(sealed).picture))
    assert kept.mode == "RGB" and max(kept.size) == 1754
    grey = only(clean[0].convert("RGB"))
    assert Image.open(io.BytesIO(grey.picture)).mode == "L"
    assert max(Image.open(io.BytesIO(grey.thumbnail)).size) == 320 and len(grey.thumbnail) < 15_000


def test_a_photo_is_turned_as_its_exif_says_and_known_by_its_digest(clean):
    exif = Image.Exif()
    exif[0x0112] = 6
    out = io.BytesIO()
    clean[0].rotate(90, expand=True).save(out, "JPEG", exif=exif)
    (page,) = scanned_pages(out.getvalue())
    assert page.code and page.turn == 0 and mostly_like(page, clean[0])
    assert page.sha256 == hashlib.sha256(out.getvalue()).hexdigest()


def test_a_tiff_of_several_pages_comes_page_by_page(clean):
    out = io.BytesIO()
    first, second = (each.point(lambda value: 255 * (value > 128), "1") for each in clean)
    first.save(out, "TIFF", save_all=True, append_images=[second, Image.new("1", first.size, 1)], compression="group4")
    assert inspect(out.getvalue(), BATCH).pages == 3
    pages = list(scanned_pages(out.getvalue()))
    assert [page.code and page_code(page.code).page for page in pages] == [1, 2, None]
    assert [page.blank for page in pages] == [False, False, True] and pages[0].sha256 == ""


def test_a_pdf_comes_page_by_page_from_bytes_and_from_disk(letter, clean, copier, tmp_path):
    place = tmp_path / "scan.pdf"
    pictures = [scan_set.jpeg(copier.scan(picture, turn)) for picture, turn in zip(clean, (90, 181), strict=True)]
    scan_set.pdf_of([*pictures, scan_set.jpeg(copier.scan(paper(), 0))], place)
    for source in (place, place.read_bytes()):
        pages = list(scanned_pages(source))
        assert [(page.position, page.code and page_code(page.code).page) for page in pages] == [
            (1, 1),
            (2, 2),
            (3, None),
        ]
        assert [page.turn for page in pages] == [90, 180, 0] and pages[2].blank
    assert [page_code(page.code).page for page in scanned_pages(letter)] == [1, 2, 3, 4]


def test_the_lock_is_free_between_pages_and_after_a_break(letter):
    from respbook.pdfium import LOCK

    pages = scanned_pages(letter)
    next(pages)
    taken = []
    thread = threading.Thread(target=lambda: taken.append(LOCK.acquire(timeout=1)) or LOCK.release())
    thread.start()
    thread.join()
    pages.close()
    assert taken == [True] and LOCK.acquire(timeout=1)
    LOCK.release()


def test_a_page_that_cannot_be_drawn_does_not_stop_the_others(letter, monkeypatch):
    from respbook.readers import scanned_pages as reader

    drawn = reader._drawn

    def broken(document, at, longest):
        if at == 1:
            raise reader.pypdfium2.PdfiumError("page")
        return drawn(document, at, longest)

    monkeypatch.setattr(reader, "_drawn", broken)
    assert [page.readable for page in scanned_pages(letter)] == [True, False, True, True]


def locked(pdf):
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf))
    writer.encrypt("secret", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def long(pages):
    writer = pypdf.PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(200, 200)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (lambda pdf: locked(pdf), "加了密码"),
        (lambda pdf: pdf[:2000], "已损坏"),
        (lambda pdf: long(501), "最多500页"),
        (lambda pdf: b"%PDF-1.4" + bytes(60 * 2**20), "超过60兆"),
        (lambda pdf: b"\0\0\0\x18ftypheic" + bytes(100), "兼容性最佳"),
        (lambda pdf: b"GIF89a" + bytes(100), "TIFF"),
        (lambda pdf: b"", "空的"),
    ],
    ids=["locked", "broken", "long", "heavy", "heic", "gif", "empty"],
)
def test_what_is_refused_says_why(letter, tmp_path, content, words):
    made = content(letter)
    place = tmp_path / "file"
    place.write_bytes(made)
    for source in (made, place):
        with pytest.raises(RuleBroken, match=words) as refusal:
            list(scanned_pages(source))
        assert refusal.value.field == "file"


def test_a_picture_too_large_is_refused_before_its_dots_are_read(monkeypatch):
    out = io.BytesIO()
    Image.new("1", (12_001, 10)).save(out, "PNG")
    with pytest.raises(RuleBroken, match="尺寸过大"):
        next(scanned_pages(out.getvalue()))
    monkeypatch.setattr(scans, "MOST_PIXELS", 100)
    out = io.BytesIO()
    Image.new("L", (20, 20)).save(out, "TIFF")
    with pytest.raises(RuleBroken, match="尺寸过大"):
        next(scanned_pages(out.getvalue()))


def test_reading_goes_on_behind_what_was_read(letter, clean, tmp_path):
    place = tmp_path / "两页.pdf"
    scan_set.pdf_of([scan_set.jpeg(each) for each in clean], place)
    assert [page.position for page in scanned_pages(place, 1)] == [2]
    assert list(scanned_pages(place, 2)) == []
