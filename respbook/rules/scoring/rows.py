"""备好的一行 rows: a row of the rubric made ready for one class of units (field.md 5.2 steps 1 and 2)."""

from collections.abc import Callable
from decimal import Decimal

from respbook.rules.scoring.amounts import ZERO
from respbook.rules.scoring.base_rules import Base, base_of, most_of
from respbook.rules.scoring.case import Case, Line
from respbook.rules.scoring.deductions import Taking, bonus_of, taking_of, zeroing_of
from respbook.rules.scoring.facts import RuleFacts
from respbook.rules.scoring.kinds import NotApplicableMode
from respbook.rules.scoring.results import Phase, RowResult
from respbook.rules.scoring.rubric import Row, Rule
from respbook.rules.scoring.rule_kinds import (
    DEDUCTING,
    MAKING_BASE,
    Bonus,
    PerUnit,
    Proportion,
    Steps,
    ZeroRow,
)
from respbook.rules.scoring.telling import Telling
from respbook.rules.scoring.words import points

Adding = Callable[[RuleFacts, Case, Telling | None], Decimal]
Zeroing = Callable[[RuleFacts, Case, Telling | None], bool]


class ReadyRow:
    """一行，为一类单位备好: what depends on the class is decided once, not for each unit."""

    def __init__(self, row: Row, class_key: str) -> None:
        self.row, self.key = row, row.key
        self.points = row.points_for(class_key)
        variant = row.variants.get(class_key)
        targets = variant.targets if variant else {}
        lines = {rule.key: _line(row, rule, self.points, targets.get(rule.key)) for rule in row.rules}
        self.base: list[tuple[Rule, Base, Decimal]] = []
        self.taking: list[tuple[Rule, Taking]] = []
        self.within: list[tuple[Rule, Adding]] = []
        self.outside: list[tuple[Rule, Adding]] = []
        self.zeroing: list[tuple[Rule, Zeroing]] = []
        for rule in row.rules:
            line, parameters = lines[rule.key], rule.parameters
            if isinstance(parameters, MAKING_BASE):
                self.base.append((rule, base_of(parameters, line), most_of(parameters, self.points)))
            elif isinstance(parameters, DEDUCTING):
                self.taking.append((rule, taking_of(rule, line)))
            elif isinstance(parameters, Bonus):
                (self.within if parameters.within_row else self.outside).append(
                    (rule, bonus_of(rule, parameters, line))
                )
            elif isinstance(parameters, ZeroRow):
                self.zeroing.append((rule, zeroing_of(rule, line)))
        self.groups = {group.key: group for group in row.groups}
        self.by_rules = bool(self.base or self.taking or self.within or self.zeroing)
        self.lone: tuple[str, Base] | None = None
        """The base rule of a row that has nothing else: its figure is the row's where it stays within the row's points."""
        if len(row.rules) == len(self.base) == 1 and row.rules[0].cap is None:
            self.lone = (row.rules[0].key, self.base[0][1])
        self.low = ZERO if row.floor is None else row.floor
        self.high = self.points if row.ceiling is None else min(row.ceiling, self.points)
        self.may_exceed = any(isinstance(rule.parameters, Steps) for rule in row.rules)

    def left_out(self, why: str, telling: Telling | None) -> RowResult:
        """不适用 by the row's mode; without a score of its own the period sees to it (MEAN, REDISTRIBUTE, CONVERT)."""
        mode, score = self.row.na_mode, None
        if mode is NotApplicableMode.FULL:
            score, words = self.points, f"得满分{points(self.points)}"
        elif mode is NotApplicableMode.FIXED:
            score = self.row.na_points or ZERO
            words = f"得固定分{points(score)}"
        elif mode is NotApplicableMode.MEAN:
            words = "取同组其他单位的平均分"
        elif mode is NotApplicableMode.REDISTRIBUTE:
            words = f"{points(self.points)}摊入同类其他指标"
        else:
            words = "不计，总分折算"
        if telling is not None:
            telling.step(Phase.NOT_APPLICABLE, f"不适用（{why}），{words}", score or ZERO)
        steps = tuple(telling.steps) if telling is not None else ()
        return RowResult(self.key, self.points, score, score, applies=False, steps=steps)


def _line(row: Row, rule: Rule, row_points: Decimal, target: Decimal | None) -> Line:
    own = rule.parameters.target if isinstance(rule.parameters, (PerUnit, Proportion)) else None
    return Line(row.key, rule.key, row_points, own if target is None else target, rule.words)
