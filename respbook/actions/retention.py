"""联系方式清理: proposed from what is due, approved by another person, carried out at night; sessions that ended go by themselves."""

import json
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from respbook.actions import audit
from respbook.actions.action import action, expect_version, housekeeping
from respbook.models.base import db
from respbook.models.contact_purges import ContactPurge
from respbook.models.imports import Import
from respbook.models.people import User
from respbook.models.sessions import DoneKey, KnownDevice, SignedIn
from respbook.models.units import Holder
from respbook.queries.belonging import hand_of
from respbook.queries.retention import due_lines, purge_in_sight
from respbook.rules.chinese import china_day, day
from respbook.rules.errors import RuleBroken
from respbook.rules.findings import Hand
from respbook.rules.hands import check_other_person
from respbook.rules.lifecycles import PURGE, PurgeState
from respbook.rules.permissions import Permission, Viewer, system_viewer
from respbook.rules.row_kinds import kind_words
from respbook.rules.sessions import LINK_LIFE

ENDED_DAYS = timedelta(days=30)
_LONGEST_SESSION = timedelta(days=7)
_NAMES = 20


@action(Permission.PURGE_WRITE)
def propose(*, by: Viewer, now: datetime) -> ContactPurge:
    """提请清理 what is due today. Raises RuleBroken."""
    lines = due_lines(by, china_day(now))
    if not lines:
        raise RuleBroken("现在没有期满待清理的联系方式。")
    waiting = db.session.scalars(
        select(ContactPurge).where(
            ContactPurge.unit_id == by.unit_id, ContactPurge.state.in_((PurgeState.PROPOSED, PurgeState.APPROVED))
        )
    ).first()
    if waiting is not None:
        raise RuleBroken(f"{day(china_day(waiting.made_at))}提请的清理还没有办完，请等它办完或撤回以后再提请。")
    row = ContactPurge(
        unit_id=by.unit_id,
        lines=json.dumps([[each.table, each.id] for each in lines]),
        count=len(lines),
        made_by_id=by.user_id,
        made_by=by.name,
        made_at=now,
    )
    db.session.add(row)
    names = "、".join(each.name for each in lines[:_NAMES]) + ("等" if len(lines) > _NAMES else "")
    audit.note("contacts.propose", row, f"{len(lines)}条", after={"清单": names})
    return row


@action(Permission.PURGE_APPROVE)
def approve(purge_id: int, version: int, *, by: Viewer, now: datetime) -> ContactPurge:
    """批准清理: never by whoever proposed it, under whatever account. Raises RuleBroken, StaleVersion, NotInSight."""
    row = purge_in_sight(by, purge_id)
    expect_version(row, version)
    check_other_person([(Hand(row.made_by_id, row.made_by), "提请")], hand_of(by), "批准")
    row.state = PURGE.fire(row.state, "approve", by)
    row.decided_by, row.decided_at = by.name, now
    audit.note("contacts.approve", row, f"{row.made_by}提请的{row.count}条")
    return row


@action(Permission.PURGE_APPROVE)
def refuse(purge_id: int, version: int, remark: str, *, by: Viewer, now: datetime) -> ContactPurge:
    """不同意清理, with the reason. Raises RuleBroken, StaleVersion, NotInSight."""
    row = purge_in_sight(by, purge_id)
    expect_version(row, version)
    if not remark.strip():
        raise RuleBroken("请写明不同意的理由。", "remark")
    row.state = PURGE.fire(row.state, "refuse", by)
    row.decided_by, row.decided_at, row.remark = by.name, now, remark.strip()
    audit.note("contacts.refuse", row, f"{row.made_by}提请的{row.count}条", after={"理由": row.remark})
    return row


@action(Permission.PURGE_WRITE)
def withdraw(purge_id: int, version: int, *, by: Viewer, now: datetime) -> ContactPurge:
    """撤回 before it is carried out. Raises RuleBroken, StaleVersion, NotInSight."""
    row = purge_in_sight(by, purge_id)
    expect_version(row, version)
    row.state = PURGE.fire(row.state, "withdraw", by)
    audit.note("contacts.withdraw", row, f"{row.made_by}提请的{row.count}条")
    return row


def approved() -> list[int]:
    """已批准、还没有清理的."""
    return list(db.session.scalars(select(ContactPurge.id).where(ContactPurge.state == PurgeState.APPROVED)))


@action(Permission.PURGE_WRITE)
def carry_out(purge_id: int, *, by: Viewer, now: datetime) -> int:
    """清理 what is on the list and still due: who came back meanwhile keeps his number. Gives how many."""
    row = purge_in_sight(by, purge_id)
    row.state = PURGE.fire(row.state, "carry_out", by)
    wanted = {(table, row_id) for table, row_id in json.loads(row.lines)}
    cleared = [each for each in due_lines(system_viewer(), china_day(now)) if (each.table, each.id) in wanted]
    for each in cleared:
        if each.table == "holders":
            db.session.get_one(Holder, each.id).phone = ""
        elif each.table == "users":
            db.session.get_one(User, each.id).phone = ""
        else:
            db.session.get_one(Import, each.id).before = ""
    row.done_at, row.removed = now, len(cleared)
    counts = {
        kind_words(table): str(sum(each.table == table for each in cleared))
        for table in ("holders", "users", "imports")
    }
    said = counts | {"批准人": row.decided_by or "", "人员": "、".join(each.name for each in cleared[:_NAMES])}
    audit.note("contacts.purge", row, f"{row.made_by}提请的{row.count}条", after=said)
    return len(cleared)


@housekeeping
def forget_ended(now: datetime) -> int:
    """清除已结束的登录: addresses and devices of sessions that ended a month ago, form keys of then; gives the sessions."""
    ended = delete(SignedIn).where(SignedIn.made_at < now - _LONGEST_SESSION - ENDED_DAYS)
    gone = db.session.execute(ended).rowcount  # type: ignore[attr-defined]
    db.session.execute(delete(KnownDevice).where(KnownDevice.made_at < now - LINK_LIFE - ENDED_DAYS))
    db.session.execute(delete(DoneKey).where(DoneKey.at < now - ENDED_DAYS))
    return int(gone)
