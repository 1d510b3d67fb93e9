"""respbook check: everything that must be green before a change is handed in, step by step, with times."""

import argparse
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from respbook import paths
from respbook.commands.safety import read_proofs, table
from respbook.settings import SettingsError

STEPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("ruff", ("-m", "ruff", "check", ".")),
    ("ruff format", ("-m", "ruff", "format", "--check", ".")),
    ("mypy", ("-m", "mypy")),
    ("lint-imports", ("-c", "from importlinter.cli import lint_imports_command; lint_imports_command()", "--no-logo")),
    ("djlint", ("-m", "djlint", "templates", "--lint", "--quiet")),
    ("pytest", ("-m", "pytest")),
)


def register(words: Any) -> None:
    """Add ``check`` to the command line."""
    parser = words.add_parser("check", help="开发检查：格式、类型、分层、模板、测试")
    parser.add_argument("--quick", action="store_true", help="不跑测试")
    parser.add_argument("--safety", action="store_true", help="只列出安全要求和证明")
    parser.set_defaults(run=run)


def run(asked: argparse.Namespace) -> int:
    """开发检查, in a checkout with the test extras. All steps are run, whatever fails; ``--safety``: what proves each
    requirement. Exit 0 all green, 1 not."""
    place = Path(paths.MIGRATIONS).parent
    if not (place / "pyproject.toml").is_file():
        raise SettingsError("respbook check 只能在源码目录中运行。")
    if asked.safety:
        proofs = read_proofs(place / "tests" / "safety" / "proofs.toml")
        print(table(proofs))
        return 0 if all(each.proof or each.reason for each in proofs) else 1
    failed = []
    for name, words in STEPS[:-1] if asked.quick else STEPS:
        start = time.perf_counter()
        code = subprocess.run([sys.executable, *words], cwd=place, check=False).returncode
        print(f"{'通过' if code == 0 else '未过'}　{name}　{time.perf_counter() - start:.1f}秒", flush=True)
        failed += [name] if code else []
    print("全部通过。" if not failed else f"未通过：{'、'.join(failed)}。")
    return 1 if failed else 0
