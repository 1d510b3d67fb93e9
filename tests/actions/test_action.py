"""办理: permission → one transaction → audit demanded → commit; nothing of a failed deed is left (safety R89, R90)."""

from unittest.mock import Mock

import pytest
from making import unit_facts
from sqlalchemy import func, select, update
from sqlalchemy.exc import OperationalError

from respbook.actions import action as deeds
from respbook.actions import audit, units
from respbook.actions.action import AlreadyDone, Busy, StaleVersion, action
from respbook.actions.counters import next_number
from respbook.models.audit import AuditEntry
from respbook.models.base import db
from respbook.models.counters import Counter
from respbook.models.units import Unit
from respbook.rules.errors import RuleBroken
from respbook.rules.permissions import NotAllowed, Permission
from respbook.store import DiskFull


def count(table):
    return db.session.scalar(select(func.count()).select_from(table))


def state():
    return count(Unit), count(AuditEntry), count(Counter)


@action(Permission.UNIT_WRITE)
def half_done(unit_id, problem, *, by, now):
    db.session.get_one(Unit, unit_id).name = "改了一半"
    next_number("half-done")
    units.add(unit_facts(unit_id, "半个村"), by=by, now=now)
    if problem:
        raise problem
    audit.note_words("unit.change", "units", unit_id, "半途")


@action(Permission.UNIT_WRITE)
def silent(unit_id, *, by, now):
    db.session.get_one(Unit, unit_id).name = "悄悄改名"


def test_it_needs_the_permission(app, town):
    before = state()
    for login in ("leader", "assessor", "auditor", "reporter", "signer", "neighbour"):
        with pytest.raises(NotAllowed) as refused:
            units.add(unit_facts(town.unit.id), by=town.viewer(login), now=town.now)
        assert "增改、停用责任单位和任职" in refused.value.sentence
    assert state() == before


def test_it_does_and_is_written_in_the_book(app, town):
    units_before, entries, _ = state()
    unit = units.add(unit_facts(town.unit.id), by=town.viewer("clerk"), now=town.now)
    assert state()[:2] == (units_before + 1, entries + 1)
    entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.seq.desc())).first()
    assert (entry.verb, entry.kind, entry.subject_id) == ("unit.add", "units", unit.id)
    assert entry.user_id == town.viewer("clerk").user_id and entry.at == town.now
    assert '"name":"陈静"' in entry.body and '"role":"经办人"' in entry.body
    assert f'["units","[{unit.id}]","' in entry.body


@pytest.mark.parametrize("problem", [RuleBroken("不行。"), ZeroDivisionError(), KeyboardInterrupt()])
def test_nothing_is_left_of_a_deed_that_failed(app, town, problem):
    before = state()
    with pytest.raises(type(problem)):
        half_done(town.villages[0].id, problem, by=town.viewer("clerk"), now=town.now)
    assert state() == before
    assert db.session.get_one(Unit, town.villages[0].id).name == town.villages[0].name
    assert db.session().info["deed"] is None


def test_nested_actions_join_the_outer_one(app, town):
    before = state()
    half_done(town.villages[0].id, None, by=town.viewer("clerk"), now=town.now)
    assert state() == (before[0] + 1, before[1] + 2, before[2] + 1)


def test_a_deed_without_an_entry_is_not_committed(app, town):
    with pytest.raises(audit.Unaudited):
        silent(town.villages[0].id, by=town.viewer("clerk"), now=town.now)
    assert db.session.get_one(Unit, town.villages[0].id).name == town.villages[0].name


def test_protected_rows_are_not_written_outside_an_action(app, town):
    db.session.get_one(Unit, town.villages[0].id).name = "绕过去"
    with pytest.raises(RuntimeError, match="inside an @action"):
        db.session.flush()


def test_an_entry_is_not_written_outside_an_action(app):
    with pytest.raises(RuntimeError, match="inside an @action"):
        audit.note_words("unit.add", "units", 1, "青山镇")


def add_with(key, body, town, name="新河村村民委员会"):
    with audit.origin(audit.Origin("request", "10.0.0.8", key, body)):
        return units.add(unit_facts(town.unit.id, name), by=town.viewer("clerk"), now=town.now)


def test_the_same_form_again_is_answered_not_repeated(app, town):
    add_with("k1", "a" * 64, town)
    before = state()
    for _ in range(3):
        with pytest.raises(AlreadyDone) as again:
            add_with("k1", "a" * 64, town)
        assert again.value.same
    assert state() == before


def test_where_a_form_led_may_be_lost_but_never_makes_a_done_deed_look_undone(app, town, monkeypatch):
    add_with("k1", "a" * 64, town)
    by = town.viewer("clerk")
    with monkeypatch.context() as crowded:
        crowded.setattr(deeds, "write_transaction", Mock(side_effect=Busy("没有轮到。")))
        deeds.remember_location(by.user_id, "k1", "/units/9")
    for location in ("/units/7", "/units/8"):
        deeds.remember_location(by.user_id, "k1", location)
    with pytest.raises(AlreadyDone) as again:
        add_with("k1", "a" * 64, town)
    assert again.value.location == "/units/7"


def test_the_same_key_with_another_text_is_refused(app, town):
    add_with("k1", "a" * 64, town)
    with pytest.raises(AlreadyDone) as again:
        add_with("k1", "b" * 64, town, "别的村")
    assert not again.value.same


def test_a_failed_deed_does_not_use_up_its_key(app, town):
    with pytest.raises(RuleBroken):
        add_with("k1", "a" * 64, town, town.villages[0].name)
    add_with("k1", "b" * 64, town)


def test_an_edit_of_an_older_text_is_refused(app, town):
    village = town.villages[0]
    facts = unit_facts(town.unit.id, "改名村村民委员会")
    units.change(village.id, facts, village.version, by=town.viewer("clerk"), now=town.now)
    with pytest.raises(StaleVersion):
        units.change(
            village.id, unit_facts(town.unit.id, "再改名"), village.version, by=town.viewer("clerk"), now=town.now
        )
    assert db.session.get_one(Unit, village.id).name == "改名村村民委员会"


@action(Permission.UNIT_WRITE)
def raced(unit_id, *, by, now):
    unit = db.session.get_one(Unit, unit_id)
    db.session.execute(
        update(Unit)
        .where(Unit.id == unit_id)
        .values(version=Unit.version + 1)
        .execution_options(synchronize_session=False)
    )
    unit.name = "抢先"
    audit.note("unit.change", unit, unit.name)


def test_a_row_that_moved_under_ones_hands_is_refused(app, town):
    with pytest.raises(StaleVersion):
        raced(town.villages[0].id, by=town.viewer("clerk"), now=town.now)


@pytest.mark.parametrize(
    "words", ["database or disk is full", "disk I/O error", "could not extend: No space left on device"]
)
def test_a_full_disk_is_told_in_words(app, town, words):
    before = state()
    with pytest.raises(DiskFull, match="磁盘空间不足"):
        half_done(
            town.villages[0].id, OperationalError("INSERT", {}, Exception(words)), by=town.viewer("clerk"), now=town.now
        )
    assert state() == before


def test_another_fault_of_the_database_is_no_full_disk(app, town):
    with pytest.raises(OperationalError):
        half_done(
            town.villages[0].id, OperationalError("X", {}, Exception("locked")), by=town.viewer("clerk"), now=town.now
        )
