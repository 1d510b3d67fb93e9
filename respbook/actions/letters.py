"""责任书: draft for chosen units, drop a draft, let a warning pass with a reason. Issuing stands in issuing.py."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from respbook.actions import audit, removals
from respbook.actions.action import action
from respbook.models.base import db
from respbook.models.jobs import JobItem
from respbook.models.letters import Letter, Waiver
from respbook.models.removals import Removal
from respbook.models.units import Unit
from respbook.queries.scope import letter_in_sight, programme_in_sight, template_in_sight, under
from respbook.rules.errors import RuleBroken
from respbook.rules.lifecycles import LETTER, LetterState
from respbook.rules.permissions import Permission, Viewer
from respbook.rules.programmes import check_open


@dataclass(frozen=True)
class Drafted:
    """拟稿结果: how many were made, how many stood already."""

    made: int
    stood: int


@action(Permission.LETTER_DRAFT, undo=True)
def draft(template_id: int, unit_ids: Sequence[int], *, by: Viewer, now: datetime) -> Drafted:
    """拟稿: one draft for each chosen unit that has no living letter under the template (features I4).

    Raises RuleBroken when no unit is chosen or the programme is closed, NotInSight.
    """
    template = template_in_sight(by, template_id)
    check_open(template.programme.state, template.programme.name)
    if not unit_ids:
        raise RuleBroken("请至少选择一个单位。", "unit_ids")
    units = db.session.scalars(
        select(Unit).where(Unit.id.in_(unit_ids), under(by), Unit.retired_on.is_(None)).order_by(Unit.position, Unit.id)
    ).all()
    living = select(Letter.unit_id).where(Letter.template_id == template.id, Letter.state != LetterState.VOID)
    stood = set(db.session.scalars(living))
    fitting = [unit for unit in units if unit.kind in template.kinds]
    fresh = [unit for unit in fitting if unit.id not in stood]
    for unit in fresh:
        db.session.add(
            Letter(
                programme_id=template.programme_id,
                template_id=template.id,
                unit_id=unit.id,
                state=LETTER.start,
                made_at=now,
                made_by=by.name,
                made_by_id=by.user_id,
            )
        )
    result = Drafted(len(fresh), len(fitting) - len(fresh))
    audit.note("letter.draft", template, template.name, after={"新拟": str(result.made), "已有": str(result.stood)})
    return result


@action(Permission.LETTER_DRAFT)
def drop(letter_id: int, *, by: Viewer, now: datetime) -> Removal:
    """删除草稿: only a draft that is in no batch, and it can be brought back; an issued letter is voided, never deleted."""
    letter = letter_in_sight(by, letter_id)
    if letter.state is not LetterState.DRAFT:
        raise RuleBroken("已签发的责任书不能删除。确有错误的，请由镇领导作废并写明原因。")
    if db.session.scalar(select(JobItem.letter_id).where(JobItem.letter_id == letter.id).limit(1)):
        raise RuleBroken("这份草稿已经送签过，留有记录，不能删除。")
    if letter.amends is not None:
        raise RuleBroken(f"{letter.paper_name}的草稿请在它的页面上删除。")
    name = f"{letter.unit.called}责任书草稿"
    audit.note("letter.drop", letter, name)
    removal = removals.keep(letter, letter.programme, name, by=by, now=now)
    db.session.delete(letter)
    return removal


@action(Permission.LETTER_PROPOSE, undo=True)
def waive(programme_id: int, warnings: Sequence[tuple[str, str]], reason: str, *, by: Viewer, now: datetime) -> int:
    """豁免: warnings may pass with a reason in writing, a stop may not; says how many. Raises RuleBroken, NotInSight.

    Each warning is a Finding.key, sentence and content: when the content changes, the warning is there again.
    """
    programme = programme_in_sight(by, programme_id)
    if not reason.strip():
        raise RuleBroken("请写明为什么可以不改，责任书签发后仍可查到。", "reason")
    if not warnings:
        raise RuleBroken("没有选中提示，请从体检页面逐条写明理由。")
    wanted = {(hashlib.sha256(words.encode()).hexdigest(), content): words for words, content in warnings}
    same = select(Waiver).where(
        Waiver.programme_id == programme.id, Waiver.sentence_sha256.in_({digest for digest, _ in wanted})
    )
    stand = {(waiver.sentence_sha256, waiver.content_sha256): waiver for waiver in db.session.scalars(same)}
    for (digest, content), sentence in wanted.items():
        waiver = stand.get((digest, content)) or Waiver(
            programme_id=programme.id, sentence=sentence, sentence_sha256=digest, content_sha256=content
        )
        waiver.reason, waiver.made_by, waiver.made_at = reason.strip(), by.name, now
        db.session.add(waiver)
        audit.note("letter.waive", waiver, programme.name, after={"提示": sentence, "理由": waiver.reason})
    return len(wanted)
