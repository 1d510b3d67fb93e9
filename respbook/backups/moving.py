"""迁移: every row into an empty database of the other kind, held against the old one before it counts (safety R105).

One transaction on the new side: a kill leaves it empty, and the old one is only read. Links between tables are laid anew
after the rows are there, so that their order does not matter.
"""

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import SQLAlchemyError

from respbook.backups import rows
from respbook.backups.holdings import engine_of, sqlite_url
from respbook.models import schema
from respbook.models.base import WRITE
from respbook.rules.errors import RuleBroken

_LINKS = text("""
SELECT c.conrelid::regclass::text, quote_ident(c.conname), pg_get_constraintdef(c.oid)
FROM pg_constraint c WHERE c.contype = 'f' AND c.connamespace = current_schema()::regnamespace ORDER BY 1, 2
""")
_SERIALS = text("""
SELECT quote_ident(s.table_name), quote_ident(s.column_name),
       pg_get_serial_sequence(quote_ident(s.table_name), s.column_name)
FROM information_schema.columns s
WHERE s.table_schema = current_schema() AND pg_get_serial_sequence(quote_ident(s.table_name), s.column_name) IS NOT NULL
""")


def to_server(file: Path, url: str, migrations: Path) -> tuple[int, str]:
    """迁到 PostgreSQL from a database file that nobody writes; gives the head of the book. Raises RuleBroken, NewerDatabase."""
    source, target = engine_of(sqlite_url(file)), engine_of(url)
    try:
        refuse_filled(target)
        schema.upgrade(target, migrations)
        with source.connect() as reading, target.connect().execution_options(**WRITE) as writing, writing.begin():
            rows.must_be_empty(writing)
            _filled(reading, writing)
            return _proven(reading, writing)
    except SQLAlchemyError as problem:
        reason = str(getattr(problem, "orig", problem)).strip().splitlines()[:1]
        raise RuleBroken(f"没有迁移，目标库没有改动。数据库答复：{reason[0] if reason else '原因不明'}") from problem


def refuse_filled(target: Engine) -> None:
    """须是空库; looking changes nothing there. Raises RuleBroken."""
    with target.connect() as looking:
        filled = [name for name, number in rows.counts(looking).items() if number]
    if filled:
        raise RuleBroken(f"目标数据库不是空的（“{filled[0]}”表里已有内容），没有迁移。请另建一个空库。")


def _filled(reading: Connection, writing: Connection) -> None:
    links = writing.execute(_LINKS).all()
    for owner, name, _ in links:
        writing.exec_driver_sql(f"ALTER TABLE {owner} DROP CONSTRAINT {name}")
    rows.copy_rows(reading, writing)
    for owner, name, told in links:
        writing.exec_driver_sql(f"ALTER TABLE {owner} ADD CONSTRAINT {name} {told}")
    for owner, name, sequence in writing.execute(_SERIALS).all():
        newest = f"SELECT coalesce(max({name}), 0) FROM {owner}"  # noqa: S608 - names as the server has quoted them
        writing.exec_driver_sql(f"SELECT setval('{sequence}', greatest(({newest}), 1), ({newest}) > 0)")


def _proven(reading: Connection, writing: Connection) -> tuple[int, str]:
    differing = rows.differing(reading, writing)
    if differing or rows.head(reading) != rows.head(writing):
        raise RuleBroken(f"迁移后“{'、'.join(differing) or 'audit_entries'}”与原库不同，没有迁移，目标库没有改动。")
    return rows.head(writing)


def compare(file: Path, engine: Engine) -> list[str]:
    """对不上的表 between a database file and a running database."""
    with engine_of(sqlite_url(file)).connect() as ours, engine.connect() as theirs:
        return rows.differing(ours, theirs)


def refuse_running(database: Path) -> None:
    """网站须已停止: nobody may have the file open, or what is written meanwhile would be lost. Raises RuleBroken."""
    if not database.exists():
        raise RuleBroken(f"没有数据库 {database}，无可迁移。请用 RESPBOOK_DATA 指明数据目录。")
    with closing(sqlite3.connect(database, timeout=2, isolation_level=None)) as alone:
        try:
            alone.execute("PRAGMA locking_mode=EXCLUSIVE")
            alone.execute("BEGIN EXCLUSIVE")
            alone.execute("COMMIT")
        except sqlite3.OperationalError as problem:
            raise RuleBroken("网站还在运行。请先停止 respbook serve，再迁移，以免丢失新办的事项。") from problem
