"""未改的意见: what came back with an opinion that nobody has met yet, before it is sent again (I6, L7)."""

from dataclasses import dataclass

from sqlalchemy import func, or_, select

from respbook.models.base import db
from respbook.models.jobs import Job, JobItem
from respbook.models.letter_templates import Clause
from respbook.models.letters import Letter
from respbook.models.opinions import Opinion
from respbook.models.programmes import Programme
from respbook.queries.jobs import in_batch
from respbook.rules.lifecycles import BatchState, ItemState, LetterState


@dataclass(frozen=True)
class LeftOpen:
    """退回后没有改的意见: how many, and in which batch they are read."""

    count: int
    job_id: int


def left_open(programme: Programme) -> LeftOpen | None:
    """退回后没有改的意见 of a programme: on clauses that still read the same, while their letters wait to be sent again."""
    returned = (
        select(JobItem.job_id)
        .join(JobItem.letter)
        .where(
            JobItem.job_id == Job.id,
            or_(JobItem.state == ItemState.RETURNED, Job.state == BatchState.RETURNED),
            Letter.state == LetterState.DRAFT,
            ~in_batch(),
        )
        .correlate(Job)
        .exists()
    )
    count, job_id = db.session.execute(
        select(func.count(), func.max(Job.id))
        .select_from(Opinion)
        .join(Opinion.job)
        .join(Clause, Clause.id == Opinion.clause_id)
        .where(Job.programme_id == programme.id, Clause.text == Opinion.clause_text, returned)
    ).one()
    return LeftOpen(count, job_id) if count else None
