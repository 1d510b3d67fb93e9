"""签发: set the page outside the write gate, then take number, paper and tasks in one transaction (safety C7, R71)."""

import json
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from respbook.actions import audit
from respbook.actions.action import action, expect_version
from respbook.actions.counters import expected_number, next_number
from respbook.actions.letter_ground import Ground, Place, ground_for, read_again
from respbook.actions.overtaken import Overtaken, let_go, made_at_last
from respbook.actions.slots import open_slots
from respbook.actions.tasks import opened_task
from respbook.models.base import db
from respbook.models.jobs import JobItem
from respbook.models.letters import Letter
from respbook.models.programmes import Programme
from respbook.models.tasks import Task
from respbook.papers import stored
from respbook.papers.blocks import CheckMark, Paper
from respbook.papers.letter import compose
from respbook.press.binder import Binder, Pressed
from respbook.press.places import places_json
from respbook.queries import facts
from respbook.queries.audit_head import content_changed_since, printed_anchor
from respbook.queries.scope import NotInSight, letter_in_sight
from respbook.rules.chinese import china_day
from respbook.rules.codes import code_of
from respbook.rules.errors import RuleBroken
from respbook.rules.lifecycles import ITEM, LETTER, TASK, ItemState, LetterState, TaskState
from respbook.rules.numbering import YEAR, format_number
from respbook.rules.permissions import Permission, Viewer
from respbook.store import Store


@dataclass(frozen=True)
class Tools:
    """签发所需: the file store, the binder with its faces, and the address that QR codes lead to."""

    store: Store
    binder: Binder
    public_url: str


@dataclass(frozen=True)
class Ready:
    """待落号: the letter as it will stand if nobody takes its number meanwhile."""

    number: int
    paper: Paper
    fingerprint: str
    token: str
    pdf_sha256: str
    pages: int
    places: str
    faces: str
    ground: Ground


def issue(
    letter_id: int, tools: Tools, item: Place, ground: Ground | None = None, *, by: Viewer, now: datetime
) -> Letter | None:
    """签发 one letter of a batch: frozen wording, number without gap, PDF bytes kept; None: another worker did it.

    However much others write meanwhile, it is not refused for that. Raises RuleBroken, NotInSight, DiskFull.
    """

    def once() -> Letter | None:
        holds = ground is not None and not content_changed_since(ground.seq)
        found = ground if ground is not None and holds else ground_for(item[0], [letter_id], by=by)
        return _take(letter_id, prepare(letter_id, tools, found, by=by, now=now), item, by=by, now=now)

    return made_at_last(once, Permission.LETTER_ISSUE, by=by, now=now)


def prepare(letter_id: int, tools: Tools, ground: Ground, *, by: Viewer, now: datetime) -> Ready:
    """制版: compose, set and store the PDF with the number that is expected. Holds no lock but in the last try.

    Raises RuleBroken when the content is no longer what was proposed and approved, NotInSight.
    """
    letter = ground.letters.get(letter_id)
    if letter is None:
        raise NotInSight
    LETTER.fire(letter.state, "issue", by)
    number = expected_number(counter_key(letter.programme))
    common = facts.common_wording(ground.bundle.templates[letter.template_id])
    return set_page(_composed(ground, letter, number, now), number, common, tools, ground)


def set_page(paper: Paper, number: int, common: str, tools: Tools, ground: Ground) -> Ready:
    """排版 of a paper under the number that is expected; its PDF lies in the store. Lets go of what was read."""
    anchor = printed_anchor()
    let_go()
    fingerprint = stored.fingerprint(paper)
    token = secrets.token_urlsafe(16)
    paper = replace(paper, mark=CheckMark(f"{tools.public_url}/c/{token}", code_of(fingerprint), anchor))
    pressed = tools.binder.pdf(paper, common)
    kept = tools.store.put(pressed.pdf)
    return Ready(
        number, paper, fingerprint, token, kept, pressed.pages, _places(pressed), tools.binder.faces.names, ground
    )


def _places(pressed: Pressed) -> str:
    """签字位置 of the pages as they were set; other faces would set them elsewhere."""
    return json.dumps(places_json(pressed.places), separators=(",", ":"))


def _composed(ground: Ground, letter: Letter, number: int, now: datetime) -> Paper:
    """The letter under its number. Raises RuleBroken when it is not what was approved."""
    bundle = ground.bundle
    template, unit = bundle.templates[letter.template_id], bundle.units[letter.unit_id]
    if facts.content_digest(bundle, template, unit) != ground.approved.get(letter.id):
        raise RuleBroken("送签以后内容有改动，与领导同意的不一致，没有签发。请核对后重新送签。")
    text = format_number(letter.programme.number_pattern, letter.programme.year, number)
    return compose(replace(facts.content_for(bundle, template, unit, china_day(now)), number=text))


def counter_key(programme: Programme) -> str:
    """文号序列: programmes of one town with the same pattern share it, so no number is given twice."""
    year = str(programme.year) if YEAR in programme.number_pattern else "-"
    return f"letter/{programme.unit_id}/{programme.number_pattern}/{year}"


@action(Permission.LETTER_ISSUE)
def _take(letter_id: int, ready: Ready, place: Place, *, by: Viewer, now: datetime) -> Letter | None:
    """落号: everything at once, or nothing. Raises Overtaken, RuleBroken."""
    item = db.session.get_one(JobItem, place, options=(joinedload(JobItem.job),))
    letter = letter_in_sight(by, letter_id)
    if item.state is not ItemState.WAITING:
        audit.note("batch.skip", item, letter.unit.name, after={"结果": "已由另一进程办理"})
        return None

    def again() -> tuple[Ground, Paper]:
        ground = read_again(place[0], letter_id, by=by)
        return ground, _composed(ground, letter, ready.number, now)

    sound = as_it_stands(letter, ready, again)
    put_in_force(letter, sound, by, now)
    item.state, item.done_at = ITEM.fire(item.state, "finish", by), now
    letter.single_handed = item.job.single_handed
    _open_tasks(letter, sound.ground.bundle)
    _replace_original(letter, by)
    note_issue(letter)
    return letter


def as_it_stands(letter: Letter, ready: Ready, again: Callable[[], tuple[Ground, Paper]]) -> Ready:
    """落号前核对 inside a deed: takes the number; what was set still says what today's facts say.

    Not whether anything was written meanwhile counts, but whether this paper would read otherwise: ``again`` composes it
    from what stands now, only when the book tells of a change. Its tasks and slots then follow from the fresh facts.
    Raises Overtaken.
    """
    if next_number(counter_key(letter.programme)) != ready.number:
        raise Overtaken
    if not content_changed_since(ready.ground.seq):
        return ready
    ground, paper = again()
    if stored.fingerprint(paper) != ready.fingerprint:
        raise Overtaken
    return replace(ready, ground=ground)


def put_in_force(letter: Letter, ready: Ready, by: Viewer, now: datetime) -> None:
    """生效 inside a deed, of what ``as_it_stands`` has found good: number, frozen paper, slots."""
    letter.state = LETTER.fire(letter.state, "issue", by)
    letter.number, letter.number_text = ready.number, ready.paper.number
    letter.issued_on, letter.issued_at, letter.issued_by = china_day(now), now, by.name
    letter.template_version = letter.template.version
    letter.paper, letter.paper_sha256 = stored.dumped(ready.paper), ready.fingerprint
    letter.pdf_sha256, letter.pages, letter.check_token = ready.pdf_sha256, ready.pages, ready.token
    letter.faces, letter.places = ready.faces[:300], ready.places
    signing, unit = letter.template.signing, ready.ground.bundle.units[letter.unit_id]
    open_slots(letter, facts.parties_of(ready.ground.bundle, signing, unit))


def note_issue(letter: Letter, more: Mapping[str, str] | None = None) -> None:
    """签发留痕."""
    audit.note(
        "letter.issue",
        letter,
        f"{letter.unit.called}{letter.paper_name}",
        after={
            "文号": letter.number_text,
            "文书摘要": letter.paper_sha256 or "",
            "PDF摘要": letter.pdf_sha256 or "",
            **({"一人经办": "是"} if letter.single_handed else {}),
            **(more or {}),
        },
    )


def _replace_original(letter: Letter, by: Viewer) -> None:
    """替代: what the letter was signed anew for is in force no longer; its open duties are those of the new letter."""
    if letter.original_id is None:
        return
    original = letter_in_sight(by, letter.original_id)
    if original.state is not LetterState.ISSUED:
        return
    original.replaced_by_id = letter.id
    fallen = _amendments_of(original.id)
    for each in fallen:
        each.replaced_by_id = letter.id
    _cancel_tasks(original, by)
    audit.note(
        "letter.replace",
        original,
        original.said,
        after={
            "替代它的文号": letter.number_text,
            **({"一并替代": "、".join(each.number_text for each in fallen)} if fallen else {}),
        },
    )


def _amendments_of(letter_id: int) -> Sequence[Letter]:
    """更正函和补充责任书 in force of a letter: they stand and fall with the letter that they change."""
    issued = (Letter.original_id == letter_id, Letter.amends.is_not(None), Letter.state == LetterState.ISSUED)
    return db.session.scalars(select(Letter).where(*issued).order_by(Letter.id)).all()


def _open_tasks(letter: Letter, bundle: facts.Bundle) -> None:
    unit = bundle.units[letter.unit_id]
    template = bundle.templates[letter.template_id]
    for position, (target, planned) in enumerate(facts.planned(bundle, unit), 1):
        task = opened_task(planned, letter.programme, unit.id, position)
        task.letter_id, task.clause_id = letter.id, facts.clause_of(target, template)
        db.session.add(task)


@action(Permission.LETTER_VOID)
def void(letter_id: int, reason: str, version: int, *, by: Viewer, now: datetime) -> Letter:
    """作废: the number stays taken and stands in the register with its reason; open tasks are cancelled.

    The letter that it was signed in place of is in force again, with the tasks that it had.
    """
    letter = letter_in_sight(by, letter_id)
    expect_version(letter, version)
    if not reason.strip():
        raise RuleBroken("请填写作废原因，登记簿上要留存。", "reason")
    if letter.replaced:
        raise RuleBroken("这份责任书已被重签的替代，不再执行，不用作废。")
    _void_amendments(letter, by, now)
    letter.state = LETTER.fire(letter.state, "void", by)
    letter.voided_at, letter.voided_by, letter.void_reason = now, by.name, reason.strip()
    _cancel_tasks(letter, by)
    audit.note(
        "letter.void",
        letter,
        f"{letter.unit.called}{letter.paper_name}",
        before={"状态": LETTER.labels[LetterState.ISSUED]},
        after={"文号": letter.number_text, "作废原因": letter.void_reason},
    )
    _restore_original(letter, by)
    return letter


def _restore_original(letter: Letter, by: Viewer) -> None:
    """恢复: what the voided letter had replaced is in force again; only the replacement had cancelled its tasks."""
    if letter.amends is not None or letter.original_id is None:
        return
    original = letter_in_sight(by, letter.original_id)
    if original.replaced_by_id != letter.id:
        return
    original.replaced_by_id = None
    for each in _amendments_of(original.id):
        each.replaced_by_id = None
    found = select(Task).where(Task.letter_id == original.id, Task.state == TaskState.CANCELLED)
    tasks = db.session.scalars(found).all()
    for task in tasks:
        task.state = TASK.fire(task.state, "reopen", by)
    audit.note(
        "letter.restore",
        original,
        original.said,
        before={"替代它的文号": letter.number_text},
        after={"恢复的任务": f"{len(tasks)}项"},
    )


def _void_amendments(letter: Letter, by: Viewer, now: datetime) -> None:
    """更正函和补充责任书 fall with the letter that they change."""
    for each in _amendments_of(letter.id):
        each.state = LETTER.fire(each.state, "void", by)
        each.voided_at, each.voided_by, each.void_reason = now, by.name, f"原责任书{letter.number_text}作废"


def _cancel_tasks(letter: Letter, by: Viewer) -> None:
    for task in db.session.scalars(select(Task).where(Task.letter_id == letter.id, Task.state == TaskState.OPEN)):
        task.state = TASK.fire(task.state, "cancel", by)
