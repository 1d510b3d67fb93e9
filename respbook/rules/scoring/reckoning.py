"""一行的算法 reckoning: goes through the steps of one row, for one unit in one period (field.md 5.2 steps 2–6)."""

from decimal import Decimal

from respbook.rules.scoring.amounts import ZERO, Lack, quotient
from respbook.rules.scoring.case import Case
from respbook.rules.scoring.facts import Given, RowFacts, RuleFacts
from respbook.rules.scoring.results import Phase, RowResult
from respbook.rules.scoring.rows import ReadyRow
from respbook.rules.scoring.rubric import Rule
from respbook.rules.scoring.telling import Telling
from respbook.rules.scoring.words import added, points, taken

NO_FACTS = RuleFacts()
NOTHING_KNOWN = RowFacts()
_WAITING = {
    "PRES": "清单还没有核对",
    "MISS": "清单还没有核对",
    "PROP": "还没有完成数或应完成数",
    "STEP": "还没有实际数或评定的档次",
    "RANK": "还没有可以排名的数",
    "DISC": "考核组还没有评定",
    "UNIT": "还没有实际数或目标数",
}


def reckon(ready: ReadyRow, facts: RowFacts, case: Case, explain: bool) -> RowResult:
    """一行的得分 of one unit in one period."""
    if ready.lone is not None and not explain and facts.given is None and not facts.not_applicable:
        key, base = ready.lone
        figure = base(facts.rules.get(key, NO_FACTS), case, None)
        if figure.__class__ is Decimal and ready.low <= figure <= ready.high:
            return RowResult(ready.key, ready.points, figure, figure)
    telling = Telling() if explain else None
    if facts.not_applicable:
        return ready.left_out(facts.not_applicable, telling)
    return Reckoning(ready, facts, case, telling).result()


class Reckoning:
    """一次计算: goes through the steps of one row once."""

    __slots__ = ("bonus", "case", "deducted", "facts", "figure", "open", "open_base", "ready", "telling")

    def __init__(self, ready: ReadyRow, facts: RowFacts, case: Case, telling: Telling | None) -> None:
        self.ready, self.facts, self.case, self.telling = ready, facts, case, telling
        self.figure = self.deducted = self.bonus = ZERO
        self.open = self.open_base = 0
        case.deductions = 0

    def result(self) -> RowResult:
        """The figure and its steps."""
        ready, given = self.ready, self.facts.given
        why = self._base()
        if why and given is None:
            return ready.left_out(why, Telling() if self.telling is not None else None)
        base = self.figure
        if ready.taking:
            self._take()
        if ready.within:
            self._make_good()
        zeroed = bool(ready.zeroing) and self._zero()
        self._bound(base, zeroed)
        if ready.outside:
            self._bonus()
        known = self._known() or zeroed
        proposed = self.figure if known else None
        score, open_points = proposed, bool(self.open)
        if given is not None:
            score, open_points = given.points, False
        if self.telling is not None:
            self._tell_end(proposed, given)
        return RowResult(
            ready.key,
            ready.points,
            score,
            proposed,
            self.deducted,
            self.bonus,
            True,
            open_points,
            tuple(self.telling.steps) if self.telling is not None else (),
            self.case.deductions,
        )

    def _base(self) -> str:
        """Step 3. Says why the row is not applicable after all, where every rate is 0/0."""
        ready, telling = self.ready, self.telling
        if not ready.base:
            return self._from_full()
        lost, left_out = ZERO, 0
        for rule, base, most in ready.base:
            amount = base(self.facts.rules.get(rule.key, NO_FACTS), self.case, telling)
            if amount is Lack.NOT_APPLICABLE:
                lost, left_out = lost + most, left_out + 1
            elif isinstance(amount, Lack):
                self.open_base += 1
                self._wait(rule, Phase.BASE)
            else:
                self._base_counts(rule, amount)
        return self._without(lost, left_out) if left_out else ""

    def _without(self, lost: Decimal, left_out: int) -> str:
        """Where some rates are 0/0 the others stand for the whole row."""
        ready, rest = self.ready, self.ready.points - lost
        if left_out == len(ready.base) or rest <= 0:
            self.open += 1
            self.open_base = len(ready.base)
            return "应完成数为0，没有此项任务"
        whole = quotient(self.figure * ready.points, rest)
        if self.telling is not None:
            words = f"有{left_out}条没有此项任务，其余按{points(rest)}折算为{points(ready.points)}，得{points(whole)}"
            self.telling.step(Phase.BASE, words, whole - self.figure)
        self.figure = whole
        return ""

    def _from_full(self) -> str:
        """A row without a base rule starts from its points; nothing but the assessors' own can fill one without any rule."""
        ready = self.ready
        if not ready.by_rules and ready.points:
            self.open += 1
            return ""
        self.figure = ready.points
        if self.telling is not None and ready.points:
            self.telling.step(Phase.BASE, f"满分{points(ready.points)}", ready.points)
        return ""

    def _wait(self, rule: Rule, phase: Phase) -> None:
        self.open += 1
        if self.telling is not None:
            self.telling.flush_notes(phase, rule.key)
            self.telling.step(phase, f"{_named(rule)}{_WAITING[rule.code]}，暂不计", rule=rule.key)

    def _base_counts(self, rule: Rule, amount: Decimal) -> None:
        if rule.cap is not None and amount > rule.cap:
            amount = rule.cap
            if self.telling is not None:
                self.telling.words += f"，本条最多{points(amount)}"
        before, self.figure = self.figure, self.figure + amount
        telling = self.telling
        if telling is not None:
            telling.flush_notes(Phase.BASE, rule.key)
            tail = f"；{added(before, amount)}" if before else ""
            telling.step(Phase.BASE, f"{_named(rule)}{telling.words}{tail}", amount, rule.key, telling.links)

    def _take(self) -> None:
        """Step 4, with the caps of groups."""
        ready, facts = self.ready, self.facts.rules
        of_group: dict[str, Decimal] = {}
        for rule, taking in ready.taking:
            amount = taking(facts.get(rule.key, NO_FACTS), self.case, self.telling)
            if isinstance(amount, Lack):
                self._wait(rule, Phase.DEDUCT)
                continue
            if self.telling is not None:
                self._tell_taking(rule, amount, self.telling)
            if amount:
                self.figure -= amount
                self.deducted += amount
                if rule.group:
                    of_group[rule.group] = of_group.get(rule.group, ZERO) + amount
        for key, amount in of_group.items():
            group = ready.groups.get(key)
            if group is not None and amount > group.cap:
                self._give_back(group.label, group.cap, amount)

    def _tell_taking(self, rule: Rule, amount: Decimal, telling: Telling) -> None:
        telling.flush_notes(Phase.DEDUCT, rule.key)
        if telling.words:
            tail = f"，{taken(self.figure, amount)}" if amount else ""
            telling.step(Phase.DEDUCT, f"{_named(rule)}{telling.words}{tail}", -amount, rule.key, telling.links)
        telling.say("")

    def _give_back(self, label: str, cap: Decimal, amount: Decimal) -> None:
        back = amount - cap
        if self.telling is not None:
            words = f"“{label}”各条合并最多扣{points(cap)}，已扣{points(amount)}，退回{points(back)}，{added(self.figure, back)}"
            self.telling.step(Phase.DEDUCT, words, back)
        self.figure += back
        self.deducted -= back

    def _make_good(self) -> None:
        """A bonus within the row goes up to its points, and never takes."""
        telling = self.telling
        for rule, bonus in self.ready.within:
            amount = bonus(self.facts.rules.get(rule.key, NO_FACTS), self.case, telling)
            kept = max(min(amount, self.ready.points - self.figure), ZERO) if amount > 0 else amount
            if telling is not None:
                telling.flush_notes(Phase.DEDUCT, rule.key)
                if telling.words:
                    limit = f"，本项最多{points(self.ready.points)}，计{points(kept)}" if kept != amount else ""
                    words = f"{_named(rule)}{telling.words}{limit}，{added(self.figure, kept)}"
                    telling.step(Phase.DEDUCT, words, kept, rule.key, telling.links)
                telling.say("")
            self.figure += kept

    def _zero(self) -> bool:
        """Step 5."""
        zeroed, telling = False, self.telling
        for rule, zeroing in self.ready.zeroing:
            hit = zeroing(self.facts.rules.get(rule.key, NO_FACTS), self.case, telling)
            if telling is not None:
                telling.flush_notes(Phase.ZERO, rule.key)
                if hit:
                    lost = max(telling.figure, ZERO)
                    telling.step(Phase.ZERO, f"{_named(rule)}{telling.words}", -lost, rule.key, telling.links)
            if hit and self.figure > 0:
                self.deducted += self.figure
                self.figure = ZERO
            zeroed = zeroed or hit
        return zeroed

    def _bound(self, base: Decimal, zeroed: bool) -> None:
        """Step 6. Stages may be worth more than the row; an event that empties the row beats its floor."""
        row, figure = self.ready.row, self.figure
        floor, ceiling = row.floor, row.ceiling
        if ceiling is None:
            ceiling = self.ready.points
            if self.ready.may_exceed and base > ceiling:
                ceiling = base
        if figure > ceiling:
            self.figure = ceiling
            if self.telling is not None:
                self.telling.step(
                    Phase.BOUNDS, f"本项最多{points(ceiling)}，{points(figure)}按{points(ceiling)}计", ceiling - figure
                )
            return
        if floor is not None and zeroed:
            floor = min(floor, ZERO)
        if floor is not None and figure < floor:
            self.figure = floor
            if self.telling is not None:
                words = "扣完为止" if floor == 0 else f"本项最低{points(floor)}"
                self.telling.step(Phase.BOUNDS, f"{words}，{points(figure)}按{points(floor)}计", floor - figure)

    def _bonus(self) -> None:
        """Step 9 for this row: told here, counted in the total."""
        telling = self.telling
        for rule, bonus in self.ready.outside:
            amount = bonus(self.facts.rules.get(rule.key, NO_FACTS), self.case, telling)
            if telling is not None:
                telling.flush_notes(Phase.BONUS, rule.key)
                if telling.words:
                    telling.step(
                        Phase.BONUS,
                        f"{_named(rule)}{telling.words}，计入总分的加分",
                        rule=rule.key,
                        links=telling.links,
                    )
                telling.say("")
            self.bonus += amount

    def _known(self) -> bool:
        """Whether anything of the row is known: a base that nobody looked at leaves no figure to take from."""
        if not self.open:
            return True
        if self.ready.base:
            return self.open_base < len(self.ready.base)
        return self.open < len(self.ready.taking) or bool(self.ready.zeroing)

    def _tell_end(self, proposed: Decimal | None, given: Given | None) -> None:
        telling = self.telling
        if telling is None:
            return
        if proposed is None and telling.figure:
            telling.step(Phase.BOUNDS, "主要数据未齐，本项暂不计分", -telling.figure)
        if given is not None:
            own = f"系统算分{points(proposed)}" if proposed is not None else "系统未算出"
            by = f"（{given.by}）" if given.by else ""
            why = f"，理由：{given.reason}" if given.reason else ""
            words = f"考核组{by}核定{points(given.points)}（{own}）{why}"
            telling.step(Phase.GIVEN, words, given.points - telling.figure)


def _named(rule: Rule) -> str:
    words = rule.words.rstrip("。；;，,：:")
    return f"{words}：" if words else ""
