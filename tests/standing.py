"""底子: databases that are built once a worker and copied or rolled back, so that no test builds what another has built."""

import dataclasses
from dataclasses import dataclass, field
from inspect import signature as signature_of
from pathlib import Path
from typing import Any

import making
import pytest
import sqlalchemy
from databases import copied_address, drop, fresh_address, hasty
from flask import Flask
from sqlalchemy import Connection, Engine, RootTransaction, inspect

from respbook import paths
from respbook.models import schema
from respbook.models.base import WRITE, Base, db, prepare

_KEPT = 12
"""As many built databases are kept at a time; files about one noun run one after another."""


def at_head(folder: Path) -> str:
    """The address of a database that every step of the migrations has been taken on."""
    address = fresh_address(folder)
    engine = _engine(address)
    schema.upgrade(engine, paths.MIGRATIONS)
    engine.dispose()
    return address


def _engine(address: str) -> Engine:
    engine = sqlalchemy.create_engine(address, hide_parameters=True)
    prepare(engine)
    hasty(engine)
    return engine


@dataclass(frozen=True)
class Seeds:
    """What others are copied from; nobody works in them."""

    empty: str
    """At head, without a row."""
    founded: str
    """With the town."""
    town: making.Town


@dataclass
class Ground:
    """The transaction of one test, on the town or on what was built upon it; whatever is written in it is gone afterwards."""

    app: Flask
    seeds: Seeds
    folders: Any
    """mktemp of the worker."""
    _built: dict[Any, tuple[Engine, Any]] = field(default_factory=dict)
    """By what built it; the one that was asked for last stands last."""
    _frame: tuple[Connection, RootTransaction, int] | None = None
    _on: Any = None
    """What the test stands on; None: the town."""

    def begin(self, engine: Engine) -> None:
        """A test begins here."""
        _quick_savepoints(engine.dialect)
        connection = engine.connect().execution_options(**WRITE)
        self._frame = connection, connection.begin(), _changes(connection)
        db.engines[None] = connection  # type: ignore[assignment]

    def end(self) -> None:
        """It is over: as it was."""
        db.session.remove()
        if self._frame is None:
            return
        connection, outer, _ = self._frame
        outer.rollback()
        connection.close()
        self._frame = self._on = None

    def on(self, build: Any, *more: Any) -> Any:
        """The test goes on where ``build(app, town, *more)`` has been, which is done at the first call, with real commits.

        What it gave is given to each test anew, its rows read afresh. It may not lean on the clock.
        """
        assert self._frame and self._on is None, "a test stands on one thing; let the one build upon the other"
        assert _changes(self._frame[0]) == self._frame[2], "what was written before this would be lost"
        self.end()
        if (build, more) in self._built:
            engine, value = self._built.pop((build, more))
        else:
            engine = _engine(copied_address(self.seeds.founded, self.folders("stands")))
            db.engines[None] = engine
            value = _given(build, self.app, self.seeds.town, *more)
            db.session.remove()
        self._built[build, more] = engine, value
        if len(self._built) > _KEPT:
            self._forget(next(iter(self._built)))
        self.begin(engine)
        self._on = build
        return afresh(value)

    def _forget(self, key: Any) -> None:
        engine, _ = self._built.pop(key)
        engine.dispose()
        drop(engine.url)

    def leave(self) -> None:
        """The worker ends; what is left goes with its folder."""
        for engine, _ in self._built.values():
            engine.dispose()


def _quick_savepoints(dialect: Any) -> None:
    """Each request opens and leaves some, here alone: they go straight to the driver, not through the compiler of statements."""

    def run(words: str) -> Any:
        return lambda connection, name: connection.connection.driver_connection.execute(f"{words} SAVEPOINT {name}")

    dialect.do_rollback_to_savepoint, dialect.do_release_savepoint = run("ROLLBACK TO"), run("RELEASE")
    dialect.do_savepoint = run("")


def _given(build: Any, app: Flask, town: making.Town, *more: Any) -> Any:
    """What ``build`` wants of app and town, by its own names."""
    wanted = signature_of(build).parameters
    known = {"app": app, "town": town}
    return build(*(known[name] for name in wanted if name in known), *more)


def _changes(connection: Connection) -> int:
    """A number that moves when something is written."""
    if connection.dialect.name == "sqlite":
        driver: Any = connection.connection.driver_connection
        return int(driver.total_changes)
    return int(connection.exec_driver_sql("SELECT coalesce(pg_current_xact_id_if_assigned()::text, '0')").scalar() or 0)


def stands(build: Any) -> Any:
    """A fixture that a test stands on: ``@stands`` above a function of app and town, or ``year = stands(reporting.running)``."""

    @pytest.fixture
    def given(stand: Any) -> Any:
        return stand(build)

    given.__doc__ = build.__doc__
    return given


def afresh(value: Any) -> Any:
    """The same with its rows read in this session."""
    if isinstance(value, Base):
        return db.session.get(type(value), inspect(value).identity)  # type: ignore[union-attr]
    if isinstance(value, dict):
        return {afresh(key): afresh(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(map(afresh, value))
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        changed = {each.name: afresh(getattr(value, each.name)) for each in dataclasses.fields(value) if each.init}
        return dataclasses.replace(value, **changed)
    return value
