"""层层签订上报 deeds: reported, received, returned, unlocked; what is locked refuses every write (features C3)."""

from decimal import Decimal

import pytest
from making import make
from sqlalchemy import select
from standing import stands

from respbook.actions import cascade_reports, pledge_shares, pledge_signing, pledges, shares
from respbook.actions.action import StaleVersion
from respbook.models.audit import AuditEntry
from respbook.models.base import db
from respbook.models.cascade_reports import CascadeReport
from respbook.models.pledges import Pledge
from respbook.queries.pledges import group_names, passed_tasks
from respbook.queries.scope import NotInSight
from respbook.queries.verify import verify_chain, verify_state
from respbook.rules.errors import RuleBroken
from respbook.rules.household_lists import Household
from respbook.rules.lifecycles import ReportState
from respbook.rules.permissions import NotAllowed
from respbook.rules.pledges import PledgeKind
from respbook.rules.targets import Basis, TargetKind

TOTAL = {"kind": TargetKind.AT_LEAST, "unit_word": "亩", "amount": Decimal(40), "divided": True, "basis": Basis.EQUAL}


@stands
def letter(app, town):
    """The first village's letter; two 社 and one household have papers, the first two have signed, the household is away."""
    programme = make.programme(town)
    film = make.target(town, programme, "废膜回收", **TOTAL)
    kept = {village.id: shares.Share(applies=False) for village in town.villages[1:]}
    shares.divide(film.id, Basis.EQUAL, film.version, kept, by=town.viewer("clerk"), now=town.now)
    (row,) = make.drafts(town, make.template(town, programme), [town.villages[0].id])
    make.issued(app, town, [row])
    make.signed(town, row)
    groups = make.groups(town, town.villages[0], "东关社", "西关社")
    by, now = town.viewer("signer"), town.now
    pledges.generate_groups(row.id, None, [unit.id for unit in groups], Basis.EQUAL, by=by, now=now)
    pledges.generate_households(row.id, [Household(1, "张得旺")], False, Basis.EQUAL, by=by, now=now)
    pledge_signing.record(row.id, [each.id for each in papers()[:2]], town.today, make.photo(app), by=by, now=now)
    return row.id


def papers():
    asked = select(Pledge).order_by(Pledge.serial).execution_options(populate_existing=True)
    return db.session.scalars(asked).all()


def away(town):
    last = papers()[2]
    pledge_signing.leave_unsigned(last.id, True, "外出务工。", last.version, by=town.viewer("signer"), now=town.now)


def report(town, letter, login="signer", remark=""):
    return cascade_reports.report(letter, remark, by=town.viewer(login), now=town.now)


def entries(verb):
    return db.session.scalars(select(AuditEntry).where(AuditEntry.verb == verb).order_by(AuditEntry.seq)).all()


def test_a_village_reports_when_everybody_is_accounted_for(town, letter):
    with pytest.raises(RuleBroken, match="还有1份待签：王家庄村-003 张得旺"):
        report(town, letter)
    away(town)
    row = report(town, letter, remark="一户外出。")
    assert (row.state, row.reported_by, row.for_village) == (ReportState.REPORTED, "王喆", False)
    told = row.told
    assert (told.groups, told.households) == ((2, 2), (0, 1)) and told.unsigned[0].reason == "外出务工。"
    assert "外出未签1份" in told.words and told.words in entries("cascade.report")[-1].body
    assert not verify_chain().broken and list(verify_state()) == []


def test_the_clerk_may_report_for_them_the_leader_may_not(town, letter):
    away(town)
    with pytest.raises(NotAllowed):
        report(town, letter, "leader")
    with pytest.raises(NotInSight):
        report(town, letter, "neighbour")
    assert report(town, letter, "clerk").for_village


def writes(app, town, letter, login):
    """Every write below a letter, as (name, deed)."""
    by, now, (first, second, third) = town.viewer(login), town.now, papers()
    place = pledge_shares.Place(letter, None, passed_tasks(letter)[0].id)
    group_ids = list(group_names(town.villages[0]))
    return [
        ("groups", lambda: pledges.generate_groups(letter, None, group_ids, Basis.EQUAL, by=by, now=now)),
        (
            "households",
            lambda: pledges.generate_households(letter, [Household(1, "赵满仓")], False, Basis.EQUAL, by=by, now=now),
        ),
        ("void", lambda: pledges.void(first.id, "并社", first.version, by=by, now=now)),
        (
            "set_shares",
            lambda: pledge_shares.set_shares(place, pledge_shares.Typed({}), 1, by=by, now=now),
        ),
        (
            "divide",
            lambda: pledge_shares.divide(place, PledgeKind.GROUP, Basis.EQUAL, frozenset(), by=by, now=now),
        ),
        ("record", lambda: pledge_signing.record(letter, [third.id], town.today, make.photo(app), by=by, now=now)),
        ("leave", lambda: pledge_signing.leave_unsigned(third.id, False, "不签", third.version, by=by, now=now)),
        ("correct", lambda: pledge_signing.correct(second.id, "勾错", second.version, by=by, now=now)),
        ("signer", lambda: pledge_signing.name_signer(second.id, "儿子", second.version, by=by, now=now)),
        ("report", lambda: report(town, letter, login)),
    ]


@pytest.mark.parametrize("login", ["signer", "clerk"])
def test_what_is_reported_or_received_refuses_every_write(app, town, letter, login):
    away(town)
    row = report(town, letter)
    before = [(each.id, each.version) for each in papers()]
    for words in ("已上报.*要改请镇里退回", "镇里已接收.*要改请镇里解锁"):
        for name, deed in writes(app, town, letter, login):
            with pytest.raises(RuleBroken, match=words):
                deed()
                pytest.fail(name)
        if row.state is ReportState.REPORTED:
            cascade_reports.accept(letter, row.id, row.version, by=town.viewer("clerk"), now=town.now)
    assert [(each.id, each.version) for each in papers()] == before
    assert len(entries("cascade.report")) == 1


def test_what_is_returned_or_unlocked_is_open_again_and_the_history_stays(app, town, letter):
    away(town)
    clerk, now = town.viewer("clerk"), town.now
    first = report(town, letter)
    with pytest.raises(RuleBroken, match="为什么退回"):
        cascade_reports.send_back(letter, first.id, " ", first.version, by=clerk, now=now)
    cascade_reports.send_back(letter, first.id, "张得旺已回村，请补签。", first.version, by=clerk, now=now)
    third = papers()[2]
    pledge_signing.record(letter, [third.id], town.today, make.photo(app), by=town.viewer("signer"), now=now)
    second = report(town, letter)
    with pytest.raises(RuleBroken, match="不能解锁"):
        cascade_reports.unlock(letter, second.id, "改", second.version, by=clerk, now=now)
    with pytest.raises(StaleVersion):
        cascade_reports.accept(letter, second.id, 9, by=clerk, now=now)
    cascade_reports.accept(letter, second.id, second.version, by=clerk, now=now)
    second = db.session.get(CascadeReport, second.id)
    with pytest.raises(RuleBroken, match="不能退回"):
        cascade_reports.send_back(letter, second.id, "改", second.version, by=clerk, now=now)
    with pytest.raises(RuleBroken, match="谁要求改、为什么改"):
        cascade_reports.unlock(letter, second.id, "", second.version, by=clerk, now=now)
    cascade_reports.unlock(letter, second.id, "村书记王喆要求更正西关社代签人。", second.version, by=clerk, now=now)
    pledge_signing.name_signer(papers()[1].id, "副社长", papers()[1].version, by=town.viewer("signer"), now=now)
    report(town, letter)
    rows = db.session.scalars(select(CascadeReport).order_by(CascadeReport.id)).all()
    assert [row.state for row in rows] == [ReportState.RETURNED, ReportState.UNLOCKED, ReportState.REPORTED]
    assert [(row.told.households, row.decided_by, row.unlocked_by) for row in rows] == [
        ((0, 1), "陈静", ""),
        ((1, 1), "陈静", "陈静"),
        ((1, 1), "", ""),
    ]
    assert "村书记王喆要求" in entries("cascade.unlock")[-1].body and list(verify_state()) == []


def test_the_office_alone_receives(town, letter):
    away(town)
    row = report(town, letter)
    for login in ("signer", "reporter", "leader", "assessor"):
        with pytest.raises(NotAllowed):
            cascade_reports.accept(letter, row.id, row.version, by=town.viewer(login), now=town.now)
    with pytest.raises(NotInSight):
        cascade_reports.accept(letter, row.id + 1, row.version, by=town.viewer("clerk"), now=town.now)
