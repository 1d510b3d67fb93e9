"""库表: from nothing to head is what the models say; down and up again; the audit book refuses change (safety R80)."""

import datetime as d
from itertools import count, pairwise

import pytest
from alembic.script import ScriptDirectory
from databases import POSTGRESQL
from sqlalchemy import MetaData, insert, inspect, text
from sqlalchemy.exc import DBAPIError

from respbook import paths
from respbook.models import schema
from respbook.models.base import Base, db


@pytest.fixture
def empty(real_app):
    with real_app(town=False).app_context():
        yield db.engine


def tables(engine):
    return set(inspect(engine).get_table_names()) - {"alembic_version"}


def differences(engine):
    """What the models say and the database does not; the queue keeps tables of its own."""
    return [each for each in schema.differences(engine) if "huey" not in str(each)]


def test_head_is_what_the_models_say(empty):
    assert schema.at_head(empty, paths.MIGRATIONS)
    assert differences(empty) == []
    assert {name for name in tables(empty) if not name.startswith("huey_")} == set(Base.metadata.tables)


def test_checks_and_foreign_keys_are_there(empty):
    """The comparison looks at columns and indexes; names of constraints are compared here."""
    found = inspect(empty)
    for name, table in Base.metadata.tables.items():
        wanted = {str(c.name) for c in table.constraints if c.__class__.__name__ == "CheckConstraint"}
        assert {check["name"] for check in found.get_check_constraints(name)} == wanted, name
        keys = {(fk.parent.name, fk.column.table.name) for fk in table.foreign_keys}
        there = {(fk["constrained_columns"][0], fk["referred_table"]) for fk in found.get_foreign_keys(name)}
        assert there == keys, name


_read, _numbers = {}, count()


def shape(engine):
    """Columns, keys, checks, indexes and guards of every table: what a step down has to give back."""
    found, stand = inspect(engine), written(engine)
    asked = (
        found.get_multi_columns,
        found.get_multi_indexes,
        found.get_multi_foreign_keys,
        found.get_multi_pk_constraint,
    )
    asked += (found.get_multi_unique_constraints, found.get_multi_check_constraints)
    fresh = [each for each in stand.items() if each not in _read]
    _read.update({each: {} for each in fresh})
    for ask in asked if fresh else ():
        for (_, name), rows in ask(filter_names=[name for name, _ in fresh]).items():
            _read[name, stand[name]][ask.__name__] = sorted(map(plain, rows)) if isinstance(rows, list) else plain(rows)
    return {name: _read[name, text] for name, text in stand.items()} | {"triggers": sorted(triggers(engine))}


def written(engine):
    """{table: a text that is another one when the table is}: what SQLite keeps of it; PostgreSQL keeps none and is asked anew."""
    if POSTGRESQL:
        return {name: next(_numbers) for name in tables(engine)}
    with engine.connect() as connection:
        asked = "SELECT tbl_name, group_concat(sql, ';') FROM (SELECT * FROM sqlite_master ORDER BY name) WHERE type <> 'trigger' GROUP BY 1"
        return {name: words for name, words in connection.execute(text(asked)) if name != "alembic_version"}


def plain(told):
    """As words; a condition of an index comes as an object."""
    return str({key: plain(each) for key, each in told.items()}) if isinstance(told, dict) else str(told)


STANDING = {
    "units": {"kind": "town", "path": "/1/"},
    "letters": {"state": "draft"},
    "targets": {"low": 1, "high": 2},
    "programmes": {"copies": 2},
}
"""What the checks of the first tables ask of a row."""


def fill(engine, only=None):
    """One row in every table of the database as it stands, or in some, each pointing to the others."""
    found = MetaData()
    found.reflect(engine, only=only)
    with engine.begin() as connection:
        for table in found.sorted_tables:
            if table.name.startswith(("alembic", "huey")):
                continue
            connection.execute(insert(table).values(row_of(table)))


def row_of(table):
    row = {}
    for column in table.columns:
        if not column.nullable or column.name in ("letter_id", "clause_id"):
            kind = column.type.python_type
            row[column.name] = {
                bool: False, d.date: d.date(2026, 3, 2), d.datetime: d.datetime(2026, 3, 2, 9, tzinfo=d.UTC),
            }.get(kind, "1" if kind is str else 1)  # fmt: skip
    return row | STANDING.get(table.name, {})


def counted_rows(engine):
    """{table: how many rows}; the step that the database stands at is told by its own row, which is left out."""
    each = (f"SELECT '{name}', count(*) FROM \"{name}\"" for name in sorted(tables(engine)))
    with engine.connect() as connection:
        return {name: rows for name, rows in connection.exec_driver_sql(" UNION ALL ".join(each))}


def triggers(engine):
    if POSTGRESQL:
        asked = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    else:
        asked = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    with engine.connect() as connection:
        return set(connection.scalars(text(asked)))


@pytest.fixture
def read_once(monkeypatch):
    """The files of the steps do not change meanwhile: they are read once, and not at every step."""
    known = ScriptDirectory.from_config(schema._config(paths.MIGRATIONS))
    monkeypatch.setattr(ScriptDirectory, "from_config", lambda _config: known)


def test_a_filled_database_goes_up_and_down_step_by_step_and_loses_nothing(empty, read_once):
    """An office that has worked with an older program: its rows, links and guards are there after every step.

    Each step down leaves what was there before that step; then all of them at once, and from nothing up again.
    """
    first, *later = schema.revisions(paths.MIGRATIONS)
    schema.downgrade(empty, paths.MIGRATIONS, "base")
    schema.upgrade(empty, paths.MIGRATIONS, first)
    fill(empty)
    stood, guards = counted_rows(empty), triggers(empty)
    assert stood["letters"] == stood["tasks"] == 1 and len(guards) >= 1
    been = [(first, shape(empty), stood)]
    for step in later:
        schema.upgrade(empty, paths.MIGRATIONS, step)
        been.append((step, shape(empty), counted_rows(empty)))
        assert been[-1][2].items() >= stood.items(), step
    assert differences(empty) == [] and triggers(empty) >= guards
    for (below, shaped, counted), (step, *_) in reversed(list(pairwise(been))):
        schema.downgrade(empty, paths.MIGRATIONS, below)
        left = shape(empty)
        assert {
            key: (shaped.get(key), left.get(key)) for key in shaped | left if shaped.get(key) != left.get(key)
        } == {}, step
        assert counted_rows(empty) == counted, step
    schema.upgrade(empty, paths.MIGRATIONS)
    assert differences(empty) == [] and counted_rows(empty).items() >= stood.items()
    schema.downgrade(empty, paths.MIGRATIONS, "base")
    assert not schema.at_head(empty, paths.MIGRATIONS)
    schema.upgrade(empty, paths.MIGRATIONS)
    assert differences(empty) == [] and set(counted_rows(empty).values()) == {0}


def test_what_was_typed_at_the_door_goes_and_a_running_lock_stays(empty):
    """Counts of guesses were kept by what was typed as login; that may have been a password."""
    schema.downgrade(empty, paths.MIGRATIONS, "20261224_growing")
    fill(empty, ["units", "users", "throttles"])
    with empty.begin() as connection:
        one = connection.execute(text("SELECT id, login FROM users")).one()
        kept = "INSERT INTO throttles SELECT :key, 5, locks, since, until FROM throttles WHERE key = '1'"
        for key in (f"user:{one.login}", "user:xiaoyan-de-mima", "address:10.0.0.1"):
            connection.execute(text(kept), {"key": key})
    schema.upgrade(empty, paths.MIGRATIONS)
    with empty.connect() as connection:
        found = set(connection.scalars(text("SELECT key FROM throttles")))
    assert found == {"1", f"account:{one.id}", "address:10.0.0.1", "unknown:old-1"}


@pytest.mark.skipif(POSTGRESQL, reason="PostgreSQL changes tables in place")
def test_foreign_keys_are_watched_again_after_an_upgrade(empty):
    with empty.connect() as connection:
        assert connection.scalar(text("PRAGMA foreign_keys")) == 1


def test_upgrading_twice_changes_nothing(empty):
    schema.upgrade(empty, paths.MIGRATIONS)
    assert schema.at_head(empty, paths.MIGRATIONS)


def test_a_newer_database_is_not_opened(empty):
    with empty.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '20991231_later'"))
    with pytest.raises(schema.NewerDatabase, match="更新版本"):
        schema.upgrade(empty, paths.MIGRATIONS)


DEEDS = [
    "UPDATE audit_entries SET body = '{}' WHERE seq = 1",
    "UPDATE audit_entries SET hash = hash",
    "DELETE FROM audit_entries WHERE seq = 1",
    "DELETE FROM audit_entries",
]


@pytest.mark.parametrize("deed", DEEDS + (["TRUNCATE audit_entries"] if POSTGRESQL else []))
def test_the_audit_book_refuses(app, deed):
    before = db.session.execute(text("SELECT count(*), max(hash) FROM audit_entries")).one()
    with pytest.raises(DBAPIError, match="append-only"):
        db.session.execute(text(deed))
    db.session.rollback()
    assert db.session.execute(text("SELECT count(*), max(hash) FROM audit_entries")).one() == before


def test_migrations_name_no_models():
    for step in (paths.MIGRATIONS / "versions").glob("*.py"):
        assert "respbook" not in step.read_text("utf-8"), step.name
