"""Facts flow into the engine from records: each source through the real deeds, X19, Y5, own finds, retired units."""

import datetime as d

import listing_matters
import ordering
import reporting
from circulating import SPAN, plan
from inspecting import assigned, at, brought, recorded
from judging import (
    D,
    again,
    each,
    facts,
    matter,
    opened,
    published,
    row,
    rubric,
    rule_facts,
    share,
)
from making import make
from sqlalchemy import select

from respbook.actions import (
    circular_issuing,
    circular_proposals,
    circulars,
    findings,
    matter_decisions,
    report_reviews,
    units,
)
from respbook.actions.finding_steps import Told
from respbook.actions.findings import Handing
from respbook.models.base import db
from respbook.models.tasks import Task
from respbook.queries.assessing import facts_of, results_of
from respbook.queries.scope import unit_in_sight
from respbook.rules.findings import FindingSource, Term
from respbook.rules.lifecycles import FindingState, MatterState
from respbook.rules.scoring.kinds import FactSource
from respbook.rules.scoring.rubric import Rule
from respbook.rules.scoring.rule_kinds import Bonus, BySource, PerUnit
from respbook.works import tools


def test_problems_of_the_unit_become_events(app, town):
    programme, village = make.programme(town), town.villages[0]
    brought(town, village, FindingState.CLOSED, text="河边烧秸秆")
    late = assigned(town, village, "路边垃圾堆", at(3, 6), category="垃圾清运", source=FindingSource.COUNTY)
    own = brought(town, village, FindingState.DONE, at(3, 7), text="自查出一堆秸秆", source=FindingSource.SELF)
    gone = assigned(town, village, "不属实的一处", at(3, 8))
    findings.withdraw(gone.id, "核实不属实", gone.version, by=town.viewer("clerk"), now=at(3, 9))
    recorded(town, "还没有交办的一处", at(3, 9), at_unit_id=village.id)
    assigned(town, town.villages[1], "邻村的一处", at(3, 9))

    found = rule_facts(town, programme, each("a", FactSource.FINDINGS)).events

    assert [(e.source, e.late, e.own_in_time, e.final) for e in found] == [
        ("town", False, False, False),
        ("county", True, False, False),
        ("self", False, True, False),
    ]
    assert found[1].incident == f"finding:{late.id}" and found[1].links[0].table == "findings"
    assert found[2].key == f"finding:{own.id}"
    county = each("a", FactSource.FINDINGS, filters={"source": ("county",), "category": ("垃圾清运",)})
    assert [e.source for e in rule_facts(town, programme, county).events] == ["county"]
    assert rule_facts(town, programme, each("a", FactSource.FINDINGS, filters={"state": ("closed",)})).events[0].on


def test_a_relapse_is_an_event_of_its_own(app, town):
    programme, village = make.programme(town), town.villages[0]
    closed = brought(town, village, FindingState.CLOSED)
    findings.reopen(
        closed.id,
        Handing(village.id, Term(3)),
        Told("又堆了一堆"),
        closed.version,
        by=town.viewer("clerk"),
        now=at(4, 20),
    )
    first, second = rule_facts(town, programme, each("a", FactSource.FINDINGS)).events
    assert (first.on, first.late) == (d.date(2026, 3, 5), False)
    assert (second.on, second.late, second.incident) == (d.date(2026, 4, 20), True, f"finding:{closed.id}/1")


def test_what_was_closed_in_time_of_what_was_due(app, town):
    programme, village = make.programme(town), town.villages[0]
    brought(town, village, FindingState.CLOSED, text="甲", term=Term(10))
    brought(town, village, FindingState.DONE, text="乙", term=Term(10))
    late = assigned(town, village, "丙", term=Term(1))
    found = rule_facts(town, programme, share("a", FactSource.RECTIFICATION))
    assert (found.actual, found.target) == (1, 2)
    assert "另有1件已按期报完成" in found.reason
    assert [link.key for link in found.links] == [late.id]
    percent = share("a", FactSource.RECTIFICATION, parameters=PerUnit(D(95), D("0.5")))
    assert rule_facts(town, programme, percent).actual == 50
    one_by_one = rule_facts(town, programme, each("a", FactSource.RECTIFICATION)).events
    assert [(e.incident, e.final) for e in one_by_one] == [(f"finding:{late.id}", False)]


def test_reports_tasks_and_targets_count_what_was_checked(app, town):
    year = reporting.running(app, town)
    village, reporter, clerk = town.villages[0], town.viewer("reporter"), town.viewer("clerk")
    tons, homes = year.of(village, "垃圾清运"), year.of(village, "取暖改造")
    patrol = year.of(village, "每日巡查")
    for day in range(2, 8):
        reporting.nothing(patrol, d.date(2026, 3, day), reporter)
    reporting.nothing(patrol, d.date(2026, 3, 8), reporter, reporting.at(3, 12))
    said = [reporting.figure(tons, d.date(2026, 3, 1), "20", reporter, reporting.at(3, 31))]
    said.append(reporting.figure(homes, d.date(2026, 1, 1), "60", reporter, reporting.at(3, 20)))
    report_reviews.pass_all({each.id: each.version for each in said}, by=clerk, now=reporting.at(4, 1))
    reporting.figure(tons, d.date(2026, 4, 1), "25", reporter, reporting.at(4, 30))

    on = d.date(2026, 5, 11)
    found = facts(
        town,
        year.programme,
        row("1", share("a", FactSource.REPORTS, filters={"title": ("每日巡查",)})),
        row("2", each("b", FactSource.REPORTS, filters={"title": ("每日巡查",)})),
        row("3", share("c", FactSource.TASKS)),
        row("4", share("d", FactSource.TARGETS), target_ids=(_target(homes.id),)),
        row("5", share("e", FactSource.TARGETS), target_ids=(_target(tons.id),)),
        on=on,
    )
    rates = found["1"].rules["a"]
    assert (rates.actual, rates.target) == (6, 70) and "补报1期，未报63期" in rates.reason
    assert found["2"].rules["b"].events[0].count == 63 and found["2"].rules["b"].events[0].final
    tasks = found["3"].rules["c"]
    assert tasks.target and tasks.actual < tasks.target
    assert (found["4"].rules["d"].actual, found["4"].rules["d"].target) == (60, 100)
    assert found["5"].rules["e"].actual == 20, "April was told and not yet checked"

    running = published(
        year.programme, rubric(row("1", share("a", FactSource.REPORTS, filters={"title": ("每日巡查",)})))
    )
    made = opened(town, running, now=reporting.at(5, 11)).id
    while_running = facts_of(again(town, made), [village.id]).units[0].parts[""][0].rows["1"].rules["a"]
    assert while_running.target == 70, "the year goes on: what is not due yet is not missing"


def _target(task_id):
    return db.session.scalar(select(Task.target_id).where(Task.id == task_id))


def test_signing_orders_and_circulars(app, town):
    programme = make.programme(town)
    make.target(town, programme)
    village = town.villages[0]
    letters = make.drafts(town, make.template(town, programme), [village.id, town.villages[1].id])
    make.issued(app, town, letters)
    db.session.rollback()
    signing = rule_facts(town, programme, share("a", FactSource.SIGNING))
    assert (signing.actual, signing.target, signing.links[0].table) == (0, 1, "letters")

    problem = assigned(town, village, now=at(3, 5))
    order = ordering.issued(app, town, [problem], at(3, 6))
    late = {e.incident: e for e in rule_facts(town, programme, each("a", FactSource.ORDERS)).events}
    assert set(late) == {f"order:{order.id}/receipt", f"finding:{problem.id}"} and not any(
        e.final for e in late.values()
    )
    only = each("a", FactSource.ORDERS, filters={"what": ("answer",)})
    assert [e.incident for e in rule_facts(town, programme, only).events] == [f"finding:{problem.id}"]
    assert not rule_facts(town, programme, only, on=d.date(2026, 3, 6)).events


def test_a_circular_counts_by_its_groups(app, town):
    programme, village = make.programme(town), town.villages[0]
    undone = assigned(town, village, "堆放垃圾", at(2, 9), category="垃圾清运")
    good = brought(town, village, FindingState.CHECKED, at(2, 10), text="洒水不够")
    draft = circulars.draft(plan(choice=SPAN), by=town.viewer("clerk"), now=town.now)
    assert rule_facts(town, programme, each("a", FactSource.CIRCULARS)).events == (), "a draft names nobody"
    issued_circular(app, town, draft)
    bad = rule_facts(town, programme, each("a", FactSource.CIRCULARS)).events
    assert [(e.incident, e.final) for e in bad] == [(f"finding:{undone.id}", False)]
    bonus = Rule("a", Bonus(D(1)), source=FactSource.CIRCULARS)
    assert [(e.incident, e.final) for e in rule_facts(town, programme, bonus).events] == [(f"finding:{good.id}", True)]


def issued_circular(app, town, draft=None):
    """A circular of all that was found, signed by the leader."""
    draft = draft or circulars.draft(plan(choice=SPAN), by=town.viewer("clerk"), now=town.now)
    proposed = circular_proposals.propose(draft.id, draft.version, by=town.viewer("clerk"), now=town.now)
    return circular_issuing.issue(proposed.id, proposed.version, tools(app), by=town.viewer("leader"), now=town.now)


def test_nothing_is_deducted_before_it_was_confirmed(app, town):
    programme, village = make.programme(town), town.villages[0]
    first, second, third = (assigned(town, village, f"第{n}处", at(3, n)) for n in (5, 6, 7))
    row_ = row("1", each("a", FactSource.FINDINGS))
    opening = opened(town, published(programme, rubric(row_)))
    made = opening.id

    def events():
        return facts_of(again(town, made), [village.id]).units[0].parts[""][0].rows["1"].rules["a"].events

    def scored():
        return next(r for r in results_of(again(town, made)).units if r.unit == str(village.id)).total

    assert [e.final for e in events()] == [False] * 3 and scored() == 10
    matter(programme, village, "1", "a", f"finding:{first.id}", MatterState.CONFIRMED, count=D(2), finding_id=first.id)
    matter(programme, village, "1", "a", f"finding:{second.id}", MatterState.TOLD, finding_id=second.id)
    matter(programme, village, "1", "a", f"finding:{third.id}", MatterState.DISMISSED, finding_id=third.id)
    assert [(e.count, e.final) for e in events()] == [(2, True), (1, False)]
    assert scored() == 8
    matter(programme, village, "1", "a", "hand:1", MatterState.CONFIRMED, words="上级来电反映一处")
    assert scored() == 7


def test_told_heard_and_confirmed_through_the_real_deeds(app, town):
    programme, village = listing_matters.ruled(town), town.villages[0]
    problem = assigned(town, village, now=at(3, 4))
    row_ = listing_matters.rows()[0]

    def events():
        return [
            (e.key, e.final, [link.table for link in e.links])
            for e in facts(town, programme, row_)["r1"].rules["r1-1"].events
        ]

    found = (f"finding:{problem.id}", False, ["findings"])
    assert events() == [found]
    told = listing_matters.answered(app, town, programme, village, origin_table="findings", origin_id=problem.id)
    assert events() == [(f"finding:{problem.id}", False, ["findings", "score_matters"])]
    again_ = listing_matters.again(town, told)
    matter_decisions.confirm({again_.id: again_.version}, by=town.viewer("leader"), now=listing_matters.DECIDED)
    assert events() == [(f"finding:{problem.id}", True, ["findings", "score_matters"])]


def test_being_named_is_the_incident_of_the_one_problem_it_is_about(app, town):
    programme, village = make.programme(town), town.villages[0]
    undone = assigned(town, village, "堆放垃圾", at(2, 9), category="垃圾清运")
    circular = issued_circular(app, town)
    rows = (row("1", each("a", FactSource.FINDINGS, "2")), row("2", each("b", FactSource.CIRCULARS, "3")))
    made = opened(town, published(programme, rubric(*rows))).id
    more = {"on": d.date(2026, 2, 9), "finding_id": undone.id, "origin_table": "findings", "origin_id": undone.id}
    matter(programme, village, "1", "a", f"finding:{undone.id}", MatterState.CONFIRMED, **more)
    named = {"on": d.date(2026, 3, 2), "origin_table": "circulars", "origin_id": circular.id}
    matter(programme, village, "2", "b", f"circular:{circular.id}", MatterState.CONFIRMED, **named)
    result = next(r for r in results_of(again(town, made)).units if r.unit == str(village.id))
    assert result.total == 17, "the dearer one alone"


def test_one_incident_costs_once_and_own_finds_nothing(app, town):
    programme, village = make.programme(town), town.villages[0]
    problem = assigned(town, village)
    own = brought(town, village, FindingState.DONE, at(3, 9), text="自查一处", source=FindingSource.SELF)
    rows = (row("1", each("a", FactSource.FINDINGS, "2")), row("2", each("b", FactSource.EVENTS, "3")))
    opening = opened(town, published(programme, rubric(*rows)))
    made = opening.id
    for key, rule in (("1", "a"), ("2", "b")):
        matter(programme, village, key, rule, f"finding:{problem.id}", MatterState.CONFIRMED, finding_id=problem.id)
    matter(programme, village, "1", "a", f"finding:{own.id}", MatterState.CONFIRMED, finding_id=own.id)
    result = next(r for r in results_of(again(town, made)).units if r.unit == str(village.id))
    assert result.total == 17, "the dearer of the two, and nothing for the own find"


def test_own_finds_gain_points_where_the_rubric_says_so(app, town):
    programme, village = make.programme(town), town.villages[0]
    brought(town, village, FindingState.DONE, text="自查一处", source=FindingSource.SELF)
    by_source = Rule("a", BySource({"self": D(-2), "county": D(3)}, D(1)), source=FactSource.FINDINGS)
    (event,) = rule_facts(town, programme, by_source).events
    assert event.final and event.own_in_time


def test_a_retired_unit_answers_to_its_last_day(app, town):
    programme, village = make.programme(town), town.villages[0]
    assigned(town, village, "撤并前的一处", at(3, 5))
    assigned(town, village, "撤并后登记的一处", at(3, 20))
    unit = unit_in_sight(town.viewer("clerk"), village.id)
    units.retire(unit.id, unit.version, by=town.viewer("clerk"), now=at(3, 25), on=d.date(2026, 3, 10))
    assert [e.on for e in rule_facts(town, programme, each("a", FactSource.FINDINGS)).events] == [d.date(2026, 3, 5)]
