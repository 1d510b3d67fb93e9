"""条款: numbers follow the levels, and a letter has its limits (GB/T 9704-2012 7.3.3; safety R37)."""

import pytest

from respbook.rules.clauses import MOST_CLAUSES, check_size, counted, label_remark, numbers
from respbook.rules.errors import RuleBroken


def test_numbers_start_anew_under_each_higher_level():
    levels = [0, 1, 2, 3, 3, 4, 2, 3, 1, 2]
    assert numbers((level, "") for level in levels) == (
        "", "一、", "（一）", "1.", "2.", "（1）", "（二）", "1.", "二、", "（一）",
    )  # fmt: skip


def test_body_text_between_headings_interrupts_nothing():
    assert numbers([(1, ""), (0, ""), (1, "")]) == ("一、", "", "二、")


def test_a_label_stands_in_the_computed_number_and_counts_as_it():
    assert numbers([(1, ""), (1, "第二条"), (1, "")]) == ("一、", "第二条", "三、")


def test_too_much_is_refused_in_words():
    check_size(MOST_CLAUSES, 60_000)
    with pytest.raises(RuleBroken, match=f"最多{MOST_CLAUSES}条"):
        check_size(MOST_CLAUSES + 1, 400)
    with pytest.raises(RuleBroken, match="60,000"):
        check_size(1, 60_001)


def test_the_number_by_place_is_told_beside_a_label_that_differs():
    assert counted([1, 0, 2, 2, 1]) == ("一、", "", "（一）", "（二）", "二、")
    assert label_remark("3.", "4.") == "印为“3.”，按次序应为“4.”"
    assert label_remark("(一)", "（一）") == ""
    assert label_remark("", "一、") == label_remark("附", "") == ""
