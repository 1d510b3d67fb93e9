"""文号: the pattern, the number, the gaps."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from respbook.rules.errors import RuleBroken
from respbook.rules.numbering import check_pattern, format_number, gaps

PATTERN = "青环责〔{年}〕{号}号"


@pytest.mark.parametrize(
    "pattern", [PATTERN, "青政环责字〔{年}〕{号}号", "青环责〔2026〕{号}号", "青环责{号}号", "QH责〔{年}〕{号}号"]
)
def test_good_patterns(pattern: str) -> None:
    check_pattern(pattern)


@pytest.mark.parametrize(
    ("pattern", "word"),
    [
        ("", "未填写"),
        ("青环责〔{年}〕号", "没有“{号}”"),
        ("青环责〔{年}〕{号}{号}号", "出现2次"),
        ("青环责〔{年}〕〔{年}〕{号}号", "年份只标一次"),
        ("青环责[{年}]{号}号", "六角括号"),
        ("青环责（{年}）{号}号", "六角括号"),
        ("青环责{年}{号}号", "六角括号"),
        ("青环责〔{年}{号}号", "六角括号"),
        ("青〔环〕责〔{年}〕{号}号", "不止一对"),
        ("青环责〔{年}〕第{号}号", "“第”"),
        ("青环责〔{年}〕0{号}号", "虚位"),
        ("青环责〔{年}〕{号}", "结尾"),
        ("青环责 〔{年}〕{号}号", "空格"),
        ("青环责〔{年}〕{号}号\n", "空格"),
        ("青环责/〔{年}〕{号}号", "“/”"),
        ("青环责{月}〔{年}〕{号}号", "“{”"),
        ("青·环责〔{年}〕{号}号", "只可用汉字"),
        ("责" * 40 + "{号}号", "超过40个字"),
    ],
)
def test_bad_patterns_are_refused_with_the_reason(pattern: str, word: str) -> None:
    with pytest.raises(RuleBroken) as refusal:
        check_pattern(pattern)
    assert word in refusal.value.sentence
    assert refusal.value.field == "number_pattern"


def test_the_serial_has_no_leading_zeros() -> None:
    assert format_number(PATTERN, 2026, 7) == "青环责〔2026〕7号"


@pytest.mark.parametrize("serial", [0, -1, 100000])
def test_a_serial_outside_the_register_is_refused(serial: int) -> None:
    with pytest.raises(RuleBroken, match="99999"):
        format_number(PATTERN, 2026, serial)


def test_gaps() -> None:
    assert gaps([1, 2, 5, 7]) == [3, 4, 6]
    assert gaps([]) == []
    with pytest.raises(RuleBroken):
        gaps([10**12])


@given(st.sets(st.integers(1, 300)))
def test_gaps_and_serials_together_are_the_whole_run(serials: set[int]) -> None:
    missing = gaps(serials)
    assert not serials & set(missing)
    assert sorted(serials | set(missing)) == list(range(1, max(serials, default=0) + 1))
