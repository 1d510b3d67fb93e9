"""升级: first on a copy, then on the office's own database; the copy from before stays (safety R108).

Both times all steps are one transaction with its own checks, so that a kill leaves the old tables or the new ones. On
PostgreSQL there is no copy to try it on: there the one transaction and its checks are all.
"""

import os
import shutil
import sqlite3
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from respbook.backups.checking import quick_check
from respbook.backups.holdings import Holdings, engine_of, sqlite_url
from respbook.backups.shelf import name_of
from respbook.backups.snapshot import copy_file
from respbook.disk import sync
from respbook.models import schema
from respbook.models.gate import Gate
from respbook.rules.errors import RuleBroken

PLACE, _TRIAL, _COPYING = "upgrades", "trial.db", "copying.db"
KEPT = 3
"""Copies from before an upgrade that are kept."""


def upgrade(holdings: Holdings, engine: Engine, gate: Gate, now: datetime) -> None:
    """升级到本程序的版本; nothing is done where it stands already. Raises NewerDatabase, RuleBroken."""
    steps, standing = schema.revisions(holdings.migrations), schema.step_of(engine)
    if holdings.database is not None and standing in steps[:-1]:
        try:
            _tried(holdings, holdings.database, f"{name_of(now)}-{standing}.db", gate)
        except (OSError, sqlite3.Error) as problem:
            raise RuleBroken(
                "升级前要在副本上试做，副本没有存上（磁盘可能已满），没有升级，原来的数据不变。"
            ) from problem
    schema.upgrade(engine, holdings.migrations)


def _tried(holdings: Holdings, database: Path, name: str, gate: Gate) -> None:
    """The copy from before is kept; the steps are taken on a copy of it, which goes afterwards."""
    place = holdings.folder / PLACE
    place.mkdir(mode=0o700, exist_ok=True)
    for left in (place / _TRIAL, place / _COPYING):
        _away(left)
    copy_file(database, gate, place / _COPYING)
    quick_check(place / _COPYING)
    os.replace(place / _COPYING, place / name)
    sync(place)
    shutil.copyfile(place / name, place / _TRIAL)
    try:
        schema.upgrade(engine_of(sqlite_url(place / _TRIAL)), holdings.migrations)
    finally:
        _away(place / _TRIAL)
    for old in sorted(place.glob("*-*.db"))[:-KEPT]:
        _away(old)


def _away(file: Path) -> None:
    for each in (file, file.with_name(f"{file.name}-wal"), file.with_name(f"{file.name}-shm")):
        with suppress(FileNotFoundError):
            each.unlink()
