"""县区: a county above towns that are there; its letter goes to a town, is signed and reported there; neither does the other's work."""

import datetime as d
from decimal import Decimal

import making
import pytest
from making import make
from sqlalchemy import func, select
from standing import stands

from respbook.actions import (
    handed_down,
    issuing,
    letters,
    offices,
    programmes,
    report_reviews,
    reports,
    signing,
    taking_back,
    targets,
    units,
)
from respbook.models.base import db
from respbook.models.letters import Letter
from respbook.models.programmes import Programme
from respbook.models.undo_steps import UndoStep
from respbook.models.units import Unit
from respbook.queries.letter_lists import LetterFilter, all_letters
from respbook.queries.obligations import open_tasks
from respbook.queries.report_today import own_dues
from respbook.queries.scope import NotInSight, letter_in_sight, programme_in_sight, template_in_sight, under
from respbook.queries.verify import verify_state
from respbook.queries.waiting import waiting_slots
from respbook.rules.errors import RuleBroken
from respbook.rules.lifecycles import LetterState
from respbook.rules.permissions import system_viewer
from respbook.rules.reports import Content, Reckoning, Said
from respbook.rules.signature_record import Proof, Shown
from respbook.rules.targets import TargetKind
from respbook.rules.units import UnitKind

NOW = making.NOW


county = stands(make.two_towns)


def letter_to(county, unit):
    return db.session.scalars(
        select(Letter).join(Letter.programme).where(Letter.unit_id == unit.id, Programme.unit_id == county.unit.id)
    ).one()


def test_towns_come_below_a_county_with_all_their_units(county, town):
    """Every path begins with the county, sight follows, and the book agrees with each row."""
    for unit in db.session.scalars(select(Unit)):
        assert unit.path.startswith(f"/{county.unit.id}/")
        assert unit.path.endswith(f"/{unit.id}/")
    assert verify_state() == []
    clerk, reporter = county.viewer("clerk"), county.viewer("reporter")
    assert (clerk.office_id, clerk.county, clerk.offices_around) == (town.unit.id, False, True)
    assert reporter.office_line == (town.unit.id, reporter.unit_id)
    assert county.viewer("county-clerk").county
    seen = set(db.session.scalars(select(Unit.id).where(under(clerk))))
    assert town.villages[0].id in seen
    assert not {county.unit.id, county.other.id, county.village.id} & seen


def test_a_second_county_or_one_by_hand_is_refused(county):
    facts = offices.OfficeFacts("另一县人民政府", admin="某某")
    with pytest.raises(RuleBroken, match="一个系统只设一个县"):
        offices.found_county(facts, by=system_viewer(), now=NOW)
    with pytest.raises(RuleBroken, match="respbook county found"):
        offices.found_county(facts, by=county.viewer("clerk"), now=NOW)


def test_a_unit_does_not_become_an_office(county):
    clerk = county.viewer("clerk")
    with pytest.raises(RuleBroken, match="只能设在县"):
        units.add(units.UnitFacts(county.town.unit.id, UnitKind.TOWN, "镇中镇"), by=clerk, now=NOW)
    with pytest.raises(RuleBroken, match="不能改类别"):
        village = db.session.get(Unit, county.town.villages[0].id)
        facts = units.UnitFacts(village.parent_id, UnitKind.TOWN, village.name)
        units.change(village.id, facts, village.version, by=clerk, now=NOW)


def test_the_county_adds_a_town_with_its_administrator(county):
    facts = offices.OfficeFacts("黑山镇人民政府", admin="黑设")
    made, user, code = offices.add_town(county.unit.id, facts, by=county.viewer("county-admin"), now=NOW)
    assert (made.path, made.called, user.unit_id) == (f"/{county.unit.id}/{made.id}/", "黑山镇", made.id)
    assert code
    with pytest.raises(NotInSight):
        offices.add_town(county.unit.id, facts, by=county.viewer("admin"), now=NOW)


def test_the_letter_divides_among_towns_and_opens_their_tasks(county):
    row = letter_to(county, county.town.unit)
    assert row.state is LetterState.ISSUED and row.number_text == "云政责〔2026〕1号"
    tasks = open_tasks(under(county.viewer("clerk")))
    assert [(each.title, each.amount, each.unit_id) for each in tasks.values()] == [
        ("清洁取暖改造", Decimal(50), county.town.unit.id)
    ]
    assert [line.title for line in own_dues(county.viewer("clerk"), d.date(2026, 12, 31), 30).lines] == ["清洁取暖改造"]


def test_the_leader_of_the_town_signs_as_its_party(county):
    row, leader = letter_to(county, county.town.unit), county.viewer("leader")
    (slot,) = waiting_slots(leader, NOW.date())
    assert (slot.letter_id, slot.party, slot.unit_id) == (row.id, "乙方", county.town.unit.id)
    shown = Shown(row.pdf_sha256, NOW, 1)
    mark = signing.HandMark("0" * 64, "1" * 64)
    with pytest.raises((RuleBroken, NotInSight)):
        signing.sign(slot.id, mark, shown, Proof("password", NOW, "x"), by=county.viewer("other-leader"), now=NOW)
    made = signing.sign(slot.id, mark, shown, Proof("password", NOW, leader.name), by=leader, now=NOW)
    assert made.name == "李建国"


def test_the_town_reports_and_the_county_reviews(county):
    (task,) = open_tasks(under(county.viewer("clerk"))).values()
    filing = reports.Filing(task.id, d.date(2026, 1, 1), Content(Said.FIGURE, Decimal(12), Reckoning.CURRENT))
    made = reports.submit(filing, by=county.viewer("clerk"), now=NOW)
    with pytest.raises(RuleBroken, match="由云岭县办理"):
        report_reviews.pass_all({made.id: made.version}, by=county.viewer("assessor"), now=NOW)
    report_reviews.pass_all({made.id: made.version}, by=county.viewer("county-assessor"), now=NOW)


def test_drafts_are_their_offices_own(county):
    """What the county draws up is hidden from its towns, and what a town draws up from its county."""
    year, clerk = _programme_of(county), county.viewer("clerk")
    old = letter_to(county, county.town.unit)
    issuing.void(old.id, "另拟。", old.version, by=county.viewer("county-leader"), now=NOW)
    letters.draft(old.template_id, [county.town.unit.id], by=county.viewer("county-clerk"), now=NOW)
    draft = db.session.scalars(
        select(Letter).where(Letter.state == LetterState.DRAFT, Letter.unit_id == county.town.unit.id)
    ).one()
    with pytest.raises(NotInSight):
        letter_in_sight(clerk, draft.id)
    with pytest.raises(NotInSight):
        template_in_sight(clerk, old.template_id)
    assert programme_in_sight(clerk, year.id).id == year.id, "its letter went to the town"
    with pytest.raises(NotInSight):
        programme_in_sight(county.viewer("reporter"), year.id)
    drafted = {row.unit_id for row in all_letters(county.viewer("county-clerk"), LetterFilter(state=LetterState.DRAFT))}
    assert drafted == {county.town.unit.id}


def _programme_of(county):
    return db.session.scalars(select(Programme).where(Programme.unit_id == county.unit.id)).one()


def test_neither_does_the_others_work(county):
    """A county reads what its towns keep, a town what the county gave it; changing is for whoever keeps it."""
    row = letter_to(county, county.town.unit)
    with pytest.raises(RuleBroken, match="由云岭县办理"):
        issuing.void(row.id, "不想要。", row.version, by=county.viewer("leader"), now=NOW)
    own = db.session.scalars(select(Programme).where(Programme.unit_id == county.other.id)).one()
    by = county.viewer("county-clerk")
    assert programme_in_sight(by, own.id).id == own.id
    with pytest.raises(RuleBroken, match="白水镇办理"):
        programmes.close(own.id, own.version, by=by, now=NOW)
    with pytest.raises(RuleBroken, match="白水镇办理"):
        facts = units.UnitFacts(county.other.id, UnitKind.VILLAGE, county.village.name, households=3)
        units.change(county.village.id, facts, county.village.version, by=by, now=NOW)
    with pytest.raises(RuleBroken, match="承担单位只能是镇或县本级"):
        facts = targets.TargetFacts(
            category="大气", name="别的", kind=TargetKind.YES_NO, unit_kinds=(UnitKind.VILLAGE,)
        )
        targets.add(_programme_of(county).id, facts, by=by, now=NOW)


def test_the_town_takes_the_countys_targets_into_its_own_programme(county):
    """Its share becomes the town's total, to be divided among its villages; a second time there is nothing left."""
    row, by = letter_to(county, county.town.unit), county.viewer("clerk")
    own = make.programme(county.town)
    handed_down.take_down(row.id, own.id, by=by, now=NOW)
    taking_back.take_back(db.session.scalar(select(func.max(UndoStep.seq))), by=by, now=NOW)
    (made,) = handed_down.take_down(row.id, own.id, by=by, now=NOW)
    assert (made.name, made.amount, made.divided, made.programme_id) == ("清洁取暖改造", Decimal(50), True, own.id)
    assert made.kinds == (UnitKind.VILLAGE, UnitKind.COMMUNITY)
    with pytest.raises(RuleBroken, match="没有新增的"):
        handed_down.take_down(row.id, own.id, by=by, now=NOW)
    with pytest.raises(RuleBroken, match="签发给本镇"):
        handed_down.take_down(row.id, _programme_of(county).id, by=county.viewer("county-clerk"), now=NOW)
