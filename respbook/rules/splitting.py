"""目标分解 splitting: a town total divided among units so that the parts always add up (目标守恒; features T3, X10).

Largest remainder at the step of the total's unit of measure, in whole numbers of steps; nothing is ever rounded twice.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Protocol

from respbook.rules.chinese import figure, joined
from respbook.rules.errors import RuleBroken
from respbook.rules.targets import Basis

LARGEST = Decimal(10) ** 12
FINEST = Decimal("0.000001")
EVENLY = "均分"
"""The basis word for a division into equal parts: the sentences then speak of the number of units."""


class Sized(Protocol):
    """有基数的单位: what a unit must tell to be given a share."""

    @property
    def name(self) -> str: ...
    @property
    def households(self) -> int | None: ...
    @property
    def population(self) -> int | None: ...
    @property
    def farmland(self) -> Decimal | None: ...


def weights_by(basis: Basis, units: Sequence[Sized]) -> list[Decimal]:
    """分解依据: the weight of each unit, in their order; an unknown size is refused, never taken for 0."""
    if basis is Basis.EQUAL:
        return [Decimal(1) for _ in units]
    sizes = [(unit.name, _SIZES[basis](unit)) for unit in units]
    if unknown := [name for name, size in sizes if size is None]:
        word, first = BASIS_WORDS[basis], joined(f"“{name}”" for name in unknown[:3])
        names = first if len(unknown) <= 3 else f"{first}等{len(unknown)}个单位"
        raise RuleBroken(f"{names}未填{word}，无法按{word}分解；请先在单位名册中补全，或改为均分。", "basis")
    return [Decimal(size) for _, size in sizes if size is not None]


_SIZES: dict[Basis, Callable[[Sized], int | Decimal | None]] = {
    Basis.HOUSEHOLDS: lambda unit: unit.households,
    Basis.POPULATION: lambda unit: unit.population,
    Basis.FARMLAND: lambda unit: unit.farmland,
}
BASIS_WORDS = {
    Basis.HOUSEHOLDS: "户数",
    Basis.POPULATION: "人口",
    Basis.FARMLAND: "耕地面积",
    Basis.EQUAL: EVENLY,
}
"""分解依据名称: the basis word for ``explain``."""


@dataclass(frozen=True)
class Share:
    """分解份额: one unit's part; ``due`` is the exact share, ``rank`` the place of a remainder that got one step."""

    amount: Decimal
    pinned: bool
    weight: Decimal
    due: Fraction
    taken: Decimal
    rank: int | None


def divide(
    total: Decimal, weights: Sequence[Decimal], pinned: Mapping[int, Decimal], step: Decimal = Decimal(1)
) -> list[Decimal]:
    """按比例分解: parts in the order of ``weights``, summing to ``total``; of equal remainders the earlier wins.

    ``pinned`` holds the cells fixed by hand, by position. Raises RuleBroken when the parts cannot add up.
    """
    return [share.amount for share in shares(total, weights, pinned, step)]


def shares(
    total: Decimal, weights: Sequence[Decimal], pinned: Mapping[int, Decimal], step: Decimal = Decimal(1)
) -> list[Share]:
    """分解过程: as ``divide``, with what each part was made of, so that a village can recompute it by hand."""
    _check_step(total, step)
    _check_weights(weights, pinned)
    _check_pinned(total, pinned, step)
    steps = _steps(total - sum(pinned.values(), Decimal(0)), step)
    free = [place for place in range(len(weights)) if place not in pinned]
    whole = sum((Fraction(weights[place]) for place in free), Fraction(0))
    _check_rest(total, steps * step, free, whole)
    due = {place: Fraction(weights[place]) * steps / whole if whole else Fraction(0) for place in free}
    ranks = _ranks(due, steps)
    return [_share(place, weights[place], pinned, due, ranks, step) for place in range(len(weights))]


def _share(
    place: int,
    weight: Decimal,
    pinned: Mapping[int, Decimal],
    due: Mapping[int, Fraction],
    ranks: Mapping[int, int],
    step: Decimal,
) -> Share:
    if place in pinned:
        return Share(pinned[place], True, weight, Fraction(pinned[place]), pinned[place], None)
    taken = int(due[place])
    amount = (taken + (place in ranks)) * step
    return Share(amount, False, weight, due[place] * Fraction(step), taken * step, ranks.get(place))


def _ranks(due: Mapping[int, Fraction], steps: int) -> dict[int, int]:
    """Positions that receive one step more, with the place of their remainder."""
    left = steps - sum(int(share) for share in due.values())
    order = sorted(due, key=lambda place: (int(due[place]) - due[place], place))
    return {place: rank for rank, place in enumerate(order[:left], 1)}


def _steps(amount: Decimal, step: Decimal) -> int:
    return int(Fraction(amount) / Fraction(step))


def _check_step(total: Decimal, step: Decimal) -> None:
    if not step.is_finite() or step < FINEST:
        raise RuleBroken("分解的最小单位应当大于0，且不小于百万分之一；请设为1、0.1等数。", "step")
    if not total.is_finite() or total < 0:
        raise RuleBroken("分解的总量不能为负数；请核对全镇总量。", "total")
    if total > LARGEST:
        raise RuleBroken("分解的总量过大，超出一万亿；请核对数字或改用更大的计量单位。", "total")
    if Fraction(total) % Fraction(step):
        raise RuleBroken(
            f"总量{figure(total)}不是最小单位{figure(step)}的整数倍，无法恰好分完；请调整总量或最小单位。", "total"
        )


def _check_weights(weights: Sequence[Decimal], pinned: Mapping[int, Decimal]) -> None:
    if not weights:
        raise RuleBroken("没有可分解的责任单位；请先选择承担该目标的单位。", "units")
    if any(not weight.is_finite() or weight < 0 for weight in weights):
        place = next(place for place, weight in enumerate(weights, 1) if not weight.is_finite() or weight < 0)
        raise RuleBroken(f"第{place}个单位的分解依据为负数，无法按比例分解；请更正该单位的基数。", "weights")
    if any(not 0 <= place < len(weights) for place in pinned):
        raise RuleBroken("固定值所在的单位不在分解范围内；请刷新页面后重新固定。", "pinned")


def _check_pinned(total: Decimal, pinned: Mapping[int, Decimal], step: Decimal) -> None:
    for place, amount in sorted(pinned.items()):
        if not amount.is_finite() or amount < 0:
            raise RuleBroken(f"第{place + 1}个单位的固定值为负数；请改为0或正数。", "pinned")
        if Fraction(amount) % Fraction(step):
            raise RuleBroken(
                f"第{place + 1}个单位的固定值{figure(amount)}不是最小单位{figure(step)}的整数倍；请改为整数倍。",
                "pinned",
            )
    if (fixed := sum(pinned.values(), Decimal(0))) > total:
        raise RuleBroken(
            f"固定值合计{figure(fixed)}，超过总量{figure(total)}，多出{figure(fixed - total)}；"
            "请调减固定值或提高总量。",
            "pinned",
        )


def _check_rest(total: Decimal, rest: Decimal, free: Sequence[int], whole: Fraction) -> None:
    if not rest:
        return
    if not free:
        raise RuleBroken(
            f"各单位均为固定值，合计{figure(total - rest)}，比总量{figure(total)}少{figure(rest)}；"
            "请放开至少一个单位，或调整固定值。",
            "pinned",
        )
    if not whole:
        raise RuleBroken(
            f"尚有{figure(rest)}待分解，但各单位的分解依据均为0；请先填写基数（户数、人口或耕地面积），或改为均分。",
            "weights",
        )


def explain(
    total: Decimal,
    weights: Sequence[Decimal],
    pinned: Mapping[int, Decimal],
    step: Decimal = Decimal(1),
    basis_word: str = EVENLY,
    unit_word: str = "",
) -> list[str]:
    """分解说明: one sentence for each unit, e.g. 户数120/共1200，应得38.4户，取38户，余数第3大补1户，得39户."""
    made = shares(total, weights, pinned, step)
    free = [share for share in made if not share.pinned]
    whole = sum((share.weight for share in free), Decimal(0))
    return [_sentence(share, whole, len(free), step, basis_word, unit_word) for share in made]


def _sentence(share: Share, whole: Decimal, units: int, step: Decimal, basis_word: str, unit_word: str) -> str:
    amount = f"{figure(share.amount)}{unit_word}"
    if share.pinned:
        return f"固定为{amount}，不参与分解"
    basis = f"{units}个单位均分" if basis_word == EVENLY else f"{basis_word}{figure(share.weight)}/共{figure(whole)}"
    if share.due == Fraction(share.amount):
        return f"{basis}，应得{amount}"
    due = f"{_shown(share.due, step)}{unit_word}"
    taken = f"{figure(share.taken)}{unit_word}"
    if share.rank is None:
        return f"{basis}，应得{due}，取{taken}"
    return f"{basis}，应得{due}，取{taken}，余数第{share.rank}大补{figure(step)}{unit_word}，得{amount}"


def _shown(due: Fraction, step: Decimal) -> str:
    """The exact share to two places beyond the step; marked 约 where it does not end there."""
    places = Decimal(1).scaleb(min(int(step.normalize().as_tuple().exponent), 0) - 2)
    exact = Fraction(due) / Fraction(places)
    rounded = (Decimal(exact.numerator) / Decimal(exact.denominator)).to_integral_value(ROUND_HALF_UP) * places
    if Fraction(rounded) == due:
        return figure(rounded)
    return f"约{figure(rounded.quantize(places, ROUND_DOWN))}"


@dataclass(frozen=True)
class Balance:
    """分解平衡: what is placed against the total; ``short`` is negative when too much is placed."""

    total: Decimal
    placed: Decimal
    short: Decimal
    unit_word: str = ""

    @property
    def even(self) -> bool:
        """守恒: the parts are exactly the total."""
        return self.short == 0

    @property
    def sentence(self) -> str:
        """平衡说明: 已分解380/420亩，差40亩."""
        head = f"已分解{figure(self.placed)}/{figure(self.total)}{self.unit_word}"
        if self.even:
            return f"{head}，恰好分完"
        return f"{head}，{'差' if self.short > 0 else '超出'}{figure(abs(self.short))}{self.unit_word}"


def balance(total: Decimal, parts: Sequence[Decimal | None], unit_word: str = "") -> Balance:
    """平衡核对: the parts placed so far against the total; an empty cell counts as nothing placed."""
    placed = sum((part for part in parts if part is not None), Decimal(0))
    return Balance(total, placed, total - placed, unit_word)
