"""检查点 checkpoint: the head of the book in a few lines that other people keep (safety C5; C2SP tlog-checkpoint)."""

import base64
from datetime import datetime

from respbook.rules.codes import code_of
from respbook.rules.errors import RuleBroken

ORIGIN = "respbook-audit"


def checkpoint(host: str, seq: int, digest: str, at: datetime) -> str:
    """写检查点: origin, size, hash in base64; then time and code in words for whoever reads it on paper."""
    raw = base64.b64encode(bytes.fromhex(digest)).decode()
    return f"{ORIGIN}/{host}\n{seq}\n{raw}\n时间 {at.isoformat(timespec='seconds')}\n校验码 {code_of(digest)}\n"


def is_checkpoint(text: str) -> bool:
    """是否检查点."""
    return text.startswith(f"{ORIGIN}/")


def read_checkpoint(text: str) -> dict[int, str]:
    """读检查点: {seq: hash}. Raises RuleBroken when it is damaged."""
    lines = text.splitlines()
    try:
        raw = base64.b64decode(lines[2], validate=True)
        if len(raw) != 32:
            raise ValueError(raw)
        return {int(lines[1]): raw.hex()}
    except (IndexError, ValueError):
        raise RuleBroken("检查点文件读不出来，可能缺行或被改动。请换一份原件。", "anchors") from None
