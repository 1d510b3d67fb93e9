"""算数 amounts: exact decimals; a quotient that does not end is kept to 20 places, and rounding happens once, at the total (A1)."""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Context, Decimal, DivisionByZero, InvalidOperation, Overflow
from enum import Enum, auto

EXACT = Context(prec=80, rounding=ROUND_HALF_UP, traps=[InvalidOperation, DivisionByZero, Overflow])
"""All of the engine runs in it: sums and products of what a rubric may hold come out without a lost digit."""
ZERO = Decimal(0)
ONE = Decimal(1)
_TINY = Decimal(1).scaleb(-20)
_GUARD = Decimal(1).scaleb(-15)
"""Thirds that add up to a half must round as a half: what lies this close to it is taken for it."""


class Lack(Enum):
    """缺数: why a rule has no figure: still OPEN, or 0/0 so that it is NOT_APPLICABLE."""

    OPEN = auto()
    NOT_APPLICABLE = auto()


def quotient(dividend: Decimal, divisor: Decimal) -> Decimal:
    """商, exact where it ends within 20 places, else rounded there."""
    exact = dividend / divisor
    kept = exact.quantize(_TINY)
    return exact if exact == kept else kept


def half_up(amount: Decimal, places: int) -> Decimal:
    """四舍五入 to ``places``; minus nothing is nothing."""
    return amount.quantize(_GUARD).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP) + 0


def summed(amounts: Iterable[Decimal]) -> Decimal:
    """合计."""
    return sum(amounts, ZERO)
