"""respbook bundle: one folder, and a ZIP of it, that an office PC runs from with the network cable out (features U5)."""

import argparse
import shutil
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from respbook import __version__, paths
from respbook.bundle import buttons, folder
from respbook.rules.chinese import volume
from respbook.rules.errors import RuleBroken

_ROUNDS = 6
"""What is wanted by what was wanted: two rounds do today."""


def register(words: Any) -> None:
    """Add ``bundle`` to the command line."""
    parser = words.add_parser("bundle", help="做办公电脑（Windows）安装包")
    parser.add_argument("folder", type=Path, metavar="目录", help="做在哪里，须是新目录；压缩包放在它旁边")
    parser.add_argument(
        "--python", type=Path, metavar="压缩包", help="Windows 版 Python 的嵌入式压缩包（64位），放进安装包"
    )
    parser.add_argument("--python-version", default="3.12", metavar="3.N", help="没有 --python 时电脑上装的是哪一版")
    parser.add_argument("--platform", default="win_amd64", choices=("win_amd64",), help="哪一种电脑")
    parser.add_argument("--wheel", type=Path, metavar="文件", help="本程序的安装文件（wheel）；不给则从源码或软件源取")
    parser.add_argument("--extra", action="append", default=[], metavar="组件", help="附加组件，如 pades")
    parser.set_defaults(run=run)


def run(asked: argparse.Namespace) -> int:
    """安装包: the program, its dependencies for Windows and what is double-clicked. pip fetches; the office PC fetches nothing.

    With ``--python`` it carries its Python; else the PC needs that version, 64-bit, with the py launcher. Exit 0, 2 refused.
    """
    if find_spec("packaging") is None:
        raise RuleBroken("没有安装打包组件。请运行 pip install 'respbook[bundle]'，再做安装包。")
    if asked.folder.exists() or asked.folder.with_name(f"{asked.folder.name}.zip").exists():
        raise RuleBroken(f"“{asked.folder}”或它的压缩包已经在了，请另写一个新的名字。")
    version = folder.carried(asked.python) if asked.python else _version(asked.python_version)
    try:
        count = _built(asked, version)
        packed = folder.pack(asked.folder)
    except BaseException:
        shutil.rmtree(asked.folder, ignore_errors=True)
        raise
    held = [each for each in asked.folder.rglob("*") if each.is_file()]
    size = sum(each.stat().st_size for each in held)
    print(
        f"已做好 {packed}（{volume(packed.stat().st_size)}；解压后{len(held)}个文件，{volume(size)}，"
        f"{count}个组件，Python {version}{'在内' if asked.python else '须另装'}）。拷到办公电脑，解压，双击“启动.bat”。"
    )
    return 0


def _built(asked: argparse.Namespace, version: str) -> int:
    """The folder; gives the number of components."""
    with tempfile.TemporaryDirectory() as place:
        wheels = Path(place)
        gather(wheels, asked, version)
        _install(wheels, asked.folder / "lib", asked.platform, version)
        folder.lay_out(asked.folder, asked.python, buttons.Runner(version, asked.python is not None), __version__)
        return len(list(wheels.glob("*.whl")))


def gather(wheels: Path, asked: argparse.Namespace, version: str) -> None:
    """取齐 the wheels until none is lacking on Windows. Raises RuleBroken."""
    from respbook.bundle.closure import unmet  # with the extra alone

    if asked.wheel is not None:
        shutil.copy(asked.wheel, wheels)
    elif (paths.MIGRATIONS.parent / "pyproject.toml").exists():
        _pip("wheel", "--no-deps", "-w", str(wheels), str(paths.MIGRATIONS.parent))
    else:
        _pip("download", "--no-deps", "-d", str(wheels), f"respbook=={__version__}")
    extras = f"[{','.join(asked.extra)}]" if asked.extra else ""
    wanted = [
        f"respbook{extras}",
        "msvc-runtime",
    ]  # Microsoft's C++ library, which a plain Windows lacks: zxing-cpp is C++
    fetched: list[str] = []
    for _ in range(_ROUNDS):
        lacking = unmet(wheels, wanted, version)
        if not lacking:
            return
        fetched += [each for each in lacking if each not in fetched]
        _pip("download", *_target(asked.platform, version), "--find-links", str(wheels), "-d", str(wheels), *fetched)
    raise RuleBroken(f"有组件没有取齐：{'、'.join(unmet(wheels, wanted, version))}。")


def _install(wheels: Path, lib: Path, platform: str, version: str) -> None:
    """Laid out here, so that nothing is left to be installed on the PC; starters are for this system, and go."""
    files = [str(each) for each in sorted(wheels.glob("*.whl"))]
    _pip(
        "install", "--no-index", "--no-deps", "--no-compile", *_target(platform, version), "--target", str(lib), *files
    )
    for starters in ("bin", "Scripts"):
        shutil.rmtree(lib / starters, ignore_errors=True)


def _target(platform: str, version: str) -> list[str]:
    return ["--only-binary=:all:", "--platform", platform, "--python-version", version, "--implementation", "cp"]


def _version(text: str) -> str:
    major, _, minor = text.partition(".")
    if major != "3" or not minor.isdigit() or int(minor) < folder.OLDEST[1]:
        raise RuleBroken(f"Python 版本“{text}”不对，应为 3.11 或更新，例如 3.12。")
    return text


def _pip(*words: str) -> None:
    """pip as it is set up on this machine, which knows where packages come from."""
    done = subprocess.run([sys.executable, "-m", "pip", *words, "--quiet", "--disable-pip-version-check"], check=False)
    if done.returncode:
        raise RuleBroken("pip 没有取到组件，原因见上面的提示。请检查网络和软件源设置后再做；没有留下半个安装包。")
