"""respbook verify: what a file is worth: an issued letter by its bytes or its codes, a signature record by its digest (S7, R76)."""

import argparse
import hashlib
from pathlib import Path
from typing import Any

from respbook.commands.house import opened, say
from respbook.queries.checking import checked_codes, checked_file, checked_slip
from respbook.readers.scanned_pages import scanned_pages
from respbook.rules.check_result import UNKNOWN, Checked
from respbook.rules.codes import code_of
from respbook.rules.errors import RuleBroken
from respbook.rules.record_words import read_record, record_parts
from respbook.rules.signature_record import record_digest

GENUINE, UNRELIABLE, FOREIGN = 0, 3, 4
RECEIPT = "receipt"


def register(words: Any) -> None:
    """Add ``verify`` to the command line."""
    parser = words.add_parser("verify", help="核验文件")
    parser.add_argument("what", nargs="+", metavar="文件", help="PDF；或者 receipt 和签署记录的JSON文件")
    parser.add_argument("--code", metavar="校验码", help="核对签署记录时：回执上印的记录校验码")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=run)


def run(asked: argparse.Namespace) -> int:
    """核验: FILE.pdf against what was issued; receipt FILE.json computes the code to be held against the receipt.

    Exit 0 genuine (有效 or 待签; the code agrees), 3 not to be relied on (content differs, 已被替代, 作废; the code
    differs), 4 not from this system (no letter of ours; no record), 2 asked wrongly.
    JSON of a PDF: {exit, verdict, sentence, same, number, issuer, issued_on, slots, signed, methods, digital};
    of a record: {exit, verdict, sentence, sha256, code, facts: {title: {words: value}}}.
    """
    receipt = asked.what[0] == RECEIPT
    if len(asked.what) != (2 if receipt else 1):
        raise RuleBroken("一次核验一个文件：respbook verify 文件.pdf，或 respbook verify receipt 文件.json。")
    content = _read(Path(asked.what[-1]))
    told = of_record(content, asked.code) if receipt else of_file(content)
    if asked.json:
        say(told)
    else:
        print(f"{told['verdict']}：{told['sentence']}" if told["sentence"] else told["verdict"])
    return int(told["exit"])


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        raise RuleBroken(f"读不到文件 {path}。") from None


def of_file(content: bytes) -> dict[str, Any]:
    """核验一份PDF: by its bytes; when they are not ours, by the codes on its pages."""
    app = opened()
    with app.app_context():
        found, same = checked_file(hashlib.sha256(content).hexdigest()), True
        codes = _codes(content) if found is None else []
        if found is None:
            found, same = checked_codes(codes), False
        slip = checked_slip(codes) if found is None else None
    if slip:
        said = f"属于{slip[1].number_text}（{slip[1].label}）。请下载签署记录文件，用 respbook verify receipt 核对。"
        return {"exit": UNRELIABLE, "verdict": slip[0], "sentence": said, "same": False}
    if found is None:
        return {"exit": FOREIGN, "verdict": UNKNOWN, "sentence": "", "same": False}
    return _of_letter(found, same)


def _of_letter(found: Checked, same: bool) -> dict[str, Any]:
    verdict, sentence = found.label, f"{found.issuer}，{found.number_text}。{found.sentence}"
    if found.digital:
        sentence += f"签订本有{found.digital_words}。"
    if not same:
        verdict = "内容不一致"
        sentence = f"二维码属于{found.number_text}（{found.label}），但文件内容与签发时不一致：可能被改动过，也可能是扫描或转存的文件。"
    return {
        "exit": GENUINE if same and found.reliable else UNRELIABLE,
        "verdict": verdict,
        "sentence": sentence,
        "same": same,
        "number": found.number_text,
        "issuer": found.issuer,
        "issued_on": found.issued_on.isoformat(),
        "slots": found.slots,
        "signed": found.signed,
        "methods": [str(method) for method in found.methods],
        "digital": found.digital_words,
    }


def _codes(content: bytes) -> list[str]:
    """Every code on the pages; none for what is no PDF and no picture."""
    try:
        return [text for page in scanned_pages(content) for text in page.codes]
    except RuleBroken:
        return []


def of_record(content: bytes, code: str | None) -> dict[str, Any]:
    """核验签署记录: needs no database, so that the holder of a receipt can do it anywhere."""
    text = content.decode("utf-8", "replace")
    parts = record_parts(read_record(text))
    if not parts:
        return {"exit": FOREIGN, "verdict": "不是本系统的签署记录", "sentence": ""}
    digest = record_digest(text)
    mine = code_of(digest)
    agrees = code is None or _plain(code) in (_plain(mine), _plain(digest))
    facts = {part.title: {fact.words: fact.value for fact in part.facts} for part in parts}
    said = {"sha256": digest, "code": mine, "facts": facts}
    if not agrees:
        return {
            "exit": UNRELIABLE,
            "verdict": "不相符",
            "sentence": f"记录文件的校验码是 {mine}，与回执上的不同。",
            **said,
        }
    who, how = facts["签署人"]["姓名"], facts["签署方式"]["方式"]
    sentence = f"{who}，{facts['所签文书']['文号']}，{how}，{facts['记录时间']['服务器时间']}。校验码 {mine}"
    return {
        "exit": GENUINE,
        "verdict": "与回执相符" if code else "请与回执核对",
        "sentence": sentence if code else f"{sentence}，应与回执上印的相同。",
        **said,
    }


def _plain(code: str) -> str:
    return code.replace("-", "").replace(" ", "").upper()
