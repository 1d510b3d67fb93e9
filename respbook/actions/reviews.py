"""审核: a second person says what is to be mended, agrees, or sends back; every word stays (features L7, safety R31)."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from respbook.actions import audit
from respbook.actions.action import action, expect_version
from respbook.models.base import db
from respbook.models.jobs import Job, JobItem
from respbook.models.letter_templates import Clause, LetterTemplate
from respbook.models.letters import Letter
from respbook.models.opinions import Look, Opinion
from respbook.queries.reviews import changed_since_sent, waiting_items
from respbook.queries.scope import job_in_sight
from respbook.rules.errors import RuleBroken
from respbook.rules.lifecycles import BATCH, ITEM, BatchState
from respbook.rules.permissions import Permission, Viewer
from respbook.rules.reviewing import VERDICT_LABELS, Step, Verdict, check_reviewer


def batch_words(job: Job) -> str:
    """批次 in words, for the log."""
    return f"{job.programme.name}{job.total}份"


def say(job: Job, step: Step, verdict: Verdict, words: str, by: Viewer, now: datetime) -> Opinion:
    """落笔: one opinion on the batch. Inside an action."""
    opinion = Opinion(
        job_id=job.id,
        step=step,
        verdict=verdict,
        words=words,
        single_handed=by.user_id == job.proposed_by_id,
        made_at=now,
        made_by=by.name,
        made_by_id=by.user_id,
    )
    db.session.add(opinion)
    return opinion


def decide(job: Job, step: Step, verdict: Verdict, words: str, by: Viewer, now: datetime) -> Opinion:
    """定论 on the whole batch: whoever decides has read the wording that was sent, unless it was changed meanwhile."""
    if verdict is Verdict.AGREE or not changed_since_sent(job):
        _has_read(job, by, now)
    return say(job, step, verdict, words, by, now)


def _has_read(job: Job, by: Viewer, now: datetime) -> None:
    """阅看: remember which version of each template the decision rests on."""
    under = select(Letter.template_id).join(JobItem, JobItem.letter_id == Letter.id).where(JobItem.job_id == job.id)
    rows = db.session.execute(select(LetterTemplate.id, LetterTemplate.version).where(LetterTemplate.id.in_(under)))
    for template_id, version in rows.all():
        look = db.session.get(Look, (by.user_id, template_id))
        if look is None:
            look = Look(user_id=by.user_id, template_id=template_id)
            db.session.add(look)
        look.version, look.looked_at = version, now


@action(Permission.LETTER_REVIEW)
def remark(job_id: int, words: str, clause_id: int | None = None, *, by: Viewer, now: datetime) -> Opinion:
    """写意见: on the whole batch or pinned to a clause as it now reads; decides nothing. Raises RuleBroken, NotInSight."""
    job = job_in_sight(by, job_id)
    check_reviewer(by, job.proposed_by_id, job.programme.clerk_may_issue)
    if job.state not in (BatchState.REVIEW, BatchState.PROPOSED):
        raise RuleBroken(f"批次现为“{BATCH.labels[job.state]}”，不再写意见。请刷新页面。")
    if not words.strip():
        raise RuleBroken("请写下意见：哪一处、怎么改。", "words")
    step = Step.REVIEW if job.state is BatchState.REVIEW else Step.SIGN
    opinion = say(job, step, Verdict.REMARK, words.strip(), by, now)
    if clause_id is not None:
        _pin(opinion, job, clause_id)
    audit.note("batch.remark", job, batch_words(job), after={"意见": opinion.words} | _pinned(opinion))
    return opinion


def _pin(opinion: Opinion, job: Job, clause_id: int) -> None:
    clause = db.session.scalars(
        select(Clause)
        .join(Letter, Letter.template_id == Clause.template_id)
        .join(JobItem, JobItem.letter_id == Letter.id)
        .where(Clause.id == clause_id, JobItem.job_id == job.id)
        .limit(1)
    ).one_or_none()
    if clause is None:
        raise RuleBroken("所选的条款已不在模板中。请刷新页面后重选。", "clause_id")
    opinion.clause_id, opinion.template_id, opinion.clause_text = clause.id, clause.template_id, clause.text


def _pinned(opinion: Opinion) -> dict[str, str]:
    return {"条款": opinion.clause_text[:60]} if opinion.clause_id is not None else {}


@action(Permission.LETTER_REVIEW)
def agree(job_id: int, words: str, version: int, *, by: Viewer, now: datetime) -> Job:
    """审核同意: the batch goes on to the leader. Only what was sent is agreed to: changed letters are refused.

    Raises RuleBroken, StaleVersion, NotInSight.
    """
    job = job_in_sight(by, job_id)
    expect_version(job, version)
    check_reviewer(by, job.proposed_by_id, job.programme.clerk_may_issue)
    changed = changed_since_sent(job)
    if changed:
        names = "、".join(item.letter.unit.called for item in changed[:3]) + ("等" if len(changed) > 3 else "")
        raise RuleBroken(f"送审以后有{len(changed)}份内容有改动（{names}），与送审的不一致。请退回，由经办人重新送审。")
    job.state = BATCH.fire(job.state, "agree", by)
    opinion = decide(job, Step.REVIEW, Verdict.AGREE, words.strip(), by, now)
    audit.note("batch.agree", job, batch_words(job), after=_decided(opinion))
    return job


@action(Permission.LETTER_REVIEW)
def refer_back(
    job_id: int, words: str, version: int, letter_ids: Sequence[int] = (), *, by: Viewer, now: datetime
) -> Job:
    """审核退回: the whole batch, or only the letters named; the rest stays under review.

    Raises RuleBroken, StaleVersion, NotInSight.
    """
    job = job_in_sight(by, job_id)
    expect_version(job, version)
    check_reviewer(by, job.proposed_by_id, job.programme.clerk_may_issue)
    if not words.strip() and (letter_ids or not _has_remarked(job, by)):
        raise RuleBroken("请写明退回的原因，经办人好据此修改。", "words")
    items = waiting_items(job)
    named = [item for item in items if item.letter_id in set(letter_ids)]
    if letter_ids and len(named) < len(set(letter_ids)):
        raise RuleBroken("所选的责任书已不在这一批里。请刷新页面后重选。", "letter_ids")
    if named and len(named) < len(items):
        _return_some(job, named, words.strip(), by, now)
    else:
        job.state = BATCH.fire(job.state, "refer_back", by)
        job.opinion = words.strip()[:200]
        opinion = decide(job, Step.REVIEW, Verdict.RETURN, words.strip(), by, now)
        audit.note("batch.refer_back", job, batch_words(job), after=_decided(opinion))
    return job


def _has_remarked(job: Job, by: Viewer) -> bool:
    said = select(Opinion.id).where(Opinion.job_id == job.id, Opinion.made_by_id == by.user_id).limit(1)
    return db.session.scalar(said) is not None


def _return_some(job: Job, items: Sequence[JobItem], words: str, by: Viewer, now: datetime) -> None:
    """Single letters leave the batch; their drafts are free to be mended and sent again."""
    if job.state is not BatchState.REVIEW:
        raise RuleBroken(f"批次现为“{BATCH.labels[job.state]}”，不能退回其中几份。请刷新页面，按最新状态办理。")
    for item in items:
        item.state = ITEM.fire(item.state, "return", by)
        item.sentence, item.done_at = words, now
        say(job, Step.REVIEW, Verdict.RETURN, words, by, now).letter_id = item.letter_id
        audit.note("letter.return", item.letter, f"{item.letter.unit.called}责任书", after={"意见": words})
    job.total -= len(items)


def _decided(opinion: Opinion) -> dict[str, str]:
    marks = {"结论": VERDICT_LABELS[opinion.verdict], "意见": opinion.words}
    return marks | ({"一人经办": "是"} if opinion.single_handed else {})
