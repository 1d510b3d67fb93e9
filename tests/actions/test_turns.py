"""轮流与重做: nobody decides on what another is just changing, and what the database gave up is done anew (safety R92)."""

import os
import threading
from contextlib import nullcontext

import drafting
import pytest
from databases import POSTGRESQL
from making.township import stored_password
from sqlalchemy import event, func, select, text
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session

from respbook.actions import action as deeds
from respbook.actions import audit, batch, people
from respbook.actions.action import action
from respbook.models import base
from respbook.models.audit import AuditEntry
from respbook.models.base import db
from respbook.models.gate import Gate
from respbook.models.people import User, UserRole
from respbook.models.units import Unit
from respbook.queries.sessions import viewer_named
from respbook.rules.chain import Link, check_chain
from respbook.rules.errors import RuleBroken
from respbook.rules.permissions import Permission, Role, standing_in

ROUNDS = int(os.environ.get("RESPBOOK_ROUNDS", 25 if POSTGRESQL else 10))
on_postgresql = pytest.mark.skipif(not POSTGRESQL, reason="PostgreSQL gives a transaction up; SQLite never does")


class Elsewhere(Gate):
    """The gate of another host, which knows nothing of this one's queue: the database alone keeps the turns."""

    def turn(self):
        return super().turn() if self._lock_file else nullcontext()


@action(Permission.PERSON_WRITE)
def second_administrator(unit_id, *, by, now):
    user = User(login="admin2", name="钱二", unit_id=unit_id, phone="", password_hash=stored_password())
    user.roles = [UserRole(role=Role.ADMIN)]
    db.session.add(user)
    audit.note("user.add", user, user.name)


def ended(app, whom, by, now, start, told):
    """In a thread, as on a host of its own."""
    with app.app_context():
        version = db.session.get_one(User, whom.user_id).version
        start.wait()
        try:
            people.suspend(whom.user_id, version, by=by, now=now)
            told.append("")
        except RuleBroken as refusal:
            told.append(refusal.sentence)
        except Exception as fault:
            told.append(f"{type(fault).__name__}: {fault}")


def test_two_administrators_never_end_each_other(real_app, monkeypatch):
    """Write skew: each looks whether the other is left. One stays, one is refused in words; nobody sees a fault."""
    app = real_app()
    settings, now = app.extensions["settings"], app.town.now
    monkeypatch.setattr(deeds, "_gate", Elsewhere(settings.folder / "write.lock" if settings.sqlite else None))
    with app.app_context():
        second_administrator(app.town.unit.id, by=app.town.viewer("admin"), now=now)
        one, two = viewer_named("admin"), viewer_named("admin2")
    for _ in range(ROUNDS):
        start, told = threading.Barrier(2), []
        threads = [
            threading.Thread(target=ended, args=(app, whom, by, now, start, told))
            for whom, by in ((two, one), (one, two))
        ]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
        assert sorted(told)[0] == "" and "最后一个在用的系统管理员" in sorted(told)[1], told
        with app.app_context():
            gone = db.session.scalars(select(User).where(User.suspended_at.is_not(None))).one()
            people.restore(gone.id, gone.version, by=one if gone.id == two.user_id else two, now=now)
    with app.app_context():
        entries = db.session.scalars(select(AuditEntry).order_by(AuditEntry.seq))
        assert not check_chain([Link(e.seq, e.prev_hash, e.hash, e.body) for e in entries], {}).broken


def test_whoever_waits_too_long_for_the_turn_is_told_in_words(real_app, monkeypatch):
    """Another process or host keeps it: nothing is done, the form keeps what was typed, and later it goes through."""
    monkeypatch.setattr(base, "PATIENCE", 0.2)
    app = real_app()
    with app.app_context():
        village, clerk, now = app.town.villages[0], app.town.viewer("clerk"), app.town.now
        with db.engine.connect().execution_options(**base.WRITE) as other, other.begin():
            if POSTGRESQL:
                other.execute(text("SELECT pg_advisory_xact_lock(7226001)"))
            with pytest.raises(deeds.Busy, match="没有轮到，没有存上"):
                renamed(village.id, list, by=clerk, now=now)
        assert renamed(village.id, list, by=clerk, now=now) == village.name + "一"


@on_postgresql
def test_a_host_without_power_gives_back_its_turn_within_a_minute(app):
    """Both ends ask: the server would else wait two hours for a host that says nothing (not so on the socket of one machine)."""
    asked = []

    class Fresh:
        autocommit = False

        def execute(self, statement):
            asked.append((self.autocommit, statement))

    with db.engine.engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver.info.get_parameters().items() >= base.KEPT_ALIVE.items()
        assert event.contains(connection.engine, "connect", base._keep_alive_there)
        base._keep_alive_there(Fresh(), None)
        ((at_once, statement),) = asked
        assert at_once and len(connection.execute(text(statement)).one()) == 3, (
            "nobody but the site's account is needed"
        )


class GivenUp(Exception):
    sqlstate = "40001"


@action(Permission.UNIT_WRITE)
def renamed(unit_id, before, *, by, now):
    unit = db.session.get_one(Unit, unit_id)
    unit.name += "一"
    db.session.flush()
    before()
    audit.note("unit.change", unit, unit.name)
    return unit.name


def failing(times, problem):
    """Raises so many times, then lets it pass."""
    left = [None] * times

    def fail():
        if left:
            left.pop()
            raise problem

    return fail


def entries():
    return db.session.scalar(select(func.count()).select_from(AuditEntry))


def test_what_the_database_gave_up_is_done_anew_as_a_whole_and_once(app, town, monkeypatch):
    paused = []
    monkeypatch.setattr(deeds, "sleep", paused.append)
    clerk, village = town.viewer("clerk"), town.villages[0]
    name, before = village.name, entries()
    given_up = OperationalError("UPDATE", {}, GivenUp())
    assert renamed(village.id, failing(5, given_up), by=clerk, now=town.now) == name + "一"
    assert entries() == before + 1 and len(paused) == 5
    assert all(0 <= pause <= 0.05 * 2**nth for nth, pause in enumerate(paused)) and len(set(paused)) > 1
    with pytest.raises(OperationalError):
        renamed(village.id, failing(6, given_up), by=clerk, now=town.now)
    with pytest.raises(OperationalError):  # anything else is told at once
        renamed(village.id, failing(1, OperationalError("UPDATE", {}, Exception("other"))), by=clerk, now=town.now)
    assert entries() == before + 1 and db.session.get_one(Unit, village.id).name == name + "一"


@on_postgresql
@pytest.mark.parametrize("code", ["40001", "40P01"])
def test_the_server_says_so_itself(app, town, monkeypatch, code):
    monkeypatch.setattr(deeds, "sleep", lambda _: None)
    asked = []

    def give_up():
        asked.append(1)
        if len(asked) < 3:
            db.session.execute(text(f"DO $$ BEGIN RAISE EXCEPTION 'given up' USING ERRCODE = '{code}'; END $$"))

    renamed(town.villages[0].id, give_up, by=town.viewer("clerk"), now=town.now)
    assert len(asked) == 3


def cut_off():
    """The connection of this session is gone, as when the server was started anew."""
    mine = db.session.execute(text("SELECT pg_backend_pid()")).scalar()
    with db.engine.connect() as other:
        other.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": mine})


@on_postgresql
def test_a_lost_connection_before_the_commit_is_no_loss(real_app):
    app, tries = real_app(), []

    def lose():
        tries.append(1)
        if len(tries) == 1:
            cut_off()
            db.session.execute(text("SELECT 1"))

    with app.app_context():
        village, before = app.town.villages[0], entries()
        assert renamed(village.id, lose, by=app.town.viewer("clerk"), now=app.town.now) == village.name + "一"
        assert entries() == before + 1 and len(tries) == 2


@on_postgresql
def test_at_the_commit_nobody_knows_and_it_is_not_done_again(real_app):
    app, tries = real_app(), []

    def lose_at_commit(_session):
        tries.append(1)
        cut_off()

    with app.app_context():
        before = entries()
        event.listen(Session, "before_commit", lose_at_commit)
        try:
            with pytest.raises(DBAPIError):
                renamed(app.town.villages[0].id, lambda: None, by=app.town.viewer("clerk"), now=app.town.now)
        finally:
            event.remove(Session, "before_commit", lose_at_commit)
        assert len(tries) == 1 and entries() == before


def test_the_switch_is_looked_at_in_the_deed_itself(app, town):
    """一人经办 was on when the button was shown and is off when its turn comes."""
    job = drafting.propose(town, app, drafting.drafts(town, count=1))
    clerk = standing_in(town.viewer("clerk"), Permission.LETTER_ISSUE)
    with pytest.raises(RuleBroken, match="刚刚关闭"):
        batch._approve(job.id, job.version, True, by=clerk, now=town.now)
