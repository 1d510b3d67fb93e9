"""报送: by the village itself or by the office for it; every time it is said stays (features R1, R3, R8, H4)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from respbook.actions import audit
from respbook.actions.action import StaleVersion, action
from respbook.actions.report_sums import check_sum, settle
from respbook.models.base import db
from respbook.models.reports import ChatPaste, Report, ReportEntry, ReportEvidence
from respbook.models.tasks import Task
from respbook.queries.closing import Closing, closing_of
from respbook.queries.obligations import TaskFacts, open_tasks, periods_at
from respbook.queries.scope import NotInSight, programme_in_sight, task_in_sight, under
from respbook.queries.scope_evidence import evidence_named
from respbook.queries.scope_reports import entries_so_far, reports_of_tasks
from respbook.rules.chinese import china_day, day, figure
from respbook.rules.errors import RuleBroken
from respbook.rules.evidence import check_count
from respbook.rules.lifecycles import REPORT, FilingState
from respbook.rules.obligations import Asked
from respbook.rules.patrols import SHOWN, further
from respbook.rules.permissions import Permission, Viewer
from respbook.rules.programmes import check_open
from respbook.rules.reports import (
    ORIGIN_LABELS,
    SAID_LABELS,
    Content,
    Origin,
    Said,
    checked,
    whole,
)


@dataclass(frozen=True)
class Filing:
    """一条报送: which period of which task, what is said, and the version it was typed upon (0: nothing stood there).

    ``quoted`` the words of a chat that it was read from, on ``lines`` of it; ``further``: a finding beside those of the
    day, which stay.
    """

    task_id: int
    starts_on: date
    content: Content
    version: int = 0
    quoted: str = ""
    lines: tuple[int, ...] = ()
    evidence: tuple[int, ...] = ()
    further: bool = False


@dataclass(frozen=True)
class Way:
    """来路 of reports; ``chat_id`` the paste they were read from."""

    origin: Origin = Origin.PHONE
    chat_id: int | None = None


@dataclass(frozen=True)
class Known:
    """已查到的: living tasks in sight and what closes them, of a deed that has looked them up in its own transaction."""

    tasks: Mapping[int, TaskFacts]
    closing: Closing


class NothingFiled(RuleBroken):
    """一条也没有报上: the reasons by the place of each filing."""

    def __init__(self, refused: Mapping[int, RuleBroken]) -> None:
        super().__init__("都没有报上，原因已在表中标出；请改正后再保存。")
        self.refused = refused


@action(Permission.REPORT_WRITE)
def submit(filing: Filing, way: Way = Way(), *, by: Viewer, now: datetime) -> Report:
    """报送 one period, or 更正, 补正, 续报 of what stands. Raises RuleBroken, StaleVersion, NotInSight."""
    return _filed([filing], way, by, now)[0]


@action(Permission.STUDY_WRITE)
def submit_by_study(filing: Filing, *, by: Viewer, now: datetime) -> Report:
    """报送 the town's own duty from the deed that fulfils it: whoever may record a study tells it. Raises as ``submit``."""
    return _filed([filing], Way(), by, now)[0]


@action(Permission.REPORT_WRITE)
def submit_all(
    filings: Sequence[Filing], way: Way, known: Known | None = None, *, by: Viewer, now: datetime
) -> list[Report]:
    """一并报送: all or none; the RuleBroken of the first that cannot be names its task. Raises StaleVersion, NotInSight."""
    if not filings:
        raise RuleBroken("没有要报的内容。")
    return _filed(filings, way, by, now, known)


@dataclass(frozen=True)
class Outcome:
    """逐条报送的结果: what was filed, and what was refused by the place of its filing."""

    made: Sequence[Report]
    refused: Mapping[int, RuleBroken]


@action(Permission.REPORT_WRITE)
def submit_each(filings: Sequence[Filing], way: Way, *, by: Viewer, now: datetime) -> Outcome:
    """逐条报送: what can be filed is, in one transaction; the rest is handed back with its reasons. Raises RuleBroken
    where nothing can be, NotInSight."""
    if not filings:
        raise RuleBroken("没有要报的内容。")
    standing, made, refused = _gathered(filings, by, now), [], {}
    for place, filing in enumerate(filings):
        try:
            made.append(_one(filing, standing.tasks[filing.task_id], standing, way, by, now))
        except RuleBroken as refusal:
            refused[place] = refusal
    if not made:
        raise NothingFiled(refused)
    return Outcome(made, refused)


@action(Permission.REPORT_WRITE)
def keep_chat(town_id: int, on_day: date, text: str, *, by: Viewer, now: datetime) -> ChatPaste:
    """收存接龙原文: before anything is filed from it. Raises NotInSight."""
    if town_id != by.unit_id and not by.system:
        raise NotInSight
    row = ChatPaste(unit_id=town_id, on_day=on_day, text=text, made_by=by.name, made_at=now)
    db.session.add(row)
    audit.note("chat.keep", row, f"{day(on_day)}接龙", after={"行数": str(len(text.splitlines()))})
    return row


@dataclass(frozen=True)
class _Standing:
    """现状 of the tasks that are reported upon, gathered once for all filings of a deed."""

    tasks: Mapping[int, TaskFacts]
    periods: Mapping[tuple[int, date], Asked]
    reports: dict[int, list[Report]]
    numbers: dict[int, int]
    closing: Closing


def living_tasks(by: Viewer, wanted: set[int]) -> dict[int, TaskFacts]:
    """The living tasks; whoever sees the unit may report for it. Raises RuleBroken, NotInSight."""
    tasks = open_tasks(under(by), Task.id.in_(wanted))
    _check_years(tasks, by)
    if gone := wanted - set(tasks):
        title = task_in_sight(by, min(gone)).title
        raise RuleBroken(f"“{title}”已取消，责任书可能已作废或被替代；请按新的责任书报送。")
    return tasks


def _check_years(tasks: Mapping[int, TaskFacts], by: Viewer) -> None:
    for programme_id in {task.programme_id for task in tasks.values()}:
        programme = programme_in_sight(by, programme_id)
        check_open(programme.state, programme.name)


def _gathered(filings: Sequence[Filing], by: Viewer, now: datetime, known: Known | None = None) -> _Standing:
    wanted = {filing.task_id for filing in filings}
    if known is None:
        tasks = living_tasks(by, wanted)
    else:
        tasks = {task_id: known.tasks[task_id] for task_id in wanted}
        _check_years(tasks, by)
    reports = reports_of_tasks(tasks)
    return _Standing(
        tasks,
        periods_at(tasks, {(filing.task_id, filing.starts_on) for filing in filings}),
        reports,
        entries_so_far([row.id for rows in reports.values() for row in rows]),
        known.closing if known else closing_of(tasks.values(), china_day(now)),
    )


def _filed(filings: Sequence[Filing], way: Way, by: Viewer, now: datetime, known: Known | None = None) -> list[Report]:
    standing, made = _gathered(filings, by, now, known), []
    for filing in filings:
        task = standing.tasks[filing.task_id]
        try:
            made.append(_one(filing, task, standing, way, by, now))
        except RuleBroken as refusal:
            if len(filings) == 1:
                raise
            raise type(refusal)(f"{task.unit_called}“{task.title}”：{refusal.sentence}", refusal.field) from refusal
    return made


def asked_period(standing_periods: Mapping[tuple[int, date], Asked], task: TaskFacts, starts_on: date) -> Asked:
    """报送期 that begins on a day, as its task asks for it. Raises RuleBroken."""
    asked = standing_periods.get((task.id, starts_on))
    if asked is None:
        raise RuleBroken(f"“{task.title}”没有从{day(starts_on)}开始的报送期；请刷新页面。")
    return asked


def _one(filing: Filing, task: TaskFacts, standing: _Standing, way: Way, by: Viewer, now: datetime) -> Report:
    """Whatever refuses does so before anything is written, so that the others of a deed can go on."""
    asked = asked_period(standing.periods, task, filing.starts_on)
    rows = standing.reports[task.id]
    stands = next((row for row in rows if row.starts_on == asked.starts_on), None)
    if (stands.version if stands else 0) != filing.version:
        raise StaleVersion(_said_meanwhile(stands, task))
    if shut := standing.closing.why_shut(task, asked, stands.state if stands else None):
        raise RuleBroken(shut)
    proofs = _proofs(filing, task, by)
    content = checked(task.ask, filing.content, len(proofs))
    beside = filing.further and stands is not None and stands.said is Said.FOUND
    said = whole(content, stands.amount if stands else None)
    if stands and beside:
        said = replace(
            said, text=further(stands.text or SHOWN, said.category, said.text or SHOWN), category=stands.category
        )
    check_sum(rows, asked.starts_on, said, task)
    before = _words(stands, task) if stands else ""
    verb = _told_again(stands, by) if stands else "report.submit"
    row = stands or _begun(task, asked, rows, now)
    moved = _write(row, said, rows, task, now)
    db.session.flush()
    standing.numbers[row.id] = standing.numbers.get(row.id, 0) + 1
    entry = _keep(row, standing.numbers[row.id], content, filing, way, by, now)
    entry.proofs, entry.further = proofs, beside or None
    told = {
        "期": asked.label,
        "内容": _words(row, task),
        "佐证": f"{len(proofs)}件" if proofs else "",
        "代报": "是" if by.unit_id != task.unit_id else "",
        "来路": ORIGIN_LABELS[way.origin] if way.origin is not Origin.PHONE else "",
        "随之改动": moved,
    }
    after = {name: words for name, words in told.items() if words}
    audit.note(verb, row, f"{task.unit_called}“{task.title}”", before={"内容": before}, after=after)
    return row


def _begun(task: TaskFacts, asked: Asked, rows: list[Report], now: datetime) -> Report:
    row = Report(
        task_id=task.id,
        unit_id=task.unit_id,
        starts_on=asked.starts_on,
        ends_on=asked.ends_on,
        due_on=asked.due_on,
        label=asked.label,
        first_at=now,
    )
    db.session.add(row)
    rows.append(row)
    rows.sort(key=lambda each: each.starts_on)
    return row


def _write(row: Report, said: Content, rows: Sequence[Report], task: TaskFacts, now: datetime) -> str:
    row.said, row.given, row.reckoning = said.said, said.amount, said.reckoning
    row.text, row.category, row.last_at = said.text, said.category, now
    return settle(rows, row, task)


def _said_meanwhile(stands: Report | None, task: TaskFacts) -> str:
    if stands is None:
        return "这一期还没有报送记录，请刷新页面再报。"
    return f"这一期刚刚已有人报过：{_words(stands, task)}。请核对，需要改的按“更正”。"


def _told_again(row: Report, by: Viewer) -> str:
    """更正, 补正 or 续报 of what may be changed: moves the report on and tells the verb."""
    if row.state is FilingState.RETURNED:
        row.state = REPORT.fire(row.state, "mend", by)
        row.reviewed_at = row.reviewed_by = None  # nobody has looked at what it says now
        return "report.mend"
    if row.state is FilingState.SUBMITTED:
        row.state = REPORT.fire(row.state, "amend", by)
        return "report.amend"
    row.state = REPORT.fire(row.state, "go_on", by)
    return "report.go_on"


def _proofs(filing: Filing, task: TaskFacts, by: Viewer) -> list[ReportEvidence]:
    """佐证 of the unit itself. Raises RuleBroken for too many, NotInSight for another unit's."""
    wanted = list(dict.fromkeys(filing.evidence))
    check_count(len(wanted))
    found = evidence_named(by, wanted)
    if len(found) != len(wanted) or any(each.unit_id != task.unit_id for each in found):
        raise NotInSight
    return [ReportEvidence(evidence_id=each.id) for each in found]


def _keep(
    row: Report, number: int, content: Content, filing: Filing, way: Way, by: Viewer, now: datetime
) -> ReportEntry:
    """The entry keeps what was typed; the report what follows from it."""
    entry = ReportEntry(
        report_id=row.id,
        number=number,
        at=now,
        by_id=by.user_id,
        by_name=by.name,
        for_unit=by.unit_id != row.unit_id,
        origin=way.origin,
        said=content.said,
        given=content.amount,
        reckoning=content.reckoning,
        text=content.text,
        category=content.category,
        chat_id=way.chat_id,
        quoted=filing.quoted,
        quoted_lines=",".join(map(str, filing.lines)) or None,
    )
    db.session.add(entry)
    return entry


def _words(row: Report, task: TaskFacts) -> str:
    """一句话: what a report says, for the log and for whoever came second."""
    parts = [SAID_LABELS[row.said]]
    if row.said is Said.FIGURE:
        parts = [f"{figure(row.given)}{task.unit_word}"]
    return "，".join([*parts, *(word for word in (row.category, row.text[:60]) if word)])
