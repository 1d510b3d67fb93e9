"""签发要素: gathers, in a flat number of statements, what one letter or a whole batch is made from and checked on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from respbook.models.base import db
from respbook.models.letter_templates import Clause, LetterTemplate
from respbook.models.programmes import Programme
from respbook.models.targets import Allocation, Target
from respbook.models.units import Holder, Unit
from respbook.papers.blocks import SignatureSide, SignatureSlot
from respbook.papers.letter import ClauseLine, Content, Duty, Goal, compose
from respbook.papers.stored import fingerprint
from respbook.queries.targets import applies
from respbook.queries.workdays import calendar_of
from respbook.rules.cadence import CADENCE_LABELS
from respbook.rules.chinese import day, figure
from respbook.rules.holders import first_present, present
from respbook.rules.planning import PlannedTask, plan
from respbook.rules.scopes import scope_of
from respbook.rules.signing_plan import USUAL, Party, PartyUnit, Slot, loaded, parties, slots_of
from respbook.rules.targets import in_words
from respbook.rules.units import UNIT_KIND_LABELS, PostRole, UnitKind
from respbook.rules.workdays import WorkCalendar

NOT_APPLICABLE = "（本年度不适用）"


@dataclass(frozen=True)
class Bundle:
    """要素: the programme with its town, templates, targets and the units asked for, all loaded."""

    programme: Programme
    town: Unit
    templates: Mapping[int, LetterTemplate]
    targets: Sequence[Target]
    shares: Mapping[tuple[int, int], Allocation]
    units: Mapping[int, Unit]
    groups: Mapping[int, int]
    calendar: WorkCalendar
    plans: dict[int, tuple[tuple[Target, PlannedTask], ...]] = field(default_factory=dict, repr=False)
    """任务 by unit id, planned once for the list in the letter and for the tasks that it opens."""


def gather(programme: Programme, unit_ids: Sequence[int]) -> Bundle:
    """收集: about nine statements, whatever the number of units."""
    session = db.session
    town = session.scalars(
        select(Unit).where(Unit.id == programme.unit_id).options(selectinload(Unit.holders), selectinload(Unit.tags))
    ).one()
    units = session.scalars(
        select(Unit).where(Unit.id.in_(unit_ids)).options(selectinload(Unit.tags), selectinload(Unit.holders))
    ).all()
    templates = session.scalars(
        select(LetterTemplate)
        .where(LetterTemplate.programme_id == programme.id)
        .options(selectinload(LetterTemplate.clauses))
    ).all()
    targets = session.scalars(
        select(Target).where(Target.programme_id == programme.id).order_by(Target.position, Target.id)
    ).all()
    shares = session.scalars(
        select(Allocation)
        .join(Allocation.target)
        .where(Target.programme_id == programme.id, Allocation.unit_id.in_(unit_ids))
    ).all()
    groups = session.execute(
        select(Unit.parent_id, func.count())
        .where(Unit.parent_id.in_(unit_ids), Unit.kind == UnitKind.GROUP, Unit.retired_on.is_(None))
        .group_by(Unit.parent_id)
    ).all()
    return Bundle(
        programme,
        town,
        {template.id: template for template in templates},
        targets,
        {(share.target_id, share.unit_id): share for share in shares},
        {unit.id: unit for unit in units},
        {parent: count for parent, count in groups if parent is not None},
        calendar_of(programme.unit_id),
    )


def bears(bundle: Bundle, target: Target, unit: Unit) -> bool:
    """承担: applies, and nobody marked the cell 不适用."""
    share = bundle.shares.get((target.id, unit.id))
    return applies(target, unit) and (share is None or share.applies)


def figure_words(bundle: Bundle, target: Target, unit: Unit) -> str:
    """指标表述 for one unit: its own share of a divided target, else the figure that holds for all."""
    share = bundle.shares.get((target.id, unit.id))
    if target.divided and (share is None or share.amount is None):
        return ""
    return in_words(target.figure(_amount(bundle, target, unit)))


def parties_of(bundle: Bundle, signing: str | None, unit: Unit) -> tuple[Party, ...]:
    """签订各方 of one unit's letter under the template's 签字栏安排."""
    town = PartyUnit(bundle.town.id, bundle.programme.issuer, _living(bundle.town))
    return parties(loaded(signing), town, PartyUnit(unit.id, unit.name, _living(unit)))


def signers(unit: Unit) -> tuple[Slot, ...]:
    """签字人 of a unit under the usual plan: 第一责任人 and 直接责任人; a blank one where nobody holds a post."""
    return slots_of(USUAL[0], _living(unit))


def _living(unit: Unit) -> Sequence[Holder]:
    return [holder for holder in unit.holders if present(holder)]


def sides_of(bundle: Bundle, signing: str | None, unit: Unit) -> tuple[SignatureSide, ...]:
    """签字栏 of one unit's letter as it is printed."""
    return tuple(_side(party) for party in parties_of(bundle, signing, unit))


def _side(party: Party) -> SignatureSide:
    slots = tuple(SignatureSlot(slot.post, slot.name) for slot in party.slots)
    return SignatureSide(party.plan.party, party.unit.name, slots, party.plan.seal)


def merge_values(bundle: Bundle, unit: Unit, issue_on: date | None) -> dict[str, str]:
    """填充值: the closed list of rules/wording.FIELDS for one unit, and its figures as ``指标:名称``."""
    programme = bundle.programme
    first = first_present(unit.holders, PostRole.FIRST)
    second = first_present(unit.holders, PostRole.SECOND) or first
    stationed = first_present(unit.holders, PostRole.STATIONED)
    values = {
        "单位名称": unit.name,
        "单位简称": unit.called,
        "单位类别": UNIT_KIND_LABELS[unit.kind],
        "甲方名称": programme.issuer,
        "年度": str(programme.year),
        "责任期限起": day(programme.term_from),
        "责任期限止": day(programme.term_to),
        "书记": first.name if first else "",
        "主任": second.name if second else "",
        "负责人": first.name if first else "",
        "负责人职务": first.post if first else "",
        "包村干部": stationed.name if stationed else "",
        "户数": str(unit.households) if unit.households else "",
        "人口": str(unit.population) if unit.population else "",
        "耕地面积": figure(unit.farmland) if unit.farmland else "",
        "社组数": str(bundle.groups.get(unit.id, 0) or ""),
        "份数": str(programme.copies),
        "签发日期": day(issue_on) if issue_on else "（签发时填写）",
    }
    for target in bundle.targets:
        if applies(target, unit):
            borne = bears(bundle, target, unit)
            values[f"指标:{target.name}"] = figure_words(bundle, target, unit) if borne else NOT_APPLICABLE
    return values


def clauses_for(template: LetterTemplate, unit: Unit) -> tuple[Clause, ...]:
    """适用条款: those for everybody, and those whose scope the unit is in."""
    return tuple(clause for clause in template.clauses if reaches(clause.tag, unit))


def reaches(scope: str, unit: Unit) -> bool:
    """是否适用 of a written scope for one unit, whose tags must be loaded."""
    return not scope or scope_of(scope).reaches(unit.kind, {tag.tag for tag in unit.tags})


def planned(bundle: Bundle, unit: Unit) -> tuple[tuple[Target, PlannedTask], ...]:
    """任务: what the unit's targets ask of it, with periods and due dates."""
    if unit.id not in bundle.plans:
        bundle.plans[unit.id] = tuple(
            (target, plan(target, unit, _amount(bundle, target, unit), bundle.programme, bundle.calendar))
            for target in bundle.targets
            if bears(bundle, target, unit)
        )
    return bundle.plans[unit.id]


def _amount(bundle: Bundle, target: Target, unit: Unit) -> Decimal | None:
    if not target.divided:
        return target.amount
    share = bundle.shares.get((target.id, unit.id))
    return share.amount if share else None


def clause_of(target: Target, template: LetterTemplate) -> int | None:
    """所属条款: the clause that prints the target's figure, else the one that carries the 目标任务表 (features X1)."""
    wanted = (f"{{{{指标:{target.name}}}}}", "{{目标任务表}}")
    for words in wanted:
        for clause in template.clauses:
            if words in clause.text:
                return clause.id
    return None


def content_for(bundle: Bundle, template: LetterTemplate, unit: Unit, issue_on: date | None) -> Content:
    """责任书内容 of one unit under one template; number and mark are added when it is issued."""
    clauses = tuple(ClauseLine(c.id, c.level, c.text, c.label) for c in clauses_for(template, unit))
    return content_of(bundle, unit, template.title, clauses, issue_on, template.signing)


def content_of(
    bundle: Bundle, unit: Unit, title: str, clauses: tuple[ClauseLine, ...], issue_on: date | None, signing: str | None
) -> Content:
    """责任书内容 from a wording that already applies to the unit, saved or not."""
    borne = [target for target in bundle.targets if bears(bundle, target, unit)]
    return Content(
        subject=unit.name,
        title=tuple(line for line in title.split("\n") if line.strip()),
        clauses=clauses,
        values=merge_values(bundle, unit, issue_on),
        goals=tuple(
            Goal(target.category, target.name, figure_words(bundle, target, unit), target.lead_unit) for target in borne
        ),
        duties=tuple(
            Duty(task.title, task.duty or task.demand, CADENCE_LABELS[task.cadence], task.due_words, task.evidence)
            for _, task in planned(bundle, unit)
        ),
        sides=sides_of(bundle, signing, unit),
    )


def content_digest(bundle: Bundle, template: LetterTemplate, unit: Unit) -> str:
    """内容摘要: what the leader approves, before number and date; a letter that no longer has it is not issued."""
    return fingerprint(compose(content_for(bundle, template, unit, None)))


def common_wording(template: LetterTemplate) -> str:
    """模板文字: the template's own characters, embedded as one shared font subset in all its letters."""
    return "".join(sorted(set(template.title + "".join(clause.text for clause in template.clauses))))
