"""respbook oldscans: a folder of old scans into 往年文书; what names tell is filed, the rest is listed (features M5)."""

import argparse
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from flask import Flask

from respbook.actions import archive, archive_drops
from respbook.actions.archive import Kept
from respbook.commands.house import now, opened
from respbook.queries.archive import unit_names
from respbook.queries.archive_drops import drop_named
from respbook.queries.archive_towns import town_called
from respbook.readers import scans
from respbook.rules.archive import Named, read_name
from respbook.rules.chinese import china_day
from respbook.rules.errors import RuleBroken
from respbook.rules.permissions import Viewer, system_viewer

_ENDINGS = frozenset({".pdf", ".jpg", ".jpeg", ".png"})
_LARGEST = 30 * 2**20
_AT_ONCE = 20


def register(words: Any) -> None:
    """Add ``oldscans`` to the command line."""
    parser = words.add_parser("oldscans", help="收存往年扫描件")
    parser.add_argument("folder", nargs="?", type=Path, metavar="目录")
    parser.add_argument("--town", required=True, metavar="镇", help="哪一个镇的往年文书")
    parser.add_argument("--undo", type=int, metavar="批次", help="整批撤回")
    parser.set_defaults(run=run)


def run(asked: argparse.Namespace) -> int:
    """收存往年扫描件: every PDF, JPG and PNG below DIR, matched by the names of file and folders.

    Prints what could not be placed, and the number of the batch by which all can be taken back. Exit 0, 2 refused.
    """
    app = opened()
    with app.app_context():
        by = _of_town(asked.town)
        if asked.undo is not None:
            print(archive_drops.undo(asked.undo, by=by, now=now()).sentence)
            return 0
        if asked.folder is None or not asked.folder.is_dir():
            raise RuleBroken("请写明放扫描件的目录。")
        _take_in(app, asked.folder, by)
    return 0


def _of_town(name: str) -> Viewer:
    town = town_called(name)
    if town is None:
        raise RuleBroken(f"没有叫“{name}”的镇，请写单位登记中的名称或简称。")
    return replace(system_viewer("命令行"), unit_id=town[0], unit_path=town[1])


def _take_in(app: Flask, folder: Path, by: Viewer) -> None:
    batch, units, told = secrets.token_hex(16), unit_names(by), now()
    taken = again = unplaced = 0
    for group in _groups(app, folder, units, china_day(told).year):
        for each in archive.take_in(group, batch, by=by, now=now()):
            again += each.again
            taken += not each.again
            if not each.again and each.paper.unit_id is None:
                unplaced += 1
                print(f"没有归位：{each.paper.file_name}")
    drop = drop_named(by.unit_id, batch)
    print(f"收存{taken}份，其中{unplaced}份没有归位，请在“往年文书”里补认；{again}份以前收过。")
    if drop is not None and taken:
        print(f"这一批是第{drop.id}批，整批撤回：respbook oldscans --town 镇名 --undo {drop.id}")


def _groups(app: Flask, folder: Path, units: Any, year: int) -> Iterator[Sequence[tuple[Kept, Named]]]:
    group: list[tuple[Kept, Named]] = []
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() not in _ENDINGS or not path.is_file() or path.name.startswith("."):
            continue
        name = path.relative_to(folder).as_posix()[-200:]
        try:
            group.append((_kept(app, path, name), read_name(name, units, year)))
        except RuleBroken as refusal:
            print(f"没有收下：{name}，{refusal.sentence}")
        if len(group) == _AT_ONCE:
            yield group
            group = []
    if group:
        yield group


def _kept(app: Flask, path: Path, name: str) -> Kept:
    if path.stat().st_size > _LARGEST:
        raise RuleBroken("超过30兆；请降低扫描精度或拆开。")
    content = path.read_bytes()
    scan = scans.inspect(content)
    return Kept(name, app.extensions["store"].put(content), len(content), scan)
