"""respbook audit: is the book whole, and do the tables say what it says; write today's anchor (safety C5, R79, R82)."""

import argparse
from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from respbook.actions import checkpoints
from respbook.actions.verification import gathered, own_anchors
from respbook.anchorage import Anchorage, texts
from respbook.commands.house import now, opened, say
from respbook.queries import health
from respbook.queries.audit_head import head
from respbook.queries.stored_files import FileFault, faulty_files
from respbook.queries.verify import Mismatch, Report, verify_chain, verify_state
from respbook.rules.checkpoints import Occasion
from respbook.rules.errors import RuleBroken

CLEAN, TAMPERED, UNWITNESSED = 0, 3, 4
LONGEST_GAP = timedelta(hours=24)


def register(words: Any) -> None:
    """Add ``audit`` to the command line."""
    deeds = words.add_parser("audit", help="操作日志").add_subparsers(dest="deed", required=True, metavar="做什么")
    verify = deeds.add_parser("verify", help="查验操作日志")
    verify.add_argument("--state", action="store_true", help="同时核对每一张业务表和文件库中的每一个文件")
    verify.add_argument(
        "--anchors",
        nargs="+",
        default=(),
        metavar="存证",
        help="他人保管的存证：目录、检查点文件、审计副本、清单，或纸上印的“序号 校验码”",
    )
    verify.add_argument("--json", action="store_true")
    verify.set_defaults(run=run_verify)
    anchor = deeds.add_parser("anchor", help="写出今天的检查点")
    anchor.add_argument("--out", type=Path, metavar="目录", help="另存一份，例如审计人员的U盘")
    anchor.set_defaults(run=run_anchor)


def run_verify(asked: argparse.Namespace) -> int:
    """查验操作日志. Exit 0 clean, 3 tampered, 4 whole but without an anchor for what is older than 24 hours.

    A restore that the book tells of is named, and so is the gap that it leaves in older anchors; neither is tampering.
    JSON: {clean, exit, entries, head, code, anchors, newest_anchor, unwitnessed, broken: [{seq, sentence}],
    gaps: [{seq, restore, sentence}], restores: [{seq, at, kept, hash, sentence}], odd: [sentence],
    rows: null or [{table, key, fault, subject, seq, sentence}], files: null or [{sha256, whose, fault, sentence}]}.
    """
    app = opened()
    where: Anchorage = app.extensions["anchorage"]
    given = gathered(where, _brought(asked.anchors))
    own, odd = own_anchors(where)
    with app.app_context():
        report = verify_chain((*given.anchors, *own.anchors))
        rows = verify_state() if asked.state else None
        files = faulty_files(app.extensions["store"]) if asked.state else None
        unwitnessed = health.older_than(report.witnessed, now() - LONGEST_GAP) if report.last else 0
    tampered = not report.clean or bool(odd) or bool(rows) or bool(files)
    code = TAMPERED if tampered else UNWITNESSED if unwitnessed else CLEAN
    if asked.json:
        told = None if files is None else [vars(each) | {"sentence": each.sentence} for each in files]
        say(_object(report, rows, unwitnessed, code) | {"odd": odd, "files": told})
    else:
        _print(report, (*odd, *(each.sentence for each in (*(rows or ()), *(files or ())))))
        _sum_up(report, rows, files, unwitnessed)
    return code


def _object(report: Report, rows: list[Mismatch] | None, unwitnessed: int, code: int) -> dict[str, Any]:
    return {
        "clean": code != TAMPERED,
        "exit": code,
        "entries": report.last,
        "head": report.head,
        "code": report.code,
        "anchors": report.compared,
        "newest_anchor": report.witnessed or None,
        "unwitnessed": unwitnessed,
        "broken": [{"seq": each.seq, "sentence": each.sentence} for each in report.broken],
        "gaps": [vars(each) for each in report.gaps],
        "restores": [vars(each) | {"sentence": each.sentence} for each in report.restores],
        "rows": None if rows is None else [vars(each) | {"sentence": each.sentence} for each in rows],
    }


def _print(report: Report, others: tuple[str, ...]) -> None:
    for sentence in (*(each.sentence for each in report.broken), *others):
        print(sentence)
    for restore in report.restores:
        print(f"说明：{restore.sentence}")
    for gap in report.gaps:
        print(f"缺口：{gap.sentence}")


def _sum_up(report: Report, rows: list[Mismatch] | None, files: list[FileFault] | None, unwitnessed: int) -> None:
    state = "" if rows is None else f"；业务数据{f'有{len(rows)}处与日志不符' if rows else '与日志相符'}"
    state += "" if files is None else f"，文件库{f'有{len(files)}个文件不符' if files else '完好'}"
    chain = f"有{len(report.broken)}处不符" if report.broken else "完整，未发现改动"
    print(f"操作日志共{report.last}条，{chain}{state}。")
    print(f"比对了{report.compared}份存证。请记下日志头：第{report.last}条，校验码 {report.code}。")
    if unwitnessed:
        print(f"有{unwitnessed}条日志超过24小时没有外部存证。请运行 respbook audit anchor，并把检查点交审计人员保管。")


def _brought(words: Iterable[str]) -> Iterator[tuple[str, str]]:
    """What was named on the command line: folders, files, and codes as they are printed."""
    typed: list[str] = []
    for word in words:
        place = Path(word)
        if place.exists():
            yield from texts(place)
        elif place.suffix or "/" in word:
            raise RuleBroken(f"没有这个文件或目录：{word}。", "anchors")
        else:
            typed.append(word)
    if typed:
        yield "", "\n".join(typed)


def run_anchor(asked: argparse.Namespace) -> int:
    """写检查点: the head of the book as a small signed text file in ``anchors`` and in the auditor's folder; ``--out``:
    one more copy, for instance on a USB disk.

    A C2SP signed note (origin, size, hash in base64; time and code for people; Ed25519). The server's own key proves nothing
    against whoever holds the server: what a copy proves, it proves by lying with somebody else. Exit 0, 2 refused.
    """
    app = opened()
    where: Anchorage = app.extensions["anchorage"]
    if asked.out is not None:
        asked.out.mkdir(mode=0o700, parents=True, exist_ok=True)
    with app.app_context():
        print(checkpoints.write(where, Occasion.HAND, now(), asked.out))
        seq, digest = head()
    print(where.note(seq, digest, now()) if seq else "", end="")
    return 0
