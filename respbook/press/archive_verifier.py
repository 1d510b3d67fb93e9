"""独立核验程序 of a year's archive. It needs Python 3.8 or newer and nothing else, and shares no code with respbook.

    python verify.py          (in the folder that was unpacked)

It reads SHA256SUMS and the book of deeds and says whether anything differs. A copy lies in every archive as verify.py.
Each line of entries.jsonl is one entry: seq, prev_hash, hash, and body where the maker of the archive might read it;
hash = SHA-256 of "respbook-audit-v1" NUL seq NUL prev_hash NUL body.
"""

from __future__ import annotations

import hashlib
import json
import pathlib
import sys


def sums(folder: pathlib.Path) -> tuple[int, list[str]]:
    """核对文件: every file of the list, and no file beside it."""
    listed, wrong = set(), []
    for line in (folder / "SHA256SUMS").read_text("utf-8").splitlines():
        digest, _, name = line.partition("  ")
        listed.add(name)
        path = folder / name
        if not path.is_file():
            wrong.append(f"缺少文件 {name}")
        elif digest_of(path) != digest:
            wrong.append(f"文件被改动 {name}")
    for path in folder.rglob("*"):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and name not in listed and name != "SHA256SUMS":
            wrong.append(f"清单以外的文件 {name}")
    return len(listed), wrong


def digest_of(path: pathlib.Path) -> str:
    """文件摘要, read piece by piece."""
    found = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            found.update(piece)
    return found.hexdigest()


def chain(folder: pathlib.Path) -> tuple[int, int, str, list[str]]:
    """核对日志: each entry follows the one before, and says what its hash covers."""
    wrong: list[str] = []
    seq, head, read = 0, "0" * 64, 0
    with (folder / "操作日志" / "entries.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            entry = json.loads(line)
            if entry["seq"] != seq + 1 or entry["prev_hash"] != head:
                wrong.append(f"第{entry['seq']}条与前一条接不上")
            if "body" in entry:
                read += 1
                parts = ("respbook-audit-v1", str(entry["seq"]), entry["prev_hash"], entry["body"])
                if hashlib.sha256(b"\0".join(part.encode() for part in parts)).hexdigest() != entry["hash"]:
                    wrong.append(f"第{entry['seq']}条的内容与散列不符")
            seq, head = entry["seq"], entry["hash"]
    told = json.loads((folder / "操作日志" / "head.json").read_text("utf-8"))
    if (told["seq"], told["hash"]) != (seq, head):
        wrong.append("日志的末条与归档时记下的不符")
    return seq, read, head, wrong


def main() -> int:
    """核验 the folder that this file lies in, or the one that is named."""
    place = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else __file__).resolve()
    folder = place if place.is_dir() else place.parent
    files, wrong = sums(folder)
    seq, read, head, broken = chain(folder)
    for sentence in wrong + broken:
        print(sentence)
    print(f"文件{files}个，{f'有{len(wrong)}处不符' if wrong else '全部相符'}。")
    told = f"有{len(broken)}处不符" if broken else "前后相接"
    print(f"日志{seq}条（其中{read}条有正文），{told}。末条散列 {head}")
    return 3 if wrong or broken else 0


if __name__ == "__main__":
    sys.exit(main())
