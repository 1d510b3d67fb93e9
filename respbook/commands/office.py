"""respbook office: the buttons of the office PC; each batch file of a bundle calls one of these deeds (features U5)."""

import argparse
import http.client
import os
import subprocess
import sys
import threading
import time
import webbrowser
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Flask

from respbook.backups.places import sticks
from respbook.backups.shelf import name_of
from respbook.bundle import boot, buttons, place
from respbook.bundle.place import Place
from respbook.commands import backup, people, serve
from respbook.commands.house import now, opened
from respbook.queries import people as people_queries
from respbook.rules.errors import RuleBroken
from respbook.rules.permissions import system_viewer
from respbook.settings import Settings

LOG, _LONGEST_LOG, _PATIENCE = "serve.log", 5 << 20, 60
_AS_ADMINISTRATOR = "没有办成。请右键点这个文件，选“以管理员身份运行”；仍不行时，把上面的提示告诉系统管理员。"


def register(words: Any) -> None:
    """Add ``office`` to the command line."""
    deeds = words.add_parser("office", help="办公电脑上的按钮（启动.bat等）")
    deeds = deeds.add_subparsers(dest="deed", required=True, metavar="做什么")
    for name, run, told in (
        ("start", run_start, "启动，打开浏览器"),
        ("serve", run_serve, "在后台运行，记录写在数据目录的 serve.log"),
        ("stop", run_stop, "停止"),
        ("backup", run_backup, "备份到U盘"),
        ("boot", run_boot, "安装为开机启动"),
        ("unboot", run_unboot, "取消开机启动"),
    ):
        deed = deeds.add_parser(name, help=told)
        deed.add_argument("--home", type=Path, required=True, metavar="目录", help="程序文件夹")
        deed.set_defaults(run=run)


def run_start(asked: argparse.Namespace) -> int:
    """启动: ask for the first administrator once, serve, open the browser. Exit 0 stopped, 2 refused."""
    here = _placed(asked)
    settings = serve.ready(here.bind)
    if _answers(here, settings):
        print("责任书系统已在运行，现在打开浏览器。")
        webbrowser.open(settings.public_url)
        return 0
    place.pin(here)
    if not serve.loopback(serve.bound(here.bind)[0]) and not settings.tls:
        print("注意：已允许明文访问，密码和内容可能被同一网络的人看到；盖章和证书停用。请尽快配置 https。")
    app = opened(settings)
    found_first(app)
    print("请不要关闭这个窗口，关闭就是停止。")
    threading.Thread(target=_open_when_ready, args=(here, settings), daemon=True).start()
    return _serve(app, here)


def run_serve(asked: argparse.Namespace) -> int:
    """后台运行 without a window; what would be said goes into the log. Exit 0 stopped with intent, else to be begun anew."""
    here = _placed(asked)
    here.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    log = here.data / LOG
    with suppress(OSError):
        if log.stat().st_size > _LONGEST_LOG:
            os.replace(log, log.with_suffix(".old.log"))
    sys.stdout = sys.stderr = log.open("a", encoding="utf-8", newline="\n", buffering=1)
    place.pin(here)
    return _serve(opened(serve.ready(here.bind)), here)


def run_stop(asked: argparse.Namespace) -> int:
    """停止 after the letter at hand, whoever started it. Exit 0, 1 still running after a minute."""
    here = _placed(asked)
    settings = serve.ready(here.bind)
    if not _answers(here, settings):
        print("责任书系统没有在运行。")
        return 0
    here.stop.touch()
    for _ in range(_PATIENCE):
        if not _answers(here, settings):
            print("已停止。")
            return 0
        time.sleep(1)
    print("一分钟后仍在运行，可能正在办理一批责任书，办完就会停止。请过几分钟再看。")
    return 1


def run_backup(asked: argparse.Namespace) -> int:
    """备份到U盘: the stick is chosen by its number, the backup looked through on it. Exit as ``respbook backup``."""
    _placed(asked)
    found = sticks()
    if not found:
        raise RuleBroken("没有找到U盘或移动硬盘。请插上后再双击一次。")
    for number, each in enumerate(found, 1):
        print(f"  {number}　{each}")
    answer = _asked(f"备份到哪一个？输入序号（1–{len(found)}）后按回车：")
    if not answer.isdigit() or not 0 < int(answer) <= len(found):
        raise RuleBroken("没有这个序号，没有备份。请再双击一次。")
    folder = found[int(answer) - 1] / "责任书备份" / name_of(now())
    print(f"正在备份到 {folder}，请不要拔出……", flush=True)
    made = backup.run(argparse.Namespace(folder=folder, check=False, json=False))
    checked = backup.run(argparse.Namespace(folder=folder, check=True, json=False))
    return made or checked


def run_boot(asked: argparse.Namespace) -> int:
    """安装为开机启动 in Windows' task scheduler. Exit 0, 2 refused by Windows."""
    here = _placed(asked)
    settings = serve.ready(here.bind)
    if not (here.home / buttons.PLACE).exists():  # before anything is made in the data folder of whoever is elevated
        raise RuleBroken("还没有系统管理员。请先双击“启动.bat”，完成第一次设置。")
    file = here.data / "boot-task.xml"
    home = here.home.resolve()
    file.write_bytes(boot.task(str(home / buttons.BOOT), str(home), here.user))
    create, begin = boot.orders(file)
    _order(create)
    print(f"已安装：开机后在后台运行（用户 {here.user}），没有窗口，意外停止后自动再启动。")
    if _answers(here, settings):
        print("现在窗口里的这一次继续用；下次开机起在后台运行。")
    else:
        _order(begin)
        print(f"已在后台启动，请在浏览器打开 {settings.public_url}")
    return 0


def run_unboot(asked: argparse.Namespace) -> int:
    """取消开机启动; what runs now goes on until it is stopped. Exit 0, 2 refused by Windows."""
    _order(boot.removal())
    print("已取消。正在运行的，请双击“停止.bat”。")
    return 0


def found_first(app: Flask) -> None:
    """第一位系统管理员, asked for in the console until what is typed is taken. Raises RuleBroken without a console."""
    if people_there(app):
        return
    print("第一次使用，请设立本镇和第一位系统管理员（以后可在系统里修改）。")
    while True:
        unit, name = _asked("本镇全称（例如 青山镇人民政府）："), _asked("系统管理员姓名：")
        if not unit or not name:
            print("单位和姓名都要填写。请重新填写。")
            continue
        try:
            people.run_add(argparse.Namespace(login="", name=name, role=None, unit=unit, phone=""))
        except RuleBroken as problem:
            print(f"{problem.sentence}请重新填写。")
        else:
            break
    _asked("记下用户名和开户码后，按回车继续：")


def people_there(app: Flask) -> bool:
    """Whether anybody can sign in yet."""
    with app.app_context():
        return people_queries.people_list(system_viewer(), people_queries.PeopleFilter(), now(), 1).total > 0


def _placed(asked: argparse.Namespace) -> Place:
    """The place, whose settings hold from here on as if the environment had named them."""
    here = place.read(asked.home, os.environ)
    os.environ.update(here.variables)
    return here


def _serve(app: Flask, here: Place) -> int:
    here.stop.unlink(missing_ok=True)
    try:
        return serve.serve(app, here.bind, here.stop)
    except OSError as problem:
        raise RuleBroken(
            f"{here.bind} 用不了，端口可能被别的程序占用。请把“{buttons.SETTINGS}”里监听地址的端口改成别的，再启动。"
        ) from problem


def _answers(here: Place, settings: Settings) -> bool:
    """Whether the site is at work, asked on this machine and by the name that it knows itself by."""
    host = serve.bound(here.bind)[0]
    line = http.client.HTTPConnection("127.0.0.1" if host in ("0.0.0.0", "::") else host, here.port, timeout=5)
    try:
        line.request("GET", "/healthz", headers={"Host": urlsplit(settings.public_url).netloc})
        return line.getresponse().read() == b"ok\n"
    except (OSError, http.client.HTTPException):
        return False
    finally:
        line.close()


def _open_when_ready(here: Place, settings: Settings) -> None:
    for _ in range(_PATIENCE):
        if _answers(here, settings):
            webbrowser.open(settings.public_url)
            return
        time.sleep(1)


def _order(words: list[str]) -> None:
    try:
        done = subprocess.run(words, check=False)
    except FileNotFoundError:
        raise RuleBroken(
            "开机启动用的是 Windows 的计划任务，这台电脑没有。Linux 请用 respbook sample systemd。"
        ) from None
    if done.returncode:
        raise RuleBroken(_AS_ADMINISTRATOR)


def _asked(words: str) -> str:
    try:
        return input(words).strip()
    except EOFError:
        raise RuleBroken("这一步要在窗口里回答，请双击“启动.bat”。") from None
