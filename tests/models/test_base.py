"""连接: the modes of every connection, and which SQLite must not make its own checkpoints (safety R88, R93)."""

import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor

import making
import pytest
from databases import POSTGRESQL, careful
from sqlalchemy import func, select, text

from respbook.actions import people
from respbook.models.base import affected_by_wal_reset, db, write_transaction
from respbook.models.gate import Gate
from respbook.models.units import Unit

WANTED = {
    "journal_mode": "wal",
    "synchronous": 2,
    "foreign_keys": 1,
    "busy_timeout": 15000,
    "trusted_schema": 0,
    "temp_store": 2,
    "cache_size": -65536,
}


@pytest.mark.skipif(POSTGRESQL, reason="modes of SQLite")
def test_every_connection_has_its_modes(real_app):
    with real_app(town=False).app_context():
        opened = [db.engine.connect() for _ in range(4)]
        for connection in opened:
            modes = {name: connection.execute(text(f"PRAGMA {name}")).scalar() for name in WANTED}
            assert modes == WANTED
            own_checkpoints = connection.execute(text("PRAGMA wal_autocheckpoint")).scalar()
            assert own_checkpoints == (0 if affected_by_wal_reset() else 1000)
            connection.close()


@pytest.mark.parametrize(
    ("version", "affected"),
    [
        ((3, 6, 23), False),
        ((3, 7, 0), True),
        ((3, 40, 1), True),
        ((3, 44, 5), True),
        ((3, 44, 6), False),
        ((3, 45, 0), True),
        ((3, 50, 4), True),
        ((3, 50, 7), False),
        ((3, 51, 0), True),
        ((3, 51, 2), True),
        ((3, 51, 3), False),
        ((3, 53, 0), False),
    ],
)
def test_which_sqlite_has_the_fault(version, affected):
    assert affected_by_wal_reset(version) is affected


@pytest.mark.skipif(POSTGRESQL, reason="the log of SQLite")
def test_maintenance_empties_the_log_inside_the_gate(real_app, monkeypatch):
    app = real_app()
    monkeypatch.setattr("respbook.runner.affected_by_wal_reset", lambda: True)
    log = app.extensions["settings"].folder / "respbook.db-wal"
    with app.app_context():
        db.session.execute(text("SELECT 1")).all()
        db.session.rollback()
    app.extensions["queue"].checkpoint()
    assert not log.exists() or log.stat().st_size == 0


@pytest.mark.skipif(POSTGRESQL, reason="the log of SQLite")
def test_a_long_reader_holds_up_nobody(real_app, monkeypatch):
    """A reader in the middle of a big file must not keep maintenance, and with it all writers, waiting for seconds."""
    app = real_app()
    monkeypatch.setattr("respbook.runner.affected_by_wal_reset", lambda: True)
    reader = sqlite3.connect(app.extensions["settings"].folder / "respbook.db", isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM units").fetchone()
    with app.app_context():
        people.set_step(2, by=app.town.viewer("clerk"), now=app.town.now)
    began = time.monotonic()
    app.extensions["queue"].checkpoint()
    assert time.monotonic() - began < 10  # waiting takes no processor time; the usual patience would be 15 s
    reader.close()
    with app.app_context(), db.engine.connect() as connection:
        assert connection.execute(text("PRAGMA busy_timeout")).scalar() == WANTED["busy_timeout"]


def test_what_one_page_reads_is_of_one_moment(real_app):
    """However much is committed beside it; the next page sees it (both databases alike)."""
    app = real_app()
    with app.app_context():
        asked = select(func.count()).select_from(Unit)
        before = db.session.scalar(asked)
        with ThreadPoolExecutor(1) as beside:
            beside.submit(_two_more, app).result()
        assert db.session.scalar(asked) == before
        db.session.rollback()
        assert db.session.scalar(asked) == before + 2


def _two_more(app):
    with app.app_context():
        making.many_villages(app.town, 2)


def test_only_what_nobody_is_told_of_goes_without_waiting_for_the_disk(real_app):
    """The same pooled connection serves the next writer, who waits again."""
    asked, waits, not_waiting = ("SHOW synchronous_commit", "on", "off") if POSTGRESQL else ("PRAGMA synchronous", 2, 1)
    with real_app(town=False).app_context(), careful():
        seen = []
        for settled in (True, False, True):
            with write_transaction(Gate(None), settled=settled):
                seen.append(db.session.scalar(text(asked)))
        assert seen == [waits, not_waiting, waits]
