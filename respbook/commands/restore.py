"""respbook restore: a backup becomes a working data folder again, a new one; it says so in its book (safety R83, R103)."""

import argparse
import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from respbook import paths
from respbook import settings as settings_module
from respbook.actions import rebuilding
from respbook.app import create_app
from respbook.backups import moving, restoring
from respbook.backups.files import must_be_free, whole
from respbook.backups.holdings import engine_of
from respbook.commands.house import now
from respbook.models import schema
from respbook.models.base import db
from respbook.rules.backups import DATABASE, Manifest
from respbook.rules.chinese import minute
from respbook.rules.errors import RuleBroken
from respbook.rules.permissions import system_viewer
from respbook.settings import Settings


def register(words: Any) -> None:
    """Add ``restore`` to the command line."""
    parser = words.add_parser("restore", help="从备份恢复到新目录")
    parser.add_argument("folder", type=Path, metavar="备份目录")
    parser.add_argument("--to", type=Path, required=True, metavar="新目录", help="恢复成的数据目录，须是新的或空的")
    parser.add_argument("--database", default="", metavar="网址", help="恢复到空的 PostgreSQL 库：postgresql://…")
    parser.add_argument("--approved-by", default="", metavar="姓名", help="批准恢复的第二人，写进日志")
    parser.set_defaults(run=run)


def run(asked: argparse.Namespace) -> int:
    """恢复 a backup into NEW: looked through first; never onto anything that is there. Exit 0 done, 2 refused.

    The restored book says so (restore.carried_out), and everybody has to sign in again.
    """
    place = asked.to.absolute()
    must_be_free(place, "恢复到这里")
    manifest = restoring.sound(asked.folder, paths.MIGRATIONS)
    if asked.database:
        moving.refuse_filled(engine_of(_server(asked.database)))
    with whole(place) as building:
        restoring.unpack(asked.folder, building)
        _entered(building, manifest, asked.approved_by)
        if asked.database:
            _handed_over(building, asked.database)
    print(f"已恢复到 {asked.to}：{manifest.words}。所有人须重新登录。")
    print(f"{minute(manifest.made_at)}以后办理的事项、改过的密码、停用的账号不在备份里，请逐一补办。")
    print(f"启动前请设置 RESPBOOK_DATA={asked.to}" + (" 和 RESPBOOK_DATABASE_URL。" if asked.database else "。"))
    return 0


def _entered(building: Path, manifest: Manifest, approved_by: str) -> None:
    """The tables brought up to this program, the entry written, sessions ended; then the file stands alone."""
    app = create_app(_settings(building))
    with app.app_context():
        schema.upgrade(db.engine, paths.MIGRATIONS)
        rebuilding.note_restored(manifest, approved_by.strip(), by=system_viewer("恢复"), now=now())
        db.engine.dispose()
    app.extensions["queue"].huey.storage.close()
    with closing(sqlite3.connect(building / DATABASE)) as alone:
        alone.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _handed_over(building: Path, url: str) -> None:
    """Into PostgreSQL, proven there; the file of the embedded database is not left beside it."""
    moving.to_server(building / DATABASE, _server(url), paths.MIGRATIONS)
    (building / DATABASE).unlink()


def _server(url: str) -> str:
    address = settings_module.database_url(url)
    if not address.startswith("postgresql"):
        raise RuleBroken("--database 只用于 PostgreSQL，写成 postgresql://用户:密码@主机/库名。")
    return address


def _settings(building: Path) -> Settings:
    """Of the restored folder alone: what the environment says of the living site is not meant here."""
    public = os.environ.get("RESPBOOK_PUBLIC_URL", "")
    return settings_module.read({"RESPBOOK_PUBLIC_URL": public} if public else {}, building)
