"""格子: what people type and paste is read as they mean it, or refused in words at the cell."""

import datetime as d
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from respbook.rules import grid_cells as cells
from respbook.rules.chinese import figure
from respbook.rules.errors import RuleBroken
from respbook.rules.grid_cells import Typed, due_words, read_cells, read_due, read_dues, read_share, read_versions

SHARES = [
    ("38.5", Typed(Decimal("38.5"))), ("１２", Typed(Decimal(12))), ("1,234.5", Typed(Decimal("1234.5"))),
    (" 40 ", Typed(Decimal(40))), ("", Typed()), ("　", Typed()), ("0", Typed(Decimal(0))), ("007", Typed(Decimal(7))),
    ("2.500", Typed(Decimal("2.5"))), ("不适用", Typed(applies=False)), ("—", Typed(applies=False)),
    ("－", Typed(applies=False)), ("×", Typed(applies=False)), ("／", Typed(applies=False)),
]  # fmt: skip
REFUSED = ["abc", "12亩", "1.2345", "#REF!", "-5", "十二", "1 2", "=A1+1", "9" * 41]


@pytest.mark.parametrize(("text", "wanted"), SHARES, ids=lambda value: str(value)[:20])
def test_a_share_as_it_is_typed(text, wanted):
    assert read_share(text, Decimal("0.1")) == wanted


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_no_share_is_refused_in_words(text):
    with pytest.raises(RuleBroken) as refused:
        read_share(text, Decimal("0.1"))
    assert refused.value.sentence.endswith("。")


def test_a_share_is_a_whole_number_of_steps():
    with pytest.raises(RuleBroken, match=r"最小单位0\.5"):
        read_share("1.2", Decimal("0.5"))


@given(st.decimals(min_value=0, max_value=10**9, places=3, allow_nan=False))
def test_what_is_printed_is_read_again(amount):
    assert read_share(figure(amount), Decimal("0.001")).amount == amount


DUES = [
    "3.31",
    "3/31",
    "3-31",
    "3月31日",
    "3月31号",
    "2026-03-31",
    "2026.3.31",
    "2026年3月31日",
    "２０２６年３月３１日",
    " 3 月 31 日 ",
]


@pytest.mark.parametrize("text", DUES)
def test_a_due_date_as_it_is_typed(text):
    assert read_due(text, 2026) == d.date(2026, 3, 31)


@pytest.mark.parametrize("text", ["", "月底前", "2.30", "13.1", "2026", "0.5", "3.31前", "2026-3-31-1"])
def test_what_is_no_date_is_refused_in_words(text):
    with pytest.raises(RuleBroken):
        read_due(text, 2026)


@given(st.dates(d.date(2000, 1, 1), d.date(2099, 12, 31)))
def test_a_date_that_is_shown_is_read_again(on):
    assert read_due(due_words(on, 2026), 2026) == on


def test_the_changed_cells_of_a_sheet():
    first, second = read_cells("3\t7\t1,234\t固\t全村\n4\t7\t×\t\t\n")
    assert (first.unit_id, first.target_id, first.text, first.pinned, first.note) == (3, 7, "1,234", True, "全村")
    assert (second.unit_id, second.text, second.pinned, second.note) == (4, "×", False, "")
    assert read_versions("7\t2\n8\t1") == {7: 2, 8: 1}
    assert read_dues("9\t1\t3.31")[0].text == "3.31"
    assert read_cells("") == [] and read_versions("") == {}


@pytest.mark.parametrize(
    "sent", ["3\t7\t1", "a\t7\t1\t\t", "-3\t7\t1\t\t", "99999999999\t7\t1\t\t", "3\t4294967296\t1\t\t"]
)
def test_what_no_page_sends_is_refused(sent):
    with pytest.raises(RuleBroken, match="看不懂"):
        read_cells(sent)


def test_a_cell_that_comes_twice_or_too_many_cells(monkeypatch):
    with pytest.raises(RuleBroken, match="两次"):
        read_cells("3\t7\t1\t\t\n3\t7\t2\t\t")
    with pytest.raises(RuleBroken, match="两次"):
        read_dues("3\t1\t3.1\n3\t1\t3.2")
    monkeypatch.setattr(cells, "MOST_CELLS", 1)
    with pytest.raises(RuleBroken, match="分几次"):
        read_cells("3\t7\t1\t\t\n4\t7\t2\t\t")
