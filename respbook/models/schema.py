"""库表版本: bring a database to head, and say whether it is there. Migrations import no models (house 3.8)."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, column, func, inspect, select, table

from respbook.models.base import WRITE, Base
from respbook.rules.errors import RuleBroken

_UPGRADE_LOCK = 7_226_002


class NewerDatabase(Exception):
    """库表较新: the database was written by a younger program (safety R108)."""


class LostLinks(RuleBroken):
    """断链: after the steps a row points to one that is not there; nothing was changed."""


class LostRows(RuleBroken):
    """丢行: after the steps a table has fewer rows, or the book of deeds another end; nothing was changed."""


def _config(folder: Path, connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


@contextmanager
def _changing(engine: Engine) -> Iterator[Connection]:
    """改表 in one writing transaction. SQLite rebuilds a table by dropping the old one: its foreign keys rest meanwhile

    (inside a transaction they cannot be switched) and are looked through before the commit. Raises LostLinks.
    """
    with engine.connect().execution_options(**WRITE) as connection:
        sqlite = connection.dialect.name == "sqlite"
        raw: Any = connection.connection.driver_connection
        if sqlite:
            raw.execute("PRAGMA foreign_keys=OFF")
        try:
            with connection.begin():
                yield connection
                if sqlite and (lost := connection.exec_driver_sql("PRAGMA foreign_key_check").first()):
                    raise LostLinks(f"升级后“{lost[0]}”表有记录找不到所属的“{lost[2]}”，没有升级，原来的数据不变。")
        finally:
            if sqlite:
                raw.execute("PRAGMA foreign_keys=ON")


def upgrade(engine: Engine, folder: Path, to: str = "head") -> None:
    """升级: all steps in one transaction; several hosts starting at once wait for each other.

    Raises NewerDatabase, LostLinks, LostRows.
    """
    with _changing(engine) as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_UPGRADE_LOCK})")
        current = _refuse_newer(connection, folder)
        done = current in (None, revisions(folder)[-1])
        before = {} if done else _standing(connection)
        command.upgrade(_config(folder, connection), to)
        if before:
            _refuse_loss(before, _standing(connection))


def _standing(connection: Connection) -> dict[str, Any]:
    """How many rows each table has, and how the book of deeds ends."""
    names = sorted(set(inspect(connection).get_table_names()) - {"alembic_version"})
    there: dict[str, Any] = {
        name: connection.scalar(select(func.count()).select_from(table(name)))
        for name in names
        if not name.startswith("huey_")
    }
    book = table("audit_entries", column("seq"), column("hash"))
    if "audit_entries" in there:
        last = connection.execute(select(book.c.seq, book.c.hash).order_by(book.c.seq.desc()).limit(1)).first()
        there["audit_entries"] = tuple(last) if last else ()
    return there


def _refuse_loss(before: dict[str, Any], after: dict[str, Any]) -> None:
    """A table that a step has done away with is not asked for; the book ends as it ended."""
    if before.get("audit_entries") != after.get("audit_entries"):
        raise LostRows("升级后操作日志的末尾变了，没有升级，原来的数据不变。")
    for name in before.keys() & after.keys() - {"audit_entries"}:
        if after[name] < before[name]:
            raise LostRows(f"升级后“{name}”表少了{before[name] - after[name]}行，没有升级，原来的数据不变。")


def downgrade(engine: Engine, folder: Path, to: str) -> None:
    """降级, for tests and rescue only."""
    with _changing(engine) as connection:
        command.downgrade(_config(folder, connection), to)


def revisions(folder: Path) -> list[str]:
    """All steps, the oldest first."""
    return [step.revision for step in reversed(list(ScriptDirectory.from_config(_config(folder)).walk_revisions()))]


def _refuse_newer(connection: Connection, folder: Path) -> str | None:
    current = MigrationContext.configure(connection).get_current_revision()
    if current is not None and current not in revisions(folder):
        raise NewerDatabase("数据库是由更新版本的程序建立的，本程序不能打开。请安装新版本。")
    return current


def step_of(engine: Engine) -> str | None:
    """库表现在的版本; None of a database without tables."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def at_head(engine: Engine, folder: Path) -> bool:
    """已是最新."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() == revisions(folder)[-1]


def begun(engine: Engine) -> bool:
    """已建过表: some migration was carried out here."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() is not None


def differences(engine: Engine) -> list[Any]:
    """Whatever the models say and the database does not (tested to be empty)."""
    with engine.connect() as connection:
        found: Iterable[Any] = compare_metadata(
            MigrationContext.configure(connection, opts={"compare_type": True}), Base.metadata
        )
        return list(found)
