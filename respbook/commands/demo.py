"""respbook demo: build 青山镇, issue its letters, print where everything is, serve."""

import argparse
import os
import secrets
import sys
import time
from pathlib import Path
from typing import Any

from flask import Flask

from respbook import paths
from respbook import settings as settings_module
from respbook.app import create_app
from respbook.commands import house, serve
from respbook.demo.build import Builder
from respbook.demo.cast import PEOPLE
from respbook.demo.county import CountyBuilder
from respbook.demo.founding import Wanted
from respbook.models import schema
from respbook.models.base import db
from respbook.papers.letter import file_names
from respbook.queries.letter_lists import LetterFilter, all_letters
from respbook.queries.letters import papers_for_print
from respbook.rules.lifecycles import LetterState
from respbook.rules.permissions import system_viewer
from respbook.store import Store
from respbook.works import tools

MARK = "示例数据.txt"
_WORDS = ("松林", "溪石", "月光", "麦浪", "云岭", "竹影", "晨雾", "芦苇", "梨花", "雪松", "石桥", "秋水")
_SHOWN = (
    ("经办人", "jingban"),
    ("镇领导（镇长）", "zhenzhang"),
    ("考核组", "kaohe"),
    ("审计/纪检", "jijian"),
    ("系统管理员", "guanli"),
    ("单位负责人（村书记）", "cun001shuji"),
    ("填报员（村文书）", "cun001wenshu"),
)


def register(words: Any) -> None:
    """Add ``demo`` to the command line."""
    parser = words.add_parser("demo", help="建一个示例镇“青山镇”，签发责任书，启动网站")
    parser.add_argument("--data", type=Path, default=Path.home() / "respbook-demo", help="数据文件夹")
    parser.add_argument("--units", type=int, default=30, help="村和社区的个数，1–500")
    parser.add_argument("--towns", type=int, default=0, help="不建青山镇，建一个县和这么多个小镇，1–30")
    parser.add_argument("--seed", type=int, default=2026, help="随机种子")
    parser.add_argument("--canaries", action="store_true", help="每个单位的文字带独有标记，供查漏")
    parser.add_argument("--no-serve", action="store_true", help="只建镇，不启动网站")
    parser.add_argument("--port", type=int, default=8000, help="端口")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """示例镇: built once; a second run finds it as it was left. Exit 0, 2 when the folder holds a real office's data."""
    if not (1 <= options.units <= 500 and 0 <= options.towns <= 30):
        print("村和社区的个数应在1至500之间，小镇的个数应在1至30之间。", file=sys.stderr)
        return 2
    folder: Path = options.data
    mark = folder / MARK
    if not mark.exists() and ((folder / "respbook.db").exists() or _kept_elsewhere(folder)):
        print(f"“{folder}”里已有正式数据，示例镇不会建在里面。请用 --data 另选一个文件夹。", file=sys.stderr)
        return 2
    environ = {**os.environ, "RESPBOOK_PUBLIC_URL": f"http://127.0.0.1:{options.port}"}
    environ.pop("RESPBOOK_DATABASE_URL", None)
    app = create_app(settings_module.read(environ, folder))
    app.extensions["clock_watch"].active = False  # its year has days that are yet to come
    with app.app_context():
        schema.upgrade(db.engine, paths.MIGRATIONS)
        if not mark.exists() or not mark.read_text("utf-8"):
            _build(app, options, mark)
    print(mark.read_text("utf-8"))
    if options.no_serve:
        return 0
    return serve.serve(app, f"127.0.0.1:{options.port}")


def _kept_elsewhere(folder: Path) -> bool:
    return folder.exists() and (folder / "store").exists() and any((folder / "store").iterdir())


def _build(app: Flask, options: argparse.Namespace, mark: Path) -> None:
    mark.touch(mode=0o600)
    password = "".join(secrets.SystemRandom().sample(_WORDS, 3)) + f"{secrets.randbelow(9000) + 1000}"
    if options.towns:
        _build_county(app, options, mark, password)
        return
    wanted = Wanted(options.units, options.seed, options.canaries, password)
    began = time.perf_counter()
    builder = Builder(wanted, tools(app), house.now, lambda words: print(f"· {words}", flush=True))
    builder.build()
    folder = mark.parent / "责任书"
    count = _write_pdfs(app, folder)
    logins = "\n".join(
        f"  {role:　<12}{login}" for role, login in (*_SHOWN, ("单位负责人（责任书待签）", builder.open_login))
    )
    mark.write_text(
        f"示例镇“青山镇”（{time.perf_counter() - began:.0f}秒建成，{len(PEOPLE)}位镇干部）\n"
        f"责任书：{folder}（单份{count}个，另有合订打印文件）\n"
        f"用户名（密码都是 {password}）：\n{logins}\n",
        encoding="utf-8",
    )


_OF_COUNTY = (
    ("县经办人", "xianjingban"),
    ("县领导（县长）", "xianzhang"),
    ("县考核组", "xiankaohe"),
    ("县系统管理员", "xianguanli"),
    ("第一个镇的经办人", "zhen01jingban"),
    ("第一个镇的镇长", "zhen01zhang"),
)


def _build_county(app: Flask, options: argparse.Namespace, mark: Path, password: str) -> None:
    began = time.perf_counter()
    builder = CountyBuilder(options.towns, password, options.canaries, tools(app), house.now)
    builder.build(lambda words: print(f"· {words}", flush=True))
    logins = "\n".join(f"  {role:　<10}{login}" for role, login in _OF_COUNTY)
    mark.write_text(
        f"示例县“云岭县”，{options.towns}个乡镇（{time.perf_counter() - began:.0f}秒建成）\n"
        f"用户名（密码都是 {password}）：\n{logins}\n",
        encoding="utf-8",
    )


def _write_pdfs(app: Flask, folder: Path) -> int:
    folder.mkdir(exist_ok=True)
    store: Store = app.extensions["store"]
    letters = all_letters(system_viewer(), LetterFilter(state=LetterState.ISSUED))
    for name, letter in zip(file_names([letter.unit.called for letter in letters]), letters, strict=True):
        (folder / name).write_bytes(store.get(letter.pdf_sha256 or ""))
    with open(folder / "合订打印_每份2本.pdf", "wb") as out:
        app.extensions["binder"].print_file(papers_for_print(letters), 2, out)
    return len(letters)
