"""格的名称: as spreadsheets call it; a place that no sheet has does not hold anybody up."""

import pytest

from respbook.rules.county_forms import place_words


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [(5, 2, "B5"), (1, 26, "Z1"), (1, 27, "AA1"), (3, 702, "ZZ3"), (1, -5, "1"), (1, 0, "1")],
)
def test_places_are_named(row, column, words):
    assert place_words(row, column) == words
