"""佐证材料: kept once for each unit, described, withdrawn while nothing uses it; originals looked at (features R4, R9)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from respbook.actions import audit
from respbook.actions.action import action, expect_version
from respbook.models.base import db
from respbook.models.evidence import Evidence
from respbook.queries.evidence import sent_today, standing, uses_of
from respbook.queries.scope import unit_in_sight
from respbook.queries.scope_evidence import evidence_in_sight
from respbook.readers.evidence import Looked
from respbook.rules.chinese import china_day, joined, volume
from respbook.rules.errors import RuleBroken
from respbook.rules.evidence import Claims, check_daily, check_shown_on, gap_words
from respbook.rules.permissions import Permission, Viewer


@dataclass(frozen=True)
class Received:
    """收到的文件: it lies in the store already, and was looked at."""

    name: str
    sha256: str
    size: int
    looked: Looked
    shown_on: date | None = None
    purpose: str = ""


@dataclass(frozen=True)
class Kept:
    """收件的结果; ``again``: the same bytes of the same unit stood already."""

    row: Evidence
    again: bool


@action(Permission.EVIDENCE_WRITE)
def keep(unit_id: int, file: Received, *, by: Viewer, now: datetime) -> Kept:
    """收下佐证 for a unit in sight. What the unit has sent before is offered again, not doubled.

    Raises RuleBroken (too much in a day, a day that cannot be), NotInSight.
    """
    unit = unit_in_sight(by, unit_id)
    if same := standing(by, unit_id, file.sha256):
        audit.note("evidence.meet", same, _words(same), after={"文件摘要": file.sha256})
        return Kept(same, True)
    check_daily(sent_today(by.user_id, now), file.size)
    check_shown_on(file.shown_on, china_day(now))
    photo = file.looked.photo
    claims = photo.claims if photo else Claims()
    row = Evidence(
        unit_id=unit.id,
        unit=unit,
        kind=file.looked.kind,
        sha256=file.sha256,
        size=file.size,
        name=file.name[-200:],
        width=photo.width if photo else None,
        height=photo.height if photo else None,
        mark=photo.mark if photo else None,
        claimed_at=claims.taken_at,
        claimed_north=claims.north,
        claimed_east=claims.east,
        shown_on=file.shown_on,
        purpose=file.purpose[:60],
        uploaded_by=by.name,
        uploaded_by_id=by.user_id,
        received_at=now,
    )
    db.session.add(row)
    told = {"文件摘要": file.sha256, "大小": volume(file.size), "声称拍摄时间": _said(claims.taken_at, now)}
    audit.note("evidence.keep", row, _words(row), after=told | _described(row))
    return Kept(row, False)


def _said(taken_at: datetime | None, now: datetime) -> str:
    """The place is not told: the book of deeds is read by more people than the original."""
    if taken_at is None:
        return "无"
    gap = gap_words(taken_at, now)
    return taken_at.isoformat(timespec="seconds") + (f"（{gap}）" if gap else "")


def _words(row: Evidence) -> str:
    return f"{row.unit.called}：{row.name}"


def _described(row: Evidence) -> dict[str, Any]:
    return {"佐证日期": row.shown_on.isoformat() if row.shown_on else "", "用途": row.purpose}


@action(Permission.EVIDENCE_WRITE, undo=True)
def describe(
    evidence_id: int, shown_on: date | None, purpose: str, version: int, *, by: Viewer, now: datetime
) -> Evidence:
    """注明佐证日期和用途; the day of upload stays. Raises RuleBroken, StaleVersion, NotInSight."""
    row = evidence_in_sight(by, evidence_id)
    expect_version(row, version)
    check_shown_on(shown_on, china_day(row.received_at))
    before = _described(row)
    row.shown_on, row.purpose = shown_on, purpose[:60]
    audit.note_change("evidence.describe", row, _words(row), before, _described(row))
    return row


@action(Permission.EVIDENCE_WRITE, undo=True)
def withdraw(evidence_id: int, version: int, *, by: Viewer, now: datetime) -> Evidence:
    """撤下佐证 that nothing uses; the row and its file stay for the auditors. Raises RuleBroken, StaleVersion, NotInSight."""
    row = evidence_in_sight(by, evidence_id)
    expect_version(row, version)
    if uses := uses_of([row.id]).get(row.id):
        raise RuleBroken(
            f"这件佐证已用于{joined(each.words for each in uses)}，作为依据留存，不能撤下。传错的，请在更正时另附正确的。"
        )
    row.withdrawn_by, row.withdrawn_at = by.name, now
    audit.note("evidence.withdraw", row, _words(row), before={"文件摘要": row.sha256})
    return row


@action(Permission.ORIGINAL_READ)
def read_original(evidence_id: int, *, by: Viewer, now: datetime) -> Evidence:
    """查看照片原件, which may tell where somebody lives: who looked is written down. Raises NotInSight."""
    row = evidence_in_sight(by, evidence_id)
    audit.note("evidence.read", row, _words(row))
    return row
