"""查找: one word asked of everything in sight, grouped; nothing of what the viewer may not read (features V2, V4; R28).

LIKE is enough at the size of a county: a miss reads the titles of all tasks once (tests/bench/find_bench.py).
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, literal, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from respbook.models.base import db
from respbook.models.circulars import Circular
from respbook.models.jobs import Job
from respbook.models.letter_templates import Clause, LetterTemplate
from respbook.models.letters import Letter
from respbook.models.people import User
from respbook.models.programmes import Programme
from respbook.models.targets import Target
from respbook.models.tasks import Task
from respbook.models.units import Holder, Unit
from respbook.queries.holders import PRESENT
from respbook.queries.jobs import open_batch
from respbook.queries.listing import within
from respbook.queries.people import person_named
from respbook.queries.scope import letters_in_sight, owned_by, owners_of, under
from respbook.queries.scope_circulars import circulars_in_sight
from respbook.queries.units import CALLED, in_order, named_like
from respbook.rules.chinese import day
from respbook.rules.circulars import CIRCULAR_LABELS
from respbook.rules.lifecycles import CIRCULAR, ProgrammeState, letter_words
from respbook.rules.permissions import Permission, Viewer
from respbook.rules.units import UNIT_KIND_LABELS, UnitKind

SHOWN = 5
_COUNTED = 99
_AROUND = 16
PICKED = 40


@dataclass(frozen=True)
class Hit:
    """找到的一处: what it is called, what tells it from others of the name.

    The unit whose name ``label`` or ``more`` begins with, and the office that keeps it, for whoever sees several towns.
    """

    id: int
    label: str
    more: str = ""
    unit_id: int = 0
    at_id: int = 0
    office_id: int = 0


@dataclass(frozen=True)
class Group:
    """一类结果: the first few, and how many there are in all (counted up to 99)."""

    kind: str
    label: str
    hits: tuple[Hit, ...]
    total: int

    @property
    def total_words(self) -> str:
        """共几处."""
        return f"{_COUNTED}+" if self.total > _COUNTED else str(self.total)


def found(viewer: Viewer, words: str) -> list[Group]:
    """查找结果: one statement for each kind that the viewer may read; empty kinds are left out."""
    words = words.strip()
    if not words:
        return []
    groups = (ask(viewer, words) for permission, ask in _KINDS if viewer.may(permission))
    return [group for group in groups if group.hits]


def _group(kind: str, label: str, chosen: Select[*tuple[Any, ...]], hit: Callable[[Any], Hit]) -> Group:
    """The first rows of an ordered statement and the count of all; a miss reads its table once, not twice."""
    rows: Sequence[Any] = db.session.execute(chosen.limit(_COUNTED + 1)).all()
    return Group(kind, label, tuple(hit(row) for row in rows[:SHOWN]), len(rows))


def _like(words: str, *columns: InstrumentedAttribute[str] | InstrumentedAttribute[str | None]) -> Any:
    return or_(*(column.like(within(words), escape="\\") for column in columns))


def _units(viewer: Viewer, words: str) -> Group:
    chosen = select(Unit.id, Unit.name, Unit.kind, Unit.retired_on).where(under(viewer), named_like(words))
    ordered = chosen.order_by(Unit.retired_on.is_not(None), *in_order(viewer))
    return _group(
        "unit",
        "单位",
        ordered,
        lambda row: Hit(
            row.id, row.name, UNIT_KIND_LABELS[row.kind] + ("，已停用" if row.retired_on else ""), unit_id=row.id
        ),
    )


def _people(viewer: Viewer, words: str) -> Group:
    chosen = select(User.id, User.name, User.unit_id, Unit.name.label("unit_name")).join(User.unit)
    ordered = chosen.where(under(viewer), person_named(words)).order_by(User.id)
    return _group("person", "用户", ordered, lambda row: Hit(row.id, row.name, row.unit_name, at_id=row.unit_id))


def _letters(viewer: Viewer, words: str) -> Group:
    chosen = (
        select(
            Letter.id,
            Letter.unit_id,
            CALLED.label("name"),
            Letter.number_text,
            Letter.state,
            Programme.year,
            open_batch().label("batch"),
        )
        .join(Letter.unit)
        .join(Letter.programme)
        .where(letters_in_sight(viewer), or_(named_like(words), _like(words, Letter.number_text)))
        .order_by(Letter.programme_id.desc(), *in_order(viewer), Letter.id)
    )
    return _group(
        "letter",
        "责任书",
        chosen,
        lambda row: Hit(
            row.id,
            row.name,
            f"{row.year}年 {row.number_text or letter_words(row.state, row.batch)}",
            unit_id=row.unit_id,
        ),
    )


def _tasks(viewer: Viewer, words: str) -> Group:
    """The ids are cut from the one large table before anything is joined to it: five times quicker."""
    order = (Task.year.desc(), Task.due_on.desc(), Task.id.desc())
    matching = select(Task.id).where(Task.unit_id.in_(select(Unit.id).where(under(viewer))), _like(words, Task.title))
    cut = matching.order_by(*order).limit(_COUNTED + 1).subquery()
    columns = select(Task.id, Task.title, Task.due_on, Task.unit_id, CALLED.label("at"))
    chosen = columns.join(cut, cut.c.id == Task.id).join(Task.unit).order_by(*order)
    return _group(
        "task", "任务", chosen, lambda row: Hit(row.id, row.title, f"{row.at}，{day(row.due_on)}", at_id=row.unit_id)
    )


def _programmes(viewer: Viewer, words: str) -> Group:
    chosen = select(Programme.id, Programme.name, Programme.state, Programme.unit_id).where(
        owners_of(viewer), _like(words, Programme.name)
    )
    ordered = chosen.order_by(Programme.year.desc(), Programme.id.desc())
    ended = ProgrammeState.CLOSED
    return _group(
        "programme",
        "年度方案",
        ordered,
        lambda row: Hit(row.id, row.name, "已结束" if row.state is ended else "", office_id=row.unit_id),
    )


def _templates(viewer: Viewer, words: str) -> Group:
    chosen = select(LetterTemplate.id, LetterTemplate.name, Programme.name.label("of"), Programme.unit_id).join(
        LetterTemplate.programme
    )
    wanted = chosen.where(owners_of(viewer), _like(words, LetterTemplate.name))
    ordered = wanted.order_by(Programme.year.desc(), LetterTemplate.id)
    return _group("template", "模板", ordered, lambda row: Hit(row.id, row.name, row.of, office_id=row.unit_id))


def _clauses(viewer: Viewer, words: str) -> Group:
    chosen = (
        select(Clause.id, Clause.text, LetterTemplate.name, Programme.year, Programme.unit_id)
        .join(Clause.template)
        .join(LetterTemplate.programme)
        .where(owners_of(viewer), _like(words, Clause.text))
        .order_by(Programme.year.desc(), LetterTemplate.id, Clause.position)
    )
    return _group(
        "clause",
        "条款",
        chosen,
        lambda row: Hit(row.id, excerpt(row.text, words), f"{row.year}年 {row.name}", office_id=row.unit_id),
    )


def excerpt(text: str, words: str) -> str:
    """摘句: the words with what stands around them."""
    place = max(text.lower().find(words.lower()), 0)
    start, end = max(0, place - _AROUND), place + len(words) + _AROUND
    shown = " ".join(text[start:end].split())
    return ("…" if start else "") + shown + ("…" if end < len(text) else "")


def _targets(viewer: Viewer, words: str) -> Group:
    chosen = (
        select(Target.id, Target.name, Target.category, Programme.year, Programme.unit_id)
        .join(Target.programme)
        .where(owners_of(viewer), _like(words, Target.name, Target.category, Target.duty))
        .order_by(Programme.year.desc(), Target.position, Target.id)
    )
    return _group(
        "target",
        "目标任务",
        chosen,
        lambda row: Hit(row.id, row.name, f"{row.year}年 {row.category}", office_id=row.unit_id),
    )


def _jobs(viewer: Viewer, words: str) -> Group:
    chosen = (
        select(Job.id, Job.total, Job.proposed_by, Programme.name, Programme.unit_id)
        .join(Job.programme)
        .where(
            owners_of(viewer),
            or_(_like(words, Programme.name, Job.proposed_by), literal("签发批次").like(within(words))),
        )
        .order_by(Job.id.desc())
    )
    return _group(
        "job",
        "签发批次",
        chosen,
        lambda row: Hit(row.id, row.name, f"{row.proposed_by}送签，{row.total}份", office_id=row.unit_id),
    )


def _circulars(viewer: Viewer, words: str) -> Group:
    chosen = (
        select(Circular.id, Circular.kind, Circular.number_text, Circular.title, Circular.state, Circular.town_id)
        .where(circulars_in_sight(viewer), _like(words, Circular.title, Circular.number_text))
        .order_by(Circular.id.desc())
    )
    return _group(
        "circular",
        "通报",
        chosen,
        lambda row: Hit(
            row.id,
            row.title,
            f"{CIRCULAR_LABELS[row.kind]}{row.number_text or ''}，{CIRCULAR.labels[row.state]}",
            office_id=row.town_id,
        ),
    )


_KINDS: tuple[tuple[Permission, Callable[[Viewer, str], Group]], ...] = (
    (Permission.UNIT_READ, _units),
    (Permission.PERSON_READ, _people),
    (Permission.LETTER_READ, _letters),
    (Permission.TASK_READ, _tasks),
    (Permission.CIRCULAR_READ, _circulars),
    (Permission.PROGRAMME_READ, _programmes),
    (Permission.TARGET_READ, _targets),
    (Permission.TEMPLATE_READ, _templates),
    (Permission.TEMPLATE_READ, _clauses),
    (Permission.JOB_READ, _jobs),
)


def newest_open(viewer: Viewer) -> int | None:
    """正在办理的方案: the youngest open one in sight, where deeds that need a programme begin."""
    return db.session.scalar(
        select(Programme.id)
        .where(owned_by(viewer), Programme.state == ProgrammeState.OPEN)
        .order_by(Programme.year.desc(), Programme.kind.desc(), Programme.id.desc())
        .limit(1)
    )


def units_picked(viewer: Viewer, words: str) -> list[Hit]:
    """可选单位 whose name or pinyin is typed: living, in sight, in the office's order; by the name in daily use, the full one
    beside it."""
    rows = db.session.execute(
        select(Unit.id, CALLED.label("called"), Unit.name, Unit.kind)
        .where(under(viewer), Unit.kind != UnitKind.GROUP, Unit.retired_on.is_(None), named_like(words))
        .order_by(*in_order(viewer))
        .limit(PICKED)
    )
    return [
        Hit(row.id, row.called, UNIT_KIND_LABELS[row.kind] if row.name == row.called else row.name, unit_id=row.id)
        for row in rows
    ]


def people_picked(viewer: Viewer, words: str) -> list[Hit]:
    """可选人员: accounts, and whoever holds a post, each name and place once."""
    holders = (
        select(Holder.id, Holder.name, Holder.unit_id, Unit.name.label("unit_name"))
        .join(Holder.unit)
        .where(under(viewer), PRESENT, Holder.name.like(within(words), escape="\\"))
        .order_by(Holder.name, Holder.id)
        .limit(PICKED)
    )
    users = (
        select(User.id, User.name, User.unit_id, Unit.name.label("unit_name"))
        .join(User.unit)
        .where(under(viewer), person_named(words))
        .order_by(User.id)
        .limit(PICKED)
    )
    return list(_each_once([*db.session.execute(users), *db.session.execute(holders)]))


def _each_once(rows: list[Any]) -> Iterator[Hit]:
    seen = set()
    for row in rows:
        if (row.name, row.unit_id) not in seen:
            seen.add((row.name, row.unit_id))
            yield Hit(row.id, row.name, row.unit_name, at_id=row.unit_id)
