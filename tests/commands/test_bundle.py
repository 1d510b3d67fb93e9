"""安装包: what an office PC is given, judged here without one; pip and the network stay out."""

import argparse
import os
import re
import xml.etree.ElementTree as ET
from pathlib import Path
from zipfile import ZipFile

import pytest

from respbook.bundle import boot, buttons, folder, place
from respbook.bundle.closure import unmet
from respbook.commands import bundle
from respbook.rules.errors import RuleBroken

CARRIED = buttons.Runner("3.12", True)
INSTALLED = buttons.Runner("3.12", False)


def wheel(shelf, name, version, *needs):
    told = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n" + "".join(
        f"Requires-Dist: {n}\n" for n in needs
    )
    with ZipFile(shelf / f"{name}-{version}-py3-none-any.whl", "w") as made:
        made.writestr(f"{name}-{version}.dist-info/METADATA", told)


def embeddable(place, minor=12):
    with ZipFile(place, "w") as made:
        for name, content in (("python.exe", "MZ"), (f"python3{minor}._pth", f"python3{minor}.zip\n.\n#import site\n")):
            made.writestr(name, content)
    return place


def test_what_only_windows_needs_is_missed_here_already(tmp_path):
    wheel(tmp_path, "respbook", "1.0", "driver[binary]>=3", 'pades-lib; extra == "pades"')
    assert unmet(tmp_path, ["respbook"], "3.12") == ["driver[binary]>=3"]
    wheel(
        tmp_path,
        "driver",
        "3.1",
        'tzdata; sys_platform == "win32"',
        'uvloop; sys_platform != "win32"',
        'backport; python_version < "3.11"',
        'driver-binary==3.1; extra == "binary"',
    )
    assert unmet(tmp_path, ["respbook"], "3.12") == ["driver-binary==3.1", "tzdata"]
    wheel(tmp_path, "driver_binary", "3.0")
    wheel(tmp_path, "tzdata", "2026.1")
    assert unmet(tmp_path, ["respbook"], "3.12") == ["driver-binary==3.1"], "another version is not the one"
    (tmp_path / "driver_binary-3.0-py3-none-any.whl").unlink()
    wheel(tmp_path, "driver_binary", "3.1")
    assert unmet(tmp_path, ["respbook"], "3.12") == []
    assert unmet(tmp_path, ["respbook[pades]"], "3.12") == ["pades-lib"]


@pytest.mark.parametrize("runner", [CARRIED, INSTALLED], ids=["carried", "installed"])
def test_buttons_read_alike_in_every_code_page_and_quote_their_own_folder(runner):
    files = buttons.files(runner, "1.0")
    batches = {name: content for name, content in files.items() if name.endswith(".bat")}
    assert set(batches) == {*buttons.BUTTONS, buttons.BOOT}
    for name, content in files.items():
        assert content.count(b"\n") == content.count(b"\r\n") > 0, name
        assert not re.search(rb"https?://(?!zrs\.qingshan\.lan)", content), name
    for name, content in batches.items():
        text = content.decode("ascii")
        bare = re.sub(r'"[^"]*"', "", text)
        assert "%~dp0" in text and "%~dp0" not in bare, name  # a folder with blanks stays one word
        assert '--home "%~dp0."' in text, name  # a backslash before the closing quote would swallow it
        assert ("python.exe" in text) == runner.carried
        assert ("py -3.12" in text) != runner.carried
    assert ("need-python.txt" in files) != runner.carried
    for name, deed in (*buttons.BUTTONS.items(), (buttons.BOOT, "serve")):
        assert f"respbook office {deed} --home" in batches[name].decode("ascii")


def test_the_carried_python_reads_the_bundle_and_nothing_of_the_pc(tmp_path):
    given = embeddable(tmp_path / "python.zip")
    assert folder.carried(given) == "3.12"
    home = tmp_path / "责任书 三"
    (home / "lib" / "zxingcpp").mkdir(parents=True)
    (home / "lib" / "msvcp140.dll").write_bytes(b"runtime")
    (home / "lib" / "zxingcpp" / "zxingcpp.pyd").write_bytes(b"\0MSVCP140.dll\0VCRUNTIME140.dll\0")
    folder.lay_out(home, given, CARRIED, "1.0")
    assert (home / "python" / "python312._pth").read_text().split() == ["python312.zip", ".", "..\\lib"]
    assert (home / "lib" / "zxingcpp" / "msvcp140.dll").read_bytes() == b"runtime"
    names = ZipFile(folder.pack(home)).namelist()
    assert {"责任书 三/启动.bat", "责任书 三/python/python.exe", "责任书 三/使用说明.txt"} <= set(names)
    (home / "lib" / "msvcp140.dll").unlink()
    with pytest.raises(RuleBroken, match=r"msvcp140\.dll"):
        folder.beside_their_users(home / "lib")


def test_another_zip_or_an_old_python_is_refused_in_words(tmp_path):
    for given, words in ((embeddable(tmp_path / "old.zip", 10), "至少要 3.11"), (tmp_path / "none.zip", "embeddable")):
        with pytest.raises(RuleBroken, match=words):
            folder.carried(given)


def test_pip_is_asked_for_windows_and_for_what_was_lacking(tmp_path, monkeypatch):
    """Without an address: pip knows where packages come from."""
    asked = argparse.Namespace(wheel=tmp_path / "respbook-1.0-py3-none-any.whl", extra=[], platform="win_amd64")
    wheel(tmp_path, "respbook", "1.0", "driver")
    wheels, said = tmp_path / "wheels", []
    wheels.mkdir()

    def pip(*words):
        said.append(words)
        needs = ['tzdata; sys_platform == "win32"'] if "driver" in words else []
        for name in set(words[words.index("-d") + 2 :]):
            wheel(wheels, name.replace("-", "_"), "1.0", *(needs if name == "driver" else []))

    monkeypatch.setattr(bundle, "_pip", pip)
    bundle.gather(wheels, asked, "3.12")
    assert [words[words.index("-d") + 2 :] for words in said] == [
        ("driver", "msvc-runtime"),
        ("driver", "msvc-runtime", "tzdata"),
    ]
    for words in said:
        assert {"--only-binary=:all:", "win_amd64", "3.12"} <= set(words)
        assert not any("://" in word or "index" in word for word in words)


def test_the_boot_task_has_no_end_no_password_and_survives_signs(tmp_path):
    told = boot.task(r"D:\责任书 & 台账\boot.bat", r"D:\责任书 & 台账", "PC\\张三")
    root = ET.fromstring(told.decode("utf-16").split("\n", 1)[1])
    values = {each.tag.rsplit("}")[-1]: (each.text or "").strip() for each in root.iter()}
    assert values["Command"] == r"D:\责任书 & 台账\boot.bat" and values["UserId"] == "PC\\张三"
    assert (values["LogonType"], values["ExecutionTimeLimit"], values["Hidden"]) == ("S4U", "PT0S", "true")
    assert told[:2] in (b"\xff\xfe", b"\xfe\xff")
    assert boot.orders(tmp_path / "任务 1.xml")[0][-2] == str(tmp_path / "任务 1.xml")


def test_settings_are_read_as_the_notepad_leaves_them(tmp_path):
    environ = {"LOCALAPPDATA": str(tmp_path / "app"), "USERDOMAIN": "PC", "USERNAME": "张三"}
    (tmp_path / "设置.txt").write_bytes(buttons.files(CARRIED, "1.0")["设置.txt"])
    here = place.read(tmp_path, environ)
    assert (here.bind, here.data, here.user) == ("127.0.0.1:8000", tmp_path / "app" / "respbook", "PC\\张三")
    assert set(here.variables) == {"RESPBOOK_DATA"}, "nothing is open to the network until somebody says so"
    place.pin(here)
    again = place.read(tmp_path, {"LOCALAPPDATA": "elsewhere", "USERNAME": "Administrator"})
    assert (again.data, again.user) == (here.data, here.user), "the same data whoever presses the button"
    (tmp_path / "本机.txt").unlink()
    assert place.read(tmp_path, environ).data == tmp_path / "app" / "respbook"
    (tmp_path / "设置.txt").write_text("数据目录=%localappdata%/责任书\n", "utf-8")
    assert place.read(tmp_path, environ).data == tmp_path / "app" / "责任书"
    said = "数据目录＝程序旁\r\n监听地址=0.0.0.0:8000\r\nRESPBOOK_ALLOW_HTTP=我知道\r\n"
    (tmp_path / "设置.txt").write_bytes(said.encode("gbk"))
    here = place.read(tmp_path, environ)
    assert (here.data, here.bind) == (tmp_path / "数据", "0.0.0.0:8000")
    assert here.variables["RESPBOOK_ALLOW_HTTP"] == "我知道"
    (tmp_path / "设置.txt").write_text("监听地址 0.0.0.0", "utf-8")
    with pytest.raises(RuleBroken, match="第1行"):
        place.read(tmp_path, environ)


def test_nothing_is_built_over_what_is_there(tmp_path):
    asked = argparse.Namespace(folder=Path(os.fspath(tmp_path)), python=None, python_version="3.12")
    with pytest.raises(RuleBroken, match="新的名字"):
        bundle.run(asked)


def test_half_a_bundle_is_not_left_behind(tmp_path, monkeypatch):
    asked = argparse.Namespace(folder=tmp_path / "三", python=None, python_version="3.12", platform="win_amd64")
    monkeypatch.setattr(bundle, "gather", lambda *_: None)

    def broken(_wheels, lib, *_):
        (lib / "zxingcpp").mkdir(parents=True)
        (lib / "zxingcpp" / "zxingcpp.pyd").write_bytes(b"\0MSVCP140.dll\0")

    monkeypatch.setattr(bundle, "_install", broken)
    with pytest.raises(RuleBroken, match="没有它"):
        bundle.run(asked)
    assert list(tmp_path.iterdir()) == []
