"""表列: every sheet can be read back by the heads it is written with."""

import pytest

from respbook.rules.column_kinds import CellKind
from respbook.rules.columns import SHEETS


@pytest.mark.parametrize("sheet", SHEETS.values(), ids=lambda sheet: sheet.kind)
def test_heads_are_told_apart(sheet):
    titles = [column.title for column in sheet.columns]
    assert len(set(titles)) == len(titles)
    assert set(sheet.key) <= {column.name for column in sheet.columns}


@pytest.mark.parametrize("sheet", SHEETS.values(), ids=lambda sheet: sheet.kind)
def test_a_choice_offers_something_and_the_example_is_one_of_them(sheet):
    for column in sheet.columns:
        if column.kind is CellKind.CHOICE:
            assert column.choices
            assert not column.example or column.example in column.choices
