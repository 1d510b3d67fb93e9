"""办公电脑的按钮: pressed one after the other, as on the PC; the folder has a blank in its name."""

import argparse
import http.client
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from respbook.bundle import place
from respbook.commands import backup, office
from respbook.rules.errors import RuleBroken
from respbook.settings import Settings

ROOT = Path(__file__).parents[2]


def free_port():
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return asked.getsockname()[1]


@pytest.fixture
def home(tmp_path):
    folder = tmp_path / "责任书 三"
    folder.mkdir()
    (folder / "设置.txt").write_text(f"监听地址=127.0.0.1:{free_port()}\n数据目录=程序旁\n", "utf-8-sig")
    return folder


def pressed(home, deed, **more):
    environ = {name: value for name, value in os.environ.items() if not name.startswith("RESPBOOK_")}
    environ |= {"PYTHONPATH": str(ROOT), "BROWSER": "true", "PYTHONUNBUFFERED": "1"}
    words = [sys.executable, "-X", "utf8", "-m", "respbook", "office", deed, "--home", str(home)]
    return subprocess.Popen(
        words, env=environ, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **more
    )


def answering(port):
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        line.request("GET", "/healthz")
        return line.getresponse().read() == b"ok\n"
    except OSError:
        return False
    finally:
        line.close()


def test_first_start_asks_for_the_administrator_and_stop_stops_it(home, faces_folder, monkeypatch, capsys):
    """Pressed for real: two programs that know of each other by the data folder alone."""
    (home / "数据").mkdir()
    (home / "数据" / "faces").symlink_to(faces_folder)
    monkeypatch.setattr(os, "environ", dict(os.environ))
    port = place.read(home, {}).port
    site = pressed(home, "start")
    site.stdin.write("青山镇人民政府\n\n青山镇人民政府\n陈管理\n\n")  # a name forgotten once is asked for again
    site.stdin.flush()
    try:
        end = time.monotonic() + 90
        while not answering(port) and site.poll() is None and time.monotonic() < end:
            time.sleep(0.2)
        assert office.run_stop(argparse.Namespace(home=home)) == 0
        said, _ = site.communicate(timeout=30)
    finally:
        site.kill()
    assert (site.returncode, capsys.readouterr().out) == (0, "已停止。\n"), said
    assert "请重新填写" in said and said.count("一次性开户码：") == 1
    assert not (home / "数据" / "stop").exists() and (home / "数据" / "respbook.db").exists()
    assert (home / "本机.txt").exists()


def test_in_the_background_the_log_is_told_and_an_old_stop_is_not_obeyed(home, monkeypatch):
    here = place.read(home, {})
    here.data.mkdir()
    here.stop.touch()
    (here.data / office.LOG).write_bytes(b"x" * ((5 << 20) + 1))
    for stream in ("stdout", "stderr"):
        monkeypatch.setattr(sys, stream, getattr(sys, stream))
    monkeypatch.setattr(office.os, "environ", {})
    monkeypatch.setattr(office.serve, "ready", lambda bind: bind)
    monkeypatch.setattr(office, "opened", lambda settings: settings)
    monkeypatch.setattr(office.serve, "serve", lambda *told: print("已启动", told[1], told[2].exists()) or 0)
    assert office.run_serve(argparse.Namespace(home=home)) == 0
    sys.stdout.close()
    assert (here.data / office.LOG).read_text("utf-8") == f"已启动 {here.bind} False\n"
    assert (here.data / "serve.old.log").stat().st_size > 5 << 20


def test_a_stick_is_chosen_by_its_number_and_looked_through(home, monkeypatch, tmp_path):
    asked = argparse.Namespace(home=home)
    calls = []
    monkeypatch.setattr(backup, "run", lambda words: calls.append((words.check, words.folder)) or 0)
    monkeypatch.setattr(office.os, "environ", {})
    monkeypatch.setattr(office, "sticks", list)
    with pytest.raises(RuleBroken, match="没有找到U盘"):
        office.run_backup(asked)
    monkeypatch.setattr(office, "sticks", lambda: [tmp_path / "E", tmp_path / "F"])
    monkeypatch.setattr("builtins.input", lambda _: "2")
    assert office.run_backup(asked) == 0
    assert [check for check, _ in calls] == [False, True]
    assert calls[0][1] == calls[1][1] and calls[0][1].parent == tmp_path / "F" / "责任书备份"
    monkeypatch.setattr("builtins.input", lambda _: "3")
    with pytest.raises(RuleBroken, match="没有备份"):
        office.run_backup(asked)


def test_windows_refusal_is_told_with_what_to_do(monkeypatch):
    monkeypatch.setattr(office.subprocess, "run", lambda *_, **__: subprocess.CompletedProcess([], 1))
    with pytest.raises(RuleBroken, match="以管理员身份运行"):
        office.run_unboot(None)


def test_the_boot_task_is_put_in_for_whoever_started_first(home, monkeypatch, tmp_path, capsys):
    """An administrator may press the button: neither his data folder nor his name is meant."""
    orders = []
    monkeypatch.setattr(office.os, "environ", {})
    monkeypatch.setattr(office.serve, "ready", lambda _: Settings(tmp_path, "sqlite://"))
    monkeypatch.setattr(office, "_order", orders.append)
    with pytest.raises(RuleBroken, match=r"启动\.bat"):
        office.run_boot(argparse.Namespace(home=home))
    assert not (home / "数据").exists() and orders == []
    (home / "数据").mkdir()
    place.pin(place.read(home, {"USERDOMAIN": "PC", "USERNAME": "张三"}))
    monkeypatch.setattr(office.os, "environ", {"USERNAME": "Administrator"})
    assert office.run_boot(argparse.Namespace(home=home)) == 0
    assert [words[1] for words in orders] == ["/Create", "/Run"] and "PC\\张三" in capsys.readouterr().out
    assert "PC\\张三" in (home / "数据" / "boot-task.xml").read_bytes().decode("utf-16")
