"""审核: what a reviewer reads: what changed since his last look, where the letters differ, what was said before (L7)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from respbook.models.base import db
from respbook.models.jobs import Job, JobItem
from respbook.models.letter_templates import LetterTemplate
from respbook.models.letters import Letter
from respbook.models.opinions import Look, Opinion
from respbook.models.programmes import Programme
from respbook.models.units import Unit
from respbook.papers.blocks import SignatureSlot
from respbook.papers.letter import Content, compose
from respbook.papers.stored import fingerprint
from respbook.queries import facts
from respbook.queries.template_versions import Wording, counterpart_of, kept, wording_now, wording_of
from respbook.queries.units import CALLED
from respbook.rules.clauses import shortened
from respbook.rules.errors import RuleBroken
from respbook.rules.kept_wording import clause_texts
from respbook.rules.lifecycles import BatchState, ItemState, LetterState
from respbook.rules.permissions import Viewer
from respbook.rules.redline import ClausePair, ClauseText, Fold, Stretch, compare_clauses, compared, folded, summary
from respbook.rules.reviewing import OPTIONAL, VERDICT_LABELS, Group, LetterText, Step, Verdict, grouped
from respbook.rules.scopes import scope_of
from respbook.rules.wording import BLOCKS, TARGET, fields_in

_ROW_HEAD = "单位简称"
"""The fact that stands before each row anyway."""


def waiting_items(job: Job) -> Sequence[JobItem]:
    """批次内还在办的责任书, in print order, with unit."""
    return db.session.scalars(
        select(JobItem)
        .where(JobItem.job_id == job.id, JobItem.state == ItemState.WAITING)
        .order_by(JobItem.position)
        .options(joinedload(JobItem.letter).joinedload(Letter.unit))
    ).all()


def changed_since_sent(job: Job) -> list[JobItem]:
    """送审以后改动的: letters whose content is no longer the one that was sent."""
    items = waiting_items(job)
    bundle = facts.gather(job.programme, [item.letter.unit_id for item in items])
    return [item for item in items if _digest(_content(bundle, item.letter)) != item.content_sha256]


def _content(bundle: facts.Bundle, letter: Letter) -> Content:
    template, unit = bundle.templates[letter.template_id], bundle.units[letter.unit_id]
    return facts.content_for(bundle, template, unit, None)


def _digest(content: Content) -> str:
    """内容摘要, empty where a field has lost its value: that is no longer what was sent, either."""
    try:
        return fingerprint(compose(content))
    except RuleBroken:
        return ""


@dataclass(frozen=True)
class OpinionRow:
    """一条意见; pinned to a clause: as it read then, and what was changed since."""

    job_id: int
    step: Step
    verdict: Verdict
    words: str
    made_by: str
    made_at: datetime
    single_handed: bool
    letter_id: int | None
    unit: str
    template_id: int | None
    clause_id: int | None
    number: str
    start: str
    stretches: tuple[Stretch, ...]
    settled: bool

    @property
    def telling(self) -> bool:
        """有话说: more than the bare consent that the line of steps shows already."""
        return bool(self.words) or self.letter_id is not None or self.verdict is Verdict.RETURN


def opinions_about(job: Job) -> list[OpinionRow]:
    """关于这一批的意见, the oldest first: its own, and what was said when its letters were sent before."""
    own = select(JobItem.letter_id).where(JobItem.job_id == job.id)
    earlier = select(JobItem.job_id).where(JobItem.letter_id.in_(own), JobItem.job_id <= job.id)
    return _rows(Opinion.job_id.in_(earlier), or_(Opinion.letter_id.is_(None), Opinion.letter_id.in_(own)))


def opinions_on_letter(job: Job, letter: Letter) -> list[OpinionRow]:
    """关于这一份的意见: on its batch as a whole, on itself, on a clause of its template."""
    return _rows(Opinion.job_id == job.id, or_(Opinion.letter_id.is_(None), Opinion.letter_id == letter.id))


def opinions_on_template(template: LetterTemplate) -> list[OpinionRow]:
    """关于模板条款的意见, while letters of their batch are still drafts."""
    drafts = (
        select(JobItem.job_id)
        .join(JobItem.letter)
        .where(JobItem.job_id == Opinion.job_id, Letter.state == LetterState.DRAFT)
        .exists()
    )
    return _rows(Opinion.template_id == template.id, drafts)


def open_on_template(template: LetterTemplate) -> list[OpinionRow]:
    """未改的意见 on the template's clauses, for whoever writes it."""
    return [each for each in opinions_on_template(template) if each.clause_id is not None and not each.settled]


def _rows(*conditions: ColumnElement[bool]) -> list[OpinionRow]:
    found = db.session.execute(
        select(Opinion, CALLED)
        .outerjoin(Letter, Letter.id == Opinion.letter_id)
        .outerjoin(Unit, Unit.id == Letter.unit_id)
        .where(*conditions)
        .order_by(Opinion.id)
    ).all()
    now = _clauses_now({each.template_id for each, _ in found if each.template_id is not None})
    return [_row(each, unit or "", now) for each, unit in found]


def _clauses_now(template_ids: set[int]) -> Mapping[int, ClauseText]:
    if not template_ids:
        return {}
    templates = db.session.scalars(
        select(LetterTemplate).where(LetterTemplate.id.in_(template_ids)).options(selectinload(LetterTemplate.clauses))
    )
    return {clause.id: clause for template in templates for clause in clause_texts(template.clauses)}


def _row(opinion: Opinion, unit: str, now: Mapping[int, ClauseText]) -> OpinionRow:
    pinned = opinion.clause_id is not None
    clause = now.get(opinion.clause_id or 0)
    text = clause.text if clause else ""
    return OpinionRow(
        opinion.job_id,
        opinion.step,
        opinion.verdict,
        opinion.words,
        opinion.made_by,
        opinion.made_at,
        opinion.single_handed,
        opinion.letter_id,
        unit,
        opinion.template_id,
        opinion.clause_id if clause else None,
        clause.number if clause else "",
        shortened(_spoken(text or opinion.clause_text), 24),
        compared(opinion.clause_text, text) if pinned else (),
        pinned and text != opinion.clause_text,
    )


def _spoken(text: str) -> str:
    """The words of a clause with its fields by their names, to call it by."""
    return text.replace("{{", "").replace("}}", "").replace(TARGET, "")


@dataclass(frozen=True)
class Reading:
    """一个模板的审阅稿: what changed against ``base`` (None: all is new), then where its letters differ."""

    template: LetterTemplate
    now: Wording
    base: Wording | None
    why: str
    shown: tuple[ClausePair | Fold, ...]
    told: str
    group: Group


@dataclass(frozen=True)
class ReviewPage:
    """审阅: ``changed`` are the letters that are no longer what was sent, ``altered`` those sent before otherwise."""

    readings: tuple[Reading, ...]
    changed: frozenset[int]
    altered: frozenset[int]
    letters: int


def review_page(viewer: Viewer, job: Job) -> ReviewPage:
    """审阅 of a batch: so many statements for each template, none for each letter."""
    items = waiting_items(job)
    bundle = facts.gather(job.programme, [item.letter.unit_id for item in items])
    contents = {item.letter_id: _content(bundle, item.letter) for item in items}
    groups = grouped(_text(bundle, item.letter, contents[item.letter_id]) for item in items)
    changed = frozenset(item.letter_id for item in items if _digest(contents[item.letter_id]) != item.content_sha256)
    readings = tuple(_reading(viewer, job, bundle, group) for group in groups)
    return ReviewPage(readings, changed, _altered(job, items, readings), len(items))


def _altered(job: Job, items: Sequence[JobItem], readings: Sequence[Reading]) -> frozenset[int]:
    """与上次送出不同的: told only where the reader knows the wording, so that what differs are the letter's own facts."""
    known = {each.template.id for each in readings if each.base and each.base.sha256 == each.now.sha256}
    asked = {item.letter_id: item.content_sha256 for item in items if item.letter.template_id in known}
    if not asked:
        return frozenset()
    rows = db.session.execute(
        select(JobItem.letter_id, JobItem.content_sha256)
        .where(JobItem.letter_id.in_(asked), JobItem.job_id < job.id)
        .order_by(JobItem.job_id)
    )
    before = {row.letter_id: row.content_sha256 for row in rows}
    return frozenset(letter_id for letter_id, digest in before.items() if digest != asked[letter_id])


def _reading(viewer: Viewer, job: Job, bundle: facts.Bundle, group: Group) -> Reading:
    template = bundle.templates[group.template_id]
    now = wording_now(template)
    base, why = _base(viewer, job, template)
    pairs = compare_clauses(base.clauses if base else (), now.clauses)
    return Reading(template, now, base, why, folded(pairs), summary(pairs), group)


def _base(viewer: Viewer, job: Job, template: LetterTemplate) -> tuple[Wording | None, str]:
    """与什么比: the reader's own last look, else what was last issued, else last year's."""
    looked = db.session.get(Look, (viewer.user_id, template.id))
    if looked and (looked.version == template.version or kept(template.id, looked.version)):
        return wording_of(template, looked.version), f"您上次看过的第{looked.version}版"
    issued = db.session.scalar(
        select(func.max(Letter.template_version)).where(
            Letter.template_id == template.id, Letter.state == LetterState.ISSUED
        )
    )
    if issued and (issued == template.version or kept(template.id, issued)):
        return wording_of(template, issued), f"上次签发的第{issued}版"
    before = counterpart_of(template, job.programme)
    if before:
        return wording_now(before), "上年的责任书"
    return None, ""


def _text(bundle: facts.Bundle, letter: Letter, content: Content) -> LetterText:
    template = bundle.templates[letter.template_id]
    unit = bundle.units[letter.unit_id]
    return LetterText(letter.id, unit.called, template.id, dict(_facts(template, content)))


def _facts(template: LetterTemplate, content: Content) -> Iterable[tuple[str, str]]:
    """Everything in a letter that is not the template's own wording, by name."""
    own = {clause.id for clause in content.clauses}
    tagged = {clause.tag: None for clause in template.clauses if clause.tag and clause.id in own}
    if any(clause.tag for clause in template.clauses):
        yield OPTIONAL, "、".join(scope_of(tag).words for tag in tagged) or "无"
    used = dict.fromkeys(
        name for text in (*content.title, *(clause.text for clause in content.clauses)) for name in fields_in(text)
    )
    told = (name for name in used if name not in BLOCKS and name != _ROW_HEAD)
    yield from ((name.removeprefix(TARGET), content.values.get(name, "")) for name in told)
    if "目标任务表" in used:
        yield from ((goal.name, goal.figure) for goal in content.goals)
    if "任务清单" in used:
        figures = {goal.name: goal.figure for goal in content.goals}
        for duty in content.duties:
            demand = duty.demand.replace(figures.get(duty.title) or "\n", "…")
            yield f"{duty.title}（任务清单）", "，".join((demand, duty.rhythm, duty.due, duty.evidence))
    if "签字栏" in used:
        yield from ((f"{side.party}签字人", _signers(side.slots)) for side in content.sides)


def _signers(slots: Iterable[SignatureSlot]) -> str:
    return "、".join(f"{slot.post}{slot.name}" for slot in slots)


def last_batch_of(letter: Letter) -> Job | None:
    """最近一次送审、送签 of a letter."""
    statement = select(Job).join(Job.items).where(JobItem.letter_id == letter.id).order_by(Job.id.desc()).limit(1)
    return db.session.scalars(statement).one_or_none()


def since_sent(letters: Sequence[Letter], programme: Programme) -> Mapping[int, bool]:
    """与上次送签比: True where the content changed since; letters that were never sent are left out (features I6)."""
    ids = [letter.id for letter in letters]
    rows = db.session.execute(
        select(JobItem.letter_id, JobItem.content_sha256).where(JobItem.letter_id.in_(ids)).order_by(JobItem.job_id)
    )
    sent = {row.letter_id: row.content_sha256 for row in rows}
    again = [letter for letter in letters if letter.id in sent]
    if not again:
        return {}
    bundle = facts.gather(programme, [letter.unit_id for letter in again])
    return {letter.id: _digest(_content(bundle, letter)) != sent[letter.id] for letter in again}


@dataclass(frozen=True)
class StepRow:
    """办理过程的一步: who did it when and what came of it; ``state`` is done, now or next."""

    name: str
    words: str
    who: str
    at: datetime | None
    state: str


def line_of(job: Job, opinions: Sequence[OpinionRow]) -> tuple[StepRow, ...]:
    """拟稿 → 审核 → 签发 of a batch, from its own decisions."""
    decided = {
        each.step: each
        for each in opinions
        if each.job_id == job.id and each.letter_id is None and each.verdict is not Verdict.REMARK
    }
    review, sign = decided.get(Step.REVIEW), decided.get(Step.SIGN)
    reviewed = bool(review) or job.state is BatchState.REVIEW
    sent = StepRow("拟稿送审" if reviewed else "拟稿送签", "", job.proposed_by, job.proposed_at, "done")
    middle = (_step("审核", review, job.state is BatchState.REVIEW),) if reviewed else ()
    if sign is None and job.approved_by is not None:  # from before opinions were kept
        words = "同意" + ("（一人经办）" if job.single_handed else "")
        return (sent, *middle, StepRow("签发", words, job.approved_by, job.approved_at, "done"))
    return (sent, *middle, _step("签发", sign, job.state is BatchState.PROPOSED))


def _step(name: str, opinion: OpinionRow | None, waits: bool) -> StepRow:
    if opinion is None:
        return StepRow(name, f"等候{name}" if waits else "未到这一步", "", None, "now" if waits else "next")
    words = VERDICT_LABELS[opinion.verdict] + ("（一人经办）" if opinion.single_handed else "")
    return StepRow(name, words, opinion.made_by, opinion.made_at, "done")
