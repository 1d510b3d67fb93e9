"""照片: limits before decoding, claims, clean copies held upright, marks; what no camera made breaks nothing (R59–R61, R69)."""

import io
import threading
import time

import pytest
from photographs import FORMATS, MALFORMED, labelled, many_scans, marked, pdf, photo, saved, with_sides, zipped
from PIL import Image, ImageDraw

from respbook.readers import evidence, photos
from respbook.rules.errors import RuleBroken
from respbook.rules.evidence import PHOTO_BYTES, EvidenceKind, same_picture


def looked(tmp_path, content):
    place = tmp_path / "file"
    place.write_bytes(content)
    return evidence.inspect(place)


def opened(content):
    return Image.open(io.BytesIO(content))


def test_there_are_more_than_a_hundred_and_twenty():
    assert len(MALFORMED) >= 120


@pytest.mark.parametrize("name", MALFORMED)
def test_a_file_that_no_camera_made(tmp_path, name):
    began = time.monotonic()
    try:
        found = looked(tmp_path, MALFORMED[name])
    except RuleBroken as refusal:
        assert refusal.field == "file" and refusal.sentence.endswith("。")
    else:
        assert found.photo is not None
        for copy in (found.photo.shown, found.photo.small):
            picture = opened(copy)
            picture.load()
            assert picture.format == "JPEG" and picture.mode == "RGB"
            assert not set(picture.info) - {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
            assert copy.endswith(b"\xff\xd9") and b"CANARY" not in copy and b"<script" not in copy
    assert time.monotonic() - began < 2


@pytest.mark.parametrize(
    ("kind", "name"), [("JPEG", "jpg"), ("JPEG", "progressive.jpg"), ("PNG", "png"), ("WEBP", "webp")]
)
def test_photos_pass(tmp_path, kind, name):
    found = looked(tmp_path, photo(2, (640, 480), **FORMATS[name]))
    assert found.kind == EvidenceKind[kind] and (found.photo.width, found.photo.height) == (640, 480)
    assert opened(found.photo.shown).size == (640, 480) and opened(found.photo.small).size == (320, 240)


def test_documents_pass(tmp_path):
    assert looked(tmp_path, pdf()).kind is EvidenceKind.PDF
    sheet = zipped(**{"xl__workbook.xml": b"<workbook/>"})
    letter = zipped(**{"word__document.xml": b"<document/>"})
    assert looked(tmp_path, sheet).kind is EvidenceKind.XLSX
    assert looked(tmp_path, letter).kind is EvidenceKind.DOCX


def test_a_large_photo_is_shown_small():
    found = photos.inspect(photo(3, (4000, 3000), quality=60))
    assert (found.width, found.height) == (4000, 3000)
    assert opened(found.shown).size == (1600, 1200) and opened(found.small).size == (320, 240)
    assert len(found.small) < 40_000


def corner(content):
    """Where the red quarter is: top or bottom, left or right."""
    picture = opened(content).convert("RGB")
    wide, high = picture.size
    for name, at in {"tl": (0.1, 0.1), "tr": (0.9, 0.1), "bl": (0.1, 0.9), "br": (0.9, 0.9)}.items():
        red, green, _ = picture.getpixel((int(wide * at[0]), int(high * at[1])))
        if red > 180 and green < 90:
            return name
    return None


@pytest.mark.parametrize(("turned", "place"), [(1, "tl"), (2, "tr"), (3, "br"), (4, "bl"), (5, "tl"), (6, "tr"), (7, "br"), (8, "bl")])  # fmt: skip
def test_the_copy_is_held_upright(turned, place):
    picture = Image.new("RGB", (200, 120), "white")
    ImageDraw.Draw(picture).rectangle((0, 0, 99, 59), fill=(230, 20, 20))
    exif = Image.Exif()
    exif[0x0112] = turned
    found = photos.inspect(saved(picture, "JPEG", exif=exif.tobytes(), quality=95))
    assert corner(found.shown) == place and corner(found.small) == place
    sides = (200, 120) if turned < 5 else (120, 200)
    assert (found.width, found.height) == sides == opened(found.shown).size


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_claims_are_read_and_not_passed_on(kind):
    content = labelled(kind=kind)
    found = photos.inspect(content)
    assert found.claims.taken_at.isoformat() == "2026-02-20T15:04:05+08:00"
    assert (found.claims.north, found.claims.east) == (30_123_456, 104_092_716)
    assert b"CANARY-CAMERA" in content
    for copy in (found.shown, found.small):
        assert b"CANARY" not in copy and b"Exif" not in copy and not opened(copy).getexif()


@pytest.mark.parametrize("place", [((900, 0, 0), (104, 0, 0)), ((0, 0, 0), (0, 0, 0)), ((30, 0, 0), (181, 0, 0)), None])
def test_no_place_on_earth_is_no_claim(place):
    claims = photos.inspect(labelled(place=place)).claims
    assert (claims.north, claims.east) == (None, None) and claims.taken_at


def test_south_and_west_are_negative():
    exif = Image.Exif()
    exif.get_ifd(0x8825).update({1: "S", 2: (30, 0, 0), 3: "W", 4: (104, 30, 0)})
    claims = photos.inspect(photo(exif=exif.tobytes())).claims
    assert (claims.north, claims.east) == (-30_000_000, -104_500_000)


def test_a_comment_and_what_stands_behind_the_picture_stay_behind():
    content = photo(comment=b"CANARY-COMMENT") + b"%PDF-1.7 CANARY-TAIL <script>"
    found = photos.inspect(content)
    assert b"CANARY-COMMENT" in content
    assert b"CANARY" not in found.shown + found.small and b"<script" not in found.shown


def test_see_through_is_white():
    picture = Image.new("RGBA", (50, 50), (0, 0, 0, 0))
    assert opened(photos.inspect(saved(picture, "PNG")).shown).getpixel((5, 5)) == (255, 255, 255)


def test_sixteen_bits_keep_their_greys():
    picture = Image.new("I;16", (50, 50), 32_768)
    assert abs(opened(photos.inspect(saved(picture, "PNG")).shown).getpixel((5, 5))[0] - 128) <= 2


def test_the_size_is_looked_at_before_the_dots():
    began = time.monotonic()
    content = saved(Image.new("1", (9200, 9200)), "PNG")
    assert len(content) < 11_000
    made = time.monotonic()
    with pytest.raises(RuleBroken, match="尺寸过大"):
        photos.inspect(content)
    assert time.monotonic() - made < 0.2, made - began
    with pytest.raises(RuleBroken, match="尺寸过大"):
        photos.inspect(with_sides(photo(), 65_000, 65_000))


def test_passes_without_end_are_counted_before_they_are_gone_over():
    with pytest.raises(RuleBroken, match="损坏"):
        photos.inspect(many_scans(70))
    assert photos.inspect(photo(progressive=True)).mark


def test_a_photo_beyond_ten_megabytes(tmp_path):
    content = photo()
    assert looked(tmp_path, content + bytes(PHOTO_BYTES - len(content))).photo
    with pytest.raises(RuleBroken, match="10兆"):
        looked(tmp_path, content + bytes(PHOTO_BYTES - len(content) + 1))


def scene(seed):
    return opened(photo(seed, (1200, 900))).convert("RGB")


@pytest.mark.parametrize("seed", range(1, 9))
def test_the_same_picture_sent_again_is_known(seed):
    picture = scene(seed)
    mark = photos.inspect(saved(picture, "JPEG", quality=90)).mark
    for again in (
        saved(picture, "JPEG", quality=30),
        saved(picture.resize((600, 450)), "JPEG", quality=60),
        saved(picture, "PNG"),
        saved(picture, "WEBP", quality=50),
        saved(marked(picture), "JPEG", quality=70),
    ):
        assert same_picture(mark, photos.inspect(again).mark)


def test_other_scenes_are_not():
    marks = [photos.inspect(photo(seed, (400, 300))).mark for seed in range(40)]
    alike = [(a, b) for a in range(40) for b in range(a) if same_picture(marks[a], marks[b])]
    assert alike == []


def test_copies_can_be_made_again():
    content = labelled(orientation=6, size=(400, 300))
    found = photos.inspect(content)
    assert photos.copies(content) == (found.shown, found.small)


def test_at_most_two_are_decoded_at_once(monkeypatch):
    inside, most, gate = [0], [0], threading.Lock()
    real = photos._upright

    def watched(picture, turned):
        with gate:
            inside[0] += 1
            most[0] = max(most[0], inside[0])
        time.sleep(0.03)
        try:
            return real(picture, turned)
        finally:
            with gate:
                inside[0] -= 1

    monkeypatch.setattr(photos, "_upright", watched)
    content = photo()
    threads = [threading.Thread(target=photos.inspect, args=(content,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most[0] == 2


def test_who_waits_too_long_is_told(monkeypatch):
    monkeypatch.setattr(photos, "_PATIENCE", 0.01)
    for _ in range(2):
        photos._ROOM.acquire()
    try:
        with pytest.raises(RuleBroken, match="过一会儿"):
            photos.inspect(photo())
    finally:
        for _ in range(2):
            photos._ROOM.release()
    assert photos.inspect(photo()).mark
