"""问责事项: the system's proposal taken up, or one of a person's own; decided or refused by another; delivered; finished (Y1, Y3)."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from respbook.actions import audit
from respbook.actions.action import action, expect_version
from respbook.models.base import db
from respbook.models.measures import Measure, MeasureLink, Talk
from respbook.models.units import Unit
from respbook.queries.belonging import belonging_of, hand_of
from respbook.queries.measures import (
    Ladder,
    Suggested,
    holder_on,
    ladders,
    measures_of,
    pasts,
    suggestion,
)
from respbook.queries.scope import programme_in_sight, unit_in_sight
from respbook.queries.scope_findings import findings_named
from respbook.queries.scope_measures import measure_in_sight
from respbook.queries.workdays import calendar_of
from respbook.rules.chinese import china_day, day
from respbook.rules.errors import RuleBroken
from respbook.rules.findings import Hand
from respbook.rules.hands import ANOTHER_LEADER, Belonging, check_other_person, check_other_unit
from respbook.rules.lifecycles import MEASURE, TALK, TalkState
from respbook.rules.measures import (
    BY_NOTICE,
    LONGEST_CLAUSE,
    LONGEST_FACTS,
    LONGEST_WORDS,
    MOST_LINKS,
    Count,
    check_again,
    check_in_turn,
    check_term,
    check_words,
    county_run,
    kind_words,
    said,
)
from respbook.rules.permissions import Permission, Viewer
from respbook.rules.programmes import check_open
from respbook.rules.scoring.ladder import MeasureKind, Trigger
from respbook.rules.units import SIGNING_KINDS

GONE = "情况已有变化，这条建议不再成立；请刷新页面，按最新情况办理。"


@dataclass(frozen=True)
class Wanted:
    """提出的问责: by a step of the ladder or beside it (``step_key`` empty), with facts and clause in words."""

    programme_id: int
    unit_id: int
    step_key: str
    kind: MeasureKind
    happened_on: date
    facts: str
    clause: str
    finding_ids: tuple[int, ...] = ()


def called(row: Measure) -> str:
    """问责事项的称呼 in the book: 王家庄村约谈."""
    return f"{row.unit_name}{kind_words(row.kind)}"


@action(Permission.MEASURE_WRITE)
def take_up(programme_id: int, unit_id: int, step_key: str, *, by: Viewer, now: datetime) -> Measure:
    """采纳系统建议: facts and clause as they stand now, for a leader to decide. Raises RuleBroken, NotInSight."""
    found = _suggested(programme_id, unit_id, step_key, by, now)
    row = _of_suggestion(found, by, now)
    audit.note("measure.propose", row, called(row), after=_told(row))
    return row


@action(Permission.MEASURE_DECIDE)
def turn_down(
    programme_id: int, unit_id: int, step_key: str, reason: str, again_on: date, *, by: Viewer, now: datetime
) -> Measure:
    """对系统建议决定不采取, with the reason and a day from which it may be proposed again. Raises RuleBroken, NotInSight."""
    found = _suggested(programme_id, unit_id, step_key, by, now)
    words = said(reason, "reason", "不采取的理由")
    check_again(again_on, china_day(now))
    row = _of_suggestion(found, by, now)
    row.made_by, row.made_by_id = "系统", 0
    _refused(row, words, again_on, by, now)
    return row


def _suggested(programme_id: int, unit_id: int, step_key: str, by: Viewer, now: datetime) -> Suggested:
    programme_in_sight(by, programme_id)
    unit_in_sight(by, unit_id)
    found = suggestion(by, programme_id, unit_id, step_key, china_day(now))
    if found is None:
        raise RuleBroken(GONE)
    return found


def _of_suggestion(found: Suggested, by: Viewer, now: datetime) -> Measure:
    due = found.due
    clause = due.step.clause or f"《{found.ladder.programme.name}》考核细则问责阶梯。"
    row = _row(found.ladder.programme.id, found.unit, due.kind, found.happened_on, by, now)
    row.step_key, row.trigger = due.step.key, due.step.trigger
    row.facts, row.clause = check_words(due.count.words[:LONGEST_FACTS], clause[:LONGEST_CLAUSE])
    row.county_run, row.system = found.county_run, True
    row.assessment_id, row.follows_id = found.assessment_id, due.follows
    row.links = _links(due.count)
    db.session.add(row)
    return row


def _row(programme_id: int, unit: Unit, kind: MeasureKind, happened_on: date, by: Viewer, now: datetime) -> Measure:
    post, name = holder_on(unit.id, happened_on)
    return Measure(
        town_id=by.unit_id,
        programme_id=programme_id,
        unit_id=unit.id,
        unit=unit,
        unit_name=unit.called,
        kind=kind,
        happened_on=happened_on,
        holder_post=post,
        holder_name=name,
        state=MEASURE.start,
        made_by=by.name,
        made_by_id=by.user_id,
        made_at=now,
        made_on=china_day(now),
    )


def _links(count: Count) -> list[MeasureLink]:
    wanted = [
        *({"finding_id": each} for each in count.findings),
        *({"order_id": each} for each in count.orders),
        *({"circular_id": each} for each in count.circulars),
    ]
    return [MeasureLink(position=place, **each) for place, each in enumerate(wanted[:MOST_LINKS], 1)]


def _told(row: Measure) -> dict[str, str]:
    told = {
        "方式": kind_words(row.kind),
        "事实": row.facts,
        "依据": row.clause,
        "当时负责人": f"{row.holder_post}{row.holder_name}",
        "来源": "系统建议" if row.system else "",
    }
    return {name: words for name, words in told.items() if words}


@action(Permission.MEASURE_WRITE)
def propose(wanted: Wanted, *, by: Viewer, now: datetime) -> Measure:
    """提出问责 by a person: a step of the ladder in its turn, or another measure on its own ground.

    Raises RuleBroken at the field, NotInSight.
    """
    today = china_day(now)
    programme = programme_in_sight(by, wanted.programme_id)
    check_open(programme.state, programme.name)
    unit = unit_in_sight(by, wanted.unit_id)
    if unit.kind not in SIGNING_KINDS or unit.retired_on is not None:
        raise RuleBroken("请选择在用的村、社区或镇属单位。", "unit")
    if wanted.happened_on > today:
        raise RuleBroken("事实日期不能在今天以后。", "happened_on")
    county = county_run(each.tag for each in unit.tags)
    kind, trigger = _kind_of(wanted, _ladder(by, programme.id), by, today, county)
    row = _row(programme.id, unit, kind, wanted.happened_on, by, now)
    row.step_key, row.trigger, row.county_run = wanted.step_key, trigger, county
    row.facts, row.clause = check_words(wanted.facts, wanted.clause)
    findings = findings_named(by, wanted.finding_ids)
    if any(each.unit_id != unit.id for each in findings):
        raise RuleBroken("所引的问题不是该单位的，请重新选择单位。", "unit")
    row.links = _links(Count(Decimal(len(findings)), "", tuple(each.id for each in findings)))
    db.session.add(row)
    audit.note("measure.propose", row, called(row), after=_told(row))
    return row


def _ladder(by: Viewer, programme_id: int) -> Ladder | None:
    return next(iter(ladders(by, programme_id)), None)


def _kind_of(
    wanted: Wanted, ladder: Ladder | None, by: Viewer, today: date, county: bool
) -> tuple[MeasureKind, Trigger | None]:
    if not wanted.step_key:
        return wanted.kind, None
    past = pasts(measures_of(by, wanted.programme_id, wanted.unit_id), {})
    step = check_in_turn(ladder.steps if ladder else (), wanted.step_key, past, today)
    return (step.county if county and step.county else step.kind), step.trigger


def check_decider(row: Measure, own: Belonging, by: Viewer) -> None:
    """谁可决定: neither who proposed it nor anybody of the unit. Raises RuleBroken."""
    check_other_person([(Hand(row.made_by_id, row.made_by), "提出")], hand_of(by), "决定", ANOTHER_LEADER)
    check_other_unit(own, row.unit_id, row.unit.path, "决定")


@action(Permission.MEASURE_DECIDE)
def decide(measure_id: int, words: str, due_on: date | None, version: int, *, by: Viewer, now: datetime) -> Measure:
    """决定采取 by another person than the proposer; a day of rest moves the limit on; a 约谈 is approved by it.

    Raises RuleBroken, StaleVersion, NotInSight.
    """
    row, today = _expected(measure_id, version, by), china_day(now)
    state = MEASURE.fire(row.state, "decide", by)
    check_decider(row, belonging_of(by, china_day(now)), by)
    if due_on is None:
        raise RuleBroken("请选择办理期限。", "due_on")
    check_term(due_on, today)
    rolled = calendar_of(row.town_id).rolled(due_on)
    row.state, row.decision, row.due_on = state, words.strip()[:LONGEST_WORDS], rolled.due_on
    row.decided_by, row.decided_by_id, row.decided_at, row.decided_on = by.name, by.user_id, now, today
    if row.kind is MeasureKind.TALK:
        row.talk = Talk(town_id=row.town_id, state=TALK.start)
    after = {"方式": kind_words(row.kind), "期限": rolled.sentence, "意见": row.decision}
    audit.note("measure.decide", row, called(row), after={name: told for name, told in after.items() if told})
    return row


@action(Permission.MEASURE_DECIDE)
def refuse(measure_id: int, reason: str, again_on: date, version: int, *, by: Viewer, now: datetime) -> Measure:
    """决定不采取, kept with its reason. Raises RuleBroken at the field, StaleVersion, NotInSight."""
    row = _expected(measure_id, version, by)
    check_decider(row, belonging_of(by, china_day(now)), by)
    words = said(reason, "reason", "不采取的理由")
    check_again(again_on, china_day(now))
    _refused(row, words, again_on, by, now)
    return row


def _refused(row: Measure, words: str, again_on: date, by: Viewer, now: datetime) -> None:
    row.state = MEASURE.fire(row.state, "refuse", by)
    row.decision, row.again_on = words, again_on
    row.decided_by, row.decided_by_id, row.decided_at, row.decided_on = by.name, by.user_id, now, china_day(now)
    after = {"方式": kind_words(row.kind), "事实": row.facts, "理由": words, "再提日期": day(again_on)}
    audit.note("measure.refuse", row, called(row), after=after)


@action(Permission.MEASURE_WRITE)
def finish(measure_id: int, result: str, version: int, *, by: Viewer, now: datetime) -> Measure:
    """办结, with the result; a 约谈 is finished by its check. Raises RuleBroken at ``result``, StaleVersion, NotInSight."""
    row = _expected(measure_id, version, by)
    if row.talk is not None and row.talk.state not in (TalkState.CLOSED, TalkState.CANCELLED):
        raise RuleBroken("约谈还没有核查办结，这件事项随约谈办结。")
    if row.kind in BY_NOTICE and row.notice_id is None:
        raise RuleBroken(f"{kind_words(row.kind)}还没有送达{row.unit.called}，送达以后才能办结。")
    finished(row, said(result, "result", "办理结果"), by, now)
    return row


def finished(row: Measure, result: str, by: Viewer, now: datetime) -> None:
    """记下办结 from inside a deed; also that of a talk."""
    row.state = MEASURE.fire(row.state, "finish", by)
    row.result, row.done_by, row.done_at = result[:LONGEST_WORDS], by.name, now
    audit.note("measure.finish", row, called(row), after={"结果": row.result})


def _expected(measure_id: int, version: int, by: Viewer) -> Measure:
    row = measure_in_sight(by, measure_id)
    expect_version(row, version)
    return row
