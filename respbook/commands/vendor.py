"""respbook vendor: are the files of others still as published (safety R57)."""

import argparse
import hashlib
import tomllib
from typing import Any

from respbook import paths


def register(words: Any) -> None:
    """Add ``vendor`` to the command line."""
    deeds = words.add_parser("vendor", help="外来文件").add_subparsers(dest="deed", required=True, metavar="做什么")
    check = deeds.add_parser("check", help="与登记的校验值比对")
    check.set_defaults(run=run)


def run(asked: argparse.Namespace) -> int:
    """比对外来文件 with static/vendor/vendor.toml, without a network. Exit 0 as published, 1 changed or missing."""
    wrong = changed()
    for name in wrong:
        print(f"{name} 与登记的校验值不符。请从程序安装包恢复，不要手工修改。")
    if not wrong:
        print("外来文件都与登记一致。")
    return 1 if wrong else 0


def changed() -> list[str]:
    """被改动的外来文件: the names of files that are not as published, or are not there."""
    folder = paths.STATIC / "vendor"
    entries = tomllib.loads((folder / "vendor.toml").read_text("utf-8"))["file"]
    return [entry["file"] for entry in entries if _digest(folder / entry["file"]) != entry["sha256"]]


def _digest(path: Any) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
