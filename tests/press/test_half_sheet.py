"""一纸两份: pledges two on a sheet with a line to cut, one on a sheet where they are long; in order after one cut."""

import io

import pypdf
import pytest

from respbook.papers.pledge import PledgePaper
from respbook.press.binder import Binder
from respbook.press.half_sheet import HALF, set_pledges
from respbook.press.lines import TextSetter
from respbook.rules.errors import RuleBroken


def paper(number, per_sheet=2, lines=8):
    words = "不焚烧秸秆、树叶和垃圾，见到有人焚烧及时劝阻，并告诉社长或村干部。"
    return PledgePaper(
        f"王家庄村-{number:03d}",
        "东关社",
        "2026年度环境保护承诺书",
        (words,) * lines,
        ("承诺人", "王家庄村（盖章）"),
        per_sheet,
    )


@pytest.fixture
def setter(faces):
    return TextSetter(faces)


def numbers(sheet):
    """The numbers on a sheet from top to bottom."""
    found = [(piece.y, piece.text) for piece in sheet.pieces if piece.text.startswith("编号")]
    return [int(text[-3:]) for _, text in sorted(found, reverse=True)]


def test_one_cut_leaves_the_pile_in_order(setter):
    sheets = set_pledges([paper(n) for n in range(1, 8)], setter)
    halves = [numbers(sheet) for sheet in sheets]
    assert halves == [[1, 5], [2, 6], [3, 7], [4]]
    upper, lower = [each[0] for each in halves], [each[1] for each in halves if len(each) > 1]
    assert upper + lower == list(range(1, 8))
    assert all(any(line.dashed and line.y == HALF for line in sheet.strokes) for sheet in sheets)


@pytest.mark.parametrize("lines", [1, 5, 9, 14, 16])
def test_nothing_crosses_the_line(setter, lines):
    (sheet,) = set_pledges([paper(1, lines=lines), paper(2, lines=lines)], setter)
    bases = sorted(piece.y for piece in sheet.pieces if piece.text != "裁切线")
    upper, lower = [y for y in bases if y > HALF], [y for y in bases if y < HALF]
    assert len(upper) == len(lower)
    assert min(upper) > HALF + 20 and max(lower) < HALF - 15 and min(lower) > 20


def test_a_longer_text_is_set_smaller_and_a_long_one_refused(setter):
    def size(lines):
        (sheet,) = set_pledges([paper(1, lines=lines)], setter)
        return min(piece.size for piece in sheet.pieces if "焚烧" in piece.text)

    assert size(5) == 14 and size(5) > size(12) >= 10.5
    with pytest.raises(RuleBroken, match="半张A4纸印不下") as refusal:
        size(40)
    assert refusal.value.field == "body"


def test_long_papers_of_one_a_sheet_begin_on_a_front_side(setter):
    sheets = set_pledges([paper(1, 1, 40), paper(2, 1, 3)], setter)
    assert [numbers(sheet) for sheet in sheets] == [[1], [], [], [], [2]] or [numbers(s) for s in sheets] == [
        [1],
        [],
        [2],
    ]
    signed = [sheet for sheet in sheets if any("签" in piece.text or "承诺人" in piece.text for piece in sheet.pieces)]
    assert len(signed) == 2 and not any(line.dashed for sheet in sheets for line in sheet.strokes)
    assert all(piece.y > 20 for sheet in sheets for piece in sheet.pieces)


def test_the_same_papers_are_the_same_bytes(faces):
    binder, papers = Binder(faces), [paper(n) for n in range(1, 5)]
    first = binder.pledges(papers, "承诺书")
    assert first.pdf == binder.pledges(papers, "承诺书").pdf and first.pages == 2
    text = pypdf.PdfReader(io.BytesIO(first.pdf)).pages[0].extract_text()
    assert "王家庄村-001" in text and "王家庄村-003" in text
