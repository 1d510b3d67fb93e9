"""计分事项: the list, one matter from the incident to the decision, what of an incident was listed before (features X19, Y5)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import joinedload

from respbook.models.base import db
from respbook.models.evidence import Evidence
from respbook.models.notices import NoticeUnit
from respbook.models.score_matters import ScoreMatter, ScoreMatterEvidence, Veto
from respbook.models.tasks import Task
from respbook.models.units import Unit
from respbook.queries.listing import PAGE_SIZE, Listing, total_of
from respbook.queries.matter_grounds import called, rules_of
from respbook.queries.review_page import signed_sentence
from respbook.queries.scope import NotInSight, under
from respbook.queries.scope_assessments import kept_by, matter_in_sight, matters_in_sight
from respbook.queries.scope_findings import answers
from respbook.queries.units import in_order, named_like
from respbook.rules.assessments import MatterKind
from respbook.rules.lifecycles import MATTER, MatterState
from respbook.rules.permissions import Viewer
from respbook.rules.score_matters import AGAINST, NO_OBJECTION, Before, Ground, ground_of
from respbook.rules.scoring.rubric import Rubric, class_of

WAITS = {"tell": "待告知", "answer": "待陈述", "confirm": "待确认", "grant": "待确认加分"}
"""等谁办: what a matter waits for."""


@dataclass(frozen=True)
class MatterFilter:
    """计分事项筛选."""

    state: MatterState | None = None
    kind: MatterKind | None = None
    row: str = ""
    words: str = ""
    waits: str = ""
    programme_id: int | None = None
    sort: str = "day"

    @property
    def plain(self) -> bool:
        """没有筛选."""
        return replace(self, sort="day") == MatterFilter()


def waiting_for(what: str, today: date) -> ColumnElement[bool]:
    """等办的事项, as ``rules.score_matters.check_heard`` has it: told of, heard or past the window."""
    against = ScoreMatter.kind.in_(AGAINST)
    told = ScoreMatter.state == MatterState.TOLD
    conditions = {
        "tell": and_(against, ScoreMatter.state == MatterState.PROPOSED),
        "answer": told,
        "confirm": or_(ScoreMatter.state == MatterState.ANSWERED, and_(told, ScoreMatter.answer_until < today)),
        "grant": and_(ScoreMatter.kind == MatterKind.BONUS, ScoreMatter.state == MatterState.PROPOSED),
    }
    return conditions[what]


@dataclass(frozen=True)
class MatterRow:
    """计分事项 with what its rubric says of it; ``ground`` None where the rubric no longer has the rule."""

    matter: ScoreMatter
    title: str
    rule: str
    ground: Ground | None

    @property
    def points(self) -> Decimal:
        """拟计分; nought where the rubric no longer has the rule."""
        row = self.matter
        return Decimal(0) if self.ground is None else self.ground.points_of(row.count, row.source, row.late)

    @property
    def objects(self) -> bool:
        """有陈述意见 that is to be read before anything is decided."""
        return self.matter.state is MatterState.ANSWERED and self.matter.statement != NO_OBJECTION


def _chosen(viewer: Viewer, wanted: MatterFilter, today: date) -> Select[ScoreMatter]:
    found: list[ColumnElement[bool]] = [matters_in_sight(viewer)]
    for column, value in (
        (ScoreMatter.state, wanted.state),
        (ScoreMatter.kind, wanted.kind),
        (ScoreMatter.programme_id, wanted.programme_id),
        (ScoreMatter.row_key, wanted.row or None),
    ):
        if value is not None:
            found.append(column == value)
    if wanted.waits in WAITS:
        found.append(waiting_for(wanted.waits, today))
    if wanted.words.strip():
        found.append(named_like(wanted.words))
    return select(ScoreMatter).join(ScoreMatter.unit).where(*found)


def _sorted(viewer: Viewer, sort: str) -> tuple[object, ...]:
    if sort.lstrip("-") == "unit":
        keys = (*in_order(viewer), ScoreMatter.id)
        return tuple(key.desc() for key in keys) if sort.startswith("-") else keys
    if sort == "until":
        return (ScoreMatter.answer_until.is_(None), ScoreMatter.answer_until, ScoreMatter.id)
    return (ScoreMatter.on.desc(), ScoreMatter.id.desc())


def _rows(chosen: Sequence[ScoreMatter]) -> list[MatterRow]:
    rules = rules_of({row.programme_id for row in chosen})
    return [read(row, rules.get(row.programme_id)) for row in chosen]


def read(row: ScoreMatter, rules: Rubric | None) -> MatterRow:
    """事项与细则: what the rubric says of a matter; its unit is loaded."""
    ground = None
    if rules is not None:
        ground = ground_of(rules, row.row_key, row.rule_key, class_of(rules, row.unit.kind))
    return MatterRow(row, *called(rules, row.row_key, row.rule_key), ground)


def matter_list(viewer: Viewer, wanted: MatterFilter, today: date, page: int = 1) -> Listing[MatterRow]:
    """计分事项列表, one page: three statements."""
    chosen = _chosen(viewer, wanted, today)
    rows = db.session.scalars(
        chosen.options(joinedload(ScoreMatter.unit), joinedload(ScoreMatter.programme))
        .order_by(*_sorted(viewer, wanted.sort))  # type: ignore[arg-type]
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    ).all()
    return Listing(_rows(rows), total_of(chosen.with_only_columns(ScoreMatter.id)), page)


def to_decide(viewer: Viewer, today: date) -> list[MatterRow]:
    """待确认的扣分事项, those with a statement first, then by unit and day: two statements."""
    rows = db.session.scalars(
        select(ScoreMatter)
        .join(ScoreMatter.unit)
        .where(matters_in_sight(viewer), kept_by(viewer, ScoreMatter.programme_id), waiting_for("confirm", today))
        .order_by(*in_order(viewer), ScoreMatter.on, ScoreMatter.id)
        .limit(500)
        .options(joinedload(ScoreMatter.unit))
    ).all()
    return sorted(_rows(rows), key=lambda each: not each.objects)


def matters_named(viewer: Viewer, matter_ids: Collection[int]) -> list[ScoreMatter]:
    """若干计分事项 by unit and day; those out of sight are left out. One statement."""
    rows = (
        select(ScoreMatter)
        .join(ScoreMatter.unit)
        .where(matters_in_sight(viewer), ScoreMatter.id.in_(matter_ids))
        .order_by(*in_order(viewer), ScoreMatter.on, ScoreMatter.id)
        .options(joinedload(ScoreMatter.unit), joinedload(ScoreMatter.programme))
    )
    return list(db.session.scalars(rows))


def rows_named(viewer: Viewer, matter_ids: Collection[int]) -> list[MatterRow]:
    """The same with what the rubric says of each: two statements."""
    return _rows(matters_named(viewer, matter_ids))


def before_of(row: ScoreMatter, rules: Rubric | None) -> list[Before]:
    """同一事件已列的事项 of the same unit, the oldest first: one statement."""
    rows = db.session.scalars(
        select(ScoreMatter)
        .where(
            ScoreMatter.programme_id == row.programme_id,
            ScoreMatter.unit_id == row.unit_id,
            ScoreMatter.incident == row.incident,
            ScoreMatter.id != (row.id or 0),
        )
        .order_by(ScoreMatter.id)
    )
    return [
        Before(each.id, called(rules, each.row_key)[0], each.on, each.kind, each.state, MATTER.labels[each.state])
        for each in rows
    ]


def veto_from(matter_id: int) -> int | None:
    """一票否决 that rests on a matter: one statement."""
    return db.session.scalar(select(Veto.id).where(Veto.matter_id == matter_id).limit(1))


def matters_from(viewer: Viewer, table: str, row_id: int) -> Sequence[ScoreMatter]:
    """由此列入的计分事项 in sight, of a problem, an order, a circular: one statement."""
    origin = and_(ScoreMatter.origin_table == table, ScoreMatter.origin_id == row_id)
    if table == "findings":
        origin = or_(origin, ScoreMatter.finding_id == row_id)
    return db.session.scalars(
        select(ScoreMatter)
        .join(ScoreMatter.unit)
        .where(matters_in_sight(viewer), origin)
        .order_by(ScoreMatter.id)
        .options(joinedload(ScoreMatter.unit))
    ).all()


@dataclass(frozen=True)
class MatterPage:
    """计分事项页: ``own`` whether the viewer answers for the unit; ``same`` what else came of the same incident.

    ``task`` and ``sentence`` are what the unit signed for, where the matter came of a problem.
    """

    told: MatterRow
    evidence: Sequence[Evidence]
    answers: Sequence[Evidence]
    receipt: NoticeUnit | None
    same: Sequence[ScoreMatter]
    task: Task | None
    sentence: str
    own: bool


def matter_page(viewer: Viewer, matter_id: int) -> MatterPage:
    """计分事项页. Raises NotInSight."""
    row = matter_in_sight(viewer, matter_id)
    proofs = proofs_of(row.id)
    same = db.session.scalars(
        select(ScoreMatter)
        .join(ScoreMatter.unit)
        .where(
            matters_in_sight(viewer),
            ScoreMatter.programme_id == row.programme_id,
            ScoreMatter.unit_id == row.unit_id,
            ScoreMatter.incident == row.incident,
            ScoreMatter.id != row.id,
        )
        .order_by(ScoreMatter.id)
    ).all()
    task = task_of(viewer, row.finding.task_id if row.finding else None)
    return MatterPage(
        read(row, rules_of([row.programme_id]).get(row.programme_id)),
        [each for each, answer in proofs if not answer],
        [each for each, answer in proofs if answer],
        receipt_of(row.notice_id, row.unit_id),
        same,
        task,
        signed_sentence(task) if task else "",
        not viewer.keeps(row.programme.unit_id) and answers(viewer, row.unit),
    )


def task_of(viewer: Viewer, task_id: int | None) -> Task | None:
    """任务 in sight with its letter, which leads to the signed sentence (features X1)."""
    if task_id is None:
        return None
    wanted = select(Task).join(Task.unit).where(Task.id == task_id, under(viewer)).options(joinedload(Task.letter))
    return db.session.scalars(wanted).one_or_none()


def proofs_of(matter_id: int) -> list[tuple[Evidence, bool]]:
    """佐证 of a matter in sight, and whether it came with the statement; what was withdrawn is left out: one statement."""
    rows = db.session.execute(
        select(Evidence, ScoreMatterEvidence.answer)
        .join(ScoreMatterEvidence, ScoreMatterEvidence.evidence_id == Evidence.id)
        .where(ScoreMatterEvidence.matter_id == matter_id, Evidence.withdrawn_at.is_(None))
        .order_by(Evidence.id)
    )
    return [(row[0], row[1]) for row in rows]


def receipt_of(notice_id: int | None, unit_id: int) -> NoticeUnit | None:
    """告知的送达情况 of one unit: one statement."""
    return db.session.get(NoticeUnit, (notice_id, unit_id)) if notice_id else None


def proof_in_sight(viewer: Viewer, matter_id: int, evidence_id: int) -> Evidence:
    """佐证 seen through its matter, whoever sent it. Raises NotInSight."""
    matter_in_sight(viewer, matter_id)
    found = next((each for each, _ in proofs_of(matter_id) if each.id == evidence_id), None)
    if found is None:
        raise NotInSight
    return found


def units_of(unit_ids: Collection[int]) -> Mapping[int, Unit]:
    """单位 by id, of ids that came from records in sight: one statement."""
    return {row.id: row for row in db.session.scalars(select(Unit).where(Unit.id.in_(unit_ids)))}
