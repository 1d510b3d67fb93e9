"""研究环保工作: one deed records the study, opens a task for each decision with owner and date, and tells the town's
quarterly duty as done; a correction is a new edition with its reason (features X18)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from respbook.actions import audit, reports
from respbook.actions.action import action
from respbook.actions.extra_tasks import Assignment, made_task
from respbook.models.base import db
from respbook.models.programmes import Programme
from respbook.models.studies import Study, StudyDecision
from respbook.models.tasks import Task
from respbook.models.units import Unit
from respbook.papers import stored
from respbook.papers.blocks import Paper
from respbook.papers.minutes import Minutes, compose_minutes
from respbook.press.binder import Binder
from respbook.queries.audit_head import anchored
from respbook.queries.scope import NotInSight, unit_in_sight
from respbook.queries.scope_studies import corrected_by, study_in_sight, units_named
from respbook.queries.studies import duties, duty_on, last_study, programme_for
from respbook.rules.chinese import china_day, day
from respbook.rules.errors import RuleBroken
from respbook.rules.permissions import Permission, Viewer, demand
from respbook.rules.reports import Content, Reckoning, Said
from respbook.rules.studies import (
    Line,
    Meeting,
    check_correction,
    check_meeting,
    looked_at_from,
    proof_words,
    quarter_words,
)
from respbook.store import Store


@dataclass(frozen=True)
class _Kept:
    """定稿: the paper and where its PDF lies."""

    paper: Paper
    pdf_sha256: str


def hold(meeting: Meeting, counts_for: int | None, binder: Binder, store: Store, *, by: Viewer, now: datetime) -> Study:
    """登记研究: the paper is set outside the write gate, then everything is one deed.

    ``counts_for``: the town's own quarterly task that is told as done by it. Raises RuleBroken, NotInSight, DiskFull.
    """
    demand(by, Permission.STUDY_WRITE)
    check_meeting(meeting, china_day(now))
    meeting = replace(meeting, lines=_called(meeting.lines, _owners(meeting.lines, by)))
    kept = _set(Minutes(unit_in_sight(by, by.unit_id).name, meeting, china_day(now)), binder, store)
    return _hold(meeting, counts_for, kept, by=by, now=now)


@action(Permission.STUDY_WRITE)
def _hold(meeting: Meeting, counts_for: int | None, kept: _Kept, *, by: Viewer, now: datetime) -> Study:
    owners = _owners(meeting.lines, by)
    programme = programme_for(by.unit_id, meeting.held_on)
    if programme is None and any(line.owned for line in meeting.lines):
        raise RuleBroken(
            f"{day(meeting.held_on)}没有进行中的年度方案，议定事项立不了任务；请先启用方案，或把各项的责任单位和完成时限清空。"
        )
    earlier = last_study(by, meeting.held_on)
    row = _row(meeting, kept, by, now)
    row.since = min(looked_at_from(earlier.held_on if earlier else None, meeting.held_on), meeting.held_on)
    for number, line in enumerate(meeting.lines, 1):
        task = _task(line, meeting.held_on, programme) if line.owned and programme else None
        row.decisions.append(_decision(number, line, task))
    if counts_for is not None:
        row.counted_task_id, row.counted_on = counts_for, _tell(counts_for, meeting, by, now)
    db.session.add(row)
    db.session.flush()
    opened = [f"{owners[line.unit_id].called}“{line.matter}”" for line in meeting.lines if line.owned and line.unit_id]
    after = {
        "主持人": row.chair,
        "议定事项": f"{len(meeting.lines)}项",
        "立任务": "、".join(opened),
        "计入本级任务": "是" if counts_for is not None else "",
        "PDF摘要": kept.pdf_sha256,
    }
    audit.note("study.hold", row, _name(row), after={name: words for name, words in after.items() if words})
    return row


def correct(
    study_id: int, meeting: Meeting, reason: str, binder: Binder, store: Store, *, by: Viewer, now: datetime
) -> Study:
    """更正纪要: a new edition; owners, dates and tasks stay as they were opened, and change at the tasks themselves.

    Of the lines only matter and words are read. Raises RuleBroken, NotInSight, DiskFull.
    """
    demand(by, Permission.STUDY_WRITE)
    old = study_in_sight(by, study_id)
    meeting = replace(meeting, lines=_with_owners(meeting.lines, old.decisions))
    check_meeting(meeting, china_day(now))
    check_correction(old.held_on, meeting, reason)
    content = Minutes(old.town.name, meeting, china_day(now), old.edition + 1, reason.strip())
    return _correct(study_id, meeting, reason.strip(), _set(content, binder, store), by=by, now=now)


@action(Permission.STUDY_WRITE)
def _correct(study_id: int, meeting: Meeting, reason: str, kept: _Kept, *, by: Viewer, now: datetime) -> Study:
    old = study_in_sight(by, study_id)
    if corrected_by(study_id) is not None:
        raise RuleBroken("这一稿已经更正过，请在最新一稿上更正。")
    row = _row(meeting, kept, by, now)
    row.town_id, row.since, row.edition, row.corrects_id, row.reason = (
        old.town_id,
        old.since,
        old.edition + 1,
        old.id,
        reason,
    )
    row.counted_task_id, row.counted_on = old.counted_task_id, old.counted_on
    for stood, line in zip(old.decisions, meeting.lines, strict=True):
        decision = _decision(stood.number, line, None)
        decision.task_id = stood.task_id
        row.decisions.append(decision)
    db.session.add(row)
    db.session.flush()
    before = {"稿次": f"第{old.edition}稿", "PDF摘要": old.pdf_sha256}
    after = {"稿次": f"第{row.edition}稿", "更正原因": reason, "PDF摘要": kept.pdf_sha256}
    audit.note("study.correct", row, _name(row), before=before, after=after)
    return row


def _name(row: Study) -> str:
    return f"{day(row.held_on)}研究环保工作"


def _set(content: Minutes, binder: Binder, store: Store) -> _Kept:
    paper = anchored(compose_minutes(content))
    db.session.rollback()
    return _Kept(paper, store.put(binder.pdf(paper).pdf))


def _row(meeting: Meeting, kept: _Kept, by: Viewer, now: datetime) -> Study:
    return Study(
        town_id=by.unit_id,
        held_on=meeting.held_on,
        held_at=meeting.held_at,
        place=meeting.place,
        chair=meeting.chair,
        attendees=meeting.attendees,
        topics=meeting.topics,
        remarks=meeting.remarks,
        paper=stored.dumped(kept.paper),
        paper_sha256=stored.fingerprint(kept.paper),
        pdf_sha256=kept.pdf_sha256,
        made_by=by.name,
        made_by_id=by.user_id,
        made_at=now,
        decisions=[],
    )


def _decision(number: int, line: Line, task: Task | None) -> StudyDecision:
    decision = StudyDecision(
        number=number,
        matter=line.matter,
        words=line.words,
        unit_id=line.unit_id,
        person=line.person,
        due_on=line.due_on,
    )
    if task is not None:
        decision.task = task
    return decision


def _owners(lines: Sequence[Line], by: Viewer) -> Mapping[int, Unit]:
    """责任单位 of the lines. Raises NotInSight."""
    wanted = {line.unit_id for line in lines if line.unit_id is not None}
    found = units_named(by, wanted)
    if len(found) != len(wanted):
        raise NotInSight
    return found


def _called(lines: Sequence[Line], owners: Mapping[int, Unit]) -> tuple[Line, ...]:
    """As the paper names the units."""
    return tuple(replace(line, unit=owners[line.unit_id].called if line.unit_id is not None else "") for line in lines)


def _with_owners(lines: Sequence[Line], stood: Sequence[StudyDecision]) -> tuple[Line, ...]:
    """The lines as typed, with owner and date as they stand. Raises NotInSight where there are not as many."""
    if len(lines) != len(stood):
        raise NotInSight
    return tuple(
        replace(
            line, unit_id=row.unit_id, unit=row.unit.called if row.unit else "", person=row.person, due_on=row.due_on
        )
        for line, row in zip(lines, stood, strict=True)
    )


def _task(line: Line, held_on: date, programme: Programme) -> Task:
    """临时交办 of a decision, from the day of the study to its date."""
    assert line.unit_id is not None and line.due_on is not None
    return made_task(
        Assignment(line.unit_id, line.task_title, line.due_on, line.words, line.person), programme, held_on
    )


def _tell(task_id: int, meeting: Meeting, by: Viewer, now: datetime) -> date:
    """报送本级任务: done, or one more; returns the first day of the period. Raises RuleBroken at ``counts_for``."""
    task = duties(by).get(task_id)
    if task is None:
        raise RuleBroken("这项本级任务已有变动，请重新选择。", "counts_for")
    duty = duty_on(by, task, meeting.held_on)
    if duty.asked is None or duty.shut:
        raise RuleBroken(f"“{task.title}”{quarter_words(meeting.held_on)}：{duty.shut}；请改选“不计入”。", "counts_for")
    words = proof_words(meeting)
    content = (
        Content(Said.FIGURE, Decimal(1), Reckoning.ADDED, words) if duty.is_figure else Content(Said.DONE, text=words)
    )
    try:
        reports.submit_by_study(reports.Filing(task.id, duty.asked.starts_on, content, duty.version), by=by, now=now)
    except RuleBroken as refusal:
        raise type(refusal)(
            f"“{task.title}”：{refusal.sentence}不计入也可以登记，请改选“不计入”。", "counts_for"
        ) from refusal
    return duty.asked.starts_on
