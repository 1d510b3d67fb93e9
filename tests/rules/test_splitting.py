"""目标守恒: whatever is divided, the parts are the total."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from respbook.rules.errors import RuleBroken
from respbook.rules.issue_facts import UnitFacts
from respbook.rules.splitting import BASIS_WORDS, balance, divide, explain, shares, weights_by
from respbook.rules.targets import Basis

D = Decimal


def decimals(*texts: str) -> list[Decimal]:
    return [Decimal(text) for text in texts]


def test_the_largest_remainders_are_served_first() -> None:
    assert divide(D(10), decimals("3", "3", "3"), {}) == decimals("4", "3", "3")
    assert divide(D(100), decimals("120", "455", "625"), {}) == decimals("10", "38", "52")


def test_a_step_below_one() -> None:
    assert divide(D("1.0"), decimals("1", "1", "1"), {}, D("0.1")) == decimals("0.4", "0.3", "0.3")


def test_pinned_cells_are_kept() -> None:
    assert divide(D(100), decimals("1", "1", "2"), {0: D(40)}) == decimals("40", "20", "40")


def test_zero_total_and_zero_weights_make_zeros() -> None:
    assert divide(D(0), decimals("0", "0"), {}) == decimals("0", "0")
    assert divide(D(7), decimals("0", "0"), {0: D(7)}) == decimals("7", "0")


@given(st.data())
def test_the_sum_is_exactly_the_total(data: st.DataObject) -> None:
    step = data.draw(st.sampled_from(decimals("1", "0.1", "0.01", "0.5", "5", "0.3")))
    weights = data.draw(st.lists(st.decimals(0, 10**6, places=2), min_size=1, max_size=40))
    count = len(weights)
    places = data.draw(st.sets(st.integers(0, count - 1), max_size=count - 1)) if count > 1 else set()
    pinned = {place: data.draw(st.integers(0, 50)) * step for place in sorted(places)}
    if not any(weight for place, weight in enumerate(weights) if place not in pinned):
        weights[next(place for place in range(count) if place not in pinned)] = D(1)
    total = sum(pinned.values(), D(0)) + data.draw(st.integers(0, 10**6)) * step
    made = shares(total, weights, pinned, step)
    assert sum((share.amount for share in made), D(0)) == total
    assert all(made[place].amount == amount for place, amount in pinned.items())
    for share in made:
        assert share.amount >= 0
        assert share.amount % step == 0
        assert abs(share.due - share.amount.as_integer_ratio()[0] / share.amount.as_integer_ratio()[1]) < step + D(
            "1e-6"
        )
    assert divide(total, weights, pinned, step) == [share.amount for share in made]
    assert len(explain(total, weights, pinned, step, "户数", "户")) == count


@given(st.lists(st.integers(0, 500), min_size=2, max_size=20).filter(any), st.integers(0, 5000))
def test_more_weight_never_gets_less(weights: list[int], total: int) -> None:
    parts = divide(D(total), [D(weight) for weight in weights], {})
    for weight, part in zip(weights, parts, strict=True):
        for other, other_part in zip(weights, parts, strict=True):
            assert weight <= other or part >= other_part
    assert all(part == 0 for weight, part in zip(weights, parts, strict=True) if weight == 0)


@pytest.mark.parametrize(
    ("total", "weights", "pinned", "step", "word"),
    [
        ("10", [], {}, "1", "没有可分解的责任单位"),
        ("-1", ["1"], {}, "1", "负数"),
        ("NaN", ["1"], {}, "1", "负数"),
        ("10.5", ["1"], {}, "1", "整数倍"),
        ("10", ["1"], {}, "0", "大于0"),
        ("10", ["1"], {}, "1E-30", "百万分之一"),
        ("10", ["1", "-2"], {}, "1", "第2个单位"),
        ("10", ["0", "0"], {}, "1", "均为0"),
        ("10", ["1", "0"], {0: "4"}, "1", "均为0"),
        ("10", ["1", "1"], {0: "11"}, "1", "多出1"),
        ("10", ["1", "1"], {0: "-1"}, "1", "负数"),
        ("10", ["1", "1"], {0: "0.5"}, "1", "整数倍"),
        ("10", ["1", "1"], {2: "1"}, "1", "分解范围"),
        ("10", ["1", "1"], {0: "4", 1: "5"}, "1", "少1"),
        ("1E+13", ["1"], {}, "1", "过大"),
    ],
)
def test_what_cannot_add_up_is_refused(
    total: str, weights: list[str], pinned: dict[int, str], step: str, word: str
) -> None:
    with pytest.raises(RuleBroken, match=word):
        divide(D(total), decimals(*weights), {place: D(text) for place, text in pinned.items()}, D(step))


def test_each_unit_can_recompute_its_part() -> None:
    assert explain(D(384), decimals("120", "333", "747"), {}, D(1), "户数", "户") == [
        "户数120/共1200，应得38.4户，取38户",
        "户数333/共1200，应得106.56户，取106户，余数第1大补1户，得107户",
        "户数747/共1200，应得239.04户，取239户",
    ]
    assert explain(D(10), decimals("1", "1", "1"), {0: D(4)}, D(1), unit_word="处") == [
        "固定为4处，不参与分解",
        "2个单位均分，应得3处",
        "2个单位均分，应得3处",
    ]
    assert explain(D(1), decimals("1", "1", "1"), {}, D("0.1"), unit_word="亩")[0] == (
        "3个单位均分，应得约0.333亩，取0.3亩，余数第1大补0.1亩，得0.4亩"
    )


def test_balance_speaks() -> None:
    assert balance(D(420), decimals("200", "180"), "亩").sentence == "已分解380/420亩，差40亩"
    assert balance(D(420), [D(420), None], "亩").sentence == "已分解420/420亩，恰好分完"
    over = balance(D(420), decimals("430.5"), "亩")
    assert (over.sentence, over.short, over.even) == ("已分解430.5/420亩，超出10.5亩", D("-10.5"), False)


def test_weights_come_from_the_basis() -> None:
    units = [
        UnitFacts(1, "王家庄村", "village", "王", households=120, population=400, farmland=D("35.5")),
        UnitFacts(2, "李家湾村", "village", "李", households=0, population=600),
    ]
    assert weights_by(Basis.HOUSEHOLDS, units) == [120, 0]
    assert weights_by(Basis.POPULATION, units) == [400, 600]
    assert weights_by(Basis.EQUAL, units) == [1, 1]
    with pytest.raises(RuleBroken, match="“李家湾村”未填耕地面积，"):
        weights_by(Basis.FARMLAND, units)
    with pytest.raises(RuleBroken, match="等5个单位未填耕地面积"):
        weights_by(Basis.FARMLAND, units[1:] * 5)
    assert set(BASIS_WORDS) == set(Basis)
