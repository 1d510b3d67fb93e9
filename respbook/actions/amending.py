"""更正函、补充责任书、全文重签: drafted by the clerk from an issued letter, issued one by one by the leader (features I6).

A letter that is signed anew is a draft like any other and goes the way of the batches; what it replaces, it replaces
when it is issued (``issuing``). What amends is issued here, with the same numbering, freezing and slots.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from respbook.actions import audit, issuing
from respbook.actions.action import action, expect_version
from respbook.actions.counters import expected_number
from respbook.actions.letter_ground import Ground
from respbook.actions.overtaken import made_at_last
from respbook.models.amendments import Amendment, AmendmentItem
from respbook.models.base import db
from respbook.models.letters import Letter
from respbook.models.tasks import Task
from respbook.papers.blocks import Paper
from respbook.queries import facts
from respbook.queries.amendments import amended_paper, ground_of, left_standing, sentences_now
from respbook.queries.audit_head import head
from respbook.queries.scope import letter_in_sight, letters_named
from respbook.queries.scope_around import amendment_in_sight
from respbook.queries.scope_signing import objection_in_sight
from respbook.rules.amending import Amends, Item, check_items, figure_corrected
from respbook.rules.chinese import figure
from respbook.rules.errors import RuleBroken
from respbook.rules.lifecycles import LETTER, LetterState, TaskState
from respbook.rules.numbering import format_number
from respbook.rules.permissions import Permission, Viewer, standing_in
from respbook.rules.programmes import check_open, check_stand_in


@dataclass(frozen=True)
class AmendmentFacts:
    """更正内容: the items, why, for which other letters of the same template too, because of which objection."""

    kind: Amends
    reason: str
    items: tuple[Item, ...]
    also: tuple[int, ...] = ()
    objection_id: int | None = None


def _check_standing(letter: Letter) -> None:
    """Only an issued letter that still stands is changed. Raises RuleBroken."""
    check_open(letter.programme.state, letter.programme.name)
    if letter.amends is not None:
        raise RuleBroken(f"{letter.paper_name}不能再更正；请从原责任书上另拟一份。")
    if letter.state is not LetterState.ISSUED:
        raise RuleBroken(f"责任书现为“{LETTER.labels[letter.state]}”，不能更正；草稿请直接修改模板。")
    if letter.replaced:
        raise RuleBroken("这份责任书已被重签的替代；请更正新的一份。")


@action(Permission.LETTER_AMEND, undo=True)
def draft(letter_id: int, facts_: AmendmentFacts, *, by: Viewer, now: datetime) -> list[Letter]:
    """拟更正函或补充责任书 for a letter, and in the same words for others of its template. Raises RuleBroken, NotInSight."""
    check_items(facts_.kind, facts_.items, facts_.reason)
    original = letter_in_sight(by, letter_id)
    others = [each for each in letters_named(by, facts_.also) if each.template_id == original.template_id]
    originals = [original, *(each for each in others if each.id != original.id)]
    for each in originals:
        _check_standing(each)
    _check_printed(originals, facts_.items)
    made = [_drafted(each, facts_, each is original, by, now) for each in originals]
    for letter, each in zip(made, originals, strict=True):
        audit.note(
            "letter.amend",
            letter,
            f"{each.unit.called}{letter.paper_name}（更改{each.number_text}）",
            after={"原因": facts_.reason.strip(), "条数": str(len(facts_.items))},
        )
    return made


def _check_printed(originals: Sequence[Letter], items: Sequence[Item]) -> None:
    standing = sentences_now([each.id for each in originals])
    for item in items:
        lacking = [
            each.unit.called
            for each in originals
            if item.before and all(sentence.text != item.before for sentence in standing.get(each.id, ()))
        ]
        if lacking:
            raise RuleBroken(
                f"{'、'.join(lacking)}的责任书里没有这一句：“{item.before[:40]}”。请取消这些单位，或刷新后按现行文字更正。",
                "also",
            )


def _drafted(original: Letter, facts_: AmendmentFacts, first: bool, by: Viewer, now: datetime) -> Letter:
    letter = _draft_of(original, by, now)
    letter.amends = facts_.kind
    db.session.add(letter)
    db.session.flush()
    amendment = Amendment(
        letter_id=letter.id,
        reason=facts_.reason.strip()[:300],
        objection_id=_objection(original, facts_.objection_id, by) if first else None,
    )
    amendment.items = [
        AmendmentItem(
            position=n, before=each.before, after=each.after.strip(), clause_id=each.clause_id, target=each.target
        )
        for n, each in enumerate(facts_.items, 1)
    ]
    db.session.add(amendment)
    db.session.flush()
    return letter


def _objection(original: Letter, objection_id: int | None, by: Viewer) -> int | None:
    if objection_id is None:
        return None
    found = objection_in_sight(by, objection_id)
    return found.id if found.letter_id == original.id else None


def _draft_of(original: Letter, by: Viewer, now: datetime) -> Letter:
    return Letter(
        programme_id=original.programme_id,
        template_id=original.template_id,
        unit_id=original.unit_id,
        original_id=original.id,
        state=LETTER.start,
        made_at=now,
        made_by=by.name,
        made_by_id=by.user_id,
        unit=original.unit,
    )


@action(Permission.LETTER_AMEND, undo=True)
def renew(letter_id: int, *, by: Viewer, now: datetime) -> Letter:
    """全文重签: a draft from today's template; the old letter stands until the new one is issued. Raises RuleBroken, NotInSight."""
    original = letter_in_sight(by, letter_id)
    _check_standing(original)
    living = select(Letter.id).where(
        Letter.original_id == original.id, Letter.amends.is_(None), Letter.state != LetterState.VOID
    )
    if db.session.scalar(living.limit(1)) is not None:
        raise RuleBroken("这份责任书已经拟好重签的草稿，不用再拟；请从它的页面打开。")
    letter = _draft_of(original, by, now)
    db.session.add(letter)
    db.session.flush()
    audit.note("letter.renew", letter, f"{original.unit.called}责任书（替代{original.number_text}）")
    return letter


@action(Permission.LETTER_AMEND, undo=True)
def drop(letter_id: int, *, by: Viewer, now: datetime) -> int:
    """删除更正文书的草稿; gives the letter that it was to change. Raises RuleBroken, NotInSight."""
    letter = letter_in_sight(by, letter_id)
    amendment = amendment_in_sight(by, letter_id)
    if letter.state is not LetterState.DRAFT:
        raise RuleBroken(f"{letter.paper_name}已经签发，不能删除。确有错误的，请由镇领导作废。")
    assert letter.original_id is not None
    original_id = letter.original_id
    audit.note("letter.drop", letter, f"{letter.unit.called}{letter.paper_name}草稿", before={"原因": amendment.reason})
    db.session.delete(amendment)
    db.session.flush()
    db.session.delete(letter)
    return original_id


def issue(letter_id: int, version: int, tools: issuing.Tools, *, by: Viewer, now: datetime) -> Letter:
    """签发更正文书, by somebody else than its drafter unless the programme is under 一人经办. Raises RuleBroken, StaleVersion."""
    db.session.rollback()
    letter = letter_in_sight(by, letter_id)
    if letter.programme.clerk_may_issue and by.may(Permission.LETTER_PROPOSE) and not by.may(Permission.LETTER_ISSUE):
        by = standing_in(by, Permission.LETTER_ISSUE)

    def once() -> Letter:
        return _take(letter_id, version, _prepared(letter_id, tools, by), by=by, now=now)

    return made_at_last(once, Permission.LETTER_ISSUE, by=by, now=now)


def _prepared(letter_id: int, tools: issuing.Tools, by: Viewer) -> issuing.Ready:
    amendment_in_sight(by, letter_id)  # the door, before anything else is read
    number = expected_number(issuing.counter_key(letter_in_sight(by, letter_id).programme))
    ground, paper = _composed(letter_id, number, by)
    letter = ground.letters[letter_id]
    common = facts.common_wording(ground.bundle.templates[letter.template_id])
    db.session.expunge_all()  # setting the page lets go of the session; the ground stays as it was read
    return issuing.set_page(paper, number, common, tools, ground)


def _composed(letter_id: int, number: int, by: Viewer) -> tuple[Ground, Paper]:
    seq, _ = head()
    letter, bundle = ground_of(letter_id, by)
    text = format_number(letter.programme.number_pattern, letter.programme.year, number)
    return Ground(seq, {letter.id: letter}, bundle, {}), amended_paper(bundle, letter, text)


@action(Permission.LETTER_ISSUE)
def _take(letter_id: int, version: int, ready: issuing.Ready, *, by: Viewer, now: datetime) -> Letter:
    letter = letter_in_sight(by, letter_id)
    expect_version(letter, version)
    check_open(letter.programme.state, letter.programme.name)
    check_stand_in(Permission.LETTER_ISSUE in by.extra, letter.programme.clerk_may_issue)
    alone = letter.made_by_id == by.user_id
    if alone and not letter.programme.clerk_may_issue:
        raise RuleBroken("拟稿和签发不能是同一个人。请由镇领导签发；人手不足的，可在方案里打开“一人经办”。")
    assert letter.original_id is not None
    original = letter_in_sight(by, letter.original_id)
    _check_standing(original)
    amendment = amendment_in_sight(by, letter_id)
    _check_printed([original], [Item(row.before, row.after) for row in amendment.items])
    sound = issuing.as_it_stands(letter, ready, lambda: _composed(letter_id, ready.number, by))
    issuing.put_in_force(letter, sound, by, now)
    letter.single_handed = alone
    tasks = _follow_figures(original, amendment)
    more = {"原责任书": original.number_text, **({"任务随之更正": "、".join(tasks)} if tasks else {})}
    issuing.note_issue(letter, more)
    return letter


def _follow_figures(original: Letter, amendment: Amendment) -> list[str]:
    """任务随之更正: open duties whose figure was corrected ask for the new one from now on."""
    changed = []
    for row in amendment.items:
        found = select(Task).where(
            Task.letter_id == original.id, Task.title == row.target, Task.state == TaskState.OPEN
        )
        for task in db.session.scalars(found) if row.target else ():
            task.demand = row.after.removeprefix(f"{row.target}：")[:300]
            amount = figure_corrected(row.before, row.after, task.amount)
            if amount is not None:
                task.amount = amount
            changed.append(f"{task.title}{f'（{figure(amount)}{task.unit_word}）' if amount is not None else ''}")
    return changed


@action(Permission.LETTER_ISSUE)
def fall_with_originals(*, by: Viewer, now: datetime) -> int:
    """补记替代 of amendments whose letter was signed anew before they fell with it; after the upgrade, gives how many."""
    found = left_standing()
    for letter, new in found:
        letter.replaced_by_id = new
    numbers = "、".join(letter.number_text for letter, _ in found)
    audit.note_words("letter.replace", Letter.__tablename__, 0, "更正文书", after={"一并替代": numbers})
    return len(found)
