"""respbook drill: the long trials of tests/drills (kills, load, great restores), each a script that prints its figures."""

import argparse
import subprocess
import sys
from pathlib import Path
from typing import Any

from respbook import paths
from respbook.settings import SettingsError


def register(words: Any) -> None:
    """Add ``drill`` to the command line."""
    parser = words.add_parser("drill", help="演练：强杀、压力、恢复，打印结果")
    parser.add_argument("name", nargs="?", metavar="名称", help="不写则列出全部演练")
    parser.add_argument("rest", nargs=argparse.REMAINDER, metavar="参数", help="交给演练的参数，例如 --help")
    parser.set_defaults(run=run)


def run(asked: argparse.Namespace) -> int:
    """演练 NAME of tests/drills, in a checkout with the test extras; without a name: which there are.

    Exit 0 as it should be, 1 something was lost, 2 no such drill.
    """
    folder = Path(paths.MIGRATIONS).parent / "tests" / "drills"
    if not folder.is_dir():
        raise SettingsError("respbook drill 只能在源码目录中运行。")
    there = {file.stem: file for file in sorted(folder.glob("*.py")) if not file.stem.startswith("_")}
    if asked.name is None:
        for name, file in there.items():
            print(f"{name}　{_purpose(file)}")
        return 0
    if asked.name not in there:
        raise SettingsError(f"没有演练“{asked.name}”。现有：{'、'.join(there)}。")
    places = (str(folder.parents[1]), str(folder.parent))
    start = f"import runpy, sys; sys.path[:0] = {places!r}; sys.argv = sys.argv[1:]; runpy.run_path(sys.argv[0], run_name='__main__')"
    return subprocess.run([sys.executable, "-c", start, str(there[asked.name]), *asked.rest], check=False).returncode


def _purpose(file: Path) -> str:
    return file.read_text("utf-8").split('"""')[1].split("\n")[0]
