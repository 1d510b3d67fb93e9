"""迁移: SQLite to PostgreSQL and back; every row and the book equal, pages equal, nothing over what is there (R105)."""

import re
import sqlite3
from contextlib import closing

import databases
import pytest
import sqlalchemy
from databases import POSTGRESQL
from making import make

from respbook.backups.holdings import engine_of
from respbook.commands import main
from respbook.models.base import db
from respbook.queries.audit_head import head
from respbook.queries.verify import verify_chain, verify_state
from respbook.rules.anchors import Anchor

pytestmark = pytest.mark.skipif(POSTGRESQL, reason="begins on SQLite and makes a PostgreSQL of its own")
PAGES = ("/", "/letters/", "/units/", "/tasks/", "/programmes/", "/people/", "/audit/", "/findings/")


@pytest.fixture
def server():
    """An empty PostgreSQL database: its address as an office would write it."""
    return databases._created().replace("postgresql+psycopg://", "postgresql://")


@pytest.fixture
def stopped(office, monkeypatch):
    """Nobody holds the database; the command finds the office by the environment."""
    with office.app_context():
        db.session.remove()
        db.engine.dispose()
    folder = office.extensions["settings"].folder
    monkeypatch.setenv("RESPBOOK_DATA", str(folder))
    monkeypatch.delenv("RESPBOOK_DATABASE_URL", raising=False)
    return folder


def pages_of(app):
    """What the clerk reads, without what differs at each look."""
    browser = app.test_client().enter_as("clerk")
    return {path: plain(browser.get(path)) for path in PAGES}


def plain(answer):
    return answer.status_code, [
        line for line in answer.text.splitlines() if not any(word in line for word in ("csrf", "CSRF", 'name="key"'))
    ]


def test_an_office_moves_to_postgresql_and_back(office, stopped, server, real_app_at, tmp_path, monkeypatch, capsys):
    read = pages_of(office)
    with office.app_context():
        seq, digest = head()
        db.session.remove()
        db.engine.dispose()
    assert main(["move", "--to", server]) == 0, capsys.readouterr()
    told = capsys.readouterr().out
    moved_at = int(re.search(r"操作日志(\d+)条", told)[1])
    assert moved_at >= seq and not (stopped / "respbook.db").exists()
    with real_app_at(stopped, RESPBOOK_DATABASE_URL=server) as moved, moved.app_context():
        moved.test_client_class = type(office.test_client())
        assert db.engine.dialect.name == "postgresql" and head()[0] == moved_at + 1
        assert verify_chain([Anchor(seq, digest)]).clean and verify_state() == []
        moved.config["CLOCK"] = office.config["CLOCK"]
        moved.extensions["clock_watch"].active = False  # the move was today, the office is in its March
        after = pages_of(moved)
        assert {path: after[path] for path in PAGES if path != "/audit/"} == {
            path: read[path] for path in PAGES if path != "/audit/"
        }
        make.evidence(moved, office.town, office.town.villages[1], make.photo_bytes(2), "neighbour")
        assert verify_state() == [], "new rows get new numbers"
    assert main(["move", "--to", server]) == 2 and "没有数据库" in capsys.readouterr().err
    monkeypatch.setenv("RESPBOOK_DATABASE_URL", server)
    back = tmp_path / "back.db"
    assert main(["move", "--to", f"sqlite:///{back}"]) == 0, capsys.readouterr()
    with real_app_at(stopped, RESPBOOK_DATABASE_URL=f"sqlite:///{back}") as again, again.app_context():
        assert verify_chain([Anchor(seq, digest)]).clean and verify_state() == []
    next(stopped.glob("respbook-moved-*.db")).rename(stopped / "respbook.db")


def test_a_backup_of_postgresql_is_one_file_and_restores_to_either(
    office, stopped, server, tmp_path, monkeypatch, capsys
):
    """The same snapshot as ever; pg_dump's own file beside it, or a sentence on why not."""
    assert main(["backup", str(tmp_path / "one")]) == 0
    other = databases._created().replace("postgresql+psycopg://", "postgresql://")
    assert main(["restore", str(tmp_path / "one"), "--to", str(tmp_path / "shared"), "--database", server]) == 0
    monkeypatch.setenv("RESPBOOK_DATA", str(tmp_path / "shared"))
    monkeypatch.setenv("RESPBOOK_DATABASE_URL", server)
    assert not (tmp_path / "shared" / "respbook.db").exists()
    capsys.readouterr()
    assert main(["backup", str(tmp_path / "two")]) == 0
    said = capsys.readouterr().out
    assert (tmp_path / "two" / "database.dump").exists() or "没有另存 pg_dump 文件" in said
    assert main(["backup", "--check", str(tmp_path / "two")]) == 0
    assert main(["restore", str(tmp_path / "two"), "--to", str(tmp_path / "three"), "--database", other]) == 0
    assert main(["restore", str(tmp_path / "two"), "--to", str(tmp_path / "four"), "--database", other]) == 2
    assert "不是空的" in capsys.readouterr().err and not (tmp_path / "four").exists()
    with engine_of(other.replace("postgresql:", "postgresql+psycopg:")).connect() as looked:
        verbs = looked.scalars(sqlalchemy.text("SELECT verb FROM audit_entries ORDER BY seq DESC LIMIT 2")).all()
    assert verbs == ["restore.carried_out", "restore.carried_out"]


def test_a_running_site_and_a_filled_database_are_refused(office, stopped, server, capsys):
    engine = engine_of(server.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as writing:
        writing.exec_driver_sql("CREATE TABLE units (id int)")
        writing.exec_driver_sql("INSERT INTO units VALUES (1)")
    assert main(["move", "--to", server]) == 2 and "不是空的" in capsys.readouterr().err
    with engine.connect() as looked:
        assert sqlalchemy.inspect(looked).get_table_names() == ["units"], "nothing was made there"
    with closing(sqlite3.connect(stopped / "respbook.db")) as running:
        running.execute("SELECT count(*) FROM units").fetchone()
        assert main(["move", "--to", server]) == 2 and "网站还在运行" in capsys.readouterr().err
    assert main(["move", "--to", "sqlite:///x.db"]) == 2 and "同一种数据库" in capsys.readouterr().err
    assert (stopped / "respbook.db").exists()
