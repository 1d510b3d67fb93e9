"""读格: what people type, paste and calculate."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from respbook.rules.cells import phone_fault, read_cell, shown, split_tags
from respbook.rules.column_kinds import CellKind, Column
from respbook.rules.columns import SHEETS
from respbook.rules.errors import RuleBroken

DATE = Column("on", "日期", CellKind.DATE)
NUMBER = Column("amount", "数", CellKind.NUMBER)
WHOLE = Column("count", "户数", CellKind.WHOLE)
TEXT = Column("name", "名称")
MUST = Column("name", "名称", must=True)
YES = Column("divided", "分解", CellKind.CHOICE, choices=("是", "否"))
KINDS = Column("kinds", "承担单位", CellKind.CHOICES, choices=("村", "社区", "社（组）"))


def refused(column, text, longest=60):
    with pytest.raises(RuleBroken) as refusal:
        read_cell(column, text, longest)
    assert refusal.value.sentence.endswith("。")
    return refusal.value.sentence


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-05",
        "2026.3.5",
        "2026/3/5",
        "2026年3月5日",
        "20260305",
        "２０２６年３月５日",
        "2026-03-05 00:00:00",
        "2026.03.05",
    ],
)
def test_days_in_every_hand(text):
    assert read_cell(DATE, text) == date(2026, 3, 5)


@pytest.mark.parametrize("text", ["2026-02-30", "26.3.5", "46086", "三月五日", "2026", "1026-03-05", "2026-13-01"])
def test_what_is_no_day(text):
    assert text in refused(DATE, text)


@pytest.mark.parametrize(
    ("text", "value"),
    [("1,234.5", "1234.5"), ("１２３４．５", "1234.5"), ("0", "0"), ("-3", "-3"), ("380.0", "380"), ("1 234", "1234")],
)
def test_numbers(text, value):
    assert read_cell(NUMBER, text) == Decimal(value)


@pytest.mark.parametrize(
    "text", ["NaN", "Infinity", "1e999", "1,23", "380亩", "1.2345", "١٢", "9" * 30, "--3", "1_000", "0x10"]
)
def test_what_is_no_number(text):
    refused(NUMBER, text)
    refused(WHOLE, text)


@pytest.mark.parametrize("mark", ["#REF!", "#N/A", "#DIV/0!", "＃VALUE!", "#name?"])
@pytest.mark.parametrize("column", [DATE, NUMBER, TEXT, YES])
def test_failed_formulas(column, mark):
    assert "公式出错" in refused(column, mark)


def test_a_sharp_sign_alone_is_no_fault():
    assert read_cell(TEXT, "#3楼") == "#3楼"


@pytest.mark.parametrize("text", ["a\u202eb", "a\u200bb", "a\ud800", "x" * 61, "甲\u2066"])
def test_marks_that_nobody_sees(text):
    refused(TEXT, text)


def test_emptying_is_said_and_never_where_something_must_stand():
    assert read_cell(TEXT, "清空") is None and read_cell(DATE, "清空") is None
    assert "不能清空" in refused(MUST, "清空")


def test_choices():
    assert (read_cell(YES, "√"), read_cell(YES, "否"), read_cell(YES, " 是 ")) == ("是", "否", "是")
    assert "“是、否”" in refused(YES, "也许")
    assert read_cell(KINDS, "社区，村") == ("村", "社区")
    assert read_cell(KINDS, "社(组)") == ("社（组）",)
    assert "没有“乡”" in refused(KINDS, "村、乡")


@pytest.mark.parametrize("text", ["13812345678", "１３８１２３４５６７８", "138 1234 5678", "0912-4221234", "4221234"])
def test_phones(text):
    assert phone_fault(text) == ""


@pytest.mark.parametrize("text", ["123", "23812345678", "电话", "138****5678", "13812345678/13912345678"])
def test_what_is_no_phone(text):
    assert phone_fault(text)


def test_tags():
    assert split_tags("沿河、有养殖，沿河; 有散煤") == ("沿河", "有养殖", "有散煤")


@given(st.decimals(-(10**11), 10**11, places=3), st.dates(date(1949, 1, 1), date(2099, 12, 31)))
def test_what_is_written_out_is_read_back(number, day):
    assert read_cell(NUMBER, shown(number)) == number
    assert read_cell(DATE, shown(day)) == day


@given(st.sampled_from([column for sheet in SHEETS.values() for column in sheet.columns]), st.text(min_size=1))
def test_any_text_is_read_or_refused_in_words(column, text):
    try:
        read_cell(column, text)
    except RuleBroken as refusal:
        assert refusal.sentence.endswith("。")
