"""问责: proposed from facts step by step, decided by another, refused for a while; a talk through its eight steps; who answers."""

import datetime as d
from dataclasses import replace
from decimal import Decimal

import accounting
import inspecting
import making
import pytest
from accounting import LADDER
from inspecting import at
from sqlalchemy import select

from respbook.actions import measure_delivery, measures, talks, units
from respbook.actions.measures import check_decider
from respbook.models.base import db
from respbook.models.notices import Notice
from respbook.queries.belonging import belonging_of
from respbook.queries.measure_page import handed_on
from respbook.queries.measure_record import RecordFilter, record_of
from respbook.queries.measures import running, suggestions
from respbook.queries.scope import NotInSight
from respbook.queries.scope_measures import measure_in_sight
from respbook.queries.talks import receipt_of
from respbook.rules.errors import RuleBroken
from respbook.rules.lifecycles import AssessmentState, MeasureState, TalkState
from respbook.rules.permissions import NotAllowed, Role, system_viewer
from respbook.rules.scoring.ladder import LadderStep, MeasureKind, Trigger
from respbook.rules.units import PostRole


@pytest.fixture
def year(town):
    return making.programme(town)


def test_the_ladder_is_climbed_step_by_step_and_a_refusal_holds_for_a_while(app, town, year):
    village, clerk, leader = town.villages[0], town.viewer("clerk"), town.viewer("leader")
    accounting.ladder(year)
    for words in ("河边一处冒烟", "桥下垃圾"):
        inspecting.assigned(town, village, words)
    assert accounting.suggested(town, d.date(2026, 3, 6)) == [], "nothing is overdue yet"
    on = at(3, 20)
    assert accounting.suggested(town, on.date()) == [("王家庄村", "remind", MeasureKind.REMIND)], (
        "逐级: the letter waits"
    )
    with pytest.raises(RuleBroken, match="应先提醒"):
        accounting.proposed(town, year, village, on, step="letter")
    with pytest.raises(NotAllowed):
        measures.take_up(year.id, village.id, "remind", by=leader, now=on)
    row = measures.take_up(year.id, village.id, "remind", by=clerk, now=on)
    assert "逾期未改的问题2件" in row.facts and row.system and row.holder_name == "王1喆"
    assert len(accounting.again(town, row).links) == 2
    assert accounting.suggested(town, on.date()) == [], "what waits for a decision is not proposed again"
    with pytest.raises(RuleBroken, match="已经提出"):
        accounting.proposed(town, year, village, on, step="remind")
    row = measures.refuse(row.id, "村里正在修路。", d.date(2026, 4, 10), row.version, by=leader, now=on)
    assert row.state is MeasureState.REFUSED and accounting.suggested(town, d.date(2026, 4, 9)) == []
    later = at(4, 10)
    assert [key for _, key, _ in accounting.suggested(town, later.date())] == ["remind"]
    row = measures.take_up(year.id, village.id, "remind", by=clerk, now=later)
    row = measures.decide(row.id, "", d.date(2026, 4, 20), row.version, by=leader, now=later)
    (found,) = suggestions(clerk, later.date())
    assert found.due.step.key == "letter" and found.due.follows is None
    row = measures.take_up(year.id, village.id, "letter", by=clerk, now=later)
    row = measures.decide(row.id, "同意。", d.date(2026, 4, 20), row.version, by=leader, now=later)
    order = measure_delivery.draft_letter(row.id, row.version, by=clerk, now=later)
    assert order.measure_id == row.id and len(order.items) == 2 and order.kind == "letter"
    with pytest.raises(RuleBroken, match="已拟文"):
        measure_delivery.deliver(row.id, "请办理。", row.version, by=clerk, now=later)
    assert {each.standing.words for each in running(clerk, later.date())} == {"待送达"}


def test_two_persons_decide_and_the_system_may_be_refused_at_once(app, town, year):
    village, now = town.villages[0], at(3, 20)
    accounting.ladder(year)
    inspecting.assigned(town, village, "河边一处冒烟")
    row = measures.turn_down(
        year.id, village.id, "remind", "正在整改。", d.date(2026, 4, 1), by=town.viewer("leader"), now=now
    )
    assert (row.made_by, row.decided_by, row.state) == ("系统", "李建国", MeasureState.REFUSED)
    mine = accounting.proposed(town, year, village, now)
    with pytest.raises(NotAllowed):
        measures.decide(mine.id, "", d.date(2026, 4, 1), mine.version, by=town.viewer("clerk"), now=now)
    both = replace(town.viewer("clerk"), roles=frozenset({Role.CLERK, Role.LEADER}))
    namesake = replace(town.viewer("leader"), name="陈静")
    for one in (both, namesake):
        with pytest.raises(RuleBroken, match="另一位镇领导决定"):
            measures.decide(mine.id, "", d.date(2026, 4, 1), mine.version, by=one, now=now)
        with pytest.raises(RuleBroken, match="另一位镇领导决定"):
            measures.refuse(mine.id, "不。", d.date(2026, 4, 1), mine.version, by=one, now=now)
    villager = replace(town.viewer("leader"), unit_path=village.path)
    with pytest.raises(RuleBroken, match="您所在或任职单位的，应当由别的单位的人决定"):
        check_decider(
            measure_in_sight(town.viewer("leader"), mine.id), belonging_of(villager, d.date(2026, 4, 1)), villager
        )
    with pytest.raises(NotInSight):
        measure_in_sight(town.viewer("signer"), mine.id)


def test_a_county_run_office_is_proposed_to_the_county(app, town, year):
    station, now = town.offices[2], at(3, 20)
    accounting.ladder(year)
    units.change(
        station.id,
        units.UnitFacts(town.unit.id, station.kind, station.name, tags=("县管",)),
        station.version,
        by=system_viewer(),
        now=now,
    )
    inspecting.assigned(town, station, "变压器旁垃圾")
    assert accounting.suggested(town, now.date()) == [(station.name, "remind", MeasureKind.COUNTY)]


def test_a_talk_goes_its_eight_steps_and_is_closed_after_the_check_only(app, town, year):
    village, leader, now = town.villages[0], town.viewer("leader"), at(8, 20)
    row = accounting.decided(town, year, village, now)
    talk = accounting.again(town, row).talk
    with pytest.raises(RuleBroken, match="不能登记约谈"):
        accounting.held(town, talk, now)
    talk = accounting.notified(app, town, row, now, days=12)
    assert talk.number_text == "青环督〔2026〕1号" and talk.notice_pdf_sha256
    notice = db.session.scalars(select(Notice)).one()
    assert notice.wants_receipt and (notice.subject_kind, notice.subject_id) == ("talks", talk.id)
    with pytest.raises(RuleBroken, match="约谈还没有核查办结"):
        measures.finish(row.id, "好。", accounting.again(town, row).version, by=town.viewer("clerk"), now=now)
    with pytest.raises(NotInSight):
        talks.explain(talk.id, "已清理。", (), talk.version, by=town.viewer("neighbour"), now=now)
    talk = accounting.talk_again(town, talk)
    talk = talks.explain(talk.id, "已组织清理。", (), talk.version, by=town.viewer("reporter"), now=at(8, 25))
    assert receipt_of(talk).taken_at == at(8, 25), "who explains has taken the notice"
    talk = accounting.held(town, talk, at(9, 1), demands_until=d.date(2026, 9, 10))
    talk = accounting.minuted(app, town, talk, at(9, 2))
    assert (talk.report_until, talk.moved_from, talk.moved_for) == (d.date(2026, 10, 8), d.date(2026, 10, 1), "国庆节")
    assert running(leader, d.date(2026, 10, 8))[0].standing.late == "", "over the holiday nothing is late"
    (late,) = running(leader, d.date(2026, 10, 9))
    assert late.standing.late == "已逾期1个工作日" and "落实情况报告" in late.standing.stalled
    talk = accounting.talk_again(town, talk)
    clerk = town.viewer("clerk")
    talk = talks.report(talk.id, "已清完，每日巡查。", (), talk.version, by=clerk, now=at(10, 9))
    assert talk.entries[-1].proxy
    with pytest.raises(RuleBroken, match="您报送落实情况的，应当由另一位镇领导核查"):
        both = replace(clerk, roles=frozenset({Role.CLERK, Role.LEADER}))
        talks.close(talk.id, "属实。", talk.version, by=both, now=at(10, 10))
    talk = talks.send_back(talk.id, "河边还有一处。", talk.version, by=leader, now=at(10, 10))
    assert talk.state is TalkState.MINUTED and accounting.again(town, row).state is MeasureState.DECIDED
    talk = accounting.talk_again(town, talk)
    talk = talks.report(talk.id, "剩余一处已清。", (), talk.version, by=town.viewer("signer"), now=at(10, 12))
    talk = talks.close(talk.id, "现场已清。", talk.version, by=leader, now=at(10, 13))
    assert [each.deed for each in talk.entries] == ["explain", "report", "send_back", "report", "close"]
    row = accounting.again(town, row)
    assert row.state is MeasureState.DONE and "约谈核查通过" in row.result


def test_what_was_not_carried_out_asks_for_the_next_step(app, town, year):
    village, now = town.villages[0], at(8, 20)
    accounting.ladder(
        year,
        (
            replace(LADDER[2], after="", trigger=Trigger.NAMED, word=""),
            LadderStep(
                "warn", MeasureKind.WARN, Trigger.GRADE, word="不合格", clause="仍不落实的，建议诫勉。", after="talk"
            ),
        ),
    )
    row = accounting.proposed(town, year, village, now, step="talk")
    row = measures.decide(row.id, "", d.date(2026, 9, 1), row.version, by=town.viewer("leader"), now=now)
    talk = accounting.notified(app, town, row, now, days=12)
    talk = accounting.held(town, talk, at(9, 1))
    accounting.minuted(app, town, talk, at(9, 2))
    assert accounting.suggested(town, d.date(2026, 10, 8)) == []
    (found,) = suggestions(town.viewer("clerk"), d.date(2026, 10, 9))
    assert (found.due.step.key, found.due.follows) == ("warn", row.id)
    assert found.due.count.words == (
        "2026年9月1日约谈，应于2026年10月8日前报送落实情况报告，至今没有，已逾期1个工作日。"
    )


def test_the_record_names_who_held_the_post_then(app, town, year):
    village, now = town.villages[0], at(8, 20)
    row = accounting.proposed(town, year, village, now)
    new = units.HolderFacts(PostRole.FIRST, "党支部书记", "赵新", "", d.date(2026, 9, 1))
    units.appoint(village.id, new, by=system_viewer(), now=at(9, 1))
    row = measures.decide(row.id, "", d.date(2026, 10, 1), row.version, by=town.viewer("leader"), now=at(9, 2))
    earlier = accounting.proposed(town, year, village, at(9, 3), MeasureKind.CRITICISE, happened_on=d.date(2026, 8, 1))
    later = accounting.proposed(town, year, village, at(9, 3), MeasureKind.REMIND)
    assert [each.holder_name for each in (row, earlier, later)] == ["王1喆", "王1喆", "赵新"]
    assert handed_on(row, "赵新") and not handed_on(later, "赵新")
    measures.decide(later.id, "", d.date(2026, 10, 1), later.version, by=town.viewer("leader"), now=at(9, 4))
    found = record_of(town.viewer("clerk"), RecordFilter(by_person=True))
    assert [(line.name, line.cells[2026].reminding, line.cells[2026].handling) for line in found] == [
        ("王1喆", 1, 0),
        ("赵新", 1, 0),
    ], "a talk is a reminder, what is only proposed is no record"
    (unit,) = record_of(town.viewer("clerk"), RecordFilter())
    assert unit.cells[2026].reminding == 2


def test_a_grade_asks_for_a_step_only_once_the_result_is_released(app, town, year):
    """Before that its figure would reach the unit with the measure (R30); the holder is that of the year assessed."""
    village, now = town.villages[0], at(1, 20, year=2027)
    accounting.ladder(
        year,
        (
            LadderStep("talk", MeasureKind.TALK, Trigger.GRADE, word="不合格", clause="不合格的，予以约谈。"),
            LadderStep("last", MeasureKind.CRITICISE, Trigger.LAST_RANKS, Decimal(1), clause="末位通报。"),
        ),
    )
    units.appoint(
        village.id,
        units.HolderFacts(PostRole.FIRST, "党支部书记", "赵新", "", d.date(2027, 1, 5)),
        by=system_viewer(),
        now=at(1, 5, year=2027),
    )
    grades = [(town.villages[1], "优秀", "95.5"), (town.villages[2], "合格", "80"), (village, "不合格", "58.5")]
    made = accounting.graded(year, grades, now, AssessmentState.SETTLED)
    assert accounting.suggested(town, now.date()) == []
    accounting.released(made, now)
    found = accounting.suggested(town, now.date())
    assert found == [("王家庄村", "last", MeasureKind.CRITICISE), ("王家庄村", "talk", MeasureKind.TALK)]
    row = measures.take_up(year.id, village.id, "talk", by=town.viewer("clerk"), now=now)
    assert row.facts == "2026年度考核确定等次为“不合格”。" and row.assessment_id == made.id
    assert (row.holder_name, row.happened_on) == ("王1喆", d.date(2026, 12, 31))


def test_what_is_handed_over_is_not_told_to_the_unit(app, town, year):
    village, now = town.villages[0], at(8, 20)
    row = accounting.decided(town, year, village, now, MeasureKind.TRANSFER)
    with pytest.raises(NotInSight):
        measure_in_sight(town.viewer("signer"), row.id)
    with pytest.raises(RuleBroken, match="不以通知送达"):
        measure_delivery.deliver(row.id, "…", row.version, by=town.viewer("clerk"), now=now)
    row = accounting.decided(town, year, village, now, MeasureKind.CRITICISE)
    with pytest.raises(NotInSight):
        measure_delivery.circulate(row.id, 99, row.version, by=town.viewer("clerk"), now=now)
    assert measure_in_sight(town.viewer("signer"), row.id).kind is MeasureKind.CRITICISE


def test_a_limit_on_a_day_of_rest_moves_on(app, town, year):
    row = accounting.proposed(town, year, town.villages[0], at(9, 20))
    row = measures.decide(row.id, "", d.date(2026, 10, 3), row.version, by=town.viewer("leader"), now=at(9, 20))
    assert row.due_on == d.date(2026, 10, 8)


def test_what_goes_by_notice_is_not_closed_before_it_reached_the_unit(app, town, year):
    now = at(8, 20)
    row = accounting.decided(town, year, town.villages[0], now, kind=MeasureKind.REMIND)
    with pytest.raises(RuleBroken, match="送达以后才能办结"):
        measures.finish(row.id, "已提醒。", accounting.again(town, row).version, by=town.viewer("clerk"), now=now)
