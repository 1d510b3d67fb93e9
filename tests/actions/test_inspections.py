"""督查: planned and drawn for everybody to check, visited, closed; looked at again; a village sees nothing of a plan."""

import datetime as d

import inspecting
import pytest
from inspecting import at
from making import make
from sqlalchemy import select

from respbook.actions import findings, inspection_draws, inspections, revisits, visits
from respbook.actions.action import StaleVersion
from respbook.actions.findings import Entry as FindingEntry
from respbook.actions.inspection_draws import Asked
from respbook.actions.inspections import Stop
from respbook.actions.revisits import Look
from respbook.actions.visits import Entry
from respbook.models.audit import AuditEntry
from respbook.models.base import db
from respbook.models.inspections import Draw, Revisit
from respbook.queries import revisits as asked
from respbook.queries.inspection_papers import agrees
from respbook.queries.inspection_places import blind_spots, points
from respbook.queries.inspections import course_of, inspection_list
from respbook.queries.scope import NotInSight
from respbook.queries.scope_findings import finding_in_sight, steps_of
from respbook.queries.scope_inspections import draw_in_sight, inspection_in_sight, visit_in_sight
from respbook.rules.draws import DrawKind
from respbook.rules.errors import RuleBroken
from respbook.rules.findings import FindingKind, FindingSource, Term
from respbook.rules.inspections import Planned, VisitOutcome
from respbook.rules.lifecycles import FindingState, InspectionState
from respbook.rules.permissions import NotAllowed
from respbook.rules.revisits import RevisitOutcome

NOW = at(3, 5)
PLAN = Planned(
    "三月禁烧督查", d.date(2026, 3, 5), d.date(2026, 3, 7), categories=("秸秆焚烧",), members=("赵伟", "孙敏")
)


@pytest.fixture
def clerk(town):
    return town.viewer("clerk")


def planned(clerk, *stops, plan=PLAN):
    return inspections.plan(
        plan, [Stop(unit.id) if not isinstance(unit, Stop) else unit for unit in stops], by=clerk, now=NOW
    )


def again(clerk, plan):
    return inspection_in_sight(clerk, plan.id)


def been(clerk, unit, plan=None, outcome=VisitOutcome.NOTHING, **more):
    now = more.pop("now", NOW)
    return visits.record(Entry(unit.id, outcome, plan.id if plan else None, **more), by=clerk, now=now)


def test_a_plan_keeps_its_villages_and_points_in_order(app, town, clerk):
    plan = planned(clerk, Stop(town.villages[2].id, "河边、桥头"), town.villages[0])
    found = again(clerk, plan)
    assert [stop.unit_id for stop in found.stops] == [town.villages[0].id, town.villages[2].id]
    assert found.stops[1].places == ["河边", "桥头"] and found.members == "赵伟、孙敏"
    inspections.change(
        plan.id, PLAN, [Stop(town.villages[1].id), Stop(town.villages[2].id, "桥头")], found.version, by=clerk, now=NOW
    )
    found = again(clerk, plan)
    assert {stop.unit_id: stop.places for stop in found.stops} == {
        town.villages[2].id: ["桥头"],
        town.villages[1].id: [],
    }
    with pytest.raises(RuleBroken, match="没有改动"):
        inspections.change(
            plan.id, PLAN, [Stop(stop.unit_id, stop.points) for stop in found.stops], found.version, by=clerk, now=NOW
        )
    with pytest.raises(StaleVersion):
        inspections.change(plan.id, PLAN, [], found.version - 1, by=clerk, now=NOW)


def test_a_village_learns_nothing_of_a_plan_and_plans_nothing(app, town, clerk):
    plan = planned(clerk, town.villages[0])
    made = inspection_draws.draw_villages(
        plan.id, [each.id for each in town.villages], Asked(1), plan.version, by=clerk, now=NOW
    )
    visit = been(clerk, town.villages[0], plan)
    for login in ("reporter", "signer"):
        viewer = town.viewer(login)
        for door, row in ((inspection_in_sight, plan), (draw_in_sight, made), (visit_in_sight, visit)):
            with pytest.raises(NotInSight):
                door(viewer, row.id)
        assert inspection_list(viewer, None, 1).total == 0
        with pytest.raises(NotAllowed):
            inspections.plan(PLAN, [], by=viewer, now=NOW)
    assert inspection_in_sight(town.viewer("auditor"), plan.id).id == plan.id
    with pytest.raises(NotAllowed):
        been(town.viewer("auditor"), town.villages[0], plan)


def test_a_draw_is_kept_whole_and_can_be_made_again(app, town, clerk):
    plan = planned(clerk)
    ids = [each.id for each in town.villages]
    made = inspection_draws.draw_villages(plan.id, ids, Asked(3, " 春 雨 "), plan.version, by=clerk, now=NOW)
    assert len(made.candidates.splitlines()) == 8 and len(made.secret) == 32 and made.word == "春 雨" and agrees(made)
    stops = again(clerk, plan).stops
    called = {each.id: each.called for each in town.villages}
    assert [called[stop.unit_id] for stop in stops] == made.drawn.splitlines()
    made.drawn = "\n".join(reversed(made.drawn.splitlines()))
    assert not agrees(made)
    db.session.rollback()


def test_what_was_drawn_is_changed_by_another_draw_only_and_not_quietly(app, town, clerk):
    plan = planned(clerk)
    ids = [each.id for each in town.villages]
    first = inspection_draws.draw_villages(plan.id, ids[:4], Asked(3), plan.version, by=clerk, now=NOW)
    plan = again(clerk, plan)
    drawn = [stop.unit_id for stop in plan.stops]
    with pytest.raises(RuleBroken, match="随机抽中的，不能手工去掉"):
        inspections.change(plan.id, PLAN, [Stop(drawn[0])], plan.version, by=clerk, now=NOW)
    plan = again(clerk, plan)
    with pytest.raises(RuleBroken, match="请写明理由"):
        inspection_draws.draw_villages(plan.id, ids[4:], Asked(2), plan.version, by=clerk, now=NOW)
    plan = again(clerk, plan)
    visited = next(each for each in town.villages if each.id == drawn[0])
    been(clerk, visited, plan)
    second = inspection_draws.draw_villages(
        plan.id, ids[4:], Asked(2, reason="上次漏了山上的村"), plan.version, by=clerk, now=NOW
    )
    assert second.replaces_id == first.id and second.serial == first.serial + 1
    assert db.session.get(Draw, first.id).drawn == first.drawn
    left = {stop.unit_id for stop in again(clerk, plan).stops}
    assert left & set(ids[:4]) == {visited.id} and len(left & set(ids[4:])) == 2
    words = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "inspection.draw")).all()[-1].body
    assert "上次漏了山上的村" in words and second.secret in words


def test_members_are_drawn_in_pairs_and_not_swapped_by_hand(app, town, clerk):
    plan = planned(clerk, town.villages[0])
    made = inspection_draws.draw_members(plan.id, "甲、乙、丙、丁、戊", True, Asked(4), plan.version, by=clerk, now=NOW)
    plan = again(clerk, plan)
    assert plan.members == "、".join(made.drawn.splitlines()) and len(plan.groups.splitlines()) == 2
    other = Planned("换名", PLAN.from_on, PLAN.to_on, members=("己",))
    inspections.change(plan.id, other, [Stop(town.villages[0].id)], plan.version, by=clerk, now=NOW)
    plan = again(clerk, plan)
    assert (plan.name, plan.members) == ("换名", "、".join(made.drawn.splitlines()))


def test_points_are_drawn_from_what_is_known(app, town, clerk):
    plan = planned(clerk, town.villages[0])
    with pytest.raises(RuleBroken, match="还不知道"):
        inspection_draws.draw_points(plan.id, Asked(1), plan.version, by=clerk, now=NOW)
    plan = again(clerk, plan)
    inspecting.assigned(town, town.villages[0], "一处", place="村东头河边")
    inspecting.assigned(town, town.villages[1], "两处", place="砖厂门口")
    been(clerk, town.villages[0], place="养鸡场")
    assert {place for _, place in points(clerk)} == {"村东头河边", "砖厂门口", "养鸡场"}
    made = inspection_draws.draw_points(plan.id, Asked(2), plan.version, by=clerk, now=NOW)
    assert set(made.candidates.splitlines()) == {"王家庄村 村东头河边", "王家庄村 养鸡场"}
    plan = again(clerk, plan)
    assert set(plan.stops[0].places) == {"村东头河边", "养鸡场"} and plan.stops[0].draw_id is None
    inspections.change(plan.id, PLAN, [Stop(town.villages[0].id, "桥头")], plan.version, by=clerk, now=NOW)
    assert set(again(clerk, plan).stops[0].places) == {"村东头河边", "养鸡场", "桥头"}


def test_visits_and_what_was_found_at_them_make_the_course(app, town, clerk):
    plan = planned(clerk, *town.villages[:3])
    been(clerk, town.villages[0], plan)
    with pytest.raises(RuleBroken, match="已经记过"):
        been(clerk, town.villages[0], plan)
    visit = been(clerk, town.villages[1], plan, VisitOutcome.PROBLEM)
    been(clerk, town.villages[5], plan, visited_on=d.date(2026, 3, 5), text="路过")
    course = course_of(clerk, again(clerk, plan))
    assert (course.visited, course.stops, course.lines[1].been[0].waits) == (2, 3, True)
    assert [line.planned for line in course.lines] == [True, True, True, False]
    row = findings.record(
        FindingEntry(inspecting.seen(), town.villages[1].id, findings.Handing(town.villages[1].id), visit_id=visit.id),
        by=clerk,
        now=NOW,
    )
    good = inspecting.seen("公示栏更新及时", kind=FindingKind.GOOD)
    findings.record(FindingEntry(good, town.villages[1].id, visit_id=visit.id), by=clerk, now=NOW)
    course = course_of(clerk, again(clerk, plan))
    assert [each.id for each in course.problems] == [row.id] and len(course.goods) == 1
    assert course.lines[1].been[0].words == "问题1件，好的做法1条"
    assert (
        inspection_list(clerk, None, 1).rows[0].problems == 1 and inspection_list(clerk, None, 1).rows[0].visited == 2
    )
    assert finding_in_sight(town.viewer("clerk"), row.id).visit_id == visit.id


def test_a_plan_is_closed_with_a_word_on_what_was_missed(app, town, clerk):
    plan = planned(clerk, *town.villages[:2])
    with pytest.raises(RuleBroken, match="还没有一条到点记录"):
        inspections.close(plan.id, "都好", plan.version, by=clerk, now=NOW)
    plan = again(clerk, plan)
    visit = been(clerk, town.villages[0], plan)
    with pytest.raises(RuleBroken, match=r"还有1个村没有到（李家沟村）"):
        inspections.close(plan.id, " ", again(clerk, plan).version, by=clerk, now=NOW)
    inspections.close(plan.id, "李家沟村道路中断", again(clerk, plan).version, by=clerk, now=NOW)
    plan = again(clerk, plan)
    assert plan.state is InspectionState.CLOSED
    with pytest.raises(RuleBroken, match="已办结"):
        been(clerk, town.villages[1], plan)
    with pytest.raises(RuleBroken, match="已办结"):
        visits.withdraw(visit.id, "记错了", visit.version, by=clerk, now=NOW)
    inspections.reopen(plan.id, plan.version, by=clerk, now=NOW)
    with pytest.raises(RuleBroken, match="不能取消"):
        inspections.cancel(plan.id, "不去了", again(clerk, plan).version, by=clerk, now=NOW)
    other = planned(clerk)
    inspections.cancel(other.id, "因暴雨改期", other.version, by=clerk, now=NOW)
    assert again(clerk, other).state is InspectionState.CANCELLED


def test_a_wrong_tap_is_put_right_and_a_visit_that_never_was_is_taken_back(app, town, clerk):
    visit = been(clerk, town.villages[0])
    visits.change(visit.id, VisitOutcome.PROBLEM, visit.visited_on, "河边", "", visit.version, by=clerk, now=NOW)
    visit = visit_in_sight(clerk, visit.id)
    assert (visit.outcome, visit.place) == (VisitOutcome.PROBLEM, "河边")
    with pytest.raises(RuleBroken, match="请写明为什么撤销"):
        visits.withdraw(visit.id, "", visit.version, by=clerk, now=NOW)
    visits.withdraw(visit.id, "记到别的村了", visit_in_sight(clerk, visit.id).version, by=clerk, now=NOW)
    assert town.villages[0].id in {row.unit_id for row in blind_spots(clerk, NOW.date(), 30).villages}


def test_only_who_came_to_look_ends_a_blind_spot(app, town, clerk):
    """A village's own finding, a satellite's, one taken over from a report: nobody has been there."""
    one, two, three, four = town.villages[:4]
    inspecting.recorded(town, at_unit_id=one.id, source=FindingSource.SELF, place="自家地头")
    inspecting.recorded(town, at_unit_id=two.id, source=FindingSource.SATELLITE)
    inspecting.recorded(town, at_unit_id=three.id, source=FindingSource.COUNTY)
    been(clerk, four, categories=("废水排放",))
    spots = blind_spots(clerk, d.date(2026, 3, 10), 30)
    seen = {each.id for each in town.villages} - {row.unit_id for row in spots.villages}
    assert seen == {three.id, four.id}
    assert (one.id, "自家地头") in {(row.unit_id, row.place) for row in spots.points}
    straw = blind_spots(clerk, d.date(2026, 3, 10), 30, "秸秆焚烧")
    assert four.id in {row.unit_id for row in straw.villages} and three.id not in {
        row.unit_id for row in straw.villages
    }
    late = blind_spots(clerk, d.date(2026, 4, 30), 30).villages
    assert [row.unit_id for row in late[-2:]] == [three.id, four.id] and late[-1].days == 56
    far = blind_spots(town.viewer("reporter"), d.date(2026, 4, 30), 30)
    assert all(row.last_on is None for row in far.villages)


def drawn(town, count=2, wanted=2):
    rows = [inspecting.brought(town, town.villages[0], FindingState.CLOSED, text=f"第{n}处") for n in range(count)]
    made = revisits.draw_closed(30, Asked(wanted), by=town.viewer("assessor"), now=at(4, 30))
    return rows, made, list(db.session.scalars(select(Revisit).order_by(Revisit.id)))


def test_closed_problems_are_drawn_and_wait_until_somebody_has_looked(app, town, clerk):
    with pytest.raises(RuleBroken, match="没有销号满30天"):
        revisits.draw_closed(30, Asked(1), by=clerk, now=NOW)
    _, made, waiting = drawn(town, 3, 2)
    assert made.kind is DrawKind.FINDINGS and agrees(made) and len(waiting) == 2
    with pytest.raises(RuleBroken, match="请写明理由"):
        revisits.draw_closed(30, Asked(1), by=clerk, now=at(4, 30))
    more = revisits.draw_closed(30, Asked(1, reason="再加一件"), by=clerk, now=at(4, 30))
    assert more.candidates.splitlines() != made.candidates.splitlines() and len(asked.waiting(clerk)) == 3


def test_what_held_is_told_in_the_problem_and_not_drawn_again(app, town, clerk):
    rows, _, waiting = drawn(town)
    inspector, leader = town.viewer("assessor"), town.viewer("leader")
    photo = make.evidence(app, town, town.unit, make.photo_bytes(1), "assessor").id
    with pytest.raises(RuleBroken, match="一句现场情况"):
        revisits.hold(waiting[0].id, Look(), waiting[0].version, by=inspector, now=at(5, 1))
    revisits.hold(waiting[0].id, Look(evidence=(photo,)), waiting[0].version, by=inspector, now=at(5, 1))
    revisits.hold(waiting[1].id, Look("没有再烧"), waiting[1].version, by=leader, now=at(5, 1))
    told = {row.id: row for row in db.session.scalars(select(Revisit))}
    assert [told[each.id].own_closing for each in waiting] == [False, True]
    last = steps_of(finding_in_sight(clerk, waiting[0].finding_id))[-1]
    assert (last.deed, last.state, [proof.evidence_id for proof in last.proofs]) == (
        "finding.hold",
        FindingState.CLOSED,
        [photo],
    )
    with pytest.raises(RuleBroken, match="没有销号满30天"):
        revisits.draw_closed(30, Asked(1), by=clerk, now=at(6, 30))
    assert asked.relapse_rates(clerk).whole.words == "0/2（0%）" and rows


def test_a_relapse_opens_the_problem_again_with_a_new_limit(app, town, clerk):
    _, _, waiting = drawn(town)
    village = town.villages[0]
    revisits.relapse(waiting[0].id, Look("又在烧"), village.id, Term(1), waiting[0].version, by=clerk, now=at(5, 6))
    row = finding_in_sight(clerk, waiting[0].finding_id)
    assert (row.state, row.relapses, row.due_on) == (FindingState.ASSIGNED, 1, d.date(2026, 5, 7))
    rates = asked.relapse_rates(clerk)
    assert rates.whole.words == "1/1（100%）" and rates.whole.waiting == 1
    assert (rates.by_category[0].name, rates.by_unit[0].name) == ("秸秆焚烧", "王家庄村")
    with pytest.raises(RuleBroken, match="已经回访过"):
        revisits.hold(waiting[0].id, Look("好"), db.session.get(Revisit, waiting[0].id).version, by=clerk, now=at(5, 6))


def test_a_relapse_after_the_year_is_a_new_problem(app, town, clerk, monkeypatch):
    _, _, waiting = drawn(town, 1, 1)
    monkeypatch.setattr(revisits, "year_closed", lambda *_: True)
    revisits.relapse(
        waiting[0].id,
        Look("又在烧"),
        town.villages[0].id,
        Term(3),
        waiting[0].version,
        by=clerk,
        now=at(1, 8, year=2027),
    )
    told = db.session.get(Revisit, waiting[0].id)
    row = finding_in_sight(clerk, told.renewed_id)
    assert (row.year, row.repeats_id, row.state) == (2027, waiting[0].finding_id, FindingState.ASSIGNED)
    assert told.outcome is RevisitOutcome.RELAPSED
    assert finding_in_sight(clerk, waiting[0].finding_id).state is FindingState.CLOSED


def test_repeats_are_hinted_at_but_not_for_what_a_village_told_itself(app, town, clerk):
    one, two = town.villages[:2]
    inspecting.assigned(town, one, "一处冒烟")
    inspecting.assigned(town, one, "又一处冒烟", at(3, 20))
    for n in range(2):
        inspecting.assigned(town, two, f"自报{n}", source=FindingSource.SELF)
    found = asked.repeats(clerk, d.date(2026, 4, 1))
    assert [(each.unit_id, each.category, each.count) for each in found] == [(one.id, "秸秆焚烧", 2)]
    assert asked.repeats(clerk, d.date(2026, 5, 10)) == []
