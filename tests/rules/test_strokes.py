"""笔迹: read strictly; nothing, a dot and what no pen draws are refused in words."""

import json

import pytest

from respbook.rules.errors import RuleBroken
from respbook.rules.signing_tables import check_pin
from respbook.rules.strokes import MOST_POINTS, read_strokes


def line(count=40, step=20):
    return [[100 + place * step, 300 + place % 7 * 10, place * 16] for place in range(count)]


def text(strokes, box=(2000, 900), **more):
    return json.dumps({"box": list(box), "strokes": strokes, **more})


def test_a_name_is_read_and_kept_in_one_form():
    found = read_strokes(text([line(), [[900, 400, 2000]]]))
    assert found.box[0] == 100 and len(found.strokes) == 2 and found.length > 700
    assert read_strokes(found.text()) == found


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ("", "还没有签名"),
        (text([]), "还没有签名"),
        (text([[[5, 5, 0]]]), "太短"),
        (text([line(5, 2)]), "太短"),
        (text([[[500 + n % 2 * 20, 500, n] for n in range(100)]]), "太短"),
        ("{", "没有收到完整的笔迹"),
        ("[" * 9000, "没有收到完整的笔迹"),
        (text([line()], more=1), "没有收到完整的笔迹"),
        (text([line()], box=(1000, 900)), "没有收到完整的笔迹"),
        (text([line()], box=(2000, True)), "没有收到完整的笔迹"),
        (text([[[1.5, 2, 3]]]), "没有收到完整的笔迹"),
        (text([[[-1, 2, 3]]]), "没有收到完整的笔迹"),
        (text([[[0, 901, 3]]]), "没有收到完整的笔迹"),
        (text([[]]), "没有收到完整的笔迹"),
        (text(line()), "没有收到完整的笔迹"),
        ("NaN", "没有收到完整的笔迹"),
        (text([[[1, 1, n] for n in range(MOST_POINTS + 1)]]), "笔迹太长"),
        (" " + "1" * 300_000, "笔迹太长"),
    ],
)
def test_what_is_no_name_is_refused(sent, said):
    with pytest.raises(RuleBroken, match=said):
        read_strokes(sent)


@pytest.mark.parametrize("pin", ["", "12", "123456789", "abcd", "1111", "1234", "9876", "１２３９"])
def test_a_pin_that_is_none(pin):
    with pytest.raises(RuleBroken):
        check_pin(pin)


def test_a_pin():
    check_pin("2917")
