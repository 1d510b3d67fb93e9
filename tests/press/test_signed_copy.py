"""签订本: strokes in every form that is kept, paper named, edge seals apart, the same parts the same bytes."""

import json
from datetime import date

import press_marks
import pytest

from respbook.press.sample_seal import sample_seal
from respbook.press.seal_preview import seal_preview
from respbook.press.signed_copy import OnPaper, Sealed, Written, bind, strokes_from, struck
from respbook.rules.errors import RuleBroken

ON = date(2026, 3, 5)
STROKES = [[[0, 0, 0.5], [30, 20, 0.7]], [[5, 5, 0.5], [60, 44, 0.1]]]


@pytest.fixture
def letter(binder, letter_module):
    return binder.pdf(letter_module.letter(), letter_module.wording())


def told(value):
    return json.dumps(value).encode()


def test_strokes_are_read_in_every_form_that_is_kept():
    expected = [[tuple(map(float, point)) for point in stroke] for stroke in STROKES]
    assert strokes_from(told(STROKES)) == (expected, "pressure")
    assert strokes_from(told({"width": 90, "height": 50, "strokes": STROKES})) == (expected, "pressure")
    timed = [[[0, 0, 0], [30, 20, 16]]]
    assert strokes_from(told({"box": [2000, 500], "strokes": timed}))[1] == "time"


@pytest.mark.parametrize("content", [b"", b"{}", b"[[1]]", b"[[[1,2]]]", b'{"strokes": 3}', b"\xff", b'[[[1,2,"a"]]]'])
def test_what_is_no_strokes_is_refused_in_words(content):
    with pytest.raises(RuleBroken, match="留存的笔迹读不出来"):
        strokes_from(content)


def test_all_marks_stand_behind_the_issued_bytes(letter, faces):
    seal = sample_seal("青山镇人民政府", faces)
    strokes = told(press_marks.handwriting())
    parts = [Written(0, 0, ON, strokes), Written(1, 0, ON, strokes, proxy=True), OnPaper(1, 1, ON, "档案柜3号")]
    parts += [Sealed(0, seal, press_marks.THROUGH, edge=True)]
    copy = bind(letter.pdf, letter.places, parts, ON, faces)
    assert copy.startswith(letter.pdf) and copy == bind(letter.pdf, letter.places, parts, ON, faces)
    assert bind(letter.pdf, letter.places, parts, None, faces) != copy
    assert struck(copy, "已作废", "2026年4月1日作废", faces).startswith(copy)


def test_a_place_that_the_paper_does_not_have_is_named(letter, faces):
    with pytest.raises(RuleBroken, match="没有这一栏的签字处"):
        bind(letter.pdf, letter.places, [Written(4, 0, ON, told(STROKES))], None, faces)
    with pytest.raises(RuleBroken, match="没有这一方的盖章处"):
        bind(
            letter.pdf,
            letter.places,
            [Sealed(4, sample_seal("青山镇", faces), press_marks.THROUGH, edge=False)],
            None,
            faces,
        )


def test_a_preview_is_a_page_with_words_across_not_the_picture(faces):
    seal = sample_seal("青山镇人民政府", faces)
    shown = seal_preview(seal, "青山镇人民政府", faces)
    assert shown.startswith(b"\x89PNG") and seal not in shown and shown != seal
