"""年度方案: the list of years, and how far one programme has come, in a flat number of statements."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    ScalarSelect,
    Select,
    String,
    and_,
    exists,
    func,
    literal,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.orm import aliased

from respbook.models.base import db
from respbook.models.jobs import Job
from respbook.models.letter_templates import Clause, LetterTemplate
from respbook.models.letters import Letter
from respbook.models.programmes import Programme
from respbook.models.targets import Allocation, Target
from respbook.models.units import Unit
from respbook.queries.jobs import UNDER_WAY, in_batch
from respbook.queries.scope import letters_in_sight, owned_by, owners_of
from respbook.queries.signing import to_be_signed
from respbook.rules.lifecycles import BatchState, LetterState
from respbook.rules.permissions import Viewer
from respbook.rules.programmes import Counts
from respbook.rules.signing import SigningState
from respbook.rules.units import kinds_in, kinds_words


@dataclass(frozen=True)
class ProgrammeRow:
    """方案列表的一行: the programme with its counts."""

    programme: Programme
    counts: Counts


def programme_list(viewer: Viewer, *, own: bool = False) -> list[ProgrammeRow]:
    """方案列表 in sight, or of the viewer's own office alone, the youngest year first: one statement."""
    kept = owned_by(viewer) if own else owners_of(viewer)
    return [_row(row) for row in db.session.execute(_counted(viewer).where(kept))]


def counts_of(viewer: Viewer, programme: Programme) -> Counts:
    """方案计数 of one programme in sight: one statement."""
    return _row(db.session.execute(_counted(viewer).where(Programme.id == programme.id)).one()).counts


def _counted(viewer: Viewer) -> Select[Any]:
    here = LetterTemplate.programme_id == Programme.id
    targets = Target.programme_id == Programme.id
    columns: dict[str, ColumnElement[int]] = {
        "templates": _count(select(func.count()).select_from(LetterTemplate).where(here)),
        "clauses": _count(select(func.count()).select_from(Clause).join(Clause.template).where(here)),
        "targets": _count(select(func.count()).select_from(Target).where(targets)),
        "divided": _count(select(func.count()).select_from(Target).where(targets, Target.divided)),
        "uneven": _count(select(func.count()).select_from(Target).where(targets, Target.divided, _uneven())),
        "units": _units(viewer),
        "drafts": _letters(viewer, LetterState.DRAFT),
        "issued": _letters(viewer, LetterState.ISSUED),
        "to_sign": _in_force(viewer),
        "signed": _in_force(viewer, Letter.signing == SigningState.SIGNED),
        "sent": _letters(viewer, LetterState.DRAFT, in_batch()),
        "batches": _count(
            select(func.count()).select_from(Job).where(Job.programme_id == Programme.id, Job.state.in_(UNDER_WAY))
        ),
        "reviews": _count(
            select(func.count())
            .select_from(Job)
            .where(Job.programme_id == Programme.id, Job.state == BatchState.REVIEW)
        ),
    }
    counted = [column.label(name) for name, column in columns.items()]
    columned: Select[Any] = select(Programme).add_columns(*counted)
    return columned.order_by(Programme.year.desc(), Programme.kind.desc(), Programme.id.desc())


def _count(statement: Select[Any]) -> ScalarSelect[int]:
    return statement.correlate(Programme).scalar_subquery()


def _uneven() -> ColumnElement[bool]:
    """Shares that do not add up to the town's total, and nobody has said why."""
    given = (
        select(func.coalesce(func.sum(Allocation.amount), 0))
        .where(Allocation.target_id == Target.id, Allocation.applies)
        .correlate(Target)
        .scalar_subquery()
    )
    return and_(Target.shortfall_reason == "", or_(Target.amount.is_(None), Target.amount != given))


def _letters(viewer: Viewer, state: LetterState, *more: ColumnElement[bool]) -> ScalarSelect[int]:
    return _count(
        select(func.count())
        .select_from(Letter)
        .join(Letter.unit)
        .where(
            Letter.programme_id == Programme.id,
            Letter.state == state,
            Letter.amends.is_(None),
            Letter.replaced_by_id.is_(None),
            letters_in_sight(viewer),
            *more,
        )
    )


def _in_force(viewer: Viewer, *more: ColumnElement[bool]) -> ScalarSelect[int]:
    """应签文书, as the 签订台账 counts them."""
    counted = select(func.count()).select_from(Letter).join(Letter.unit)
    return _count(counted.where(Letter.programme_id == Programme.id, to_be_signed(viewer), *more))


def _units(viewer: Viewer) -> ScalarSelect[int]:
    """应签单位: living units of the town whose kind one of the templates names; one for each template."""
    town = aliased(Unit)
    return _count(
        select(func.count())
        .select_from(LetterTemplate)
        .join(town, town.id == Programme.unit_id)
        .join(Unit, _signs(town))
        .where(LetterTemplate.programme_id == Programme.id, Unit.path.startswith(viewer.unit_path, autoescape=True))
    )


def _signs(town: Any) -> ColumnElement[bool]:
    kind = literal(",") + type_coerce(Unit.kind, String) + ","
    named = (literal(",") + LetterTemplate.unit_kinds + ",").contains(kind)
    return and_(Unit.path.startswith(town.path), named, Unit.retired_on.is_(None))


@dataclass(frozen=True)
class Undrafted:
    """还没有拟稿的: how many units of a template's kinds have no living letter under it."""

    template_id: int
    template: str
    kinds: str
    count: int


def undrafted(viewer: Viewer, programme: Programme) -> list[Undrafted]:
    """还没有拟稿的, template by template as they are drafted: one statement."""
    town = aliased(Unit)
    living = exists().where(
        Letter.template_id == LetterTemplate.id, Letter.unit_id == Unit.id, Letter.state != LetterState.VOID
    )
    rows = db.session.execute(
        select(LetterTemplate.id, LetterTemplate.name, LetterTemplate.unit_kinds, func.count().label("units"))
        .join(town, town.id == programme.unit_id)
        .join(Unit, _signs(town))
        .where(LetterTemplate.programme_id == programme.id, ~living)
        .where(Unit.path.startswith(viewer.unit_path, autoescape=True))
        .group_by(LetterTemplate.id)
        .order_by(LetterTemplate.position, LetterTemplate.id)
    )
    return [Undrafted(row.id, row.name, kinds_words(kinds_in(row.unit_kinds)), row.units) for row in rows]


def _row(row: Row[Any]) -> ProgrammeRow:
    counts: Mapping[str, int] = {name: value or 0 for name, value in row._mapping.items() if name != "Programme"}
    return ProgrammeRow(row[0], Counts(**counts))


def names_of_town(unit_id: int) -> set[str]:
    """方案名称 of the town, to refuse a second one of the same name."""
    return set(db.session.scalars(select(Programme.name).where(Programme.unit_id == unit_id)))
