"""检查点 checkpoint: the head of the book as a signed note of a few lines that other people keep (safety C5, R82).

The form is that of C2SP's tlog-checkpoint and signed-note: origin, size, hash; then our own lines in words; a blank line; the
signature. Ours is a chain and no tree: the hash is that of the youngest entry.
"""

import base64
import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from respbook.rules.anchors import Anchor
from respbook.rules.codes import code_of
from respbook.rules.errors import RuleBroken

ORIGIN = "respbook-audit"
ED25519 = b"\x01"
_TIME = re.compile(r"^时间 (\S+)$", re.MULTILINE)
_SIGNED = re.compile(r"^— (\S+) (\S+)$")


class Occasion(StrEnum):
    """存证时机."""

    DAILY = "daily"
    ISSUE = "issue"
    PUBLISH = "publish"
    HAND = "hand"


OCCASION_LABELS = {
    Occasion.DAILY: "每日",
    Occasion.ISSUE: "签发后",
    Occasion.PUBLISH: "公布结果后",
    Occasion.HAND: "人工取走",
}


COPY_WORDS = """审计副本：操作日志第1条至第{seq}条的全部内容，取走时的原样。

日志.jsonl　一行一条，body 是条目原文，hash 是链上散列。
检查点.txt　取走时的日志头，带系统签名。
respbook_verifier.py　独立核验程序，只要装有 Python 3.8 以上，不需要本系统：

    python respbook_verifier.py book 日志.jsonl 检查点.txt --key "{key}"

以后怀疑日志被改写，把本副本或其中的检查点交到“查验”页面，或用 respbook audit verify --anchors 比对。
副本含有姓名和办理内容，请妥善保管，不要外传。
"""


@dataclass(frozen=True)
class NoteMark:
    """签名行: the name of the key, its number, the signature."""

    name: str
    key_id: bytes
    value: bytes


@dataclass(frozen=True)
class Note:
    """检查点 as it was read: the text that was signed, what it says, its signatures; none in those of earlier versions."""

    text: str
    origin: str
    seq: int
    digest: str
    at: datetime | None
    signatures: tuple[NoteMark, ...]

    def anchor(self, whence: str) -> Anchor:
        """存证 that it is."""
        return Anchor(self.seq, self.digest, whence, self.at)


def origin_of(host: str) -> str:
    """来源 of a site's checkpoints, also the name of its key."""
    return f"{ORIGIN}/{host}"


def checkpoint(host: str, seq: int, digest: str, at: datetime) -> str:
    """写检查点, before it is signed: origin, size, hash in base64; then time and code in words for whoever reads it on paper."""
    raw = base64.b64encode(bytes.fromhex(digest)).decode()
    return f"{origin_of(host)}\n{seq}\n{raw}\n时间 {at.isoformat(timespec='seconds')}\n校验码 {code_of(digest)}\n"


def key_id(name: str, public: bytes) -> bytes:
    """钥匙编号 of C2SP's signed-note: tells keys of one name apart."""
    return hashlib.sha256(name.encode() + b"\n" + ED25519 + public).digest()[:4]


def signature_line(name: str, public: bytes, signature: bytes) -> str:
    """签名行."""
    return f"— {name} {base64.b64encode(key_id(name, public) + signature).decode()}\n"


def key_line(name: str, public: bytes) -> str:
    """公钥 as C2SP writes it: name, number, key; what somebody notes down who wants to check signatures elsewhere."""
    return f"{name}+{key_id(name, public).hex()}+{base64.b64encode(ED25519 + public).decode()}"


def is_checkpoint(text: str) -> bool:
    """是否检查点."""
    return text.startswith(f"{ORIGIN}/")


def read_checkpoint(text: str) -> Note:
    """读检查点, signed or of an earlier version without a signature. Raises RuleBroken when it is damaged."""
    text = text.replace("\r\n", "\n")
    said, _, signed = text.partition("\n\n")
    said = said.removesuffix("\n") + "\n"
    lines = said.splitlines()
    try:
        raw = base64.b64decode(lines[2], validate=True)
        if len(raw) != 32 or not lines[1].isdecimal():
            raise ValueError(raw)
        when = _TIME.search(said)
        at = datetime.fromisoformat(when[1]) if when else None
        if at is not None and at.tzinfo is None:
            raise ValueError(at)
        signatures = tuple(_signature(line) for line in signed.splitlines())
        return Note(said, lines[0], int(lines[1]), raw.hex(), at, signatures)
    except (IndexError, ValueError):
        raise RuleBroken("检查点文件读不出来，可能缺行或被改动。请换一份原件。", "anchors") from None


def _signature(line: str) -> NoteMark:
    match = _SIGNED.match(line)
    if match is None:
        raise ValueError(line)
    raw = base64.b64decode(match[2], validate=True)
    if len(raw) != 68:
        raise ValueError(line)
    return NoteMark(match[1], raw[:4], raw[4:])
