"""读数读日: whoever reads a number or a day reads it alike, and nothing is silently read as something else."""

import datetime as d
from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict
from written import DAY, DAYS, NO_DAYS, NO_NUMBERS, NUMBERS, SHORT_DAYS, number
from wtforms import Form

from respbook.forms.fields import Amount, ChineseDate, WholeNumber
from respbook.forms.lists import audit_filter
from respbook.rules.carrying import read_percent
from respbook.rules.cells import read_cell
from respbook.rules.chinese import figure
from respbook.rules.column_kinds import CellKind, Column
from respbook.rules.errors import RuleBroken
from respbook.rules.grid_cells import read_due, read_share
from respbook.rules.target_checks import read_amount
from respbook.rules.typed import NoSuchDay, NotADay, StrangeYear, read_day, read_number


class Page(Form):
    """One field of each kind."""

    amount = Amount("数量", places=None)
    whole = WholeNumber("户数")
    on = ChineseDate("日期")


def in_form(name, text):
    """What the field reads; None where it refuses."""
    page = Page(MultiDict({name: text}))
    page.validate()
    assert bool(page.errors) == (page[name].data is None), text
    return page[name].data


def tried(read, *asked):
    """What is read; None where it is refused in words."""
    try:
        return read(*asked)
    except RuleBroken as refusal:
        assert refusal.sentence
        return None


@pytest.mark.parametrize("text", [*NUMBERS, *NO_NUMBERS])
def test_every_reader_of_a_number_reads_alike(text):
    wanted = number(text)
    assert read_number(text) == wanted
    assert tried(read_cell, Column("amount", "数", CellKind.NUMBER), text) == wanted
    assert in_form("amount", text) == wanted
    assert tried(lambda: read_amount(text, signed=True)) == wanted
    assert tried(read_percent, text) == wanted
    counted = wanted if wanted is not None and wanted >= 0 else None
    assert tried(read_amount, text) == counted
    share = tried(read_share, text, Decimal("0.001"))
    assert (share.amount if share else None) == counted
    assert in_form("whole", text) == (None if wanted is None or wanted % 1 else wanted)


@pytest.mark.parametrize("text", [*DAYS, *NO_DAYS])
def test_every_reader_of_a_day_reads_alike(text):
    wanted = DAY if text in DAYS else None
    assert tried(read_cell, Column("on", "日期", CellKind.DATE), text) == wanted
    assert in_form("on", text) == wanted
    assert audit_filter({"first": text}).first == wanted
    assert tried(read_due, text, 2020) == wanted


@pytest.mark.parametrize("text", SHORT_DAYS)
def test_a_day_without_its_year_is_one_only_where_a_year_is_known(text):
    assert read_day(text, 2026) == read_due(text, 2026) == DAY
    with pytest.raises(NotADay):
        read_day(text)


@pytest.mark.parametrize(
    ("text", "fault"),
    [("2026-02-30", NoSuchDay), ("2025-02-29", NoSuchDay), ("1948-12-31", StrangeYear), ("2100-01-01", StrangeYear)],
)
def test_what_is_wrong_with_a_day_is_told(text, fault):
    with pytest.raises(fault):
        read_day(text)


@given(st.decimals(-(10**12), 10**12, places=3))
def test_a_number_that_is_shown_is_read_again(amount):
    assert read_number(figure(amount)) == read_number(f"{amount:,f}") == amount


@given(st.dates(d.date(1949, 1, 1), d.date(2099, 12, 31)))
def test_a_day_that_is_shown_is_read_again(on):
    assert read_day(on.isoformat()) == read_day(f"{on.year}年{on.month}月{on.day}日") == on


@given(st.text(max_size=60))
def test_any_text_is_read_or_is_nothing(text):
    amount = read_number(text)
    assert amount is None or amount == round(amount, 3)
    with suppress(NotADay):
        assert 1949 <= read_day(text, 2026).year <= 2099
