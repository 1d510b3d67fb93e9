"""签发批次: the clerk proposes, the leader approves, the queue issues letter by letter; a refused one stops nobody."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from respbook.actions import audit, issuing
from respbook.actions.action import Busy, action, expect_version
from respbook.actions.issuing import Tools
from respbook.actions.letter_ground import Ground, Place, ground_for
from respbook.actions.queued import QUEUE, Clock, Piece, sender, taken_up
from respbook.actions.reviews import batch_words, decide
from respbook.models.base import db
from respbook.models.jobs import Job, JobItem, JobWaiver
from respbook.models.letters import Letter
from respbook.queries import facts
from respbook.queries.issue_facts import Missing
from respbook.queries.preflight import report
from respbook.queries.scope import NotInSight, job_in_sight, letters_in_sight, programme_in_sight
from respbook.queries.units import IN_ORDER
from respbook.rules.errors import RuleBroken
from respbook.rules.lifecycles import BATCH, ITEM, BatchState, ItemState, LetterState
from respbook.rules.permissions import NotAllowed, Permission, Viewer, standing_in
from respbook.rules.programmes import check_open, check_stand_in
from respbook.rules.reviewing import Step, Verdict
from respbook.store import DiskFull

log = logging.getLogger("respbook.batch")
AT_ONCE = 25
"""Letters whose facts are gathered together."""


@dataclass(frozen=True)
class Proposal:
    """送签内容: which drafts, and — under 一人经办 — whose written approval the clerk acts on."""

    letter_ids: tuple[int, ...]
    opinion: str = ""


@action(Permission.LETTER_PROPOSE)
def propose(programme_id: int, proposal: Proposal, missing: Missing, *, by: Viewer, now: datetime) -> Job:
    """送签, or 送审 where the programme asks for it: only drafts without unsettled findings go in; those already in
    an open batch are left out (features I4, L7).

    Raises RuleBroken when nothing is left, NotInSight.
    """
    programme = programme_in_sight(by, programme_id)
    check_open(programme.state, programme.name)
    letters = _proposable(by, programme_id, proposal.letter_ids)
    if not letters:
        raise RuleBroken("没有可以送签的责任书：所选的已经签发，或已在待审核、待签发的批次里。请刷新页面后重选。")
    found = report(programme, letters, missing, now)
    stops = [*found.stops, *found.warnings]
    if stops:
        raise RuleBroken(f"签发前体检还有{len(stops)}处没有解决，先按“体检”逐条处理。第一处：{stops[0].sentence}")
    job = Job(
        programme_id=programme_id,
        state=BATCH.start,
        total=len(letters),
        proposed_by=by.name,
        proposed_by_id=by.user_id,
        proposed_at=now,
        opinion=proposal.opinion,
    )
    bundle = facts.gather(programme, [letter.unit_id for letter in letters])
    job.items = [
        JobItem(position=n, letter_id=letter.id, content_sha256=_content(bundle, letter))
        for n, letter in enumerate(letters, 1)
    ]
    job.waivers = [
        JobWaiver(position=n, sentence=w.sentence, reason=w.reason, made_by=w.made_by, made_at=w.made_at)
        for n, (_, w) in enumerate(found.waived, 1)
    ]
    job.state = BATCH.fire(job.state, "submit" if programme.needs_review else "propose", by)
    db.session.add(job)
    verb = "batch.submit" if programme.needs_review else "batch.propose"
    told = {"份数": str(len(letters))} | ({"放行的提示": f"{len(job.waivers)}条"} if job.waivers else {})
    audit.note(verb, job, f"{programme.name}{len(letters)}份", after=told)
    return job


def _content(bundle: facts.Bundle, letter: Letter) -> str:
    return facts.content_digest(bundle, bundle.templates[letter.template_id], bundle.units[letter.unit_id])


def _proposable(by: Viewer, programme_id: int, letter_ids: Sequence[int]) -> Sequence[Letter]:
    busy = (
        select(JobItem.letter_id)
        .join(JobItem.job)
        .where(JobItem.state == ItemState.WAITING, Job.state.notin_((BatchState.RETURNED, BatchState.DONE)))
    )
    return db.session.scalars(
        select(Letter)
        .join(Letter.unit)
        .where(
            Letter.id.in_(letter_ids),
            Letter.programme_id == programme_id,
            Letter.state == LetterState.DRAFT,
            Letter.amends.is_(None),
            letters_in_sight(by),
            Letter.id.notin_(busy),
        )
        .order_by(*IN_ORDER, Letter.id)
    ).all()


def approve(job_id: int, version: int, *, by: Viewer, now: datetime) -> Job:
    """同意签发: by somebody else than the proposer; under 一人经办 by the clerk, marked as such (safety R31)."""
    db.session.rollback()
    job = job_in_sight(by, job_id)
    alone = job.programme.clerk_may_issue and not by.may(Permission.LETTER_ISSUE)
    if alone and by.may(Permission.LETTER_PROPOSE):
        by = standing_in(by, Permission.LETTER_ISSUE)
    return _approve(job_id, version, alone, by=by, now=now)


@action(Permission.LETTER_ISSUE)
def _approve(job_id: int, version: int, alone: bool, *, by: Viewer, now: datetime) -> Job:
    job = job_in_sight(by, job_id)
    expect_version(job, version)
    check_stand_in(Permission.LETTER_ISSUE in by.extra, job.programme.clerk_may_issue)
    if job.proposed_by_id == by.user_id and not job.programme.clerk_may_issue:
        raise RuleBroken("送签和签发不能是同一个人。请由镇领导签发；人手不足的，可在方案里打开“一人经办”。")
    if alone and not job.opinion:
        raise RuleBroken("一人经办签发，须先填写依据（哪位领导、何时签批）。", "opinion")
    job.state = BATCH.fire(job.state, "approve", by)
    job.approved_by, job.approved_by_id, job.approved_at = by.name, by.user_id, now
    job.single_handed = alone or job.proposed_by_id == by.user_id
    decide(job, Step.SIGN, Verdict.AGREE, job.opinion, by, now).single_handed = job.single_handed
    audit.note(
        "batch.approve",
        job,
        batch_words(job),
        after={"依据": job.opinion, "一人经办": "是"} if job.single_handed else None,
    )
    return job


@action(Permission.LETTER_ISSUE)
def send_back(job_id: int, opinion: str, version: int, *, by: Viewer, now: datetime) -> Job:
    """退回: with the leader's opinion; the drafts are free again. Raises RuleBroken, StaleVersion."""
    job = job_in_sight(by, job_id)
    expect_version(job, version)
    if not opinion.strip():
        raise RuleBroken("请写明退回的原因，经办人好据此修改。", "opinion")
    job.state = BATCH.fire(job.state, "send_back", by)
    job.opinion = opinion.strip()
    decide(job, Step.SIGN, Verdict.RETURN, job.opinion, by, now)
    audit.note("batch.send_back", job, batch_words(job), after={"意见": job.opinion})
    return job


@action(Permission.LETTER_PROPOSE)
def resume(job_id: int, *, by: Viewer, now: datetime) -> Job:
    """继续办理: an interrupted batch goes back into the queue. Raises RuleBroken."""
    job = job_in_sight(by, job_id)
    job.state = BATCH.fire(job.state, "resume", standing_in(by, Permission.LETTER_ISSUE))
    audit.note("batch.resume", job, batch_words(job))
    return job


def unfinished() -> Sequence[int]:
    """未办结: batches that were queued or running when the program stopped."""
    wanted = (BatchState.QUEUED, BatchState.RUNNING)
    return db.session.scalars(select(Job.id).where(Job.state.in_(wanted)).order_by(Job.id)).all()


def work_off(job_id: int, tools: Tools, clock: Clock) -> None:
    """办理: letter by letter until none waits. Safe to run twice, also at once: each letter is issued once.

    Wants a session of its own: whatever else the session holds is let go of.
    """
    if not _begin(job_id, by=QUEUE, now=clock()):
        return
    try:
        by = _approver(job_id)
        waiting = _waiting(job_id)
        for start in range(0, len(waiting), AT_ONCE):
            part = waiting[start : start + AT_ONCE]
            ground = ground_for(job_id, [letter_id for _, letter_id in part], by=by)
            for position, letter_id in part:
                _one((job_id, position), letter_id, tools, ground, by, clock)
    except (DiskFull, NotAllowed) as problem:
        _interrupt(job_id, problem.sentence, by=QUEUE, now=clock())
        return
    _finish(job_id, by=QUEUE, now=clock())


def _approver(job_id: int) -> Viewer:
    """The person who approved, with today's roles. Raises NotAllowed when the right is lost (safety R27)."""
    db.session.rollback()
    job = job_in_sight(QUEUE, job_id)
    also = Permission.LETTER_PROPOSE if job.programme.clerk_may_issue else None
    gone = "签发人的账号已停用，余下的没有签发。请由在任的镇领导重新签发。"
    return sender(job.approved_by_id or 0, Permission.LETTER_ISSUE, gone, also=also)


@action(Permission.LETTER_ISSUE)
def _begin(job_id: int, *, by: Viewer, now: datetime) -> bool:
    job = job_in_sight(by, job_id)
    waits, going_on = job.state is BatchState.QUEUED, job.state is BatchState.RUNNING

    def begin() -> None:
        job.state = BATCH.fire(job.state, "run", by)
        job.trouble = ""

    work = Piece(job, batch_words(job), "batch.run", waits, going_on)
    return taken_up(work, begin, "已不在队列，未再办理")


def _waiting(job_id: int) -> list[tuple[int, int]]:
    rows = db.session.execute(
        select(JobItem.position, JobItem.letter_id)
        .where(JobItem.job_id == job_id, JobItem.state == ItemState.WAITING)
        .order_by(JobItem.position)
    ).all()
    return [(row.position, row.letter_id) for row in rows]


def _one(item: Place, letter_id: int, tools: Tools, ground: Ground, by: Viewer, clock: Clock) -> None:
    job_id, position = item
    try:
        issuing.issue(letter_id, tools, item, ground, by=by, now=clock())
    except (
        DiskFull,
        NotAllowed,
        Busy,
    ):  # a turn that did not come is no fault of the letter: the batch is taken up again
        raise
    except NotInSight:
        _refuse(job_id, position, "草稿已被删除。", by=by, now=clock())
    except RuleBroken as problem:
        _refuse(job_id, position, problem.sentence, by=by, now=clock())
    except Exception:
        log.exception("letter %s of batch %s failed", letter_id, job_id)
        _refuse(job_id, position, "程序出错，这一份没有签发，其他的不受影响。请告诉系统管理员。", by=by, now=clock())


@action(Permission.LETTER_ISSUE)
def _refuse(job_id: int, position: int, sentence: str, *, by: Viewer, now: datetime) -> None:
    item = db.session.get_one(JobItem, (job_id, position))
    if item.state is not ItemState.WAITING:
        audit.note("batch.refuse", item, f"第{position}份", after={"结果": "已由另一进程办理"})
        return
    item.state = ITEM.fire(item.state, "refuse", by)
    item.sentence, item.done_at = sentence[:500], now
    audit.note("batch.refuse", item, f"第{position}份", after={"原因": sentence})


@action(Permission.LETTER_ISSUE)
def _interrupt(job_id: int, sentence: str, *, by: Viewer, now: datetime) -> None:
    job = job_in_sight(by, job_id)
    job.state = BATCH.fire(job.state, "interrupt", by)
    job.trouble = sentence
    audit.note("batch.interrupt", job, batch_words(job), after={"原因": sentence})


@action(Permission.LETTER_ISSUE)
def _finish(job_id: int, *, by: Viewer, now: datetime) -> None:
    job = job_in_sight(by, job_id)
    if job.state is BatchState.RUNNING:
        job.state = BATCH.fire(job.state, "finish", by)
        job.finished_at = now
    audit.note("batch.finish", job, batch_words(job))
