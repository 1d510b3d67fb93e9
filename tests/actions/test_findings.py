"""问题与整改: one number each, handed out with a limit, never closed by whoever did it; every step stays."""

import datetime as d
from dataclasses import replace

import inspecting
import pytest
from inspecting import at, seen
from making import make
from sqlalchemy import select

from respbook.actions import findings, programmes, rectification, units
from respbook.actions.action import StaleVersion
from respbook.actions.finding_steps import Told
from respbook.actions.findings import Alike, Entry, Handing
from respbook.models.audit import AuditEntry
from respbook.models.base import db
from respbook.models.findings import FindingExtension
from respbook.queries.scope import NotInSight
from respbook.queries.scope_findings import finding_in_sight, photo_of_finding, steps_of
from respbook.rules.errors import RuleBroken
from respbook.rules.findings import FindingKind, FindingSource, Pace, Term
from respbook.rules.lifecycles import FindingState
from respbook.rules.permissions import NotAllowed


@pytest.fixture
def village(town):
    return town.villages[0]


@pytest.fixture
def reporter(town):
    return town.viewer("reporter")


@pytest.fixture
def clerk(town):
    return town.viewer("clerk")


@pytest.fixture
def inspector(town):
    return town.viewer("assessor")


@pytest.fixture
def leader(town):
    return town.viewer("leader")


def test_each_problem_has_its_own_number_by_the_year_it_was_found_in(app, town, village):
    rows = [inspecting.assigned(town, village, words) for words in ("一处冒烟", "另一处冒烟")]
    late = inspecting.assigned(town, village, "去年的", seen_on := at(3, 6))
    assert [row.serial for row in (*rows, late)] == [1, 2, 3] and seen_on
    entry = Entry(seen("年底看到的", d.date(2025, 12, 30)), village.id, Handing(village.id))
    old = findings.record(entry, by=town.viewer("clerk"), now=at(3, 6))
    assert (old.year, old.serial) == (2025, 1)


def test_a_unit_sees_it_once_it_is_handed_out_and_no_other_unit_does(app, town, village, reporter):
    row = inspecting.recorded(town, at_unit_id=village.id)
    with pytest.raises(NotInSight):
        finding_in_sight(reporter, row.id)
    findings.assign(row.id, Handing(village.id, Term(3)), row.version, by=town.viewer("clerk"), now=at(3, 5))
    assert finding_in_sight(reporter, row.id).state is FindingState.ASSIGNED
    other = inspecting.assigned(town, town.villages[1], "别的村的事")
    with pytest.raises(NotInSight):
        finding_in_sight(reporter, other.id)


def test_who_helps_sees_it_and_does_not_answer_for_it(app, town, village, reporter):
    row = inspecting.assigned(town, town.villages[1], helpers=(village.id,))
    assert finding_in_sight(reporter, row.id).id == row.id
    with pytest.raises(RuleBroken, match="由责任单位签收"):
        rectification.receive(row.id, row.version, by=reporter, now=at(3, 6))


def test_a_finding_without_a_unit_is_kept_and_has_no_light_until_somebody_has_it(app, town):
    row = inspecting.recorded(town)
    assert (row.state, row.unit_id, row.due_on) == (FindingState.RECORDED, None, None)
    with pytest.raises(RuleBroken, match="不能签收"):
        rectification.receive(row.id, row.version, by=town.viewer("clerk"), now=at(3, 5))


def test_a_limit_that_falls_on_days_of_rest_moves_on_and_says_why(app, town, village):
    row = inspecting.assigned(town, village, now=at(3, 6), term=Term(30, workdays=False))
    assert (row.due_on, row.moved_from, row.moved_for) == (d.date(2026, 4, 7), d.date(2026, 4, 5), "清明节")
    three = inspecting.assigned(town, village, "又一处", at(3, 5), Term(3))
    assert (three.due_on, three.moved_from) == (d.date(2026, 3, 10), None)
    at_once = inspecting.assigned(town, village, "再一处", at(3, 7), Term(0))
    assert at_once.due_on == d.date(2026, 3, 7), "what can be done at once is done at once, on a Saturday too"


def test_the_same_finding_twice_within_the_hour_is_asked_about(app, town, village, clerk):
    inspecting.assigned(town, village, "河边冒烟。")
    with pytest.raises(Alike, match="2026-0001"):
        inspecting.assigned(town, village, "河边 冒烟", at(3, 5, 10) + d.timedelta(minutes=50))
    inspecting.assigned(town, village, "河边 冒烟", at(3, 5, 12))
    entry = Entry(seen("河边冒烟"), village.id, Handing(village.id), anyway=True)
    assert findings.record(entry, by=clerk, now=at(3, 5, 12)).serial == 3


def test_one_spot_after_the_other_along_a_road_is_not_asked_about(app, town, village, clerk):
    photos = [make.evidence(app, town, village, make.photo_bytes(n), "clerk").id for n in (1, 2)]
    for each in photos:
        findings.record(Entry(seen("", place=""), village.id, evidence=(each,)), by=clerk, now=at(3, 5))
    for place in ("村东头", "村西头"):
        findings.record(Entry(seen("垃圾一堆", place=place), village.id), by=clerk, now=at(3, 5))
    with pytest.raises(Alike, match="2026-0004"):
        findings.record(Entry(seen("垃圾一堆", place="村西头"), village.id), by=clerk, now=at(3, 5))


def test_a_photo_alone_will_do_and_nothing_at_all_will_not(app, town, village, clerk):
    photo = make.evidence(app, town, village, make.photo_bytes(1), "clerk")
    row = findings.record(Entry(seen(""), village.id, evidence=(photo.id,)), by=clerk, now=at(3, 5))
    (step,) = steps_of(row)
    assert [proof.evidence_id for proof in step.proofs] == [photo.id] and step.text == "镇督查发现，见照片"
    with pytest.raises(RuleBroken, match="拍一张照片"):
        findings.record(Entry(seen(" "), village.id), by=clerk, now=at(3, 5))


def test_a_photo_is_seen_through_its_problem_by_whoever_answers_for_it(app, town, village, reporter, clerk):
    photo = make.evidence(app, town, town.villages[1], make.photo_bytes(1), "clerk")
    row = findings.record(Entry(seen(), village.id, Handing(village.id), evidence=(photo.id,)), by=clerk, now=at(3, 5))
    assert photo_of_finding(reporter, row.id, photo.id).id == photo.id
    other = inspecting.assigned(town, village, "没有照片")
    with pytest.raises(NotInSight):
        photo_of_finding(reporter, other.id, photo.id)


def test_the_whole_way_to_the_end_is_told_step_by_step(app, town, village):
    row = inspecting.brought(town, village, FindingState.CLOSED)
    told = [(step.deed.removeprefix("finding."), step.by_name, step.on_day.day) for step in steps_of(row)]
    assert told == [
        ("record", "陈静", 5),
        ("assign", "陈静", 5),
        ("receive", "王小燕", 6),
        ("plan", "王小燕", 7),
        ("tell_done", "王小燕", 8),
        ("pass_check", "孙敏", 9),
        ("close", "李建国", 10),
    ]
    assert (row.done_on, row.checked_on, row.closed_on) == (d.date(2026, 3, 8), d.date(2026, 3, 9), d.date(2026, 3, 10))


def test_nobody_checks_or_closes_his_own(app, town, village, reporter, clerk):
    row = inspecting.assigned(town, village)
    rectification.tell_done(row.id, Told("代村里报：已清运"), row.version, by=clerk, now=at(3, 6))
    with pytest.raises(RuleBroken, match="是您报的完成"):
        rectification.check(row.id, True, Told(), row.version, by=clerk, now=at(3, 6))
    with pytest.raises(NotAllowed):
        rectification.check(row.id, True, Told(), row.version, by=reporter, now=at(3, 6))
    rectification.check(row.id, True, Told(), row.version, by=town.viewer("assessor"), now=at(3, 6))
    with pytest.raises(RuleBroken, match="是您报的完成"):
        rectification.close_all({row.id: row.version}, by=clerk, now=at(3, 6))


def test_two_accounts_of_one_person_do_not_make_two_persons(app, town, village, inspector):
    row = inspecting.brought(town, village, FindingState.DONE)
    twin = replace(inspector, name="王小燕")
    with pytest.raises(RuleBroken, match="也叫“王小燕”"):
        rectification.check(row.id, True, Told(), row.version, by=twin, now=at(3, 10))


def test_a_failed_check_sends_it_back_with_the_reason_and_the_first_day_of_done_stays_in_its_step(
    app, town, village, inspector
):
    row = inspecting.brought(town, village, FindingState.DONE)
    with pytest.raises(RuleBroken, match="哪里没有改到位"):
        rectification.check(row.id, False, Told(), row.version, by=inspector, now=at(3, 10))
    rectification.check(row.id, False, Told("灰堆还在冒烟"), row.version, by=inspector, now=at(3, 10))
    assert (row.state, row.done_on, row.failed) == (FindingState.UNDER_WAY, None, 1)
    assert [step.on_day.day for step in steps_of(row) if step.deed == "finding.tell_done"] == [8]


def test_a_closed_one_comes_back_under_its_number(app, town, village, clerk):
    row = inspecting.brought(town, village, FindingState.CLOSED)
    findings.reopen(row.id, Handing(village.id, Term(1)), Told("又堆了秸秆"), row.version, by=clerk, now=at(4, 20))
    assert (row.state, row.relapses, row.closed_on, row.due_on) == (FindingState.ASSIGNED, 1, None, d.date(2026, 4, 21))


def test_after_the_year_is_closed_nothing_is_reopened(app, town, village, clerk):
    year = make.programme(town)
    row = inspecting.brought(town, village, FindingState.CLOSED)
    programmes.close(year.id, year.version, by=clerk, now=at(12, 31))
    with pytest.raises(RuleBroken, match="登记为新问题，并注明是2026-0001的反弹"):
        findings.reopen(row.id, Handing(village.id), Told("又来"), row.version, by=clerk, now=at(1, 5, year=2027))


def test_the_same_from_two_sources_is_one_and_both_stay(app, town, village, clerk):
    own = inspecting.assigned(town, village, "村里自己看到的", source=FindingSource.SELF)
    county = inspecting.recorded(town, "县里通报的", at_unit_id=village.id, source=FindingSource.COUNTY)
    findings.merge(county.id, own.id, county.version, by=clerk, now=at(3, 6))
    assert (county.state, county.merged_into_id) == (FindingState.MERGED, own.id)
    assert "县级" in steps_of(own)[-1].text and own.source is FindingSource.SELF
    with pytest.raises(RuleBroken, match="不能并入另一件"):
        findings.merge(county.id, own.id, county.version, by=clerk, now=at(3, 6))


def test_an_extension_is_another_persons_decision_and_the_first_limit_stays(
    app, town, village, reporter, clerk, leader
):
    row = inspecting.assigned(town, village)
    asked = rectification.ask_extension(
        row.id, d.date(2026, 3, 20), "挖机排不过来", row.version, by=reporter, now=at(3, 6)
    )
    with pytest.raises(NotAllowed):
        rectification.decide_extension(asked.id, True, "", asked.version, by=reporter, now=at(3, 6))
    rectification.decide_extension(asked.id, True, "", asked.version, by=leader, now=at(3, 6))
    assert (row.due_on, row.first_due_on) == (d.date(2026, 3, 20), d.date(2026, 3, 10))
    again = rectification.ask_extension(row.id, d.date(2026, 4, 1), "还要几天", row.version, by=clerk, now=at(3, 7))
    with pytest.raises(RuleBroken, match="由另一人批准"):
        rectification.decide_extension(again.id, True, "", again.version, by=clerk, now=at(3, 7))
    with pytest.raises(RuleBroken, match="请写明理由"):
        rectification.decide_extension(again.id, False, " ", again.version, by=leader, now=at(3, 7))
    rectification.decide_extension(again.id, False, "不能再拖", again.version, by=leader, now=at(3, 7))
    assert row.due_on == d.date(2026, 3, 20)
    assert db.session.scalars(select(FindingExtension.granted).order_by(FindingExtension.id)).all() == [True, False]


def test_a_day_that_cannot_be_is_told_at_its_field(app, town, village, reporter):
    row = inspecting.assigned(town, village)
    for on, words in ((d.date(2026, 3, 8), "还没有到"), (d.date(2026, 3, 1), "早于发现")):
        with pytest.raises(RuleBroken, match=words) as refusal:
            rectification.tell_done(row.id, Told("好了", on), row.version, by=reporter, now=at(3, 6))
        assert refusal.value.field == "on_day"


def test_behind_needs_a_word_and_good_work_is_not_handed_out(app, town, village, reporter, clerk):
    row = inspecting.assigned(town, village)
    with pytest.raises(RuleBroken, match="怎么赶上"):
        rectification.tell_progress(row.id, Told(pace=Pace.BEHIND), row.version, by=reporter, now=at(3, 6))
    good = inspecting.recorded(town, "厂区洒水频次符合要求", at_unit_id=village.id, kind=FindingKind.GOOD)
    with pytest.raises(RuleBroken, match="不用交办"):
        findings.assign(good.id, Handing(village.id), good.version, by=clerk, now=at(3, 6))
    assert finding_in_sight(reporter, good.id).kind is FindingKind.GOOD


def test_a_unit_that_is_no_more_is_given_nothing(app, town, clerk):
    gone = town.villages[1]
    units.retire(gone.id, gone.version, by=clerk, now=at(3, 1), on=d.date(2026, 3, 1))
    with pytest.raises(RuleBroken, match="已于2026年3月1日停用"):
        inspecting.assigned(town, gone)


def test_stale_pages_change_nothing_and_every_step_is_in_the_book(app, town, village, reporter):
    row = inspecting.assigned(town, village)
    version = row.version
    rectification.receive(row.id, version, by=reporter, now=at(3, 6))
    with pytest.raises(StaleVersion):
        rectification.tell_done(row.id, Told("好了"), version, by=reporter, now=at(3, 6))
    deeds = db.session.scalars(select(AuditEntry.verb).where(AuditEntry.kind == "findings")).all()
    assert deeds == ["finding.record", "finding.assign", "finding.receive"]
    assert len(steps_of(finding_in_sight(reporter, row.id))) == 3


def test_nothing_is_merged_into_what_is_said_to_be_done(app, town, village, clerk):
    done = inspecting.brought(town, village, FindingState.DONE)
    fresh = inspecting.assigned(town, village, "又一处", at(3, 9))
    with pytest.raises(RuleBroken, match="请选还没有报完成的一件"):
        findings.merge(fresh.id, done.id, fresh.version, by=clerk, now=at(3, 9))


def test_a_closed_year_takes_no_more_problems(app, town, village, clerk):
    year = make.programme(town)
    programmes.close(year.id, year.version, by=clerk, now=at(12, 31))
    with pytest.raises(RuleBroken, match="2026年度已经结束") as refusal:
        inspecting.recorded(town, at_unit_id=village.id)
    assert refusal.value.field == "found_on"
