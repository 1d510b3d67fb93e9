"""目标任务与分解: what may be promised, and that the parts never silently differ from the total (T3, X10, R39, R53)."""

import datetime as d
from decimal import Decimal

import pytest
from sqlalchemy import select

from respbook.actions import programmes, shares, targets
from respbook.actions.action import StaleVersion
from respbook.models.audit import AuditEntry
from respbook.models.base import db
from respbook.models.targets import Target
from respbook.queries import facts
from respbook.queries.scope import NotInSight, programme_in_sight, target_in_sight
from respbook.queries.target_grid import grid_of
from respbook.queries.targets import spread_of, targets_of, units_bearing
from respbook.rules.errors import RuleBroken
from respbook.rules.permissions import NotAllowed
from respbook.rules.programmes import ProgrammeKind
from respbook.rules.targets import Basis, TargetKind
from respbook.rules.units import UnitKind

VILLAGES = (UnitKind.VILLAGE,)


@pytest.fixture
def by(town):
    return town.viewer("clerk")


@pytest.fixture
def programme(app, town, by):
    facts = programmes.ProgrammeFacts(
        ProgrammeKind.YEARLY, 2026, "2026年度环境保护目标责任书", "青山镇人民政府",
        d.date(2026, 1, 1), d.date(2026, 12, 31), "青政环责〔{年}〕{号}号",
    )  # fmt: skip
    return programmes.open_programme(town.unit.id, facts, by=by, now=town.now)


def film(**more):
    facts = {
        "category": "废膜回收", "name": "废旧农膜回收面积", "kind": TargetKind.AT_LEAST, "unit_word": "亩",
        "amount": Decimal(420), "divided": True, "basis": Basis.HOUSEHOLDS, "unit_kinds": VILLAGES,
    }  # fmt: skip
    return targets.TargetFacts(**(facts | more))


@pytest.fixture
def target(programme, by, town):
    return targets.add(programme.id, film(), by=by, now=town.now)


def again(by, target):
    db.session.expire_all()
    return target_in_sight(by, target.id)


def amounts(by, target):
    return {cell.unit_id: cell.amount for cell in again(by, target).allocations}


def test_a_division_adds_up_and_is_noted(target, by, town):
    state = shares.divide(target.id, Basis.HOUSEHOLDS, target.version, by=by, now=town.now)
    assert state.even and sum(amounts(by, target).values()) == 420
    entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.seq.desc())).first()
    assert entry.verb == "target.divide" and "王家庄村" in entry.body


def test_pinned_cells_stay_when_divided_again(target, by, town):
    first = town.villages[0].id
    shares.set_shares(target.id, {first: shares.Share(Decimal(99), pinned=True)}, target.version, by=by, now=town.now)
    shares.divide(target.id, Basis.EQUAL, again(by, target).version, by=by, now=town.now)
    now = amounts(by, target)
    assert now[first] == 99 and sum(now.values()) == 420


def test_marks_on_the_page_are_taken_over_before_dividing(target, by, town):
    off, fixed = town.villages[0].id, town.villages[1].id
    marks = {off: shares.Share(applies=False, note="整村搬迁"), fixed: shares.Share(Decimal(20), pinned=True)}
    shares.divide(target.id, Basis.EQUAL, target.version, marks, by=by, now=town.now)
    now = amounts(by, target)
    assert now[off] is None and now[fixed] == 20 and sum(v for v in now.values() if v) == 420
    bundle = facts.gather(target.programme, [off, fixed])
    assert [facts.bears(bundle, target, bundle.units[unit_id]) for unit_id in (off, fixed)] == [False, True]


def test_more_than_the_total_is_refused_and_nothing_is_saved(target, by, town):
    asked = {unit.id: shares.Share(Decimal(100)) for unit in town.villages}
    with pytest.raises(RuleBroken, match="比全镇总量420亩多380亩"):
        shares.set_shares(target.id, asked, target.version, by=by, now=town.now)
    assert amounts(by, target) == {}


def test_less_than_the_total_is_kept_and_shown_until_it_is_explained(target, by, town):
    state = shares.set_shares(
        target.id, {town.villages[0].id: shares.Share(Decimal(380))}, target.version, by=by, now=town.now
    )
    assert state.sentence == "已分解380/420亩，差40亩"
    shares.explain_shortfall(target.id, "其余由镇直接实施", again(by, target).version, by=by, now=town.now)
    assert spread_of(target.programme)[target.id].balance.short == 40
    assert again(by, target).shortfall_reason == "其余由镇直接实施"
    shares.set_shares(
        target.id, {town.villages[0].id: shares.Share(Decimal(370))}, again(by, target).version, by=by, now=town.now
    )
    assert again(by, target).shortfall_reason == "", "the reason was given for another shortfall"


def test_nothing_to_explain_where_nothing_is_short(target, by, town):
    shares.divide(target.id, Basis.EQUAL, target.version, by=by, now=town.now)
    with pytest.raises(RuleBroken, match="不用说明"):
        shares.explain_shortfall(target.id, "无", again(by, target).version, by=by, now=town.now)


@pytest.mark.parametrize("change", [{"amount": Decimal(500)}, {"tag": "沿河"}, {"unit_word": "户"}])
def test_a_new_total_or_circle_of_units_is_to_be_divided_again(target, by, town, change):
    first, second = town.villages[0].id, town.villages[1].id
    shares.set_shares(
        target.id,
        {first: shares.Share(Decimal(100), pinned=True), second: shares.Share(Decimal(300), pinned=True)},
        target.version, by=by, now=town.now,
    )  # fmt: skip
    shares.divide(target.id, Basis.EQUAL, again(by, target).version, by=by, now=town.now)
    targets.change(target.id, film(**change), again(by, target).version, by=by, now=town.now)
    kept = {unit_id: amount for unit_id, amount in amounts(by, target).items() if amount is not None}
    assert kept == {first: 100, second: 300}
    assert not spread_of(target.programme)[target.id].balance.even


def test_a_share_of_a_unit_that_no_longer_bears_the_target_does_not_count(target, by, town):
    shares.divide(target.id, Basis.EQUAL, target.version, by=by, now=town.now)
    targets.change(target.id, film(tag="沿河"), again(by, target).version, by=by, now=town.now)
    shares.divide(target.id, Basis.EQUAL, again(by, target).version, by=by, now=town.now)
    spread = spread_of(target.programme)[target.id]
    assert (spread.units, spread.empty, spread.balance.even) == (4, 0, True)
    assert len(amounts(by, target)) == 4


def test_a_changed_name_leaves_the_shares_alone(target, by, town):
    shares.divide(target.id, Basis.EQUAL, target.version, by=by, now=town.now)
    before = amounts(by, target)
    targets.change(target.id, film(name="农膜回收"), again(by, target).version, by=by, now=town.now)
    assert amounts(by, target) == before


def test_zero_weights_are_refused_with_what_to_do(programme, by, town):
    facts = film(unit_kinds=(UnitKind.AFFILIATED,))
    target = targets.add(programme.id, facts, by=by, now=town.now)
    with pytest.raises(RuleBroken, match="基数"):
        shares.divide(target.id, Basis.FARMLAND, target.version, by=by, now=town.now)


def test_a_target_without_bearers_shows_as_a_gap(programme, by, town):
    target = targets.add(programme.id, film(tag="没有这种村"), by=by, now=town.now)
    assert spread_of(programme)[target.id].bearing == 0
    with pytest.raises(RuleBroken):
        shares.divide(target.id, Basis.EQUAL, target.version, by=by, now=town.now)


def test_two_clerks_on_one_split_page(target, by, town):
    old = target.version
    shares.set_shares(target.id, {town.villages[0].id: shares.Share(Decimal(1))}, old, by=by, now=town.now)
    with pytest.raises(StaleVersion):
        shares.set_shares(target.id, {town.villages[0].id: shares.Share(Decimal(2))}, old, by=by, now=town.now)
    assert amounts(by, target)[town.villages[0].id] == 1


def test_a_stranger_unit_in_the_cells_is_refused(target, by, town):
    with pytest.raises(RuleBroken, match="刷新"):
        shares.set_shares(
            target.id, {town.offices[0].id: shares.Share(Decimal(1))}, target.version, by=by, now=town.now
        )


def test_removal_takes_the_cells_along(target, by, town):
    shares.divide(target.id, Basis.EQUAL, target.version, by=by, now=town.now)
    targets.remove(target.id, again(by, target).version, by=by, now=town.now)
    assert db.session.scalars(select(Target)).all() == []


def test_same_name_twice_is_refused(target, by, town):
    with pytest.raises(RuleBroken) as refused:
        targets.add(target.programme_id, film(), by=by, now=town.now)
    assert refused.value.field == "name"


def test_a_closed_programme_is_left_as_it_is(target, programme, by, town):
    programmes.close(programme.id, programme.version, by=by, now=town.now)
    with pytest.raises(RuleBroken, match="已结束"):
        shares.divide(target.id, Basis.EQUAL, target.version, by=by, now=town.now)


@pytest.mark.parametrize("login", ["leader", "assessor", "auditor", "reporter", "signer", "admin"])
def test_only_clerks_divide(target, town, login):
    with pytest.raises(NotAllowed):
        shares.divide(target.id, Basis.EQUAL, target.version, by=town.viewer(login), now=town.now)


def test_fields_of_another_kind_leave_no_trace(programme, by, town):
    facts = film(name="焚烧火点", kind=TargetKind.ZERO, unit_word="起", low=Decimal(3))
    target = targets.add(programme.id, facts, by=by, now=town.now)
    assert (target.amount, target.low, target.divided, target.basis) == (None, None, False, None)


def test_counts_in_sql_agree_with_the_pure_question(programme, target, by, town):
    targets.add(programme.id, film(name="沿河清理", tag="沿河", divided=False), by=by, now=town.now)
    targets.add(
        programme.id,
        film(name="大家", divided=False, unit_kinds=(UnitKind.VILLAGE, UnitKind.AFFILIATED, UnitKind.TOWN)),
        by=by, now=town.now,
    )  # fmt: skip
    spreads = spread_of(programme)
    counts = []
    for each in targets_of(by, programme):
        counts.append(spreads[each.id].units)
        assert spreads[each.id].units == len(units_bearing(by, target_in_sight(by, each.id)))
    assert counts == [8, 4, 12]


def test_gathering_takes_a_flat_number_of_statements(programme, target, by, town, counted):
    shares.divide(target.id, Basis.EQUAL, target.version, by=by, now=town.now)
    for place in range(12):
        targets.add(programme.id, film(name=f"目标{place}"), by=by, now=town.now)
    programme = programme_in_sight(by, programme.id)
    with counted() as sql:
        targets_of(by, programme)
    assert len(sql) == 2
    with counted() as sql:
        spread_of(programme)
    assert len(sql) == 1
    with counted() as sql:
        grid = grid_of(by, programme)
    assert len(sql) == 5 and len(grid.columns) == 13 and len(grid.listing.rows) == 8
    assert grid.columns[0].balance.even and not grid.columns[1].balance.even


def test_foreign_programme_is_not_found(programme, town):
    foreign = town.viewer("neighbour")
    with pytest.raises((NotInSight, NotAllowed)):
        targets.add(programme.id + 1000, film(), by=town.viewer("clerk"), now=town.now)
    with pytest.raises((NotInSight, NotAllowed)):
        targets.add(programme.id, film(), by=foreign, now=town.now)
