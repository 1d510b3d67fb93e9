"""签发依据: all that letters are made from, read at one go, before their turn or in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from respbook.actions.overtaken import let_go
from respbook.models.base import db
from respbook.models.jobs import JobItem
from respbook.models.letters import Letter
from respbook.queries import facts
from respbook.queries.audit_head import head
from respbook.queries.scope import job_in_sight, letters_named
from respbook.rules.permissions import Viewer

Place = tuple[int, int]
"""批次条目: (job id, position)."""


@dataclass(frozen=True)
class Ground:
    """依据: some letters of a batch and all that they are made from.

    ``seq`` is how far the audit book had come; as long as it tells of no change since, the ground holds unseen.
    """

    seq: int
    letters: Mapping[int, Letter]
    bundle: facts.Bundle
    approved: Mapping[int, str]


def ground_for(job_id: int, letter_ids: Sequence[int], *, by: Viewer) -> Ground:
    """收集依据 of some letters of a batch: a flat number of statements. Raises NotInSight for the batch."""
    let_go()
    ground = _read(job_id, letter_ids, by)
    db.session.expunge_all()  # what follows rolls back and commits; the ground stays as it was read
    return ground


def read_again(job_id: int, letter_id: int, *, by: Viewer) -> Ground:
    """再取依据 of one letter inside its deed, whose rows they stay."""
    return _read(job_id, [letter_id], by)


def _read(job_id: int, letter_ids: Sequence[int], by: Viewer) -> Ground:
    seq, _ = head()
    programme = job_in_sight(by, job_id).programme
    letters = {letter.id: letter for letter in letters_named(by, letter_ids)}
    bundle = facts.gather(programme, [letter.unit_id for letter in letters.values()])
    approved = db.session.execute(
        select(JobItem.letter_id, JobItem.content_sha256).where(
            JobItem.job_id == job_id, JobItem.letter_id.in_(letter_ids)
        )
    )
    return Ground(seq, letters, bundle, {row.letter_id: row.content_sha256 for row in approved})
