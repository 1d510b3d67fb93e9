"""层层签订 cascade: when a letter may be passed on, and how what it carries is shared out below (field.md 3.1; C1).

A share below adds up to the share above, at every depth; only a reason in writing lets it fall short.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from respbook.rules.errors import RuleBroken
from respbook.rules.lifecycles import LetterState
from respbook.rules.splitting import Balance, balance, divide, weights_by
from respbook.rules.targets import Basis
from respbook.rules.units import UnitKind

PASSING_KINDS = (UnitKind.VILLAGE, UnitKind.COMMUNITY)
"""Kinds of unit that sign further down: with their 社 and their households."""
BASES = (Basis.HOUSEHOLDS, Basis.POPULATION, Basis.EQUAL)
"""分解依据 below a village; nobody keeps the farmland of a 社 or a household here."""


@dataclass(frozen=True)
class LetterFacts:
    """上级责任书 as the rule looks at it."""

    state: LetterState
    unit_kind: UnitKind
    unit_name: str
    own_signed: bool
    """Whether the unit's own side has signed it: who has bound himself may bind others; the town's turn need not be over."""
    replaced: bool = False
    amends: bool = False
    """更正函、补充责任书: it only changes the letter that is passed on."""


def may_pass_on(letter: LetterFacts) -> None:
    """可否层层签订: the one condition under which papers are made under a letter. Raises RuleBroken."""
    if letter.unit_kind not in PASSING_KINDS:
        raise RuleBroken(f"{letter.unit_name}不是村或社区，没有社和户，不用往下签订。")
    if letter.state is LetterState.VOID:
        raise RuleBroken("这份责任书已作废，不能再往下签订；请从重新签发的责任书上办理。")
    if letter.state is not LetterState.ISSUED:
        raise RuleBroken("这份责任书还没有签发，任务还没有定下来；请在签发以后再往下签订。")
    if letter.amends:
        raise RuleBroken("更正函和补充责任书不单独往下签订；请从原责任书上办理。")
    if letter.replaced:
        raise RuleBroken("这份责任书已被重签的替代，不能再往下签订；请从重新签订的那一份上办理。")
    if not letter.own_signed:
        raise RuleBroken(f"{letter.unit_name}还没有在这份责任书上签字；请先签订，再往下签。")


def passes_on(letter: LetterFacts) -> bool:
    """可否层层签订, for the button."""
    try:
        may_pass_on(letter)
    except RuleBroken:
        return False
    return True


@dataclass(frozen=True)
class Heir:
    """承接者: a 社 or a household that gets a share. ``fixed``: 已签 or 固定, its ``amount`` stays."""

    name: str
    households: int | None = None
    population: int | None = None
    farmland: Decimal | None = None
    amount: Decimal | None = None
    fixed: bool = False


def shared_out(total: Decimal, heirs: Sequence[Heir], basis: Basis, step: Decimal) -> list[Decimal]:
    """逐级分解: shares in the order of the heirs that add up to the total; where all are fixed they stay as they are.

    Raises RuleBroken where the fixed ones exceed the total or a size is unknown.
    """
    fixed = {place: heir.amount or Decimal(0) for place, heir in enumerate(heirs) if heir.fixed}
    if len(fixed) == len(heirs):
        check_sum(total, list(fixed.values()), "", reason="全部已签")
        return list(fixed.values())
    free = [heir for heir in heirs if not heir.fixed]
    weights = iter(weights_by(basis, free))
    return divide(total, [Decimal(0) if heir.fixed else next(weights) for heir in heirs], fixed, step)


def check_sum(total: Decimal, parts: Sequence[Decimal | None], unit_word: str, reason: str) -> Balance:
    """合计核对: never more than the share above, and less only with a reason in writing. Raises RuleBroken."""
    state = balance(total, parts, unit_word)
    if state.short < 0:
        raise RuleBroken(f"{state.sentence}。下级合计不能超过上级承担数；请调减后再保存。", "shares")
    if state.short > 0 and not reason.strip():
        raise RuleBroken(f"{state.sentence}。请补足，或写明不足的原因。", "reason")
    return state


@dataclass(frozen=True)
class Level:
    """一级的签订数: 社 210/265; ``href`` is set by the page."""

    name: str
    done: int
    total: int

    @property
    def full(self) -> bool:
        """签齐: everybody has signed, and there is somebody."""
        return 0 < self.total == self.done

    @property
    def words(self) -> str:
        """签订数, e.g. 210/265."""
        return f"{self.done}/{self.total}"
