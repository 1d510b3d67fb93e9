"""respbook move: from SQLite to PostgreSQL, or back, every row proven equal before it counts (safety R105)."""

import argparse
import tempfile
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy.engine import make_url

from respbook import paths
from respbook import settings as settings_module
from respbook.actions import action, rebuilding
from respbook.app import create_app
from respbook.backups import moving
from respbook.backups.checking import head_of_file
from respbook.backups.files import copy
from respbook.backups.holdings import Holdings
from respbook.backups.shelf import name_of
from respbook.backups.snapshot import snapshot
from respbook.commands.house import now, opened
from respbook.models.base import db
from respbook.rules.codes import code_of
from respbook.rules.errors import RuleBroken
from respbook.rules.permissions import system_viewer
from respbook.settings import Settings


def register(words: Any) -> None:
    """Add ``move`` to the command line."""
    parser = words.add_parser("move", help="换数据库：SQLite 迁到 PostgreSQL，或迁回")
    parser.add_argument(
        "--to", required=True, metavar="网址", help="postgresql://用户:密码@主机/库名，须是空库；或 sqlite:///新文件"
    )
    parser.set_defaults(run=run)


def run(asked: argparse.Namespace) -> int:
    """迁移 the database of RESPBOOK_DATA (and RESPBOOK_DATABASE_URL) to another one; the files of the store stay.

    The site has to be stopped. All rows and the book are compared before the new database counts; the old SQLite file is
    put aside under another name. Exit 0 done, 2 refused: nothing was moved.
    """
    settings = settings_module.read()
    url = settings_module.database_url(asked.to)
    if settings.sqlite == url.startswith("sqlite"):
        raise RuleBroken("两边是同一种数据库，不用迁移。换机器请用 respbook backup 和 respbook restore。")
    if settings.sqlite:
        moving.refuse_running(Path(str(make_url(settings.database_url).database)))  # before anything is opened or made
    moment = now()
    app = opened(settings)
    holdings: Holdings = app.extensions["holdings"]
    with app.app_context():
        db.engine.dispose()
    app.extensions["queue"].huey.storage.close()
    seq, head = _to_server(holdings, url) if settings.sqlite else _to_file(holdings, url)
    _entered(settings, url, seq, head)
    if holdings.database is not None:
        _put_aside(holdings.database, moment)
    print(f"已迁移，逐表逐行核对一致；操作日志{seq}条，日志头校验码 {code_of(head)}。")
    print(f"今后启动前请设置 RESPBOOK_DATABASE_URL={_without_password(url)}" if settings.sqlite else _BACK.format(url))
    return 0


_BACK = "今后启动前请把 RESPBOOK_DATABASE_URL 改为 {}；原 PostgreSQL 库没有改动。"


def _to_server(holdings: Holdings, url: str) -> tuple[int, str]:
    old = holdings.database
    assert old is not None
    moving.refuse_running(old)
    gate = action.gate()
    with tempfile.TemporaryDirectory(prefix=".moving-", dir=holdings.folder) as place:
        file = Path(place) / "respbook.db"
        snapshot(holdings, gate, file)
        found = moving.to_server(file, url, paths.MIGRATIONS)
        moving.refuse_running(old)
        if head_of_file(file) != head_of_file(old):
            raise RuleBroken("迁移中原库又有新的办理。请先停止网站，清空目标库，再迁移。")
    return found


def _put_aside(old: Path, moment: datetime) -> None:
    """Last of all: a start that forgets the new address opens no outdated book."""
    aside = old.with_name(f"respbook-moved-{name_of(moment)}.db")
    try:
        old.rename(aside)
    except OSError:  # Windows does not rename what somebody still looks at
        print(f"数据已迁完，但原数据库 {old} 正被别的程序打开，没能改名。请关闭那个程序，自行改名为 {aside.name}。")
    else:
        print(f"原数据库改名为 {aside.name}，留存备查。")


def _to_file(holdings: Holdings, url: str) -> tuple[int, str]:
    target = Path(url.removeprefix("sqlite:///"))
    if target.exists():
        raise RuleBroken(f"“{target}”已经存在，没有迁移。请另写一个新的文件名。")
    with tempfile.TemporaryDirectory(prefix=".moving-", dir=holdings.folder) as place:
        file = Path(place) / "respbook.db"
        snapshot(holdings, action.gate(), file)
        with create_app().app_context():
            differing = moving.compare(file, db.engine)
        if differing:
            raise RuleBroken(f"迁移后“{'、'.join(differing)}”与原库不同（网站还在运行？），没有迁移。")
        copy(file, target)
    return head_of_file(target)


def _entered(settings: Settings, url: str, seq: int, head: str) -> None:
    app = create_app(replace(settings, database_url=url))
    with app.app_context():
        rebuilding.note_moved(seq, head, by=system_viewer("迁移"), now=now())
        db.engine.dispose()


def _without_password(url: str) -> str:
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=True)
