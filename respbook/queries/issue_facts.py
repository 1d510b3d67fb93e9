"""签发要素: gathers what a batch is checked on, as plain values for rules/preflight; a flat number of statements."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import select

from respbook.models.base import db
from respbook.models.letter_templates import LetterTemplate
from respbook.models.letters import Letter
from respbook.models.programmes import Programme
from respbook.models.targets import Allocation, Target
from respbook.models.units import Unit
from respbook.queries import facts
from respbook.queries.burden import lifts
from respbook.queries.carry_over import to_check
from respbook.queries.in_force import former_holders, former_names, numbers_in_force
from respbook.queries.targets import applies, units_for
from respbook.rules.burden import Lift
from respbook.rules.chinese import china_day
from respbook.rules.issue_facts import (
    ClauseFacts,
    HolderFacts,
    IssueFacts,
    LetterFacts,
    ProgrammeFacts,
    TargetFacts,
    UnitFacts,
)
from respbook.rules.permissions import system_viewer
from respbook.rules.powers import POWER_LABELS, holds, needed
from respbook.rules.programmes import MANY_LETTERS
from respbook.rules.targets import TargetKind

Missing = Callable[[str], list[str]]
"""Characters of a text that no face can draw (press.Faces.missing), handed in: queries know no press."""


def issue_facts(programme: Programme, letters: Sequence[Letter], missing: Missing, now: datetime) -> IssueFacts:
    """签发要素 of these drafts."""
    bundle = facts.gather(programme, [letter.unit_id for letter in letters])
    used = {letter.template_id for letter in letters}
    town = units_for(system_viewer(), programme)
    in_force = numbers_in_force(programme, [letter.unit_id for letter in letters])
    lifted = lifts(
        programme,
        {
            unit.id: [each for each in bundle.targets if facts.bears(bundle, each, unit)]
            for unit in bundle.units.values()
        },
    )
    clauses = tuple(
        clause
        for id_, template in bundle.templates.items()
        if id_ in used
        for clause in _clauses(template)
        if not _elsewhere(clause.tag, bundle.units.values(), town)  # printed in other units' letters, not in this batch
    )
    same = {clause.id: clause for id_ in used for clause in _clauses(bundle.templates[id_])[1:]}
    letter_facts = tuple(_letter(bundle, letter, same) for letter in letters)
    text = "".join(
        [clause.text for clause in clauses]
        + ["".join(each.values.values()) for each in letter_facts]
        + [slot.post + slot.name for slot in facts.signers(bundle.town)]
    )
    return IssueFacts(
        programme=ProgrammeFacts(
            id=programme.id,
            year=programme.year,
            term_from=programme.term_from,
            term_to=programme.term_to,
            number_pattern=programme.number_pattern,
            issuer=programme.issuer,
            signers=tuple(HolderFacts(slot.post, slot.name) for slot in facts.signers(bundle.town)),
            issue_on=china_day(now),
            name=programme.name,
            many_letters=programme.many_letters or MANY_LETTERS,
            unchecked=to_check(programme)[0],
        ),
        units=tuple(
            _unit(bundle.units[letter.unit_id], in_force.get(letter.unit_id, ()), lifted) for letter in letters
        ),
        targets=_targets(programme, bundle.targets, town),
        clauses=clauses,
        letters=letter_facts,
        undrawable=frozenset(missing(text)),
        former_holders=former_holders((bundle.town, *town)),
        former_names=former_names(programme, (bundle.town, *town)),
        names=tuple(name for unit in (bundle.town, *town) for name in (unit.name, unit.short_name) if name),
    )


def _clauses(template: LetterTemplate) -> list[ClauseFacts]:
    title = ClauseFacts(template.id, "标题", template.title, kind="letter_template")
    return [title, *(ClauseFacts(c.id, c.label, c.text, c.tag, level=c.level) for c in template.clauses)]


def _unit(unit: Unit, in_force: tuple[str, ...], lifted: Mapping[int, Lift]) -> UnitFacts:
    slots = facts.signers(unit)
    return UnitFacts(
        id=unit.id,
        name=unit.name,
        kind=unit.kind,
        head=slots[0].name if slots else "",
        holders=tuple(HolderFacts(slot.post, slot.name) for slot in slots),
        households=unit.households or None,
        population=unit.population or None,
        farmland=unit.farmland or None,
        in_force=in_force,
        lift=lifted.get(unit.id),
    )


def _letter(bundle: facts.Bundle, letter: Letter, same: Mapping[int, ClauseFacts]) -> LetterFacts:
    template, unit = bundle.templates[letter.template_id], bundle.units[letter.unit_id]
    return LetterFacts(
        id=letter.id,
        unit_id=unit.id,
        unit_name=unit.called,
        template_id=template.id,
        template_name=template.name,
        clauses=tuple(same[clause.id] for clause in facts.clauses_for(template, unit)),
        values=facts.merge_values(bundle, unit, None),
        targets=sum(facts.bears(bundle, target, unit) for target in bundle.targets),
    )


def _elsewhere(scope: str, batch: Iterable[Unit], town: Iterable[Unit]) -> bool:
    return not any(facts.reaches(scope, unit) for unit in batch) and any(facts.reaches(scope, unit) for unit in town)


def _tags(units: Iterable[Unit]) -> set[str]:
    return {tag.tag for unit in units for tag in unit.tags}


def _baseless(target: Target) -> int | None:
    return target.base_year if target.kind is TargetKind.RELATIVE and target.base_amount is None else None


def _targets(programme: Programme, targets: Sequence[Target], town: Sequence[Unit]) -> tuple[TargetFacts, ...]:
    """The whole town's division counts, not only the units of this batch: the sum is the town's (features C2)."""
    shares = {
        (share.target_id, share.unit_id): share
        for share in db.session.scalars(
            select(Allocation).join(Allocation.target).where(Target.programme_id == programme.id)
        )
    }
    made = []
    for target in targets:
        bearing = [unit for unit in town if applies(target, unit)]
        if programme.unit.kind in target.kinds:
            continue
        cells = [(unit, shares.get((target.id, unit.id))) for unit in bearing]
        borne = [(unit, cell) for unit, cell in cells if cell is None or cell.applies]
        parts = tuple(cell.amount if cell else None for _, cell in borne)
        wording = "，".join(words for words in (target.name, target.text, target.duty) if words)
        power = needed(target.power_needed, wording)
        made.append(
            TargetFacts(
                id=target.id,
                name=target.name,
                unit_word=target.unit_word,
                divided=target.divided,
                total=target.amount if target.divided else None,
                parts=parts if target.divided else (),
                units=len(parts),
                due_on=target.due_on,
                shortfall_reason=target.shortfall_reason,
                wording=wording,
                power=POWER_LABELS[power],
                powerless=tuple(unit.called for unit, _ in borne if not holds(power, unit.kind, _tags((unit,)))),
                baseless=_baseless(target),
            )
        )
    return tuple(made)
