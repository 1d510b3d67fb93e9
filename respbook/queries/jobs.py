"""签发批次: progress and refusals of one batch, the batches that wait for somebody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, ScalarSelect, func, select
from sqlalchemy.orm import joinedload

from respbook.models.base import db
from respbook.models.jobs import Job, JobItem, JobWaiver
from respbook.models.letters import Letter
from respbook.models.programmes import Programme
from respbook.models.units import Unit
from respbook.queries.scope import owners_of
from respbook.rules.lifecycles import BatchState, ItemState
from respbook.rules.permissions import Viewer

UNDER_WAY = (
    BatchState.REVIEW,
    BatchState.PROPOSED,
    BatchState.QUEUED,
    BatchState.RUNNING,
    BatchState.INTERRUPTED,
)


def in_batch() -> ColumnElement[bool]:
    """已送出 (送审、送签): the letter waits in a batch that is not yet done with."""
    waiting = select(JobItem.job_id).join(JobItem.job).where(JobItem.letter_id == Letter.id)
    return waiting.where(JobItem.state == ItemState.WAITING, Job.state.in_(UNDER_WAY)).correlate(Letter).exists()


def open_batch() -> ScalarSelect[BatchState]:
    """在办批次的状态 of the letter, for lists; nothing when it waits in none."""
    states = select(Job.state).join(JobItem, JobItem.job_id == Job.id).where(JobItem.letter_id == Letter.id)
    waiting = states.where(JobItem.state == ItemState.WAITING, Job.state.in_(UNDER_WAY))
    return waiting.order_by(Job.id.desc()).limit(1).correlate(Letter).scalar_subquery()


def batch_of(letter: Letter) -> BatchState | None:
    """在办批次的状态 of one letter."""
    return db.session.scalar(select(open_batch()).where(Letter.id == letter.id))


@dataclass(frozen=True)
class Progress:
    """进度 of a batch: counts by state, who is at hand, what was refused and why."""

    done: int
    refused: int
    waiting: int
    at_hand: str
    refusals: Sequence[tuple[str, str, int]]

    @property
    def gone(self) -> int:
        """已办 (issued or refused)."""
        return self.done + self.refused


def progress_of(job: Job) -> Progress:
    """进度: three statements, whatever the size of the batch."""
    grouped = select(JobItem.state, func.count()).where(JobItem.job_id == job.id).group_by(JobItem.state)
    counts = {row.state: row[1] for row in db.session.execute(grouped)}
    named = select(JobItem, Unit.name).join(JobItem.letter).join(Letter.unit).where(JobItem.job_id == job.id)
    refused = db.session.execute(named.where(JobItem.state == ItemState.REFUSED).order_by(JobItem.position)).all()
    next_one = db.session.execute(
        named.where(JobItem.state == ItemState.WAITING).order_by(JobItem.position).limit(1)
    ).one_or_none()
    return Progress(
        counts.get(ItemState.DONE, 0),
        counts.get(ItemState.REFUSED, 0),
        counts.get(ItemState.WAITING, 0),
        next_one.name if next_one else "",
        [(row.name, row.JobItem.sentence, row.JobItem.letter_id) for row in refused],
    )


@dataclass(frozen=True)
class JobRow:
    """批次列表的一行."""

    id: int
    office_id: int
    programme_name: str
    state: BatchState
    total: int
    proposed_by: str
    proposed_at: datetime
    approved_by: str | None
    single_handed: bool


def job_list(viewer: Viewer, *states: BatchState, limit: int = 50) -> Sequence[JobRow]:
    """批次列表 of the viewer's town, the youngest first; one statement."""
    statement = (
        select(
            Job.id,
            Programme.unit_id,
            Programme.name,
            Job.state,
            Job.total,
            Job.proposed_by,
            Job.proposed_at,
            Job.approved_by,
            Job.single_handed,
        )
        .join(Job.programme)
        .where(owners_of(viewer))
        .order_by(Job.id.desc())
        .limit(limit)
    )
    if states:
        statement = statement.where(Job.state.in_(states))
    return [JobRow(*row) for row in db.session.execute(statement)]


def letters_of(job: Job) -> Sequence[JobItem]:
    """批次内的责任书, in print order, with unit."""
    return db.session.scalars(
        select(JobItem)
        .where(JobItem.job_id == job.id)
        .order_by(JobItem.position)
        .options(joinedload(JobItem.letter).joinedload(Letter.unit))
    ).all()


def waivers_of(job: Job) -> Sequence[JobWaiver]:
    """批次豁免: what the clerk let pass and why, as it stood when the batch was proposed."""
    chosen = select(JobWaiver).where(JobWaiver.job_id == job.id)
    return db.session.scalars(chosen.order_by(JobWaiver.position)).all()
