"""版头、署名、版记和对照照片: where GB/T 9704 wants them, the same bytes each time, and as Word (features Q7, X8)."""

import io
import zipfile
from datetime import date

import making
import pytest
from docx import Document

from respbook.papers import stored
from respbook.papers.blocks import Photo, PhotoRow, Photos
from respbook.papers.circular import CircularContent, compose_circular
from respbook.papers.titles import title_lines
from respbook.press.grid import CELL, HEAD, HEIGHT, LEFT, MM, WIDTH
from respbook.press.word import word
from respbook.rules.circular_words import Section
from respbook.rules.circulars import CircularGroup, CircularKind

BEFORE, AFTER = "a" * 64, "b" * 64
PICTURES = {BEFORE: making.photo_bytes(1), AFTER: making.photo_bytes(2)}
PAIRS = (
    PhotoRow((Photo(BEFORE, "整改前（3月5日）"), Photo(AFTER, "整改后（3月9日）")), "1.搅拌站"),
    PhotoRow((Photo(BEFORE, "整改前（3月5日）"), Photo("", "整改后（无照片）")), "2.工地"),
)


def paper(number="第3期", pairs=PAIRS):
    groups = (Section(CircularGroup.GOOD, "（一）整改较好的单位", ("搅拌站已覆盖（责任单位：区住建委）。",)),)
    return compose_circular(
        CircularContent(
            CircularKind.INSPECTION,
            "青山镇人民政府",
            number,
            "关于扬尘防控问题整改情况的通报",
            "各村，镇属各单位",
            "现将有关情况通报如下：",
            groups,
            "确保在3月底前整改到位。",
            date(2026, 3, 12),
            "县生态环境局",
            pairs,
        )
    )


@pytest.fixture
def lines(binder, glyphs):
    """{words of a line: (left, right, baseline)} of a page."""

    def of(pdf, page):
        found = {}
        for character, left, right, base in glyphs(pdf, page):
            found.setdefault(round(base), []).append((character, left, right))
        made = {}
        for base, row in found.items():
            words = "".join(each[0] for each in row).strip()
            made[words] = (min(each[1] for each in row), max(each[2] for each in row), base)
        return made

    return of


def test_head_date_and_imprint_stand_where_they_belong(binder, lines):
    pressed = binder.pdf(paper(pairs=()), "")
    first, last = lines(pressed.pdf, 1), lines(pressed.pdf, pressed.pages)
    mark, number = first["青山镇人民政府督查通报"], first["（第3期）"]
    assert HEAD - 35 * MM - 60 < mark[2] < HEAD - 35 * MM - 30 and number[2] < mark[2]
    assert abs((mark[0] + mark[1]) / 2 - (LEFT + WIDTH / 2)) < 2
    issuer, day = next(each for words, each in last.items() if words == "青山镇人民政府"), last["2026年3月12日"]
    assert issuer[2] > day[2] and abs((issuer[0] + issuer[1]) - (day[0] + day[1])) < 2
    assert abs(day[1] - (LEFT + WIDTH - 4 * CELL)) < 4
    printed = next(each for words, each in last.items() if words.endswith("印发"))
    assert HEAD - HEIGHT < printed[2] < HEAD - HEIGHT + 22
    assert not any("草稿" in words for words in first)
    assert any("草稿" in words for words in lines(binder.pdf(paper("", ()), "").pdf, 1))


def test_photos_stand_in_pairs_and_the_bytes_come_again(binder, lines):
    pressed = binder.pdf(paper(), "", PICTURES)
    assert pressed.pdf == binder.pdf(paper(), "", PICTURES).pdf
    assert pressed.pdf.count(b"/Subtype /Image") == 2 and b"DCTDecode" in pressed.pdf
    words = " ".join(lines(pressed.pdf, pressed.pages))
    assert "整改前（3月5日）整改后（3月9日）" in words.replace(" ", "") and "整改后（无照片）" in words
    many = binder.pdf(paper(pairs=PAIRS * 4), "", PICTURES)
    assert many.pages == pressed.pages + 2
    assert binder.pdf(paper(), "").pages == pressed.pages  # frames alone where a photo is missing


def test_it_is_kept_and_read_back(binder):
    made = paper()
    assert stored.loaded(stored.dumped(made)).blocks == made.blocks
    assert stored.fingerprint(made) != stored.fingerprint(paper(pairs=PAIRS[:1]))
    assert any(isinstance(block, Photos) for block in made.blocks)


def test_word_says_the_same_with_its_photos():
    made = word(paper(), PICTURES)
    assert made == word(paper(), PICTURES)
    document = Document(io.BytesIO(made))
    words = [each.text for each in document.paragraphs]
    assert words[0] == "青山镇人民政府督查通报" and "（第3期）" in words
    assert "附件：整改前后对照照片" in words and words.index("青山镇人民政府") < words.index("2026年3月12日")
    assert any(each.startswith("抄送：县生态环境局。") for each in words)
    names = zipfile.ZipFile(io.BytesIO(made)).namelist()
    assert len([name for name in names if name.startswith("word/media/")]) == 2
    headers = {each.text for section in document.sections for each in section.header.paragraphs}
    assert headers == {"可编辑副本，以印发的文件为准"}


def test_a_long_title_is_broken_by_meaning():
    assert title_lines("关于扬尘防控问题整改情况的通报") == ["关于扬尘防控问题整改情况的通报"]
    long = "关于秸秆焚烧、废水排放专项督查整改情况的通报"
    assert title_lines(long) == ["关于秸秆焚烧、废水排放", "专项督查整改情况的通报"]
