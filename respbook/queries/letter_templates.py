"""责任书模板: the templates of a programme, whom each optional clause reaches, what a clause may be filled with."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ScalarSelect, func, select
from sqlalchemy.orm import selectinload

from respbook.models.base import db
from respbook.models.letter_templates import Clause, LetterTemplate
from respbook.models.letters import Letter
from respbook.models.programmes import Programme
from respbook.models.targets import Target
from respbook.models.units import Unit
from respbook.queries.facts import reaches
from respbook.queries.scope import owners_of
from respbook.rules.lifecycles import LetterState
from respbook.rules.permissions import Viewer
from respbook.rules.units import kinds_words


@dataclass(frozen=True)
class TemplateRow:
    """模板列表的一行."""

    id: int
    name: str
    kinds: str
    clauses: int
    drafts: int
    issued: int
    changed_at: datetime
    changed_by: str


def how_many(state: LetterState) -> ScalarSelect[int]:
    """某状态的份数 under a template that the statement lists."""
    counted = select(func.count()).where(Letter.template_id == LetterTemplate.id, Letter.state == state)
    return counted.correlate(LetterTemplate).scalar_subquery()


def templates_of(programme: Programme) -> list[TemplateRow]:
    """方案的模板, in order: one statement."""
    drafts, issued = how_many(LetterState.DRAFT), how_many(LetterState.ISSUED)
    clauses = (
        select(func.count()).where(Clause.template_id == LetterTemplate.id).correlate(LetterTemplate).scalar_subquery()
    )
    rows = db.session.execute(
        select(LetterTemplate, clauses, drafts, issued)
        .where(LetterTemplate.programme_id == programme.id)
        .order_by(LetterTemplate.position, LetterTemplate.id)
    )
    return [
        TemplateRow(
            each.id, each.name, kinds_words(each.kinds), parts, drafted, given, each.changed_at, each.changed_by
        )
        for each, parts, drafted, given in rows
    ]


def with_clauses(programme_id: int) -> Sequence[LetterTemplate]:
    """方案的模板 with their clauses: two statements."""
    return db.session.scalars(
        select(LetterTemplate)
        .where(LetterTemplate.programme_id == programme_id)
        .order_by(LetterTemplate.position, LetterTemplate.id)
        .options(selectinload(LetterTemplate.clauses))
    ).all()


def by_tag(units: Sequence[Unit]) -> Mapping[str, tuple[Unit, ...]]:
    """按标签: whom a clause with the tag reaches."""
    reached: dict[str, list[Unit]] = {}
    for unit in units:
        for tag in unit.tags:
            reached.setdefault(tag.tag, []).append(unit)
    return {tag: tuple(reached[tag]) for tag in sorted(reached)}


def reached_by(units: Sequence[Unit], scopes: Iterable[str]) -> Mapping[str, tuple[Unit, ...]]:
    """适用单位 of each written scope that is used; everybody needs no list."""
    wanted = dict.fromkeys(scope for scope in scopes if scope)
    return {scope: tuple(unit for unit in units if reaches(scope, unit)) for scope in wanted}


def target_names(programme_id: int) -> tuple[str, ...]:
    """目标任务名称 of the programme: what ``{{指标:…}}`` may name."""
    return tuple(
        db.session.scalars(
            select(Target.name).where(Target.programme_id == programme_id).order_by(Target.position, Target.id)
        )
    )


def letters_under(template_id: int) -> tuple[int, int]:
    """责任书 under the template that are not void: drafts, issued."""
    rows = db.session.execute(
        select(Letter.state, func.count())
        .where(Letter.template_id == template_id, Letter.state != LetterState.VOID)
        .group_by(Letter.state)
    )
    found = {row[0]: row[1] for row in rows}
    return found.get(LetterState.DRAFT, 0), found.get(LetterState.ISSUED, 0)


def ever_used(template_id: int) -> bool:
    """Whether any letter, even a void one, was made from the template."""
    return db.session.scalar(select(Letter.id).where(Letter.template_id == template_id).limit(1)) is not None


def names_in(programme_id: int) -> set[str]:
    """模板名称 of the programme, to refuse a second one of the same name."""
    return set(db.session.scalars(select(LetterTemplate.name).where(LetterTemplate.programme_id == programme_id)))


def last_position(programme_id: int) -> int:
    """The last place among the programme's templates."""
    statement = select(func.max(LetterTemplate.position)).where(LetterTemplate.programme_id == programme_id)
    return db.session.scalar(statement) or 0


def templates_to_copy(viewer: Viewer) -> list[tuple[int, str]]:
    """可沿用的模板 in sight, the youngest year first: (id, words)."""
    rows = db.session.execute(
        select(LetterTemplate.id, Programme.name, LetterTemplate.name)
        .join(LetterTemplate.programme)
        .where(owners_of(viewer))
        .order_by(Programme.year.desc(), Programme.id.desc(), LetterTemplate.position)
        .limit(200)
    )
    return [(row[0], f"{row[1]} · {row[2]}") for row in rows]
