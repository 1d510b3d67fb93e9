"""装订: same bytes, fonts embedded, hostile text literal, the QR readable, print files for both sides of the paper."""

import io
import re
import threading

import pypdf
import pytest
import zxingcpp
from PIL import Image

from respbook.papers.blocks import CheckMark, Heading, PageBreak, Paper, Paragraph, Run, Title
from respbook.press.binder import Binder
from respbook.press.matrix import _encoded, code_rows
from respbook.press.pictures import page_count, page_png
from respbook.rules.errors import RuleBroken

HOSTILE = '<font size=99999>大</font><img src="http://127.0.0.1:9/x.png"/>{{ 7*7 }}[[[x]]]&amp;%s\\073(Tj)'


def paper(*texts, mark=None):
    blocks = (Title(((Run("责任书"),),)), *(Paragraph((Run(text),)) for text in texts))
    return Paper("责任书", "甲村", "", blocks, mark)


def text_of(pdf):
    return "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


def test_same_paper_same_bytes_whatever_was_set_before(faces, letter_module):
    wanted = Binder(faces).pdf(letter_module.letter(), letter_module.wording()).pdf
    other = Binder(faces)
    other.pdf(letter_module.letter("石家村", 7))
    other.print_file([letter_module.letter("王家庄村", 8)], 1, io.BytesIO())
    assert other.pdf(letter_module.letter(), letter_module.wording()).pdf == wanted
    assert other.pdf(letter_module.letter("石家村", 7), letter_module.wording()).pdf != wanted


def test_same_bytes_in_four_threads(binder, letter_module):
    common = letter_module.wording()
    villages = ("柳沟村", "石家村", "王家庄村", "桃井村")
    wanted = {village: binder.pdf(letter_module.letter(village), common).pdf for village in villages}
    wrong = []

    def press(order):
        for village in order:
            if binder.pdf(letter_module.letter(village), common).pdf != wanted[village]:
                wrong.append(village)

    threads = [threading.Thread(target=press, args=(villages[k:] + villages[:k],)) for k in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_a_letter_is_small_and_carries_no_clock(binder, letter_module):
    pressed = binder.pdf(letter_module.letter(), letter_module.wording())
    assert len(pressed.pdf) <= 350_000
    properties = pypdf.PdfReader(io.BytesIO(pressed.pdf)).metadata
    assert properties.title == "青山镇2026年度生态环境保护目标责任书"
    assert properties.subject == "责任书 青山镇柳沟村村民委员会"
    assert "青环责〔2026〕1号" in properties["/Keywords"]
    assert not {"/CreationDate", "/ModDate"} & set(properties)


@pytest.mark.parametrize("shared", (True, False))
def test_every_font_is_embedded(binder, letter_module, shared):
    pdf = binder.pdf(letter_module.letter(), letter_module.wording() if shared else "").pdf
    assert b"Helvetica" not in pdf
    for page in pypdf.PdfReader(io.BytesIO(pdf)).pages:
        for font in page["/Resources"]["/Font"].values():
            descriptor = font["/DescendantFonts"][0]["/FontDescriptor"]
            assert len(descriptor["/FontFile2"].get_data()) > 500
            assert font["/Encoding"] == "/Identity-H"
            assert "/ToUnicode" in font


def test_shared_and_unshared_wording_look_alike(binder, letter_module):
    letter = letter_module.letter()
    with_common, without = binder.pdf(letter, letter_module.wording()), binder.pdf(letter)
    for page in (1, 5):
        assert page_png(with_common.pdf, page, 60) == page_png(without.pdf, page, 60)
    assert with_common.marks == without.marks


def test_hostile_text_is_printed_as_it_is(binder):
    pdf = binder.pdf(paper(HOSTILE)).pdf
    assert re.sub(r"\s", "", HOSTILE) in re.sub(r"\s", "", text_of(pdf))
    assert b"/Image" not in pdf.replace(b"/ImageB", b"").replace(b"/ImageC", b"").replace(b"/ImageI", b"")


def test_control_and_invisible_characters_are_left_out(binder):
    assert "甲乙丙丁 戊" in text_of(binder.pdf(paper("甲\x00乙\u200b丙\ufeff\x1b丁\u2003戊")).pdf)


def test_rare_names_are_printed_and_can_be_searched(binder):
    assert "堃喆淼垚峁塬墕㙍䶮" in text_of(binder.pdf(paper("堃喆淼垚峁塬墕㙍䶮")).pdf)


def test_a_character_in_no_face_is_refused_by_name(binder, faces):
    assert faces.missing("石𫰛村𫰛龘") == ["𫰛", *faces.missing("龘")]
    with pytest.raises(RuleBroken, match="“𫰛”（U\\+2BC1B）"):
        binder.pdf(paper("石𫰛村"))


def test_the_code_on_every_page_reads_back(binder, letter_module):
    letter = letter_module.letter()
    pressed = binder.pdf(letter, letter_module.wording())
    for page in range(1, pressed.pages + 1):
        picture = Image.open(io.BytesIO(page_png(pressed.pdf, page, 150)))
        found = zxingcpp.read_barcodes(picture)
        assert [each.text for each in found] == [f"{letter.mark.url}?p={page}"]


def test_the_code_lies_in_the_foot_margin_away_from_the_number(binder, letter_module):
    pressed = binder.pdf(letter_module.letter(), letter_module.wording())
    dots = 100 / 25.4
    for page in (1, 2):
        picture = Image.open(io.BytesIO(page_png(pressed.pdf, page, 100)))
        corners = zxingcpp.read_barcodes(picture)[0].position
        ys = [point.y / dots for point in (corners.top_left, corners.bottom_right)]
        xs = [point.x / dots for point in (corners.top_left, corners.bottom_right)]
        assert min(ys) > 297 - 35 + 3
        assert max(ys) < 297 - 5
        assert 8 < max(xs) - min(xs) <= 22
        assert max(xs) < 105 if page % 2 else min(xs) > 105


def test_codes_of_later_pages_equal_codes_computed_whole():
    for stem in ("https://a.cn/v/ABCD?p=", "http://10.0.0.8:8080/v/7QK2-M4XW-9HCT-2BVR-AAAA?p="):
        for page in (1, 2, 9, 10, 37):
            assert code_rows(f"{stem}{page}") == _encoded(f"{stem}{page}")


def test_codes_of_later_copies_equal_codes_computed_whole():
    for stem in ("https://a.cn/c/ABCD?", "http://10.0.0.8:8080/c/7QK2M4XW9HCT2BVRAAAAAA?"):
        for copy, page in ((2, 1), (2, 9), (9, 12), (10, 3)):
            assert code_rows(f"{stem}c={copy}&p={page}") == _encoded(f"{stem}c={copy}&p={page}")


def test_every_copy_of_a_print_file_carries_its_own_code(binder, letter_module):
    """第一份 carries the code of the frozen PDF; the others name their copy."""
    letter = letter_module.letter()
    single, out = binder.pdf(letter), io.BytesIO()
    pages = binder.print_file([letter], 3, out)
    found = {
        page: [
            each.text for each in zxingcpp.read_barcodes(Image.open(io.BytesIO(page_png(out.getvalue(), page, 150))))
        ]
        for page in range(1, pages + 1)
    }
    copy_length = pages // 3
    for copy, mark in ((1, ""), (2, "c=2&"), (3, "c=3&")):
        for page in range(1, single.pages + 1):
            assert found[(copy - 1) * copy_length + page] == [f"{letter.mark.url}?{mark}p={page}"]


def test_the_only_copy_of_a_print_file_looks_like_the_frozen_letter(binder, letter_module):
    letter, out = letter_module.letter(), io.BytesIO()
    pressed = binder.pdf(letter)
    binder.print_file([letter], 1, out)
    assert page_png(out.getvalue(), 2, 60) == page_png(pressed.pdf, 2, 60)


def test_a_print_file_starts_every_copy_on_a_front_side(binder, letter_module):
    odd = Paper("通知", "甲村", "", (Paragraph((Run("甲" * 30),)),), None)
    even = Paper("通知", "乙村", "", (Paragraph((Run("乙" * 30),)), PageBreak(), Heading(1, (Run("附件1"),))), None)
    out = io.BytesIO()
    assert binder.print_file([odd, even], 2, out) == 8
    pages = [page.extract_text() for page in pypdf.PdfReader(out).pages]
    assert ["甲" in page for page in pages] == [True, False, True, False, False, False, False, False]
    assert ["乙" in page for page in pages] == [False, False, False, False, True, False, True, False]
    assert pages[1].strip() == pages[3].strip() == ""
    assert "— 1 —" in pages[4] and "— 2 —" in pages[5] and "— 1 —" in pages[6]


def test_a_print_file_is_small(binder, letter_module):
    out = io.BytesIO()
    villages = "柳石王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于"
    binder.print_file([letter_module.letter(f"{v}家村", k) for k, v in enumerate(villages, 1)], 1, out)
    assert len(out.getvalue()) / len(villages) <= 25_000
    assert page_count(out.getvalue()) % 2 == 0


def test_pages_as_pictures(binder):
    pdf = binder.pdf(paper("环境")).pdf
    picture = Image.open(io.BytesIO(page_png(pdf, 1, 72)))
    assert (picture.format, picture.size) == ("PNG", (596, 842))
    with pytest.raises(IndexError):
        page_png(pdf, 2)


def test_the_check_mark_prints_number_and_code(binder):
    mark = CheckMark("https://a.example/v/ABCD", "ABCD-EFGH-JKLM-NPQR-STUV", "登记簿 3f9a")
    printed = text_of(binder.pdf(Paper("责任书", "甲村", "青环责〔2026〕9号", paper("环境").blocks, mark)).pdf)
    assert printed.count("青环责〔2026〕9号") == 2
    assert "ABCD-EFGH-JKLM-NPQR-STUV" in printed
    assert "登记簿 3f9a" in printed
