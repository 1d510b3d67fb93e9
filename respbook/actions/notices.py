"""通知: sent, taken back, taken by a unit or for it, replied to (features N3, Y3).

Other rooms send theirs through ``send`` from inside their own deed, which it joins; a room whose people do not write
notices themselves hands in ``standing_in(by, Permission.NOTICE_WRITE)``.
"""

from collections.abc import Sequence
from datetime import datetime

from respbook.actions import audit
from respbook.actions.action import action, expect_version
from respbook.models.base import db
from respbook.models.notices import Notice, NoticeFile, NoticeReading, NoticeReply, NoticeUnit
from respbook.queries.notices import replies_of
from respbook.queries.scope_evidence import evidence_named
from respbook.queries.scope_notices import notice_in_sight, reading_of, receipt_in_sight, units_to_send
from respbook.rules.chinese import china_day, day, joined
from respbook.rules.errors import RuleBroken
from respbook.rules.lifecycles import NOTICE, NoticeState
from respbook.rules.notices import (
    LONGEST_NAME,
    LONGEST_REASON,
    LONGEST_REPLY,
    OFFICE_WAYS,
    WAY_LABELS,
    NoticeFacts,
    Way,
    check_facts,
    check_withdrawable,
    took_words,
)
from respbook.rules.permissions import Permission, Viewer

_NAMED = 60


@action(Permission.NOTICE_WRITE)
def send(facts: NoticeFacts, *, by: Viewer, now: datetime) -> Notice:
    """发出通知 to units in sight. Raises RuleBroken."""
    check_facts(facts, china_day(now))
    wanted = dict.fromkeys(facts.unit_ids)
    gone = len(wanted) - len(units_to_send(by, list(wanted)))
    if gone:
        raise RuleBroken(f"选定的单位中有{gone}个已经停用或不属本镇，请核对后重新选定。", "unit_ids")
    files = evidence_named(by, facts.evidence_ids)
    if len(files) < len(set(facts.evidence_ids)):
        raise RuleBroken("有的附件已经撤下，请去掉后重新添加。", "files")
    notice = Notice(
        town_id=by.unit_id,
        title=facts.title.strip(),
        purpose=facts.purpose.strip(),
        text=facts.text.strip(),
        wants_receipt=facts.wants_receipt,
        reply_by=facts.reply_by,
        subject_kind=facts.subject_kind,
        subject_id=facts.subject_id,
        sent_at=now,
        sent_by=by.name,
        sent_by_id=by.user_id,
    )
    db.session.add(notice)
    db.session.flush()
    db.session.add_all(NoticeUnit(notice_id=notice.id, unit_id=unit_id) for unit_id in wanted)
    db.session.add_all(NoticeFile(notice_id=notice.id, evidence_id=file.id) for file in files)
    told = {
        "事由": notice.purpose,
        "单位数": str(len(wanted)),
        "须签收": "是" if facts.wants_receipt else "",
        "回复期限": day(facts.reply_by) if facts.reply_by else "",
        "附件": joined(file.name for file in files),
    }
    audit.note("notice.send", notice, notice.title, after={name: words for name, words in told.items() if words})
    return notice


@action(Permission.NOTICE_WRITE)
def withdraw(notice_id: int, reason: str, version: int, *, by: Viewer, now: datetime) -> Notice:
    """撤回通知, which stays readable. Raises RuleBroken, StaleVersion, NotInSight."""
    notice = notice_in_sight(by, notice_id)
    NOTICE.fire(notice.state, "withdraw", by)
    expect_version(notice, version)
    check_withdrawable(notice.subject_kind)
    if not reason.strip():
        raise RuleBroken("请写明为什么撤回，各单位会看到。", "reason")
    if len(reason) > LONGEST_REASON:
        raise RuleBroken(f"撤回原因不能超过{LONGEST_REASON}个字。", "reason")
    notice.state = NOTICE.fire(notice.state, "withdraw", by)
    notice.reason, notice.withdrawn_at, notice.withdrawn_by = reason.strip(), now, by.name
    audit.note("notice.withdraw", notice, notice.title, after={"原因": notice.reason})
    return notice


@action(Permission.NOTICE_TAKE)
def take(notice_id: int, *, by: Viewer, now: datetime) -> NoticeUnit:
    """阅知、签收 by a person of the unit: the first one stands for it. Raises RuleBroken, NotInSight."""
    receipt = _standing(by, notice_id, by.unit_id)
    if reading_of(notice_id, by.user_id) is not None:
        raise RuleBroken(f"这份通知您已经{took_words(receipt.notice.wants_receipt)}过了，不用再按。")
    _taken(receipt, by, now)
    return receipt


def _taken(receipt: NoticeUnit, by: Viewer, now: datetime) -> None:
    """记下阅知: one row for the person, and the unit's own where it is the first."""
    notice, way = receipt.notice, Way.ACCOUNT if by.only is None else Way.LINKED
    db.session.add(
        NoticeReading(notice_id=notice.id, user_id=by.user_id, unit_id=receipt.unit_id, name=by.name, at=now, way=way)
    )
    if receipt.taken_at is None:
        receipt.taken_at, receipt.taken_by, receipt.way = now, by.name, way
    told = {"单位": receipt.unit.called, "方式": WAY_LABELS[way]}
    audit.note("notice.take", receipt, notice.title, after=told)


@action(Permission.NOTICE_TAKE)
def taken_with(notice_id: int | None, *, by: Viewer, now: datetime) -> None:
    """随办签收: whoever of the unit answers what a notice tells of has taken it; nothing where it is taken already."""
    if notice_id is not None and reading_of(notice_id, by.user_id) is None:
        _taken(_standing(by, notice_id, by.unit_id), by, now)


@action(Permission.NOTICE_TAKE)
def reply(notice_id: int, text: str, *, by: Viewer, now: datetime) -> NoticeReply:
    """回复通知 by a person of the unit; who replies has read it. Raises RuleBroken, NotInSight."""
    receipt = _standing(by, notice_id, by.unit_id)
    if reading_of(notice_id, by.user_id) is None:
        _taken(receipt, by, now)
    return _replied(receipt, text, by, now)


@action(Permission.NOTICE_WRITE)
def take_for(notice_id: int, unit_id: int, way: Way, name: str, *, by: Viewer, now: datetime) -> NoticeUnit:
    """代签收: how it reached the unit and who received it. Raises RuleBroken, NotInSight."""
    receipt = _standing(by, notice_id, unit_id)
    if receipt.taken_at is not None:
        raise RuleBroken(f"{receipt.unit.called}的{receipt.taken_by}已经签收，不用代签。")
    if way not in OFFICE_WAYS:
        raise RuleBroken("请选择怎样送到的：电话、当面或纸质。", "way")
    if not name.strip() or len(name.strip()) > LONGEST_NAME:
        raise RuleBroken(f"请填写{receipt.unit.called}谁收到的，不超过{LONGEST_NAME}个字。", "taker")
    receipt.taken_at, receipt.taken_by, receipt.way, receipt.noted_by = now, name.strip(), way, by.name
    told = {"单位": receipt.unit.called, "方式": WAY_LABELS[way], "收到人": name.strip()}
    audit.note("notice.take_for", receipt, receipt.notice.title, after=told)
    return receipt


@action(Permission.NOTICE_WRITE)
def reply_for(notice_id: int, unit_id: int, text: str, *, by: Viewer, now: datetime) -> NoticeReply:
    """代回复: what the unit said by telephone or on paper. Raises RuleBroken, NotInSight."""
    receipt = _standing(by, notice_id, unit_id)
    if receipt.taken_at is None:
        raise RuleBroken(f"{receipt.unit.called}还没有签收，请先代签收。")
    return _replied(receipt, text, by, now)


def _replied(receipt: NoticeUnit, text: str, by: Viewer, now: datetime) -> NoticeReply:
    notice, said = receipt.notice, text.strip()
    if notice.reply_by is None:
        raise RuleBroken("这份通知不要求回复。")
    if not said:
        raise RuleBroken("请填写回复内容。", "text")
    if len(said) > LONGEST_REPLY:
        raise RuleBroken(f"回复不能超过{LONGEST_REPLY}个字，现在有{len(said)}个字。", "text")
    if any(each.text == said for each in replies_of(receipt)):
        raise RuleBroken("同样的话已经回复过，没有重复记下。", "text")
    for_unit = by.unit_id != receipt.unit_id
    row = NoticeReply(
        notice_id=notice.id,
        unit_id=receipt.unit_id,
        text=said,
        at=now,
        by_name=by.name,
        by_id=by.user_id,
        for_unit=for_unit,
    )
    db.session.add(row)
    verb = "notice.reply_for" if for_unit else "notice.reply"
    audit.note(verb, row, notice.title, after={"单位": receipt.unit.called, "回复": said})
    return row


def _standing(by: Viewer, notice_id: int, unit_id: int) -> NoticeUnit:
    """送达单位 of a notice that still stands. Raises RuleBroken, NotInSight."""
    receipt = receipt_in_sight(by, notice_id, unit_id)
    notice = receipt.notice
    if notice.state is NoticeState.WITHDRAWN:
        assert notice.withdrawn_at is not None
        raise RuleBroken(f"这份通知已于{day(china_day(notice.withdrawn_at))}撤回（{notice.reason}），不用再办理。")
    return receipt


@action(Permission.NOTICE_WRITE)
def urged(notice_id: int, units: Sequence[str], *, by: Viewer, now: datetime) -> None:
    """记下已复制催读用语: that it was copied is known, that it was read is not. Raises RuleBroken, NotInSight."""
    notice = notice_in_sight(by, notice_id)
    if notice.state is NoticeState.WITHDRAWN:
        raise RuleBroken("这份通知已经撤回，不用再催。")
    if not units:
        raise RuleBroken("各单位都已签收、回复，没有要催的。")
    named = joined(units[:_NAMED]) + ("等" if len(units) > _NAMED else "")
    audit.note("notice.urge", notice, notice.title, after={"单位数": str(len(units)), "单位": named})
