"""安装包: its folder laid out, and packed."""

import re
import shutil
from pathlib import Path
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

from respbook.bundle import buttons
from respbook.rules.errors import RuleBroken

_PATHS = re.compile(r"python3(\d+)\._pth")
OLDEST = (3, 11)
_RUNTIME = re.compile(rb"(?i)\b(?:msvcp|concrt|vcomp)140\w*\.dll")
_NO_PYTHON = "“{}”不是 Python 的 Windows embeddable package（64-bit）。请到 Python 官方网站下载该版本的 ZIP，原样给出。"


def carried(python: Path) -> str:
    """版本 of an embeddable Python, such as 3.12. Raises RuleBroken."""
    try:
        with ZipFile(python) as inside:
            names = set(inside.namelist())
    except (OSError, BadZipFile):
        raise RuleBroken(_NO_PYTHON.format(python)) from None
    minor = next((int(found[1]) for found in map(_PATHS.fullmatch, sorted(names)) if found), None)
    if minor is None or "python.exe" not in names:
        raise RuleBroken(_NO_PYTHON.format(python))
    if (3, minor) < OLDEST:
        raise RuleBroken(f"给出的是 Python 3.{minor}，至少要 3.{OLDEST[1]}。")
    return f"3.{minor}"


def lay_out(folder: Path, python: Path | None, runner: buttons.Runner, version: str) -> None:
    """铺开 everything but the program's own ``lib``, which stands in ``folder`` already."""
    if python is not None:
        _unpack(python, folder / "python")
    beside_their_users(folder / "lib")
    for name, content in buttons.files(runner, version).items():
        (folder / name).write_bytes(content)


def _unpack(python: Path, to: Path) -> None:
    """Its list of paths is its only one: the PC's own Python, if there is one, is neither read nor disturbed."""
    with ZipFile(python) as inside:
        inside.extractall(to)
    listed = next(to.glob("python3*._pth"))
    listed.write_bytes(f"{listed.stem}.zip\r\n.\r\n..\\lib\r\n".encode("ascii"))


def beside_their_users(lib: Path) -> None:
    """运行库: Windows looks for what a module needs in the module's own folder, and not at the root of ``lib``."""
    runtime = {each.name.lower(): each for each in lib.glob("*140*.dll")}
    for module in [*lib.rglob("*.pyd")]:
        for name in {found.decode("ascii").lower() for found in _RUNTIME.findall(module.read_bytes())}:
            if name not in runtime:
                raise RuleBroken(f"模块 {module.name} 要用 {name}，安装包里没有它。")
            if module.parent != lib:
                shutil.copyfile(runtime[name], module.parent / name)


def pack(folder: Path) -> Path:
    """打包 beside the folder, with the folder inside it. The flag of UTF-8 keeps Chinese names."""
    packed = folder.with_name(f"{folder.name}.zip")
    with ZipFile(packed, "x", ZIP_DEFLATED, compresslevel=6) as zipped:
        for each in sorted(folder.rglob("*")):
            if each.is_file():
                zipped.write(each, f"{folder.name}/{each.relative_to(folder).as_posix()}")
    return packed
