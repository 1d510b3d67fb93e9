"""目标任务表的比对: each row through the same checks as the form."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, cast

from sqlalchemy import select

from respbook.models.base import db
from respbook.models.targets import Allocation, Target
from respbook.queries.rolls.base import StandingRoll, with_choices
from respbook.queries.targets import bearer_label
from respbook.rules.cadence import CADENCE_LABELS, Cadence, market_words, read_market_days
from respbook.rules.cells import Value, shown
from respbook.rules.columns import SHEETS, Sheet, SheetKind
from respbook.rules.errors import RuleBroken
from respbook.rules.permissions import Permission
from respbook.rules.sheet_check import Found, Stand
from respbook.rules.target_checks import ProgrammeTerm, bearer_kinds, check
from respbook.rules.target_facts import TargetFacts, fitting
from respbook.rules.targets import BASIS_LABELS, KIND_LABELS
from respbook.rules.units import OFFICE_KINDS, UnitKind

_KINDS = {words: kind for kind, words in KIND_LABELS.items()}
_BASES = {words: basis for basis, words in BASIS_LABELS.items()}
_CADENCES = {words: cadence for cadence, words in CADENCE_LABELS.items()}


def _bearers(owner: UnitKind) -> dict[str, UnitKind]:
    """承担单位类别 by their words, as an office of that kind says them."""
    return {bearer_label(kind, owner): kind for kind in bearer_kinds(owner)}


_BEARERS = {word: kind for owner in OFFICE_KINDS for word, kind in _bearers(owner).items()}
_TEXTS = ("unit_word", "per_word", "text", "tag", "duty", "lead_unit", "helping_units", "evidence", "heading")
_NUMBERS = ("amount", "low", "high", "per", "base_year", "base_amount", "due_on")


class TargetRoll(StandingRoll):
    """目标任务表 of one programme, told by name."""

    kind = SheetKind.TARGETS
    permission = Permission.TARGET_WRITE
    of_programme = True
    longest = {
        "category": 20, "name": 60, "unit_word": 12, "per_word": 12, "text": 200, "tag": 20, "duty": 300,
        "lead_unit": 60, "helping_units": 120, "evidence": 120, "heading": 60,
    }  # fmt: skip

    @property
    def sheet(self) -> Sheet:
        """With the kinds of units that bear targets."""
        return with_choices(SHEETS[self.kind], "unit_kinds", list(_bearers(self.programme.unit.kind)))

    def load(self) -> None:
        """Targets and their cells: two statements."""
        self.last = 0
        for row in db.session.execute(
            select(Target.__table__).where(Target.programme_id == self.programme.id).order_by(Target.position)
        ):
            self.stands[row.name,] = Stand(_values(row, self.programme.unit.kind), row)
            self.last = max(self.last, row.position)
        self.cells: dict[int, list[Any]] = {}
        for cell in db.session.execute(
            select(Allocation.id, Allocation.target_id, Allocation.amount, Allocation.pinned)
            .join(Allocation.target)
            .where(Target.programme_id == self.programme.id)
        ):
            self.cells.setdefault(cell.target_id, []).append(cell)

    def judge(self, found: Found) -> None:
        """What the form would refuse."""
        stood = found.stand.values if found.stand else {}
        if found.errors or any(found.values.get(name, stood.get(name)) is None for name in ("category", "kind")):
            return
        programme = self.programme
        try:
            facts = facts_of(found)
        except RuleBroken as refusal:
            found.wrong(refusal.field or "name", refusal.sentence)
            return
        try:
            check(facts, ProgrammeTerm(programme.year, programme.term_from, programme.term_to, programme.unit.kind))
        except RuleBroken as refusal:
            field = refusal.field or "name"
            found.wrong(field if field in found.record.places else "name", refusal.sentence)
        settled = _words(facts)
        for name in list(found.values):
            if name in settled and found.values[name] != settled[name]:
                found.values[name] = settled[name]


def _values(row: Any, owner: UnitKind) -> dict[str, Value]:
    values: dict[str, Value] = {name: getattr(row, name) or None for name in _TEXTS}
    values |= {name: getattr(row, name) for name in _NUMBERS}
    kinds = {kind for kind in row.unit_kinds.split(",") if kind}
    return values | {
        "category": row.category,
        "kind": KIND_LABELS[row.kind],
        "divided": "是" if row.divided else "否",
        "basis": BASIS_LABELS[row.basis] if row.basis else None,
        "step": row.step,
        "unit_kinds": tuple(words for words, kind in _bearers(owner).items() if kind in kinds),
        "cadence": CADENCE_LABELS[row.cadence],
        "due_day": row.due_day,
        "due_in_workdays": row.due_in_workdays,
        "rolls_over": "是" if row.rolls_over else "否",
        "market_days": market_words(row.market_days) or None,
    }


def _words(facts: TargetFacts) -> dict[str, Value]:
    """What of the facts depends on the kind, as the sheet writes it."""
    values: dict[str, Value] = {name: getattr(facts, name) or None for name in ("unit_word", "per_word", "text")}
    values |= {name: getattr(facts, name) for name in _NUMBERS}
    return values | {
        "divided": "是" if facts.divided else "否",
        "basis": BASIS_LABELS[facts.basis] if facts.basis else None,
        "step": facts.step,
        "due_day": facts.due_day,
        "due_in_workdays": facts.due_in_workdays,
        "rolls_over": "是" if facts.rolls_over else "否",
        "market_days": market_words(facts.market_days) or None,
        "cadence": CADENCE_LABELS[facts.cadence],
    }


def facts_of(found: Found) -> TargetFacts:
    """目标任务内容 of a row: what the sheet says, over what stands. Raises RuleBroken for 逢集日 that cannot be read."""
    values: Mapping[str, Value] = {**(found.stand.values if found.stand else {}), **found.values}
    parts: dict[str, Any] = {name: shown(values.get(name)) for name in _TEXTS}
    parts |= {name: values.get(name) for name in _NUMBERS}
    step = values.get("step")
    return fitting(
        TargetFacts(
            category=shown(values.get("category")),
            name=shown(values.get("name")),
            kind=_KINDS[shown(values["kind"])],
            divided=values.get("divided") == "是",
            basis=_BASES.get(shown(values.get("basis"))),
            step=step if isinstance(step, Decimal) else Decimal(1),
            unit_kinds=tuple(_BEARERS[word] for word in cast(tuple[str, ...], values.get("unit_kinds") or ())),
            cadence=_CADENCES.get(shown(values.get("cadence")), Cadence.ONCE),
            due_day=int(shown(values.get("due_day")) or 0),
            due_in_workdays=int(shown(values.get("due_in_workdays")) or 0) or None,
            rolls_over=values.get("rolls_over") == "是" or None,
            market_days=read_market_days(shown(values.get("market_days"))) or None,
            power_needed=found.stand.row.power_needed if found.stand else None,
            **parts,
        )
    )
