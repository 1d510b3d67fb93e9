"""respbook backup: everything of this installation a second time, checked and with its list (safety C12, R102)."""

import argparse
from pathlib import Path
from typing import Any

from respbook import settings as settings_module
from respbook.actions import action
from respbook.app import create_app
from respbook.backups import checking
from respbook.backups.holdings import Holdings
from respbook.backups.making import Request, back_up
from respbook.commands.house import now, say
from respbook.models import schema
from respbook.models.base import db
from respbook.queries.health import stored_papers
from respbook.rules.backups import Manifest
from respbook.rules.errors import RuleBroken

DAMAGED = 3


def register(words: Any) -> None:
    """Add ``backup`` to the command line."""
    parser = words.add_parser("backup", help="备份，核验备份")
    parser.add_argument("folder", type=Path, metavar="目录", help="备份放在哪里，须是新的或空的目录")
    parser.add_argument("--check", action="store_true", help="不备份，只核验这个目录里的备份")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=run)


def run(asked: argparse.Namespace) -> int:
    """备份 into DIR while the site goes on; with ``--check``: look through the backup that lies there.

    JSON: {folder, made_at, program, schema, engine, seq, head, code, files, size, lost: [sentence], dump, faults:
    [sentence]}. Exit 0 done, 2 refused, 3 files of the store are missing or the backup is damaged.
    """
    if asked.check:
        manifest, faults = checking.check(asked.folder)
    else:
        manifest, faults = _made(asked.folder.absolute()), []
    if asked.json:
        say(_object(asked.folder, manifest, faults))
    else:
        _print(asked, manifest, faults)
    return DAMAGED if faults or manifest.lost else 0


def _made(folder: Path) -> Manifest:
    """The tables are left at the step at which they stand: a later program backs up before it upgrades."""
    app = create_app(settings_module.read())
    holdings: Holdings = app.extensions["holdings"]
    if holdings.database is not None and not holdings.database.exists():
        raise RuleBroken(f"没有数据库 {holdings.database}，无可备份。请用 RESPBOOK_DATA 指明数据目录。")
    with app.app_context():
        wanted = stored_papers() if schema.at_head(db.engine, holdings.migrations) else []
        db.session.remove()
    return back_up(holdings, Request(folder, action.gate(), now(), wanted))


def _object(folder: Path, manifest: Manifest, faults: list[str]) -> dict[str, Any]:
    told = {name: getattr(manifest, name) for name in ("program", "schema", "engine", "seq", "head", "code")}
    told |= {"files": manifest.files, "size": manifest.size, "dump": manifest.dump, "faults": faults}
    return told | {
        "folder": folder.absolute(),
        "made_at": manifest.made_at.isoformat(),
        "lost": [each.sentence for each in manifest.lost],
    }


def _print(asked: argparse.Namespace, manifest: Manifest, faults: list[str]) -> None:
    for sentence in (*faults, *(each.sentence for each in manifest.lost)):
        print(sentence)
    if asked.check:
        print(f"{manifest.words}：{f'有{len(faults)}处不完好，不能用来恢复' if faults else '完好，可以恢复'}。")
        return
    print(f"已备份到 {asked.folder}：{manifest.words}。日志头校验码 {manifest.code}。")
    if manifest.dump:
        print(f"{manifest.dump}；备份本身是完整的，可以用 respbook restore 恢复。")
