"""考核计分 engine: rubric and facts in, results out; the same input always gives the same figures (A1, A9; field.md 5.2)."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import localcontext

from respbook.rules.scoring.among import RowsOfPart, by_rank, means
from respbook.rules.scoring.amounts import EXACT, ZERO
from respbook.rules.scoring.case import Case, RankKey
from respbook.rules.scoring.facts import Facts, UnitFacts
from respbook.rules.scoring.grading import Graded, grade
from respbook.rules.scoring.incidents import NONE_DROPPED, dropped
from respbook.rules.scoring.kinds import NotApplicableMode
from respbook.rules.scoring.ranking import group_label, group_of, places, rank_key
from respbook.rules.scoring.ready import ready_parts
from respbook.rules.scoring.reckoning import NOTHING_KNOWN, reckon
from respbook.rules.scoring.results import PartResult, Phase, Results, Step, UnitResult
from respbook.rules.scoring.rubric import Rubric
from respbook.rules.scoring.totals import part_of, period_of, total_of


@dataclass(slots=True)
class _Unit:
    """A unit on its way: the rows of every period of every part."""

    facts: UnitFacts
    group: str
    parts: list[RowsOfPart]


def score(rubric: Rubric, facts: Facts, *, explain: bool = True, with_proposed: bool = False) -> Results:
    """计分 of all units at once.

    ``explain``: with steps and words; without them a recount is quick. ``with_proposed``: what is 拟扣 counts as well
    (如果今天考核). Assessors' own points (Given) stand instead of the rules' in a row, whose own figure stays in ``proposed``.
    """
    with localcontext(EXACT):
        return _Engine(rubric, facts, explain, with_proposed).results()


class _Engine:
    """One run."""

    def __init__(self, rubric: Rubric, facts: Facts, explain: bool, with_proposed: bool) -> None:
        self.rubric, self.facts = rubric, facts
        self.explain, self.with_proposed = explain, with_proposed
        self.groups = group_of(rubric)
        self.labels = {one.key: one.label for one in rubric.classes}
        classes = {unit.class_key for unit in facts.units}
        self.ready = {key: ready_parts(rubric, key) for key in classes}
        self.watched = {key: {one.part.key: one.watched for one in parts} for key, parts in self.ready.items()}

    def results(self) -> Results:
        ranks = by_rank(self.rubric, self.facts, self.groups)
        units = [self._rows(unit, ranks.get(unit.unit, {})) for unit in self.facts.units]
        if any(row.na_mode is NotApplicableMode.MEAN for row in self.rubric.rows):
            means((unit.group, unit.parts) for unit in units)
        by_group: dict[str, list[tuple[_Unit, UnitResult]]] = defaultdict(list)
        for unit in units:
            by_group[unit.group].append((unit, self._total(unit)))
        order = [group.key for group in self.rubric.groups]
        found: list[UnitResult] = []
        for key in sorted(by_group, key=lambda key: (order.index(key) if key in order else len(order), key)):
            found.extend(self._group(key, by_group[key]))
        return Results(tuple(found))

    def _rows(self, unit: UnitFacts, ranks: Mapping[RankKey, int]) -> _Unit:
        """Steps 1 to 6."""
        ready = self.ready[unit.class_key]
        lost = dropped(unit, self.watched[unit.class_key], self.with_proposed)
        case = Case(unit.class_key, self.with_proposed, dropped=lost or NONE_DROPPED, ranks=ranks)
        explain, made = self.explain, []
        for one in ready:
            case.part = one.part.key
            periods = []
            for period in unit.parts.get(one.part.key, ()):
                case.period = period.key
                known = period.rows
                rows = [reckon(row, known.get(row.key, NOTHING_KNOWN), case, explain) for row in one.rows]
                periods.append((period, rows))
            made.append((one, periods))
        return _Unit(unit, self.groups.get(unit.class_key, ""), made)

    def _total(self, unit: _Unit) -> UnitResult:
        """Steps 7 to 9."""
        parts: list[PartResult] = []
        complete = True
        for ready, periods in unit.parts:
            made = [period_of(of.key, of.label, ready.rows, rows, ready.full, self.explain) for of, rows in periods]
            parts.append(part_of(ready.part, made, ready.full, self.explain))
            complete = complete and len(made) >= ready.part.times
            complete = complete and not any(row.open_points for one in made for row in one.rows)
        own = total_of(parts, self.rubric.total, self.explain)
        facts = unit.facts
        label = self.labels.get(facts.class_key) if self.explain else None
        by_class = (Step(Phase.CLASS, f"按“{label}”类的指标和分值计分", ZERO),) if label else ()
        return UnitResult(
            facts.unit,
            facts.name,
            facts.class_key,
            unit.group,
            tuple(parts),
            own.base,
            own.bonus,
            own.total,
            complete=complete,
            steps=(*by_class, *own.steps),
            applies=own.applies,
        )

    def _group(self, key: str, units: list[tuple[_Unit, UnitResult]]) -> list[UnitResult]:
        """Steps 10 to 12. What nothing applies to stands behind, without place and grade."""
        vetoes = {id(result): unit.facts.vetoes for unit, result in units}
        keyed = [(rank_key(result, self.rubric.ties), result) for _, result in units if result.applies]
        keyed.sort(key=lambda pair: pair[1].unit)
        label, size = group_label(self.rubric, key), len(keyed)
        graded, decided = [], []
        for result, rank in places(keyed):
            graded.append(Graded(replace(result, rank=rank), label, size))
            decided.append(vetoes[id(result)])
        without = sorted((result for _, result in units if not result.applies), key=lambda result: result.unit)
        return [*grade(self.rubric, graded, decided, self.explain), *without]
