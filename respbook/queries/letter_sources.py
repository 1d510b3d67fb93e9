"""旧责任书: what has been read in for a programme, and what the register knows that an old letter may speak of."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import defer

from respbook.models.base import db
from respbook.models.letter_sources import LetterSource
from respbook.models.programmes import Programme
from respbook.models.units import Unit
from respbook.queries.letter_templates import target_names
from respbook.queries.targets import units_for
from respbook.rules.old_fields import KnownHolder, KnownUnit, Register
from respbook.rules.permissions import Viewer
from respbook.rules.units import UnitKind

_MOST_SHOWN = 50


def sources_of(programme: Programme) -> Sequence[LetterSource]:
    """读入的旧责任书, the youngest first: one statement."""
    return db.session.scalars(
        select(LetterSource)
        .where(LetterSource.programme_id == programme.id)
        .order_by(LetterSource.id.desc())
        .limit(_MOST_SHOWN)
        .options(defer(LetterSource.progress))
    ).all()


def waiting_like(programme_id: int, sha256: str) -> LetterSource | None:
    """同一份: the same content that was read in before and has no template yet."""
    return db.session.scalars(
        select(LetterSource)
        .where(
            LetterSource.programme_id == programme_id,
            LetterSource.sha256 == sha256,
            LetterSource.template_id.is_(None),
        )
        .limit(1)
    ).first()


def source_of(template_id: int) -> LetterSource | None:
    """来源 of a template that came from an old letter."""
    return db.session.scalars(select(LetterSource).where(LetterSource.template_id == template_id).limit(1)).first()


def register_of(viewer: Viewer, programme: Programme) -> Register:
    """名册: units with holders and sizes, the names of targets; five statements however many units."""
    units = units_for(viewer, programme)
    rows = db.session.execute(
        select(Unit.parent_id, func.count())
        .where(Unit.kind == UnitKind.GROUP, Unit.retired_on.is_(None), Unit.parent_id.in_([unit.id for unit in units]))
        .group_by(Unit.parent_id)
    )
    groups = {parent: count for parent, count in rows if parent is not None}
    return Register(
        programme.year,
        programme.issuer,
        programme.term_from,
        programme.term_to,
        tuple(_known(unit, groups.get(unit.id, 0)) for unit in units),
        target_names(programme.id),
        programme.unit.called,
    )


def _known(unit: Unit, groups: int) -> KnownUnit:
    return KnownUnit(
        unit.name,
        unit.short_name,
        unit.kind,
        unit.households,
        unit.population,
        unit.farmland,
        groups,
        tuple(KnownHolder(holder.role, holder.post, holder.name) for holder in unit.holders),
    )
