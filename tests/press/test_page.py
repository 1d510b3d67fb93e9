"""版面: measured on the finished PDF, as a ruler would on paper (GB/T 9704-2012 5.2, 7.5)."""

from collections import defaultdict

import pytest

from respbook.papers.blocks import CheckMark, Heading, Paper, Paragraph, Run
from respbook.press.breaking import NO_END, NO_START

MM = 25.4 / 72


def paper(*blocks, mark=None):
    return Paper("责任书", "甲", "青环责〔2026〕1号", tuple(blocks), mark)


def rows_of(found):
    rows = defaultdict(list)
    for character, left, right, base in found:
        rows[round(base * MM, 1)].append((character, left * MM, right * MM))
    return [(base, rows[base]) for base in sorted(rows, reverse=True)]


def type_area(found):
    return [(base, row) for base, row in rows_of(found) if 35 < base < 260]


@pytest.fixture
def text_page(binder, glyphs):
    pdf = binder.pdf(paper(Paragraph((Run("环境保护责任书目标" * 200),)))).pdf
    return type_area(glyphs(pdf, 1)), type_area(glyphs(pdf, 2))


def test_22_lines_of_28_characters(text_page):
    first, second = text_page
    assert len(first) == len(second) == 22
    assert [len(row) for _, row in first] == [26] + [28] * 21
    assert {len(row) for _, row in second} == {28}


def test_margins_are_exact(text_page):
    for _, row in text_page[1]:
        assert row[0][1] == pytest.approx(28, abs=0.1)
        assert row[-1][2] == pytest.approx(210 - 26, abs=0.1)
    bases = [base for base, _ in text_page[1]]
    assert bases[0] - bases[-1] == pytest.approx(21 * 225 / 22, abs=0.11)
    top, foot = bases[0] + 0.88 * 16 * MM, bases[-1] - 0.12 * 16 * MM
    half_leading = (225 / 22 - 16 * MM) / 2
    assert top + half_leading == pytest.approx(297 - 37, abs=0.1)
    assert foot - half_leading == pytest.approx(35, abs=0.1)


def test_no_forbidden_mark_at_either_end_of_a_line(binder, glyphs, letter_module):
    pressed = binder.pdf(letter_module.letter())
    for page in range(1, pressed.pages + 1):
        for _, row in type_area(glyphs(pressed.pdf, page)):
            if len(row) >= 26:
                assert row[0][0] not in NO_START - {"—"}
                assert row[-1][0] not in NO_END


def test_page_numbers_stand_outside(binder, glyphs, letter_module):
    pressed = binder.pdf(letter_module.letter())
    for page in range(1, pressed.pages + 1):
        row = next(row for base, row in rows_of(glyphs(pressed.pdf, page)) if 26 <= base <= 26.5)
        number = [each for each in row if each[0] in "—0123456789"]
        assert "".join(each[0] for each in number) == f"—{page}—"
        if page % 2:
            assert number[-1][2] == pytest.approx(184 - 14 * MM, abs=0.2)
        else:
            assert number[0][1] == pytest.approx(28 + 14 * MM, abs=0.2)


@pytest.mark.parametrize("lines", range(16, 27))
def test_a_heading_never_ends_a_page(binder, glyphs, lines):
    text = Paragraph((Run("环" * (26 + 28 * (lines - 1))),))
    after = Paragraph((Run("境" * 40),))
    pressed = binder.pdf(paper(text, Heading(1, (Run("一、标题"),)), Heading(2, (Run("（一）小题"),)), after))
    for page in range(1, pressed.pages + 1):
        rows = type_area(glyphs(pressed.pdf, page))
        assert "题" not in [character for character, _, _ in rows[-1][1]]


@pytest.mark.parametrize("more", (1, 2))
def test_no_page_begins_with_the_last_one_or_two_characters(binder, glyphs, more):
    text = Paragraph((Run("环" * (26 + 28 * 21 + more)),))
    second = type_area(glyphs(binder.pdf(paper(text)).pdf, 2))
    assert [len(row) for _, row in second] == [28, more]


def test_a_draft_says_so_and_has_no_code(binder, glyphs):
    found = "".join(c for c, *_ in glyphs(binder.pdf(paper(Paragraph((Run("环境"),)))).pdf, 1))
    assert "草稿" in found
    assert "校验码" not in found
    marked = paper(Paragraph((Run("环境"),)), mark=CheckMark("https://a.example/v/X", "ABCD-EFGH"))
    assert "草稿" not in "".join(c for c, *_ in glyphs(binder.pdf(marked).pdf, 1))


def test_filled_pieces_are_marked_where_they_stand(binder, glyphs):
    village = "青山镇柳沟村村民委员会"
    runs = (Run("环" * 20), Run(village, "unit.name"), Run("境" * 5))
    pressed = binder.pdf(paper(Paragraph(runs)))
    assert [mark.field for mark in pressed.marks] == ["unit.name", "unit.name"]
    for mark in pressed.marks:
        inside = [
            character
            for character, left, right, base in glyphs(pressed.pdf, 1)
            if mark.x - 0.1 <= left * MM
            and right * MM <= mark.x + mark.width + 0.2
            and mark.y <= 297 - base * MM <= mark.y + mark.height
        ]
        assert "".join(inside) in village
        assert len(inside) >= 5
