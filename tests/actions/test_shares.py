"""保存总表: many cells of many targets in one deed, never beyond a total, never over somebody else's figure (T1, X10, R53)."""

from decimal import Decimal

import making
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from respbook.actions import programmes, shares
from respbook.actions.action import StaleVersion
from respbook.actions.shares import Column, Share
from respbook.models.audit import AuditEntry
from respbook.models.base import db
from respbook.queries.scope import NotInSight, target_in_sight
from respbook.rules.errors import RuleBroken
from respbook.rules.permissions import NotAllowed
from respbook.rules.targets import Basis, TargetKind

TOTALS = {"废膜回收": 420, "垃圾清运": 100}


@pytest.fixture
def by(town):
    return town.viewer("clerk")


@pytest.fixture
def programme(app, town):
    return making.programme(town)


@pytest.fixture
def targets(town, programme):
    facts = {"kind": TargetKind.AT_LEAST, "unit_word": "亩", "divided": True, "basis": Basis.HOUSEHOLDS}
    return [
        making.target(town, programme, name, amount=Decimal(total), **facts).id for name, total in TOTALS.items()
    ]  # fmt: skip


def stands(by, target_id):
    db.session.expire_all()
    return target_in_sight(by, target_id)


def amounts(by, target_id):
    return {cell.unit_id: cell.amount for cell in stands(by, target_id).allocations}


def columns(by, wanted):
    """{target: {unit: figure}} as the page would send it now."""
    return {
        target_id: Column(
            stands(by, target_id).version, {unit_id: Share(Decimal(amount)) for unit_id, amount in cells.items()}
        )
        for target_id, cells in wanted.items()
    }


def save(programme, by, town, wanted):
    shares.set_columns(programme.id, columns(by, wanted), by=by, now=town.now)


def test_cells_of_several_targets_are_saved_in_one_deed(programme, targets, by, town):
    film, waste = targets
    first, second = (unit.id for unit in town.villages[:2])
    save(programme, by, town, {film: {first: 400, second: 20}, waste: {first: 30}})
    assert amounts(by, film) == {first: 400, second: 20} and amounts(by, waste) == {first: 30}
    save(programme, by, town, {waste: {second: 70}})
    assert amounts(by, waste) == {first: 30, second: 70}, "cells that are not named stay"
    assert amounts(by, film) == {first: 400, second: 20}


def test_each_target_is_written_in_the_book_with_its_changed_units(programme, targets, by, town):
    film, waste = targets
    first, second = town.villages[:2]
    save(programme, by, town, {film: {first.id: 1}, waste: {second.id: 2}})
    entries = db.session.scalars(select(AuditEntry).order_by(AuditEntry.seq.desc()).limit(2)).all()
    assert {entry.verb for entry in entries} == {"target.set_shares"}
    assert {entry.subject_id for entry in entries} == {film, waste}
    assert "李家沟村" in entries[0].body and "王家庄村" not in entries[0].body


def test_marks_travel_with_the_cell(programme, targets, by, town):
    film, first, second = targets[0], town.villages[0].id, town.villages[1].id
    marked = {first: Share(Decimal(9), pinned=True), second: Share(applies=False, note="整村搬迁")}
    version = stands(by, film).version
    shares.set_columns(programme.id, {film: Column(version, marked)}, by=by, now=town.now)
    shares.divide(film, Basis.EQUAL, stands(by, film).version, by=by, now=town.now)
    cells = {cell.unit_id: cell for cell in stands(by, film).allocations}
    assert cells[first].amount == 9 and cells[first].pinned
    assert cells[second].amount is None and cells[second].note == "整村搬迁"
    assert sum(cell.amount or 0 for cell in cells.values()) == 420


def test_a_note_that_is_too_long_is_refused_not_cut(programme, targets, by, town):
    film, first = targets[0], town.villages[0].id
    column = Column(stands(by, film).version, {first: Share(Decimal(9), note="字" * 201)})
    with pytest.raises(RuleBroken, match="备注不能超过200个字"):
        shares.set_columns(programme.id, {film: column}, by=by, now=town.now)
    assert amounts(by, film) == {}


def test_one_target_beyond_its_total_refuses_all_and_every_one_is_named(programme, targets, by, town):
    film, waste = targets
    first = town.villages[0].id
    with pytest.raises(RuleBroken) as refused:
        save(programme, by, town, {film: {first: 421}, waste: {first: 101}})
    assert len(refused.value.sentences) == 2 and "“垃圾清运”" in refused.value.sentence
    with pytest.raises(RuleBroken, match="多1亩"):
        save(programme, by, town, {film: {first: 421}, waste: {first: 10}})
    assert amounts(by, waste) == {} == amounts(by, film)


def test_a_target_that_somebody_changed_is_refused_by_name_and_nothing_is_saved(programme, targets, by, town):
    film, waste = targets
    first, second = town.villages[0].id, town.villages[1].id
    asked = columns(by, {film: {first: 1}, waste: {first: 2}})
    save(programme, by, town, {film: {second: 5}})
    with pytest.raises(StaleVersion, match="“废膜回收”") as refused:
        shares.set_columns(programme.id, asked, by=by, now=town.now)
    assert "垃圾清运" not in refused.value.sentence
    assert amounts(by, film) == {second: 5} and amounts(by, waste) == {}


def test_strangers_are_refused(programme, targets, by, town):
    film = targets[0]
    with pytest.raises(RuleBroken, match="刷新"):
        save(programme, by, town, {film: {town.offices[0].id: 1}})
    with pytest.raises(RuleBroken, match="没有改动"):
        shares.set_columns(programme.id, {}, by=by, now=town.now)
    other = making.programme(town, "另一个方案")
    with pytest.raises(NotInSight):
        save(other, by, town, {film: {town.villages[0].id: 1}})
    same_for_all = making.target(town, programme).id
    with pytest.raises(NotInSight):
        save(programme, by, town, {same_for_all: {town.villages[0].id: 1}})


@pytest.mark.parametrize("login", ["leader", "assessor", "auditor", "reporter", "signer", "admin"])
def test_only_clerks_save(programme, targets, by, town, login):
    asked = columns(by, {targets[0]: {town.villages[0].id: 1}})
    with pytest.raises(NotAllowed):
        shares.set_columns(programme.id, asked, by=town.viewer(login), now=town.now)


def test_a_closed_programme_stays(programme, targets, by, town):
    asked = columns(by, {targets[0]: {town.villages[0].id: 1}})
    programmes.close(programme.id, programme.version, by=by, now=town.now)
    with pytest.raises(RuleBroken, match="已结束"):
        shares.set_columns(programme.id, asked, by=by, now=town.now)


EDITS = st.lists(st.tuples(st.integers(0, 1), st.integers(0, 7), st.integers(0, 200)), min_size=1, max_size=12)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edits=EDITS, basis=st.sampled_from([Basis.EQUAL, Basis.HOUSEHOLDS, Basis.POPULATION]))
def test_whatever_is_typed_no_total_is_exceeded_and_a_division_is_exact(programme, targets, by, town, edits, basis):
    for target, village, amount in edits:
        try:
            save(programme, by, town, {targets[target]: {town.villages[village].id: amount}})
        except RuleBroken:
            db.session.rollback()
    for target_id, total in zip(targets, TOTALS.values(), strict=True):
        assert sum(part or 0 for part in amounts(by, target_id).values()) <= total
        shares.divide(target_id, basis, stands(by, target_id).version, by=by, now=town.now)
        assert sum(amounts(by, target_id).values()) == total


def test_saving_takes_as_many_statements_for_many_units_as_for_few(programme, targets, by, town, counted):
    told = []
    for count in (2, 8):
        save(programme, by, town, {targets[0]: {unit.id: 1 for unit in town.villages}})
        asked = columns(by, {targets[0]: {unit.id: 2 + count for unit in town.villages[:count]}})
        with counted() as sql:
            shares.set_columns(programme.id, asked, by=by, now=town.now)
        told.append(len(sql))
    assert told[0] == told[1] <= 15
