"""评委尺度: means and spread, who is flagged, which units are looked at again; nothing is put right by itself."""

from datetime import date
from decimal import Decimal

from respbook.rules.assessor_scale import Held, scales_of

D = Decimal
FIRST, SECOND = date(2026, 3, 2), date(2026, 3, 3)


def marks(who, name, points, against="8", on=FIRST, full="10", start=0):
    return [
        Held(who, name, on, sheet, f"{sheet}村", D(each), D(full), D(against))
        for sheet, each in enumerate(points, start)
    ]


def test_who_marks_like_the_others_is_not_flagged():
    found = scales_of([*marks(1, "甲", "788899"), *marks(2, "乙", "898878")])
    assert [(each.assessor, each.marks, each.flagged) for each in found.whole] == [("乙", 6, False), ("甲", 6, False)]
    assert not found.flagged and found.again == []
    assert found.whole[1].mean == D(490) / 6


def test_a_strict_day_is_flagged_and_its_units_proposed():
    even = [*marks(1, "甲", "8888888888"), *marks(2, "乙", "8888888888")]
    strict = marks(2, "乙", "555553", on=SECOND, start=20)
    found = scales_of(even + strict)
    flagged = [(each.assessor, each.on, each.words) for each in found.days if each.flagged]
    assert flagged == [("乙", SECOND, "偏严")]
    assert [each.unit for each in found.again] == ["25村", "20村", "21村"]
    assert found.again[0].off == -50


def test_few_marks_say_nothing_and_nothing_is_no_fault():
    assert not scales_of([*marks(1, "甲", "8888888888"), *marks(2, "乙", "2222")]).flagged
    empty = scales_of([])
    assert (empty.whole, empty.days, empty.deviation, empty.again) == ([], [], 0, [])
    alone = scales_of([Held(1, "甲", FIRST, 1, "一村", D(8), D(10), None)])
    assert alone.whole[0].off is None and not alone.flagged


def test_rows_weigh_by_their_points():
    found = scales_of([*marks(1, "甲", ["20"] * 5, against="40", full="40"), *marks(2, "乙", ["5"] * 5, against="10")])
    assert found.whole[0].off == found.whole[1].off == -50 and not found.flagged
