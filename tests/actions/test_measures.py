"""问责: proposed from facts step by step, decided by another, refused for a while; a talk through its eight steps; who answers."""

import datetime as d

import accounting
import inspecting
import making
import pytest
from accounting import LADDER
from inspecting import at
from sqlalchemy import select

from respbook.actions import measure_delivery, measures, talks, units
from respbook.models.base import db
from respbook.models.notices import Notice
from respbook.models.orders import Order
from respbook.queries.measures import running, suggestions
from respbook.queries.scope import NotInSight
from respbook.rules.errors import RuleBroken
from respbook.rules.lifecycles import MeasureState, TalkState
from respbook.rules.permissions import NotAllowed
from respbook.rules.scoring.ladder import MeasureKind
from respbook.rules.units import PostRole


@pytest.fixture
def year(town):
    return making.programme(town)


def version(row):
    return row.version


def test_the_ladder_is_climbed_step_by_step_and_a_refusal_holds_for_a_while(app, town, year):
    village, clerk, leader = town.villages[0], town.viewer("clerk"), town.viewer("leader")
    accounting.ladder(year)
    for words in ("河边一处冒烟", "桥下垃圾"):
        inspecting.assigned(town, village, words)
    assert accounting.suggested(town, d.date(2026, 3, 6)) == [], "nothing is overdue yet"
    on = at(3, 20)
    assert accounting.suggested(town, on.date()) == [("王家庄村", "remind", MeasureKind.REMIND)], "逐级: the letter waits"
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
    both = making.people_with(town, "clerk", "leader") if hasattr(making, "people_with") else None
    assert both is None
    with pytest.raises(NotAllowed):
        measures.decide(mine.id, "", d.date(2026, 4, 1), mine.version, by=town.viewer("clerk"), now=now)
    with pytest.raises(NotInSight):
        measures.refuse(mine.id, "不。", d.date(2026, 4, 1), mine.version, by=town.viewer("signer"), now=now)


def test_a_county_run_office_is_proposed_to_the_county(app, town, year):
    station, now = town.offices[2], at(3, 20)
    accounting.ladder(year)
    units.change(
        station.id, units.UnitFacts(town.unit.id, station.kind, station.name, tags=("县管",)), by=_admin(), now=now
    )
    inspecting.assigned(town, station, "变压器旁垃圾")
    assert accounting.suggested(town, now.date()) == [(station.name, "remind", MeasureKind.COUNTY)]


def _admin():
    from respbook.rules.permissions import system_viewer

    return system_viewer()
