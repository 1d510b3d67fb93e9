"""责任单位类别: how a column of kinds is read and told."""

import pytest

from respbook.rules.units import UNIT_KIND_LABELS, UnitKind, kinds_in, kinds_words


def test_a_column_of_kinds_is_read_in_its_order() -> None:
    assert kinds_in("affiliated,village") == (UnitKind.AFFILIATED, UnitKind.VILLAGE)
    assert kinds_in("") == ()
    with pytest.raises(ValueError, match="hamlet"):
        kinds_in("hamlet")


def test_kinds_are_told_as_the_office_calls_them() -> None:
    assert kinds_words((UnitKind.VILLAGE, UnitKind.COMMUNITY)) == "村、社区"
    assert set(UNIT_KIND_LABELS) == set(UnitKind)
