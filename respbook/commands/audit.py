"""respbook audit: is the book whole, and do the tables say what it says; write today's anchor (safety C5, R79, R82)."""

import argparse
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask

from respbook.commands.house import now, opened, say
from respbook.queries import health
from respbook.queries.audit_head import head
from respbook.queries.stored_files import FileFault, faulty_files
from respbook.queries.verify import Mismatch, Report, verify_chain, verify_state
from respbook.rules.anchors import read_anchors
from respbook.rules.checkpoints import checkpoint, is_checkpoint, read_checkpoint
from respbook.settings import Settings

CLEAN, TAMPERED, UNWITNESSED = 0, 3, 4
LONGEST_GAP = timedelta(hours=24)


def register(words: Any) -> None:
    """Add ``audit`` to the command line."""
    deeds = words.add_parser("audit", help="操作日志").add_subparsers(dest="deed", required=True, metavar="做什么")
    verify = deeds.add_parser("verify", help="查验操作日志", description=run_verify.__doc__)
    verify.add_argument("--state", action="store_true", help="同时核对每一张业务表和文件库中的每一个文件")
    verify.add_argument(
        "--anchors", type=Path, metavar="文件", help="他人保管的存证：检查点文件或目录，或“序号 校验码”清单"
    )
    verify.add_argument("--json", action="store_true")
    verify.set_defaults(run=run_verify)
    anchor = deeds.add_parser("anchor", help="写出今天的检查点", description=run_anchor.__doc__)
    anchor.add_argument("--out", type=Path, metavar="目录", help="另存一份，例如审计人员的U盘")
    anchor.set_defaults(run=run_anchor)


def run_verify(asked: argparse.Namespace) -> int:
    """查验操作日志. Exit 0 clean, 3 tampered, 4 whole but without an anchor for what is older than 24 hours.

    JSON: {clean, exit, entries, head, code, anchors, newest_anchor, unwitnessed, broken: [{seq, sentence}],
    rows: null or [{table, key, fault, subject, seq, sentence}], files: null or [{sha256, whose, fault, sentence}]}.
    """
    app = opened()
    anchors = _own_anchors(app) | (_given_anchors(asked.anchors) if asked.anchors else {})
    with app.app_context():
        report = verify_chain(anchors)
        rows = verify_state() if asked.state else None
        files = faulty_files(app.extensions["store"]) if asked.state else None
        unwitnessed = health.older_than(max(anchors, default=0), now() - LONGEST_GAP) if report.last else 0
    tampered = not report.clean or bool(rows) or bool(files)
    code = TAMPERED if tampered else UNWITNESSED if unwitnessed else CLEAN
    if asked.json:
        told = None if files is None else [vars(each) | {"sentence": each.sentence} for each in files]
        say(_object(report, rows, anchors, unwitnessed, code) | {"files": told})
    else:
        _print(report, rows, files, unwitnessed)
    return code


def _object(
    report: Report, rows: list[Mismatch] | None, anchors: dict[int, str], unwitnessed: int, code: int
) -> dict[str, Any]:
    return {
        "clean": code != TAMPERED,
        "exit": code,
        "entries": report.last,
        "head": report.head,
        "code": report.code,
        "anchors": len(anchors),
        "newest_anchor": max(anchors, default=None),
        "unwitnessed": unwitnessed,
        "broken": [{"seq": each.seq, "sentence": each.sentence} for each in report.broken],
        "rows": None if rows is None else [vars(each) | {"sentence": each.sentence} for each in rows],
    }


def _print(report: Report, rows: list[Mismatch] | None, files: list[FileFault] | None, unwitnessed: int) -> None:
    for fault in (*report.broken, *(rows or ()), *(files or ())):
        print(fault.sentence)
    state = "" if rows is None else f"；业务表{f'有{len(rows)}处不符' if rows else '与日志相符'}"
    state += "" if files is None else f"，文件库{f'有{len(files)}个文件不符' if files else '完好'}"
    chain = f"有{len(report.broken)}处不符" if report.broken else "完整"
    print(f"操作日志共{report.last}条，{chain}{state}。校验码 {report.code}，比对存证{report.compared}份。")
    if unwitnessed:
        print(f"有{unwitnessed}条日志超过24小时没有外部存证。请运行 respbook audit anchor，并把检查点交审计人员保管。")


def run_anchor(asked: argparse.Namespace) -> int:
    """写检查点: the head of the book as a small text file in ``anchors``; give a copy out of the house.

    Three lines as C2SP's tlog-checkpoint has them (origin, size, hash in base64), then time and code for people.
    It carries no signature: what it proves, it proves by lying with somebody else. Exit 0.
    """
    app = opened()
    settings: Settings = app.extensions["settings"]
    with app.app_context():
        seq, digest = head()
    text = checkpoint(settings.host, seq, digest, now())
    for folder in (settings.folder / "anchors", *([asked.out] if asked.out else [])):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = folder / f"{seq:09d}.txt"
        path.write_text(text, "utf-8")
        print(f"检查点已写入 {path}。")
    print(text, end="")
    return 0


def _own_anchors(app: Flask) -> dict[int, str]:
    settings: Settings = app.extensions["settings"]
    folder = settings.folder / "anchors"
    return _given_anchors(folder) if folder.is_dir() else {}


def _given_anchors(place: Path) -> dict[int, str]:
    files = sorted(place.glob("*.txt")) if place.is_dir() else [place]
    found: dict[int, str] = {}
    for path in files:
        text = path.read_text("utf-8")
        found |= read_checkpoint(text) if is_checkpoint(text) else read_anchors(text)
    return found
