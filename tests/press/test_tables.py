"""表格与签字栏: nothing lost, no row cut, head and labels again, never two rows torn apart, no lonely signatures."""

import pytest

from respbook.papers.blocks import Cell, Column, Heading, Paper, Paragraph, Run, Table
from respbook.press.grid import BOTTOM, HEAD, LEFT, WIDTH
from respbook.press.lines import TextSetter
from respbook.press.setter import set_paper


def sheets_of(faces, *blocks):
    return set_paper(Paper("责任书", "甲", "", tuple(blocks), None), TextSetter(faces))


def body(sheet):
    return [piece for piece in sheet.pieces if BOTTOM < piece.y < HEAD]


def words(sheet):
    return "".join(piece.text for piece in body(sheet))


def inside(sheet):
    for box in sheet.boxes:
        assert box.x >= LEFT - 0.3
        assert box.x + box.width <= LEFT + WIDTH + 0.3
        assert box.y >= BOTTOM - 0.05
        assert box.y + box.height <= HEAD + 0.05
    for piece in body(sheet):
        assert piece.y > BOTTOM


@pytest.mark.parametrize("share", (1, 7, 35, 70))
def test_spans_break_between_rows_and_repeat_their_label(faces, letter_module, share):
    sheets = sheets_of(faces, letter_module.targets_table(70, share))
    text = "".join(words(sheet) for sheet in sheets)
    for row in range(1, 71):
        assert any(piece.text == str(row) for sheet in sheets for piece in body(sheet)), row
    assert text.count("序号") == len(sheets)
    for sheet in sheets:
        inside(sheet)
        assert "防治" in words(sheet) or "整治" in words(sheet) or "宣传" in words(sheet)


def test_a_cut_span_draws_its_label_again(faces):
    columns = (Column("类别", 30), Column("任务", 60))
    rows = tuple((Cell((Run("甲乙丙"),), rows=60) if k == 0 else None, Cell((Run(f"第{k}项"),))) for k in range(60))
    sheets = sheets_of(faces, Table("清单", columns, rows))
    assert len(sheets) == 3
    assert [words(sheet).count("甲乙丙") for sheet in sheets] == [1, 1, 1]
    assert [words(sheet).count("类别") for sheet in sheets] == [1, 1, 1]
    assert [words(sheet).count("清单") for sheet in sheets] == [1, 0, 0]


def test_a_row_is_never_cut(faces):
    rows = tuple((Cell((Run(f"第{k}项始" + "环" * 60 + "终"),)),) for k in range(40))
    for sheet in sheets_of(faces, Table("", (Column("任务", 60),), rows)):
        assert words(sheet).count("始") == words(sheet).count("终")
        inside(sheet)


@pytest.mark.parametrize("before", range(14, 23))
def test_two_rows_stand_together(faces, before):
    text = Paragraph((Run("环" * (26 + 28 * (before - 1))),))
    rows = tuple((Cell((Run(f"第{k}项"),)),) for k in range(9))
    sheets = sheets_of(faces, text, Table("清单", (Column("任务", 60),), rows))
    counts = [sum(piece.text.startswith("第") for piece in body(sheet)) for sheet in sheets]
    assert sum(counts) == 9
    assert all(count == 0 or count >= 2 for count in counts)


@pytest.mark.parametrize("span", (1, 3))
def test_a_cell_of_3000_characters_is_printed_whole(faces, span):
    long = "环境保护目标责任考核办法实施细则" * 188
    rows = (
        (Cell((Run("甲"),), rows=span), Cell((Run(long[:3000]),), rows=span), Cell((Run("短"),))),
        *[(None, None, Cell((Run("短"),))) for _ in range(span - 1)],
        (Cell((Run("乙"),)), Cell((Run("末"),)), Cell((Run("尾"),))),
    )
    columns = (Column("类", 15), Column("内容", 60), Column("注", 20))
    sheets = sheets_of(faces, Table("清单", columns, rows))
    text = "".join(piece.text for sheet in sheets for piece in body(sheet))
    assert sum(text.count(c) for c in "环境保护目标责任考核办法实施细则") >= 3000
    assert "末" in text and "尾" in text
    for sheet in sheets:
        inside(sheet)


def test_a_table_wider_than_the_page_is_an_error(faces):
    with pytest.raises(ValueError, match="156"):
        sheets_of(faces, Table("", (Column("甲", 100), Column("乙", 57)), ()))


@pytest.mark.parametrize("lines", range(1, 48))
def test_signatures_are_never_alone(faces, letter_module, lines):
    sheets = sheets_of(
        faces,
        Heading(1, (Run("一、附则"),)),
        Paragraph((Run("环" * (26 + 28 * (lines - 1))),)),
        letter_module.signatures(),
    )
    last = sheets[-1]
    assert "2026年1月15日" in words(last)
    assert len([piece for piece in body(last) if piece.text.startswith("环")]) >= min(lines, 2)
    assert sum(words(sheet).count("环") for sheet in sheets) == 26 + 28 * (lines - 1)
    assert all(line.y > BOTTOM for line in last.strokes)
    for sheet in sheets:
        assert "附则" not in body(sheet)[-1].text
        if sheet is not last:
            assert body(sheet), "an empty page"


@pytest.mark.parametrize("rows", range(2, 40))
def test_signatures_after_a_table_keep_two_rows(faces, letter_module, rows):
    table = Table("清单", (Column("任务", 60),), tuple((Cell((Run(f"第{k}项"),)),) for k in range(rows)))
    sheets = sheets_of(faces, table, letter_module.signatures())
    assert "2026年1月15日" in words(sheets[-1])
    assert words(sheets[-1]).count("第") >= 2
    for sheet in sheets:
        inside(sheet)


def test_the_seal_has_a_place_but_no_seal(faces, letter_module):
    sheet = sheets_of(faces, Paragraph((Run("环境"),)), letter_module.signatures())[0]
    assert len(sheet.rings) == 2
    assert len(sheet.strokes) == 4
    assert "甲方（盖章）：" in words(sheet)
    for ring in sheet.rings:
        assert ring.x - ring.radius >= LEFT - 0.1
        assert ring.x + ring.radius <= LEFT + WIDTH


@pytest.mark.parametrize("lines", range(1, 23))
@pytest.mark.parametrize("rows", (1, 3))
def test_a_caption_is_never_left_behind_by_its_table(faces, letter_module, lines, rows):
    table = Table("目标任务表", (Column("任务", 60),), tuple((Cell((Run(f"第{k}项"),)),) for k in range(rows)))
    text = Paragraph((Run("环" * (26 + 28 * (lines - 1))),))
    sheets = sheets_of(faces, text, table, letter_module.signatures())
    (page,) = [sheet for sheet in sheets if "目标任务表" in words(sheet)]
    assert "第0项" in words(page)
