"""整改: signed for, planned, told done, checked by another, closed; extensions with their approver (features Q2–Q5)."""

from collections.abc import Sequence
from datetime import date, datetime

from respbook.actions.action import action, expect_version
from respbook.actions.finding_steps import Told, add_step, called, day_told
from respbook.models.base import db
from respbook.models.findings import Finding, FindingExtension
from respbook.queries.finding_facts import known_as, tellers_of
from respbook.queries.scope import NotInSight
from respbook.queries.scope_findings import (
    answers,
    extension_in_sight,
    extensions_of,
    finding_in_sight,
    findings_named,
)
from respbook.queries.workdays import calendar_of
from respbook.rules.chinese import china_day, day
from respbook.rules.errors import RuleBroken
from respbook.rules.findings import LONGEST_REASON, Hand, Pace, check_due, check_other_hand, said, same_name
from respbook.rules.lifecycles import BEFORE_DONE, FINDING, FindingState
from respbook.rules.permissions import Permission, Viewer


@action(Permission.RECTIFY_WRITE)
def receive(finding_id: int, version: int, *, by: Viewer, now: datetime) -> Finding:
    """签收, or 代签收 by the office. Raises RuleBroken, StaleVersion, NotInSight."""
    row = _of_the_unit(finding_id, version, by)
    row.state = FINDING.fire(row.state, "receive", by)
    row.received_at = now
    add_step(row, "finding.receive", Told(), by=by, now=now)
    return row


@action(Permission.RECTIFY_WRITE)
def plan(finding_id: int, told: Told, version: int, *, by: Viewer, now: datetime) -> Finding:
    """报整改方案: the measures, as they are meant to be done. Raises RuleBroken, StaleVersion, NotInSight."""
    row = _of_the_unit(finding_id, version, by)
    words = said(told.text, "请写整改措施，一条一条写清谁来办、怎么办。")
    row.state = FINDING.fire(row.state, "plan", by)
    row.measures = words
    _taken(row, now)
    add_step(row, "finding.plan", Told(words, None, told.evidence), by=by, now=now)
    return row


@action(Permission.RECTIFY_WRITE)
def tell_progress(finding_id: int, told: Told, version: int, *, by: Viewer, now: datetime) -> Finding:
    """报进展: on schedule or behind, and a sentence. Raises RuleBroken, StaleVersion, NotInSight."""
    row = _of_the_unit(finding_id, version, by)
    demanded = (
        "进度滞后的，请写一句为什么、怎么赶上。" if told.pace is Pace.BEHIND else "请写一句进展，或者拍一张照片。"
    )
    words = said(told.text, demanded, 0 if told.pace is Pace.BEHIND else len(told.evidence))
    row.state = FINDING.fire(row.state, "progress", by)
    row.pace = told.pace or Pace.ON_SCHEDULE
    _taken(row, now)
    add_step(row, "finding.progress", Told(words, None, told.evidence, row.pace), by=by, now=now)
    return row


@action(Permission.RECTIFY_WRITE)
def tell_stop_gap(finding_id: int, told: Told, version: int, *, by: Viewer, now: datetime) -> Finding:
    """报临时措施: what keeps it from getting worse; the time limit stays as it is (features Q5). Raises RuleBroken,
    StaleVersion, NotInSight."""
    row = _of_the_unit(finding_id, version, by)
    if row.state not in BEFORE_DONE:
        raise RuleBroken(f"问题现为“{FINDING.labels[row.state]}”，不用再报临时措施。")
    row.stop_gap = said(told.text, "请写一句临时采取了什么措施。", longest=LONGEST_REASON)
    row.stop_gap_at = now
    add_step(row, "finding.stop_gap", Told(row.stop_gap, None, told.evidence), by=by, now=now)
    return row


@action(Permission.RECTIFY_WRITE)
def tell_done(finding_id: int, told: Told, version: int, *, by: Viewer, now: datetime) -> Finding:
    """自报完成: the unit says so, another will look. Raises RuleBroken, StaleVersion, NotInSight."""
    row = _of_the_unit(finding_id, version, by)
    words = said(told.text, "请写一句怎么改的，或者拍一张整改后的照片。", len(told.evidence))
    on = day_told(row, told, now)
    row.state = FINDING.fire(row.state, "tell_done", by)
    row.done_on = on
    _taken(row, now)
    add_step(row, "finding.tell_done", Told(words, on, told.evidence), by=by, now=now)
    return row


def _taken(row: Finding, now: datetime) -> None:
    """Whoever answers has it: 签收 is not asked for beside the answer."""
    row.received_at = row.received_at or now


@action(Permission.FINDING_CHECK)
def check(finding_id: int, passed: bool, told: Told, version: int, *, by: Viewer, now: datetime) -> Finding:
    """现场核查 by somebody else: passed, or back with the reason. Raises RuleBroken, StaleVersion, NotInSight."""
    row = _expected(finding_id, version, by)
    on = day_told(row, told, now)
    if row.state is FindingState.DONE:
        _other_hand([row], by, "核查")
        if row.done_on is not None and on < row.done_on:
            raise RuleBroken(f"日期{day(on)}早于自报完成的{day(row.done_on)}，请核对。", "on_day")
    if passed:
        row.state = FINDING.fire(row.state, "pass_check", by)
        row.checked_on, row.checked_by, row.pace = on, by.name, Pace.ON_SCHEDULE
        add_step(row, "finding.pass_check", Told(said(told.text, ""), on, told.evidence), by=by, now=now)
        return row
    words = said(told.text, "请写明哪里没有改到位，责任单位会看到。")
    row.state = FINDING.fire(row.state, "fail_check", by)
    _back(row)
    row.failed += 1
    add_step(row, "finding.fail_check", Told(words, on, told.evidence), by=by, now=now)
    return row


def _back(row: Finding) -> None:
    row.done_on = row.checked_on = None
    row.checked_by = ""


@action(Permission.FINDING_CLOSE)
def close_all(versions: dict[int, int], *, by: Viewer, now: datetime) -> list[Finding]:
    """销号 one or many, all or none; ``versions`` by their ids. Raises RuleBroken, StaleVersion, NotInSight."""
    if not versions:
        raise RuleBroken("还没有选要销号的问题；请先勾选。")
    rows = findings_named(by, versions)
    if len(rows) != len(versions):
        raise NotInSight
    for row in rows:
        expect_version(row, versions[row.id])
    _other_hand(rows, by, "销号")
    for row in rows:
        row.state = FINDING.fire(row.state, "close", by)
        row.closed_on, row.closed_by = china_day(now), by.name
        add_step(row, "finding.close", Told(), by=by, now=now)
    return rows


@action(Permission.FINDING_CLOSE)
def send_back(finding_id: int, told: Told, version: int, *, by: Viewer, now: datetime) -> Finding:
    """退回整改 of what was checked but is not to be closed. Raises RuleBroken, StaleVersion, NotInSight."""
    row = _expected(finding_id, version, by)
    words = said(told.text, "请写明为什么退回，责任单位会看到。")
    row.state = FINDING.fire(row.state, "send_back", by)
    _back(row)
    row.failed += 1
    add_step(row, "finding.send_back", Told(words), by=by, now=now)
    return row


@action(Permission.FINDING_CLOSE)
def publish(finding_ids: Sequence[int], workdays: int, *, by: Viewer, now: datetime) -> list[Finding]:
    """公示 what is closed, for so many working days from the next day on. Raises RuleBroken, NotInSight."""
    if not 1 <= workdays <= 60:
        raise RuleBroken("公示期应为1到60个工作日。", "workdays")
    rows = findings_named(by, finding_ids)
    if len(rows) != len(set(finding_ids)):
        raise NotInSight
    if not rows:
        raise RuleBroken("还没有选要公示的问题；请先勾选。")
    today = china_day(now)
    for row in rows:
        if row.state is not FindingState.CLOSED:
            raise RuleBroken(f"{called(row)}还没有销号，不能公示。")
        if row.published_from is not None:
            raise RuleBroken(f"{called(row)}已经公示过。")
        row.published_from, row.published_to = today, calendar_of(row.town_id).add_workdays(today, workdays)
        words = f"公示{day(row.published_from)}至{day(row.published_to)}"
        add_step(row, "finding.publish", Told(words), by=by, now=now)
    return rows


@action(Permission.RECTIFY_WRITE)
def ask_extension(
    finding_id: int, until: date, reason: str, version: int, *, by: Viewer, now: datetime
) -> FindingExtension:
    """申请延期: the old limit holds until somebody else has agreed. Raises RuleBroken, StaleVersion, NotInSight."""
    row = _of_the_unit(finding_id, version, by)
    if row.state not in BEFORE_DONE or row.due_on is None:
        raise RuleBroken(f"问题现为“{FINDING.labels[row.state]}”，不用延期。")
    if any(each.granted is None for each in extensions_of(row)):
        raise RuleBroken("已有一个延期申请在等批准，请等批复后再报。")
    if until <= row.due_on:
        raise RuleBroken(f"现在的整改时限是{day(row.due_on)}，延期请填以后的日期。", "until")
    check_due(until, china_day(now))
    words = said(reason, "请写明为什么要延期、采取了什么临时措施。", longest=LONGEST_REASON)
    asked = FindingExtension(
        finding_id=row.id, until=until, reason=words, asked_by=by.name, asked_by_id=by.user_id, asked_at=now
    )
    db.session.add(asked)
    add_step(row, "finding.ask_extension", Told(f"申请延到{day(until)}：{words}"), by=by, now=now)
    return asked


@action(Permission.EXTENSION_DECIDE)
def decide_extension(
    extension_id: int, grant: bool, answer: str, version: int, *, by: Viewer, now: datetime
) -> FindingExtension:
    """批准或不批准延期, by somebody who did not ask for it. Raises RuleBroken, StaleVersion, NotInSight."""
    asked = extension_in_sight(by, extension_id)
    expect_version(asked, version)
    row = finding_in_sight(by, asked.finding_id)
    if asked.granted is not None:
        raise RuleBroken("这个延期申请已经批复过。")
    for each in known_as([Hand(asked.asked_by_id, asked.asked_by)]):
        if each.user_id == by.user_id or same_name(each.name, by.name):
            raise RuleBroken("延期是您报的，应当由另一人批准。")
    if grant and row.due_on is not None and asked.until <= row.due_on:
        raise RuleBroken(f"现在的整改时限已是{day(row.due_on)}，不用再延；请按不同意办结这个申请。")
    words = said(answer, "" if grant else "不同意的，请写明理由，责任单位会看到。", longest=LONGEST_REASON)
    asked.granted, asked.answer, asked.decided_by, asked.decided_at = grant, words, by.name, now
    if grant and row.state in BEFORE_DONE:
        row.due_on, row.moved_from, row.moved_for = asked.until, None, ""
        add_step(row, "finding.grant_extension", Told(words), by=by, now=now)
    elif grant:
        raise RuleBroken(f"问题现为“{FINDING.labels[row.state]}”，不用再延期；请按不同意办结这个申请。")
    else:
        add_step(row, "finding.refuse_extension", Told(words), by=by, now=now)
    return asked


def _other_hand(rows: Sequence[Finding], by: Viewer, deed: str) -> None:
    tellers = tellers_of([row.id for row in rows])
    for row in rows:
        own = row.unit is not None and row.unit_id != row.town_id and by.unit_path.startswith(row.unit.path)
        check_other_hand(Hand(by.user_id, by.name), own, tellers[row.id], deed)


def _of_the_unit(finding_id: int, version: int, by: Viewer) -> Finding:
    """A problem that the viewer's unit answers for, or any where the office does it for the unit. Raises RuleBroken."""
    row = _expected(finding_id, version, by)
    if not by.keeps(row.town_id) and not answers(by, row.unit):
        raise RuleBroken("这件由责任单位签收、报整改情况；所在村和协办单位配合办理。")
    return row


def _expected(finding_id: int, version: int, by: Viewer) -> Finding:
    row = finding_in_sight(by, finding_id)
    expect_version(row, version)
    return row
