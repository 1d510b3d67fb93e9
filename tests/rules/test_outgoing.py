"""出表: what comes back in stands first under its own title; no text is a formula, and none is lost by saying so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from respbook.rules.columns import SHEETS
from respbook.rules.outgoing import (
    ARCHIVE,
    AUDIT,
    FLAWS,
    FORMULA_STARTS,
    LETTERS,
    REGISTER,
    guarded,
    outgoing,
    risky,
    unguarded,
)

STARTS = st.sampled_from(["", "'", "''", *sorted(FORMULA_STARTS)])


@pytest.mark.parametrize("kind", SHEETS)
def test_columns_that_come_back_stand_first_and_titles_are_told_apart(kind):
    sheet, out = SHEETS[kind], outgoing(kind)
    assert out.title == sheet.title and out.columns[: len(sheet.columns)] == sheet.columns
    known = {title for column in sheet.columns for title in (column.title, *column.also)}
    assert not known & {column.title for column in out.columns[len(sheet.columns) :]}


@pytest.mark.parametrize("sheet", [LETTERS, AUDIT, FLAWS, REGISTER, ARCHIVE], ids=lambda sheet: sheet.title)
def test_other_sheets_have_a_title_for_each_column(sheet):
    assert len({column.title for column in sheet.columns}) == len(sheet.columns) and len(sheet.title) <= 31


@given(STARTS, st.text(max_size=12))
def test_a_quoted_text_is_no_formula_and_comes_back(start, rest):
    text = start + rest
    written = guarded(text)
    assert not risky(written)
    assert unguarded(written) == text
