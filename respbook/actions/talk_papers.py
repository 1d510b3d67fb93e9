"""约谈文书发出: notice and minutes are set as PDF outside the write gate, then number, paper and bytes in one deed (Y2, Y3)."""

from dataclasses import dataclass
from datetime import date, datetime

from respbook.actions import audit, notices
from respbook.actions.action import action
from respbook.actions.counters import expected_number, next_number
from respbook.actions.issuing import Tools
from respbook.actions.overtaken import Overtaken, made_again
from respbook.actions.talks import called, expected
from respbook.models.base import db
from respbook.models.measures import Talk
from respbook.papers import stored
from respbook.papers.blocks import Paper
from respbook.papers.order import inviting
from respbook.papers.talk import compose_summons, compose_talk_minutes
from respbook.queries.audit_head import anchored
from respbook.queries.office_settings import settings_of
from respbook.queries.scope_measures import talk_in_sight
from respbook.queries.talks import about, held_of, summons_of, words_said
from respbook.queries.workdays import calendar_of
from respbook.rules.chinese import china_day, day, day_with_weekday
from respbook.rules.lifecycles import TALK, TalkState
from respbook.rules.notices import NoticeFacts
from respbook.rules.numbering import format_number
from respbook.rules.orders import series_of
from respbook.rules.permissions import Permission, Viewer, demand, standing_in
from respbook.rules.talks import Summons, TalkDeed, check_report_until, check_summons, report_until
from respbook.rules.workdays import Rolled

_BUSY = "同时发文的人较多，这份没有轮到。请稍后再按一次。"


@dataclass(frozen=True)
class _Ready:
    """待落号: the paper as it will stand if nobody takes its number meanwhile."""

    series: str
    serial: int
    issuer: str
    paper: Paper
    pdf_sha256: str


def pressed(talk_id: int, facts: Summons, tools: Tools, *, by: Viewer, now: datetime) -> bytes:
    """约谈通知书的版面, before it goes out. Raises RuleBroken at the field, NotInSight."""
    demand(by, Permission.MEASURE_WRITE)
    row = talk_in_sight(by, talk_id)
    told = check_summons(facts, china_day(now))
    paper = compose_summons(about(row, settings_of(row.town_id).issuer), told, china_day(now))
    return tools.binder.pdf(paper).pdf


def notify(talk_id: int, facts: Summons, version: int, tools: Tools, *, by: Viewer, now: datetime) -> Talk:
    """发约谈通知: numbered paper, and a notice that the unit signs for. Raises RuleBroken, StaleVersion, NotInSight, DiskFull."""
    demand(by, Permission.MEASURE_WRITE)
    told = check_summons(facts, china_day(now))

    def once() -> Talk:
        return _notify(talk_id, told, version, _set(talk_id, told, tools, by=by, now=now), by=by, now=now)

    return made_again(once, _BUSY)


def _set(talk_id: int, facts: Summons, tools: Tools, *, by: Viewer, now: datetime) -> _Ready | None:
    """制版 with the number that is expected; numbers are shared with 督办单 and 督办函, which have the same pattern."""
    row = talk_in_sight(by, talk_id)
    if row.state is not TalkState.APPROVED:
        return None
    settings, today = settings_of(row.town_id), china_day(now)
    series = series_of(settings.supervise_pattern, today.year, row.town_id)
    serial = expected_number(series)
    number = format_number(settings.supervise_pattern, today.year, serial)
    paper = anchored(compose_summons(about(row, settings.issuer, number), facts, today))
    db.session.rollback()
    set_ = tools.binder.pdf(inviting(paper, f"{tools.public_url}/talks/{talk_id}"))
    return _Ready(series, serial, settings.issuer, paper, tools.store.put(set_.pdf))


@action(Permission.MEASURE_WRITE)
def _notify(talk_id: int, facts: Summons, version: int, ready: _Ready | None, *, by: Viewer, now: datetime) -> Talk:
    row, today = expected(talk_id, version, by), china_day(now)
    state = TALK.fire(row.state, "notify", by)
    if ready is None or next_number(ready.series) != ready.serial:
        raise Overtaken
    row.state, row.year, row.serial, row.number_text = state, today.year, ready.serial, ready.paper.number
    row.meet_on, row.meet_at, row.place, row.host = facts.meet_on, facts.meet_at, facts.place, facts.host
    row.persons, row.cause, row.problems = facts.persons, facts.cause, facts.problems
    row.explain_until, row.issuer = facts.explain_until, ready.issuer
    row.notified_at, row.notified_on, row.notified_by = now, today, by.name
    row.notice_paper, row.notice_paper_sha256 = stored.dumped(ready.paper), stored.fingerprint(ready.paper)
    row.notice_pdf_sha256 = ready.pdf_sha256
    notice = notices.send(_told(row, facts), by=standing_in(by, Permission.NOTICE_WRITE), now=now)
    row.notice_id = notice.id
    after = {
        "文号": row.number_text,
        "约谈日期": day(facts.meet_on),
        "约谈人": facts.host,
        "约谈对象": facts.persons,
        "PDF摘要": row.notice_pdf_sha256,
    }
    audit.note("talk.notify", row, called(row), after=after)
    return row


def _told(row: Talk, facts: Summons) -> NoticeFacts:
    when = f"{day_with_weekday(facts.meet_on)}{facts.meet_at}"
    text = (
        f"约谈事由：{facts.cause}\n时间：{when}\n地点：{facts.place}\n约谈人：{facts.host}\n约谈对象：{facts.persons}\n"
        f"请于{day(facts.explain_until)}前报送书面情况说明。约谈通知书见“约谈”页面。"
    )
    return NoticeFacts(
        title=f"约谈通知书（{row.number_text}）"[:60],
        purpose=f"{when}在{facts.place}约谈，请签收，并于{day(facts.explain_until)}前报情况说明。"[:100],
        text=text,
        unit_ids=(row.measure.unit_id,),
        wants_receipt=True,
        subject_kind="talks",
        subject_id=row.id,
    )


def minute(talk_id: int, until: date | None, version: int, tools: Tools, *, by: Viewer, now: datetime) -> Talk:
    """印发约谈纪要, which sets the day of the report: thirty days, moved on over days of rest, or as given.

    Raises RuleBroken at ``report_until``, StaleVersion, NotInSight, DiskFull.
    """
    demand(by, Permission.MEASURE_WRITE)
    row, today = talk_in_sight(by, talk_id), china_day(now)
    if row.state is not TalkState.HELD or row.held_on is None:
        return _minute(talk_id, None, Rolled(today), version, by=by, now=now)
    calendar = calendar_of(row.town_id)
    rolled = report_until(calendar, row.held_on) if until is None else calendar.rolled(until)
    check_report_until(rolled.due_on, row.held_on, today)
    told, held, explained = summons_of(row), held_of(row), words_said(row, TalkDeed.EXPLAIN)
    paper = anchored(compose_talk_minutes(about(row, row.issuer), told, held, explained, rolled.due_on, today))
    db.session.rollback()
    kept = tools.store.put(tools.binder.pdf(paper).pdf)
    return _minute(talk_id, (paper, kept), rolled, version, by=by, now=now)


@action(Permission.MEASURE_WRITE)
def _minute(
    talk_id: int, ready: tuple[Paper, str] | None, rolled: Rolled, version: int, *, by: Viewer, now: datetime
) -> Talk:
    row = expected(talk_id, version, by)
    row.state = TALK.fire(row.state, "minute", by)
    assert ready is not None
    paper, row.minutes_pdf_sha256 = ready
    row.minutes_paper, row.minutes_paper_sha256 = stored.dumped(paper), stored.fingerprint(paper)
    row.minuted_at, row.minuted_by = now, by.name
    row.report_until, row.moved_from, row.moved_for = rolled.due_on, rolled.moved_from, rolled.moved_for
    row.measure.due_on = rolled.due_on
    after = {"落实报告期限": rolled.sentence, "PDF摘要": row.minutes_pdf_sha256}
    audit.note("talk.minute", row, called(row), after=after)
    return row
