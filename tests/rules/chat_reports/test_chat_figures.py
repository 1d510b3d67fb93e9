"""识数: numbers as villages write them, and what is no figure."""

from decimal import Decimal

import pytest

from respbook.rules.chat_reports.figures import Amount, AmountFinder

FINDER = AmountFinder(("车", "吨", "万吨"))


def amounts(text: str) -> list[Amount]:
    return FINDER.amounts(text, 0, len(text))


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("3车", "3"), ("2.5吨", "2.5"), ("1,200车", "1200"), ("三车", "3"), ("十车", "10"), ("十二车", "12"),
        ("二十车", "20"), ("二十一车", "21"), ("一百零五车", "105"), ("一百二车", "120"), ("三百五十车", "350"),
        ("一千零三十车", "1030"), ("两车", "2"), ("半车", "0.5"), ("两车半", "2.5"), ("二点五吨", "2.5"),
        ("一万二车", "12000"), ("1.2万车", "12000"), ("零车", "0"), ("〇车", "0"),
    ],
)  # fmt: skip
def test_a_number_is_read(words: str, value: str) -> None:
    (amount,) = amounts(words)
    assert (amount.value, amount.rough, words[amount.start : amount.end]) == (Decimal(value), False, words)


@pytest.mark.parametrize("words", ["两三车", "三四车", "十几车", "几车", "数车", "一半车"])
def test_what_is_no_one_number_has_no_certain_value(words: str) -> None:
    assert all(amount.value is None or amount.rough for amount in amounts(words))


@pytest.mark.parametrize(
    "words",
    [
        "约3车",
        "近3车",
        "3车左右",
        "3余车",
        "十余车",
        "3车多",
        "不到3车",
        "超过3车",
        "3车以上",
        "2-3车",
        "2至3车",
        "3车-5车",
    ],
)
def test_about_and_between_are_rough(words: str) -> None:
    assert any(amount.rough for amount in amounts(words) if amount.unit_word == "车")


@pytest.mark.parametrize(
    "words", ["第3车", "G312国道", "3#", "一起巡查", "一次性", "二十四史", "一切正常", "3.5.6", "abc3", "30%"]
)
def test_what_is_no_amount(words: str) -> None:
    assert [each for each in amounts(words.lower()) if each.unit_word in ("车", "起", "")] == []


def test_a_unit_of_ten_thousands_is_the_items_own() -> None:
    (amount,) = amounts("2万吨")
    assert (amount.value, amount.unit_word) == (Decimal(2), "万吨")


def test_total_part_and_denied() -> None:
    total, part = amounts("共5车其中2车")
    assert total.total and part.part
    denied, said = amounts("不是3车是5车")
    assert denied.denied and not said.denied
