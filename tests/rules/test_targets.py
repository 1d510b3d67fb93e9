"""指标表述: each kind of target read aloud."""

from datetime import date
from decimal import Decimal

import pytest

from respbook.rules.targets import BASIS_LABELS, DIVISIBLE, KIND_LABELS, Basis, Figure, TargetKind, in_words


@pytest.mark.parametrize(
    ("target", "words"),
    [
        (Figure(TargetKind.AT_LEAST, "户", Decimal("40.0")), "不少于40户"),
        (Figure(TargetKind.AT_MOST, "起", Decimal("2")), "不超过2起"),
        (Figure(TargetKind.ZERO, "起"), "0起"),
        (Figure(TargetKind.RANGE, "处", low=Decimal(1), high=Decimal(3)), "1至3处"),
        (Figure(TargetKind.RATIO, "名", Decimal(1), per=300, per_word="人"), "每300人不少于1名"),
        (Figure(TargetKind.RELATIVE, amount=Decimal("-3"), base_year=2025), "较2025年下降3%"),
        (Figure(TargetKind.RELATIVE, amount=Decimal("5.5"), base_year=2025), "较2025年提高5.5%"),
        (
            Figure(TargetKind.RELATIVE, "吨", Decimal(-3), base_year=2025, base_amount=Decimal("51.20")),
            "较2025年（51.2吨）下降3%",
        ),
        (Figure(TargetKind.DEADLINE, due_on=date(2026, 10, 30)), "2026年10月30日前完成"),
        (Figure(TargetKind.DEADLINE), "限期完成"),
        (Figure(TargetKind.YES_NO), "完成"),
        (Figure(TargetKind.TEXT, text="明显改善"), "明显改善"),
    ],
)
def test_in_words(target: Figure, words: str) -> None:
    assert in_words(target) == words


def test_every_kind_and_basis_has_a_label() -> None:
    assert set(KIND_LABELS) == set(TargetKind)
    assert set(BASIS_LABELS) == set(Basis)
    assert set(TargetKind) >= DIVISIBLE
