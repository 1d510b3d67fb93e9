"""签订登记: a stack of signed papers recorded by a tick list and one photo; refusals, absences and corrections (C4)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from respbook.actions import audit
from respbook.actions.action import action, expect_version
from respbook.actions.pen import Pen
from respbook.models.base import db
from respbook.models.pledges import Pledge, PledgeStack
from respbook.queries import pledges as queries
from respbook.queries.cascade_reports import report_state
from respbook.queries.scope import NotInSight
from respbook.queries.scope_signing import pledge_in_sight
from respbook.readers.scans import Scan
from respbook.rules.cascade_reports import check_unlocked
from respbook.rules.cascading import may_pass_on
from respbook.rules.chinese import china_day, day
from respbook.rules.errors import RuleBroken
from respbook.rules.permissions import Permission, Viewer
from respbook.rules.pledge_states import PLEDGE, PledgeState
from respbook.rules.programmes import check_open
from respbook.rules.signing import check_signed_on


@dataclass(frozen=True)
class Photo:
    """合拍的照片 that lies in the store already."""

    file_name: str
    sha256: str
    scan: Scan


@action(Permission.CASCADE_WRITE)
def record(
    letter_id: int, pledge_ids: Collection[int], signed_on: date, photo: Photo, *, by: Viewer, now: datetime
) -> PledgeStack:
    """登记签订: the ticked papers are signed on that day, the photo shows their stack. All or none.

    Raises RuleBroken, NotInSight.
    """
    letter = queries.passed_letter(by, letter_id)
    may_pass_on(queries.letter_facts(letter))
    check_open(letter.programme.state, letter.programme.name)
    check_unlocked(report_state(letter.id), letter.unit.called)
    check_signed_on(signed_on, letter.issued_on, china_day(now))
    rows = queries.named(letter.id, pledge_ids)
    if len(rows) != len(set(pledge_ids)):
        raise NotInSight
    if not rows:
        raise RuleBroken("还没有勾选已签的户或社。请勾选后再登记。", "pledge_ids")
    if done := [row.said for row in rows if row.state is PledgeState.SIGNED]:
        raise RuleBroken(f"{done[0]}等{len(done)}份已经登记过。请刷新页面，按最新名单勾选。", "pledge_ids")
    stack = PledgeStack(
        letter_id=letter.id,
        unit_id=letter.unit_id,
        sha256=photo.sha256,
        file_name=photo.file_name,
        media=photo.scan.media,
        pages=photo.scan.pages,
        count=len(rows),
        signed_on=signed_on,
        added_by=by.name,
        added_at=now,
    )
    db.session.add(stack)
    db.session.flush()
    told = {"signed_on": signed_on, "stack_id": stack.id, "reason": "", "recorded_by": by.name, "recorded_at": now}
    Pen().change(Pledge, {row.id: {**told, "state": PLEDGE.fire(row.state, "sign", by)} for row in rows})
    words = {
        "份数": f"{len(rows)}份",
        "签订日期": day(signed_on),
        "编号": _numbers(rows),
        "照片摘要": photo.sha256,
    }
    audit.note("pledge.sign", letter, f"{letter.number_text} {letter.unit.called}", after=words)
    return stack


def _numbers(rows: Collection[queries.Named]) -> str:
    """编号, runs drawn together: 001至040、043."""
    runs: list[list[int]] = []
    for serial in sorted(row.serial for row in rows):
        if runs and runs[-1][1] == serial - 1:
            runs[-1][1] = serial
        else:
            runs.append([serial, serial])
    return "、".join(f"{first:03d}" if first == last else f"{first:03d}至{last:03d}" for first, last in runs)


@action(Permission.CASCADE_WRITE)
def leave_unsigned(pledge_id: int, absent: bool, reason: str, version: int, *, by: Viewer, now: datetime) -> Pledge:
    """登记拒签或外出未签, with the reason. Raises RuleBroken, StaleVersion, NotInSight."""
    pledge = _opened(pledge_id, version, by)
    if not reason.strip():
        raise RuleBroken("请写明没有签的原因。", "reason")
    before = PLEDGE.labels[pledge.state]
    if absent:
        pledge.state = PLEDGE.fire(pledge.state, "miss", by)
    else:
        pledge.state = PLEDGE.fire(pledge.state, "refuse", by)
    _told(pledge, reason, by, now)
    words = {"状态": PLEDGE.labels[pledge.state], "原因": pledge.reason}
    audit.note("pledge.miss" if absent else "pledge.refuse", pledge, pledge.said, before={"状态": before}, after=words)
    return pledge


@action(Permission.CASCADE_WRITE)
def correct(pledge_id: int, reason: str, version: int, *, by: Viewer, now: datetime) -> Pledge:
    """更正: recorded by mistake; it waits again, and the reason stays. Raises RuleBroken, StaleVersion, NotInSight."""
    pledge = _opened(pledge_id, version, by)
    if not reason.strip():
        raise RuleBroken("请写明更正的原因。", "reason")
    before = {"状态": PLEDGE.labels[pledge.state], "签订日期": day(pledge.signed_on) if pledge.signed_on else ""}
    pledge.state = PLEDGE.fire(pledge.state, "correct", by)
    pledge.signed_on, pledge.stack_id, pledge.signed_by = None, None, ""
    _told(pledge, reason, by, now)
    words = {"状态": PLEDGE.labels[pledge.state], "原因": pledge.reason}
    audit.note("pledge.correct", pledge, pledge.said, before=before, after=words)
    return pledge


@action(Permission.CASCADE_WRITE)
def name_signer(pledge_id: int, signed_by: str, version: int, *, by: Viewer, now: datetime) -> Pledge:
    """登记代签人: who signed where it was not the head of the household or 社. Raises RuleBroken, StaleVersion."""
    pledge = _opened(pledge_id, version, by)
    if pledge.state is not PledgeState.SIGNED:
        raise RuleBroken("这一份还没有登记签订，不用写代签人。", "signed_by")
    before = {"代签人": pledge.signed_by}
    pledge.signed_by = signed_by.strip()
    audit.note("pledge.signer", pledge, pledge.said, before=before, after={"代签人": pledge.signed_by})
    return pledge


def _opened(pledge_id: int, version: int, by: Viewer) -> Pledge:
    pledge = pledge_in_sight(by, pledge_id)
    expect_version(pledge, version)
    may_pass_on(queries.letter_facts(pledge.letter))
    check_open(pledge.letter.programme.state, pledge.letter.programme.name)
    check_unlocked(report_state(pledge.letter_id), pledge.letter.unit.called)
    return pledge


def _told(pledge: Pledge, reason: str, by: Viewer, now: datetime) -> None:
    pledge.reason, pledge.recorded_by, pledge.recorded_at = reason.strip(), by.name, now
