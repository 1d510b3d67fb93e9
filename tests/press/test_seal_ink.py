"""印迹: no piece of a seal in a finished PDF is clean, none has a mask, none is finer than a print needs."""

import io
import zlib

import press_marks
import pypdf
import pytest
from PIL import Image, ImageChops

from respbook.press.lettering import repeated
from respbook.press.places import find_place
from respbook.press.sample_seal import sample_seal
from respbook.press.seal_image import seal_alpha
from respbook.press.seal_ink import SIDE, edge_ink, whole_ink
from respbook.press.stamping import EdgeSeal, SealImprint, stamp
from respbook.rules.errors import RuleBroken

NUMBER, TOKEN = press_marks.THROUGH


@pytest.fixture(scope="module")
def seal(faces):
    return sample_seal("青山镇人民政府", faces)


@pytest.fixture
def letter(binder, letter_module):
    return binder.pdf(letter_module.letter(), letter_module.wording())


def seen(ink):
    picture = Image.frombytes("P", (ink.width, SIDE), zlib.decompress(ink.dots))
    picture.putpalette(ink.table)
    return picture.convert("RGB")


def clean(seal, left=0, right=SIDE):
    alpha = seal_alpha(seal)[0].resize((SIDE, SIDE), Image.Resampling.LANCZOS)
    picture = Image.composite(
        Image.new("RGB", (SIDE, SIDE), (205, 28, 28)), Image.new("RGB", (SIDE, SIDE), "white"), alpha
    )
    return picture.crop((left, 0, right, SIDE))


def differing(one, two):
    return sum(ImageChops.difference(one, two).convert("L").histogram()[40:])


def test_the_words_can_be_read_in_and_beside_the_ink(seal, faces):
    """The line through the middle: white on the star's red, red on the white beside it, letter for letter."""
    picture = seen(whole_ink(seal, (NUMBER, TOKEN), faces)).getchannel("G")
    ink = clean(seal).getchannel("G")
    row = repeated(NUMBER, 12, SIDE, faces)
    top = SIDE // 2 - row.height // 2
    told = [(x, y) for y in range(row.height) for x in range(12, SIDE - 12) if row.getpixel((x, y)) > 200]
    on = [picture.getpixel((x, top + y)) for x, y in told if ink.getpixel((x, top + y)) < 40]
    off = [picture.getpixel((x, top + y)) for x, y in told if ink.getpixel((x, top + y)) > 245]
    assert len(on) > 60 and sum(on) / len(on) > 210
    assert len(off) > 300 and sum(off) / len(off) < 170


@pytest.mark.parametrize("parts", (1, 2, 3, 6, 10))
def test_every_piece_carries_both_words(seal, faces, parts):
    def drawn(number, token):
        through = (number, token)
        whole = [whole_ink(seal, through, faces)] if parts == 1 else []
        return [seen(ink) for ink in whole or [edge_ink(seal, through, k, parts, faces) for k in range(parts)]]

    ours, other_number, other_token = drawn(NUMBER, TOKEN), drawn("万善藤【1395】88件", TOKEN), drawn(NUMBER, "A" * 22)
    left = 0
    for mine, by_number, by_token in zip(ours, other_number, other_token, strict=True):
        assert differing(mine, clean(seal, left, left + mine.width)) > 250
        assert differing(mine, by_number) > 60 and differing(mine, by_token) > 60
        left += mine.width
    assert left == SIDE


@pytest.mark.parametrize("parts", (2, 6, 10))
def test_no_strip_of_the_ink_is_free_of_words(seal, faces, parts):
    """Somebody who lays all pieces together still has words every few millimetres."""
    joined = Image.new("RGB", (SIDE, SIDE))
    left = 0
    for k in range(parts):
        piece = seen(edge_ink(seal, (NUMBER, TOKEN), k, parts, faces))
        joined.paste(piece, (left, 0))
        left += piece.width
    whole = seen(whole_ink(seal, (NUMBER, TOKEN), faces))
    for at in range(20, SIDE - 60, 10):
        strip = (at, 0, at + 48, SIDE)
        assert differing(joined.crop(strip), clean(seal).crop(strip)) > 100
        band = (0, at, SIDE, at + 48)
        assert differing(whole.crop(band), clean(seal).crop(band)) > 100


def test_a_seal_without_its_letters_words_is_not_drawn(seal, faces):
    for through in ((), ("",), (NUMBER, " ")):
        with pytest.raises(RuleBroken, match="没有文号"):
            whole_ink(seal, through, faces)


def test_long_numbers_go_in_smaller(seal, faces):
    long = "青山镇人民政府环境保护责任书〔2026〕第1024号"
    assert differing(seen(edge_ink(seal, (long, TOKEN), 0, 10, faces)), clean(seal, 0, 33)) > 150


def pictures(pdf):
    found = []
    for number in range(1, len(pypdf.PdfReader(io.BytesIO(pdf)).xref[0]) + 1):
        value = pypdf.generic.IndirectObject(number, 0, pypdf.PdfReader(io.BytesIO(pdf))).get_object()
        if isinstance(value, dict) and value.get("/Subtype") == "/Image":
            found.append(value)
    return found


def test_what_can_be_taken_out_of_the_file_is_flat_and_coarse(letter, faces, seal):
    place = find_place(letter.places, "seal", 0)
    signed = stamp(letter.pdf, [SealImprint(place, seal, (NUMBER, TOKEN)), EdgeSeal(seal, (NUMBER, TOKEN))], faces)
    found = pictures(signed)
    assert len(found) == 1 + letter.pages
    for each in found:
        assert not {"/SMask", "/Mask", "/Decode", "/ImageMask"} & set(each)
        assert each["/Height"] / 42 * 25.4 <= 200 and each["/Width"] <= each["/Height"]
        assert each["/ColorSpace"][0] == "/Indexed"
    assert b"/SMask" not in signed[len(letter.pdf) :]
    taken = next(each for each in found if each["/Width"] == each["/Height"])
    picture = Image.frombytes("P", (SIDE, SIDE), taken.get_data())
    picture.putpalette(bytes(taken["/ColorSpace"][3].original_bytes))
    assert differing(picture.convert("RGB"), clean(seal)) > 2500


def test_another_letter_has_another_seal(letter, faces, seal):
    place = find_place(letter.places, "seal", 0)
    one, again, two = (
        stamp(letter.pdf, [SealImprint(place, seal, through)], faces)
        for through in ((NUMBER, TOKEN), (NUMBER, TOKEN), (NUMBER, TOKEN[::-1]))
    )
    assert one == again != two
