"""印章图片: only a square red seal is taken; paper turns transparent; bombs and other pictures are refused in words."""

import io
import struct
import zlib

import pytest
from PIL import Image, ImageDraw

from respbook.press.sample_seal import sample_seal
from respbook.press.seal_image import KEPT_SIDE, normalise, seal_alpha
from respbook.rules.errors import RuleBroken


def drawn(size=(600, 600), paper="white", ink=(200, 30, 30), mode="RGB", kind="PNG", **options):
    picture = Image.new("RGB", size, paper)
    pen = ImageDraw.Draw(picture)
    pen.ellipse((30, 30, size[0] - 30, size[1] - 30), outline=ink, width=20)
    pen.rectangle((size[0] // 3, size[1] // 3, size[0] // 2, size[1] // 2), fill=ink)
    out = io.BytesIO()
    picture.convert(mode).save(out, kind, **options)
    return out.getvalue()


def kept(content):
    return Image.open(io.BytesIO(normalise(content)))


@pytest.mark.parametrize("paper", ("white", (244, 240, 232), (225, 225, 228)))
def test_paper_turns_transparent_and_ink_stays(paper):
    picture = kept(drawn(paper=paper))
    assert (picture.mode, picture.size) == ("RGBA", (KEPT_SIDE, KEPT_SIDE))
    alpha = picture.getchannel("A")
    assert alpha.getpixel((2, 2)) == alpha.getpixel((KEPT_SIDE // 2 + 120, KEPT_SIDE // 2 + 120)) == 0
    assert alpha.getpixel((10, KEPT_SIDE // 2)) == 255
    red, green, blue = picture.getpixel((10, KEPT_SIDE // 2))[:3]
    assert red > 180 and green < 60 and blue < 60


def test_the_margin_around_the_seal_is_cut_off():
    box = kept(drawn()).getchannel("A").getbbox()
    assert box[0] <= 2 and box[1] <= 2 and box[2] >= KEPT_SIDE - 2 and box[3] >= KEPT_SIDE - 2


def test_a_kept_picture_stays_byte_for_byte(faces):
    once = normalise(drawn())
    assert normalise(once) == once
    sample = sample_seal("青山镇人民政府", faces)
    assert normalise(sample) == sample == sample_seal("青山镇人民政府", faces)
    assert seal_alpha(once)[0].size == (KEPT_SIDE, KEPT_SIDE)


def test_transparent_and_palette_pictures_are_read_too():
    assert kept(drawn(mode="P")).size == (KEPT_SIDE, KEPT_SIDE)
    assert kept(drawn(mode="RGBA")).size == (KEPT_SIDE, KEPT_SIDE)


def bomb(width, height):
    def chunk(name, body):
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    )


def text_bomb():
    packed = zlib.compress(bytes(80_000_000), 9)
    body = b"Comment\0\0" + packed
    chunk = struct.pack(">I", len(body)) + b"zTXt" + body + struct.pack(">I", zlib.crc32(b"zTXt" + body))
    whole = drawn()
    return whole[:33] + chunk + whole[33:]


def animated():
    first, out = Image.open(io.BytesIO(drawn())), io.BytesIO()
    first.save(out, "PNG", save_all=True, append_images=[Image.open(io.BytesIO(drawn(ink=(10, 10, 10))))])
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "sentence"),
    (
        (b"", "只收PNG"),
        (drawn(kind="JPEG"), "只收PNG"),
        (b"%PDF-1.4", "只收PNG"),
        (b"\x89PNG\r\n\x1a\nnothing", "打不开"),
        (drawn()[:900], "打不开"),
        (drawn(size=(299, 299)), "至少要300×300点"),
        (drawn(size=(600, 400)), "接近正方形"),
        (bomb(50_000, 50_000), "最多4000点"),
        (bomb(3_000, 3_000), "打不开"),
        (text_bomb(), "打不开"),
        (animated(), "动图"),
        (drawn(ink=(20, 20, 20)), "没有红色"),
        (drawn(ink=(30, 30, 200)), "没有红色"),
        (drawn(paper=(20, 40, 60)), "其他颜色"),
        (drawn(paper=(255, 255, 255), ink=(255, 250, 250)), "没有红色"),
        (b"\x89PNG\r\n\x1a\n" + bytes(1_000_001), "1 MB"),
    ),
)
def test_what_is_no_picture_of_a_seal_is_refused_with_what_to_do(content, sentence):
    with pytest.raises(RuleBroken, match=sentence) as refused:
        normalise(content)
    assert refused.value.field == "file"


def test_the_sample_says_that_it_is_one(faces):
    """A band below the star is full of the large letters 样章, whatever the unit is called."""
    for unit in ("甲", "青山镇人民政府", "青山镇农业农村和生态环境保护综合服务中心"):
        alpha = Image.open(io.BytesIO(sample_seal(unit, faces))).getchannel("A")
        band = alpha.crop((240, 490, 560, 650))
        assert sum(band.histogram()[128:]) / (320 * 160) > 0.2
