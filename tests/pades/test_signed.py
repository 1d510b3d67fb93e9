"""数字签名: town and village sign one letter; whatever is done to it afterwards is named in the verdict."""

import hashlib
import io
import random
import re
from datetime import timedelta

import press_marks
import pypdf
import pypdfium2
import pytest
from PIL import Image, ImageChops
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, append_signature_field
from signed_letters import NOW, TOWN, authority, town_signs, village_signs

from respbook import pades
from respbook.press.pictures import page_count, page_png
from respbook.press.stamping import Banner, EdgeSeal, stamp
from respbook.rules.errors import RuleBroken


def judged(pdf, ca, issued=None, now=NOW):
    return pades.verify(pdf, [ca.root], now, issued)


def changed(pdf, change):
    """The file with one more increment, as a forger would add it."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def overdrawn(writer):
    stream = writer.add_object(generic.StreamObject(stream_data=b"q 1 0 0 rg 100 600 200 50 re f Q"))
    page = writer.root["/Pages"]["/Kids"][0].get_object()
    held = page.raw_get("/Contents")
    parts = list(held) if isinstance(held, generic.ArrayObject) else [held]
    page["/Contents"] = generic.ArrayObject([*parts, stream])
    writer.update_container(page)


def test_every_step_is_an_increment(letter):
    steps = (letter.issued, letter.marked, letter.prepared, letter.town, letter.both)
    assert all(after.startswith(before) for before, after in zip(steps, steps[1:], strict=False))
    assert page_count(letter.both) == letter.pages
    pages = pypdf.PdfReader(io.BytesIO(letter.both)).pages
    assert "青山镇柳沟村村民委员会" in pages[3].extract_text()


def test_two_signers_are_believed(letter, ca):
    verdict = judged(letter.both, ca, letter.issued)
    assert verdict.sound and verdict.issued_kept and verdict.reasons == ()
    assert verdict.sentence.startswith("完好：青山镇人民政府、王守田的数字签名有效")
    town, village = verdict.signatures
    assert (town.signer, town.coverage, town.certifies) == (TOWN, "ENTIRE_REVISION", True)
    assert (village.signer, village.coverage, village.certifies) == ("王守田", "ENTIRE_FILE", False)
    assert town.time == village.time == NOW


def test_between_the_signatures_one_place_is_open(letter, ca):
    verdict = judged(letter.town, ca)
    assert verdict.sound and verdict.open_fields == ("Village",) and "还有1处待签" in verdict.sentence


def test_the_appearance_shows_at_its_place(letter):
    before, after = (Image.open(io.BytesIO(page_png(pdf, 4, 100))) for pdf in (letter.marked, letter.both))
    difference = ImageChops.difference(before, after).point([255 if v > 30 else 0 for v in range(256)])
    dots = 100 / 25.4
    box = tuple(round(edge * dots) for edge in (110, 185, 170, 199))
    assert difference.crop(box).getbbox() is not None
    whole = difference.getbbox()
    assert whole[0] >= 26 * dots and whole[2] <= 171 * dots and whole[3] <= 200 * dots


def test_the_issued_part_may_be_named_by_its_digest(letter, ca):
    assert judged(letter.both, ca, hashlib.sha256(letter.issued).hexdigest()).issued_kept
    verdict = judged(letter.both, ca, hashlib.sha256(b"another").hexdigest())
    assert not verdict.sound and verdict.issued_kept is False and "签发原件已被改动" in verdict.sentence


@pytest.mark.parametrize("step", range(24))
def test_a_flipped_byte_anywhere_is_found(letter, ca, step):
    at = 9 + (len(letter.both) - 10) * step // 23
    for bit in (0x01, 0x20):
        wrong = bytearray(letter.both)
        wrong[at] ^= bit
        verdict = judged(bytes(wrong), ca, letter.issued)
        assert not verdict.sound and verdict.sentence.startswith("不能采信：")
        if at < len(letter.issued):
            assert verdict.reasons[0].startswith("开头的签发原件已被改动")


def test_a_flipped_byte_in_what_was_signed_is_called_so(letter, ca):
    stream = re.search(rb"stream\r?\n", letter.issued)
    wrong = bytearray(letter.both)
    wrong[stream.end() + 40] ^= 1
    verdict = judged(bytes(wrong), ca)
    assert [finding.fault for finding in verdict.signatures] == [
        "“青山镇人民政府”签名所覆盖的字节被改动过。",
        "“王守田”签名所覆盖的字节被改动过。",
    ]


def test_the_hole_for_the_signature_holds_nothing_else(letter, ca):
    """The one place that no signature covers: its zeros, its letters' case, its brackets."""
    start = letter.both.rindex(b"/Contents <") + 11
    end = letter.both.index(b">", start)
    for at, value in ((end - 2, b"1"), (start + 1, letter.both[start + 1 : start + 2].swapcase()), (end - 9, b" ")):
        wrong = letter.both[:at] + value + letter.both[at + 1 :]
        if wrong != letter.both:
            assert not judged(wrong, ca).sound
    upper = letter.both[:start] + letter.both[start:end].upper() + letter.both[end:]
    assert judged(upper, ca).sound


@pytest.mark.parametrize("seed", range(4))
def test_no_digit_of_the_last_signature_can_be_another(letter, ca, seed):
    """Its value is the one thing that no signature covers; the names and copies in it are held to what they must be."""
    start = letter.both.rindex(b"/Contents <") + 11
    choice = random.Random(seed)
    for _ in range(12):
        at, digit = start + choice.randrange(2000), choice.choice(b"0123456789ABCDEF")
        if letter.both[at] != digit:
            assert not judged(letter.both[:at] + bytes([digit]) + letter.both[at + 1 :], ca).sound


def test_a_page_drawn_over_later_is_named(letter, ca):
    verdict = judged(changed(letter.both, overdrawn), ca, letter.issued)
    assert not verdict.sound and verdict.issued_kept
    assert "签名后文件又增加了内容，签名没有覆盖整个文件：第1页的内容被改动" in verdict.sentence


def test_a_page_drawn_over_between_the_signatures_is_named(letter, ca, faces):
    """The second signer covers the forgery in good faith: the town's signature tells it."""
    forged = village_signs(changed(letter.town, overdrawn), ca, faces)
    verdict = judged(forged, ca)
    assert not verdict.sound
    assert "“青山镇人民政府”签名后文件被改动，超出了允许的范围：第1页的内容被改动" in verdict.sentence
    assert verdict.signatures[1].sound


def test_a_field_added_late_is_named(letter, ca):
    late = changed(letter.town, lambda writer: append_signature_field(writer, SigFieldSpec("Late", box=(9, 9, 99, 50))))
    verdict = judged(late, ca)
    assert not verdict.sound and "新增了1个签名域或表单域" in verdict.sentence


def test_a_banner_over_a_signed_file_is_no_longer_signed(letter, ca, faces):
    verdict = judged(stamp(letter.both, [Banner("已作废")], faces), ca)
    assert not verdict.sound and "第1、2、3、4、5、6页的内容被改动" in verdict.sentence


@pytest.mark.parametrize("cut", (1, 7, 200, 3_000, 30_000, 200_000))
def test_a_truncated_file_is_not_believed(letter, ca, cut):
    verdict = judged(letter.both[:-cut], ca)
    assert not verdict.sound and verdict.sentence.startswith("不能采信：")


@pytest.mark.parametrize("content", (b"", b"%PDF-1.7", b"PK\x03\x04", bytes(9000)))
def test_what_is_no_pdf_is_not_believed(content, ca):
    assert judged(content, ca).sentence.startswith("不能采信：文件被截断或已损坏")


def test_an_unsigned_file_says_so(letter, ca):
    for pdf in (letter.issued, letter.marked, letter.prepared):
        assert judged(pdf, ca, letter.issued).sentence == "不能采信：文件里没有数字签名。"


def test_a_foreign_authority_is_not_believed(letter, ca, faces, tmp_path):
    other = authority(tmp_path / "other", "青山镇本机CA")
    verdict = judged(letter.both, other)
    assert all(finding.intact and finding.valid and not finding.trusted for finding in verdict.signatures)
    assert "“青山镇人民政府”的证书不是由受信任的CA签发" in verdict.sentence
    forged = village_signs(town_signs(letter.prepared, other, faces), ca, faces)
    assert [finding.sound for finding in judged(forged, ca).signatures] == [False, True]


def test_a_certificate_out_of_its_time_is_not_believed(letter, ca):
    assert "证书已过期" in judged(letter.both, ca, now=NOW + timedelta(days=365 * 6)).sentence


def test_nothing_is_stamped_on_a_signed_file(letter, faces):
    from respbook.press.sample_seal import sample_seal

    with pytest.raises(RuleBroken, match="已有数字签名"):
        stamp(letter.town, [EdgeSeal(sample_seal(TOWN, faces), press_marks.THROUGH)], faces)


def test_an_invisible_signature_shows_nothing(letter, ca):
    pdf = pades.prepare(letter.marked, [pades.Field("Town")])
    signed = pades.sign(
        pdf, ca.town, "town-passphrase", "Town", reason="签发", location="青山镇", now=NOW, certify=True
    )
    assert judged(signed, ca).sound
    assert pypdfium2.PdfDocument(signed)[3].render().to_pil() == pypdfium2.PdfDocument(pdf)[3].render().to_pil()


def test_what_cannot_be_signed_is_refused_in_words(letter, ca, faces):
    for work, sentence in (
        (lambda: pades.prepare(letter.town, [pades.Field("More")]), "不能再添加签名域"),
        (lambda: pades.prepare(letter.marked, [pades.Field("A"), pades.Field("A")]), "不能重复"),
        (lambda: pades.prepare(letter.marked, [pades.Field("A", 99)]), "没有第99页"),
        (lambda: pades.prepare(b"nothing", [pades.Field("A")]), "打不开"),
        (lambda: village_signs(letter.both, ca, faces), "没有空着的签名域"),
        (lambda: village_signs(letter.town, ca, faces, certify=True), "首签要最先"),
        (
            lambda: pades.sign(letter.town, ca.person, "wrong", "Village", reason="", location="", now=NOW),
            "口令不对",
        ),
        (lambda: pades.verify(letter.both, [b"no certificate"], NOW), "CA证书"),
    ):
        with pytest.raises(RuleBroken, match=sentence):
            work()
