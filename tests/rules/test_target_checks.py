"""目标任务检查: each kind says what it must, with the sentence on the right field; figures as people type them."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from respbook.rules.cadence import Cadence
from respbook.rules.errors import RuleBroken
from respbook.rules.target_checks import ProgrammeTerm, TargetFigures, check, check_share, read_amount
from respbook.rules.targets import Basis, TargetKind
from respbook.rules.units import UnitKind

TERM = ProgrammeTerm(2026, date(2026, 1, 1), date(2026, 12, 31))
RIGHT = {
    TargetKind.AT_LEAST: {"amount": Decimal(40), "unit_word": "户"},
    TargetKind.AT_MOST: {"amount": Decimal(0), "unit_word": "处"},
    TargetKind.ZERO: {"unit_word": "起"},
    TargetKind.RANGE: {"low": Decimal(1), "high": Decimal(3), "unit_word": "座"},
    TargetKind.RATIO: {"amount": Decimal(1), "unit_word": "名", "per": 300, "per_word": "人"},
    TargetKind.RELATIVE: {"amount": Decimal(-3), "base_year": 2025},
    TargetKind.DEADLINE: {"due_on": date(2026, 10, 30)},
    TargetKind.YES_NO: {},
    TargetKind.TEXT: {"text": "防雨防渗"},
}


def figures(kind, **more):
    return TargetFigures(kind, **({"unit_kinds": (UnitKind.VILLAGE,)} | RIGHT[kind] | more))


@pytest.mark.parametrize("kind", TargetKind)
def test_a_whole_figure_of_each_kind_passes(kind):
    check(figures(kind), TERM)


DIVIDED = {"divided": True, "basis": Basis.HOUSEHOLDS, "step": Decimal(1)}


@pytest.mark.parametrize(
    ("kind", "wrong", "field"),
    [
        (TargetKind.AT_LEAST, {"amount": None}, "amount"),
        (TargetKind.AT_LEAST, {"amount": Decimal(-1)}, "amount"),
        (TargetKind.AT_LEAST, {"unit_word": " "}, "unit_word"),
        (TargetKind.ZERO, {"unit_word": ""}, "unit_word"),
        (TargetKind.RANGE, {"low": None}, "low"),
        (TargetKind.RANGE, {"high": None}, "high"),
        (TargetKind.RANGE, {"low": Decimal(4)}, "high"),
        (TargetKind.RATIO, {"per": 0}, "per"),
        (TargetKind.RATIO, {"per_word": ""}, "per_word"),
        (TargetKind.RATIO, {"amount": Decimal(0)}, "amount"),
        (TargetKind.RELATIVE, {"amount": Decimal(0)}, "amount"),
        (TargetKind.RELATIVE, {"amount": Decimal(-101)}, "amount"),
        (TargetKind.RELATIVE, {"base_year": None}, "base_year"),
        (TargetKind.RELATIVE, {"base_year": 2026}, "base_year"),
        (TargetKind.RELATIVE, {"base_amount": Decimal(51)}, "unit_word"),
        (TargetKind.DEADLINE, {"due_on": None}, "due_on"),
        (TargetKind.DEADLINE, {"due_on": date(2027, 1, 1)}, "due_on"),
        (TargetKind.TEXT, {"text": "  "}, "text"),
        (TargetKind.ZERO, DIVIDED, "divided"),
        (TargetKind.AT_LEAST, DIVIDED | {"unit_word": "%"}, "divided"),
        (TargetKind.AT_LEAST, DIVIDED | {"basis": None}, "basis"),
        (TargetKind.AT_LEAST, DIVIDED | {"step": Decimal(0)}, "step"),
        (TargetKind.AT_LEAST, DIVIDED | {"step": Decimal("0.0001")}, "step"),
        (TargetKind.AT_LEAST, DIVIDED | {"amount": Decimal("40.5")}, "amount"),
        (TargetKind.AT_LEAST, DIVIDED | {"unit_kinds": (UnitKind.TOWN,)}, "unit_kinds"),
        (TargetKind.YES_NO, {"unit_kinds": ()}, "unit_kinds"),
        (TargetKind.YES_NO, {"unit_kinds": (UnitKind.GROUP,)}, "unit_kinds"),
        (TargetKind.YES_NO, {"due_day": 400}, "due_day"),
        (TargetKind.YES_NO, {"due_day": 3, "due_on": date(2026, 3, 1), "cadence": Cadence.YEARLY}, "due_day"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_on_its_field(kind, wrong, field):
    with pytest.raises(RuleBroken) as refused:
        check(figures(kind, **wrong), TERM)
    assert refused.value.field == field
    assert refused.value.sentence.endswith("。")


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("", None),
        ("  ", None),
        ("38.5", "38.5"),
        ("３８．５", "38.5"),
        ("1,234", "1234"),
        ("１，２３４", "1234"),
        ("-0", "0"),
        ("0.125", "0.125"),
    ],
)
def test_cells_are_read_as_people_mean_them(typed, read):
    assert read_amount(typed) == (None if read is None else Decimal(read))


@pytest.mark.parametrize(
    "typed",
    ["NaN", "sNaN", "Infinity", "1e2", "1e999", "1e-999", "-1", "0.0001", "38亩", "٣", "1_000", "0x10", "9" * 10**6, "三",
     "\x00", "1\u202e2", "1e13"],
)  # fmt: skip
def test_what_is_no_plain_number_is_refused(typed):
    with pytest.raises(RuleBroken):
        read_amount(typed)


@given(st.text(max_size=60))
def test_no_text_breaks_the_reading(typed):
    try:
        value = read_amount(typed)
    except RuleBroken:
        return
    assert value is None or (value.is_finite() and 0 <= value <= 10**12)


def test_a_share_is_a_whole_number_of_steps():
    check_share(Decimal("38.5"), Decimal("0.5"))
    check_share(None, Decimal(1))
    with pytest.raises(RuleBroken):
        check_share(Decimal("38.5"), Decimal(1))
