"""层层签订上报: a village reports what it has signed with its 社 and households; the office receives, returns, unlocks (C3)."""

from datetime import datetime

from respbook.actions import audit
from respbook.actions.action import action, expect_version
from respbook.models.base import db
from respbook.models.cascade_reports import CascadeReport
from respbook.models.letters import Letter
from respbook.queries import pledges as queries
from respbook.queries.cascade_reports import figures_now, report_of, report_state
from respbook.rules.cascade_reports import LONGEST_REMARK, check_reportable, check_unlocked
from respbook.rules.cascading import may_pass_on
from respbook.rules.errors import RuleBroken
from respbook.rules.lifecycles import CASCADE_REPORT
from respbook.rules.permissions import Permission, Viewer
from respbook.rules.programmes import check_open


@action(Permission.CASCADE_WRITE)
def report(letter_id: int, remark: str, *, by: Viewer, now: datetime) -> CascadeReport:
    """上报: the figures are frozen, and nothing below the letter moves until the office returns or unlocks it.

    By the village; the clerk may do it for them. Raises RuleBroken, NotInSight.
    """
    letter = queries.passed_letter(by, letter_id)
    may_pass_on(queries.letter_facts(letter))
    check_open(letter.programme.state, letter.programme.name)
    check_unlocked(report_state(letter.id), letter.unit.called)
    own = by.unit_id == letter.unit_id
    if not own and not by.may(Permission.CASCADE_ACCEPT):
        raise RuleBroken(f"层层签订由{letter.unit.called}上报，镇里的经办人可以代为上报。")
    figures = figures_now(letter)
    check_reportable(figures, remark)
    row = CascadeReport(
        letter_id=letter.id,
        figures=figures.frozen,
        remark=remark.strip()[:LONGEST_REMARK],
        reported_by=by.name,
        for_village=not own,
        reported_at=now,
    )
    db.session.add(row)
    after = {"上报数": figures.words, "说明": row.remark, "代上报": "是" if row.for_village else ""}
    audit.note("cascade.report", row, _said(letter), after={name: words for name, words in after.items() if words})
    return row


@action(Permission.CASCADE_ACCEPT)
def accept(letter_id: int, report_id: int, version: int, *, by: Viewer, now: datetime) -> CascadeReport:
    """接收: from now on it takes a reason in writing to change anything. Raises RuleBroken, StaleVersion, NotInSight."""
    letter, row = _opened(letter_id, report_id, version, by)
    row.state = CASCADE_REPORT.fire(row.state, "accept", by)
    row.decided_by, row.decided_at = by.name, now
    audit.note("cascade.accept", row, _said(letter), after={"上报数": row.told.words})
    return row


@action(Permission.CASCADE_ACCEPT)
def send_back(letter_id: int, report_id: int, reason: str, version: int, *, by: Viewer, now: datetime) -> CascadeReport:
    """退回: the village puts right what the reason says, and reports again. Raises RuleBroken, StaleVersion, NotInSight."""
    letter, row = _opened(letter_id, report_id, version, by)
    if not reason.strip():
        raise RuleBroken("请写明为什么退回、要改什么，村里会看到。", "reason")
    row.state = CASCADE_REPORT.fire(row.state, "send_back", by)
    row.decided_by, row.decided_at, row.reason = by.name, now, reason.strip()
    audit.note("cascade.send_back", row, _said(letter), after={"原因": row.reason})
    return row


@action(Permission.CASCADE_ACCEPT)
def unlock(letter_id: int, report_id: int, reason: str, version: int, *, by: Viewer, now: datetime) -> CascadeReport:
    """解锁 what was received; who did it and why stays. Raises RuleBroken, StaleVersion, NotInSight."""
    letter, row = _opened(letter_id, report_id, version, by)
    if not reason.strip():
        raise RuleBroken("请写明谁要求改、为什么改；解锁的经过长期保留。", "reason")
    row.state = CASCADE_REPORT.fire(row.state, "unlock", by)
    row.unlocked_by, row.unlocked_at, row.reason = by.name, now, reason.strip()
    audit.note("cascade.unlock", row, _said(letter), after={"原因": row.reason})
    return row


def _opened(letter_id: int, report_id: int, version: int, by: Viewer) -> tuple[Letter, CascadeReport]:
    letter = queries.passed_letter(by, letter_id)
    row = report_of(letter, report_id)
    expect_version(row, version)
    check_open(letter.programme.state, letter.programme.name)
    return letter, row


def _said(letter: Letter) -> str:
    return f"{letter.number_text} {letter.unit.called}"
