"""respbook archive: a town's year as one ZIP on a disk; verify one, without a database or against it (features D5)."""

import argparse
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import Flask

from respbook.actions import exports
from respbook.actions.export_year import make_year
from respbook.actions.exports import Order
from respbook.commands.house import founded, now, opened, say
from respbook.queries.archive_towns import towns_with
from respbook.queries.audit_head import hash_of
from respbook.readers.year_archive import Verified, verify_archive
from respbook.rules.errors import RuleBroken
from respbook.rules.exports import ExportKind, title_of
from respbook.rules.permissions import system_viewer
from respbook.works import workshop

CLEAN, TAMPERED, FOREIGN = 0, 3, 4
VERIFY = "verify"


def register(words: Any) -> None:
    """Add ``archive`` to the command line."""
    parser = words.add_parser("archive", help="年度归档")
    parser.add_argument("what", nargs="+", metavar="年度", help="年度；或者 verify 和归档文件")
    parser.add_argument("--out", type=Path, default=Path("."), metavar="目录", help="归档放在哪里")
    parser.add_argument("--town", default="", metavar="镇", help="有几个镇时，写明是哪一个")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=run)


def run(asked: argparse.Namespace) -> int:
    """年度归档: YEAR --out DIR writes the archive with the whole book of deeds; verify FILE.zip looks whether it is whole.

    Exit 0 done or whole, 3 something was altered, 4 whole but its book is not part of this one, 2 asked wrongly.
    JSON of verify: {clean, exit, files, entries, read, head, known (null without a database), faults}.
    """
    if asked.what[0] == VERIFY:
        if len(asked.what) != 2:
            raise RuleBroken("一次查验一个归档：respbook archive verify 文件.zip。")
        return _verify(Path(asked.what[1]), asked.json)
    if len(asked.what) != 1 or not asked.what[0].isdigit():
        raise RuleBroken("请写明年度，例如 respbook archive 2026 --out /media/usb。")
    return _write(int(asked.what[0]), asked.out, asked.town)


def _write(year: int, out: Path, town: str) -> int:
    app, by = opened(), system_viewer("命令行")
    with app.app_context():
        found = [(unit_id, name) for unit_id, name in towns_with(year) if not town or town == name]
        if len(found) != 1:
            names = "、".join(name for _, name in found)
            raise RuleBroken(f"请用 --town 写明是哪一个镇：{names}。" if found else f"没有{year}年的年度方案，请核对。")
        unit_id, name = found[0]
        path = out / f"{title_of(ExportKind.YEAR, name, year)}.zip"
        out.mkdir(parents=True, exist_ok=True)
        size, sha256 = _made(app, unit_id, year, path, now())
        exports.written(path.name, size, sha256, by=by, now=now())
    print(f"已写入 {path}\nSHA-256 {sha256}")
    return CLEAN


def _made(app: Flask, town_id: int, year: int, path: Path, at: datetime) -> tuple[int, str]:
    shelf = app.extensions["exports"]
    order = Order(0, ExportKind.YEAR, town_id, None, None, year, path.stem, 0, 0, at)
    making = path.with_suffix(".part")
    try:
        make_year(order, making, system_viewer("命令行"), lambda *_: None, workshop(app))
        size, sha256 = shelf.measure(making)
        making.replace(path)
    finally:
        making.unlink(missing_ok=True)
    return size, sha256


def _verify(path: Path, as_json: bool) -> int:
    found = verify_archive(path)
    known = _known(found)
    code = TAMPERED if found.faults else FOREIGN if known is False else CLEAN
    if as_json:
        say({"clean": code != TAMPERED, "exit": code, "known": known} | vars(found))
        return code
    for sentence in found.faults:
        print(sentence)
    said = f"有{len(found.faults)}处不符" if found.faults else "全部相符"
    print(f"文件{found.files}个，日志{found.entries}条（{found.read}条有正文），{said}。末条散列 {found.head}")
    if known is not None:
        print(
            "末条与本系统的操作日志相符。"
            if known
            else "末条不在本系统的操作日志中，不是本系统的归档，或日志被改写过。"
        )
    return code


def _known(found: Verified) -> bool | None:
    """Whether the book of this system has the archive's last entry; None without a database."""
    if not founded():
        return None
    with opened().app_context():
        return hash_of(found.entries) == found.head
