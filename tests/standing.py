"""底子: databases that are built once a worker and copied or rolled back, so that no test builds what another has built."""

import dataclasses
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import making
import sqlalchemy
from databases import copied_address, fresh_address
from flask import Flask
from sqlalchemy import Connection, Engine, RootTransaction, inspect

from respbook import paths
from respbook.models import schema
from respbook.models.base import WRITE, Base, db, prepare


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
    _frame: tuple[Connection, RootTransaction, Engine] | None = None

    def begin(self, engine: Engine) -> None:
        """A test begins here."""
        connection = engine.connect().execution_options(**WRITE)
        self._frame = connection, connection.begin(), engine
        db.engines[None] = connection  # type: ignore[assignment]

    def end(self) -> None:
        """It is over: as it was."""
        assert self._frame
        db.session.remove()
        connection, outer, _ = self._frame
        outer.rollback()
        connection.close()
        self._frame = None

    def on(self, build: Any, *more: Any) -> Any:
        """The test goes on where ``build(app, town, *more)`` has been: done at its first call, by what it commits.

        What it gave is given to each test anew, rows read afresh. It may not lean on the clock, and is the test's first deed.
        """
        assert self._frame and not _has_written(self._frame[0]), "what was written before this would be lost"
        self.end()
        if (build, more) not in self._built:
            engine = _engine(copied_address(self.seeds.founded, self.folders("stands")))
            db.engines[None] = engine
            value = build(self.app, self.seeds.town, *more)
            db.session.remove()
            self._built[build, more] = engine, value
        engine, value = self._built[build, more]
        self.begin(engine)
        return afresh(value)

    def leave(self) -> None:
        """The worker ends."""
        for engine, _ in self._built.values():
            engine.dispose()


def _has_written(connection: Connection) -> bool:
    if connection.dialect.name == "sqlite":
        driver: Any = connection.connection.driver_connection
        return bool(driver.total_changes)
    return connection.exec_driver_sql("SELECT pg_current_xact_id_if_assigned()").scalar() is not None


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
