"""群机器人: the address of a group's webhook, the pieces that it takes, and what its answers mean (feature N2)."""

import json
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from urllib.parse import parse_qs, urlsplit

from respbook.rules.errors import RuleBroken

MOST_BYTES = 2048
"""A text message of a 企业微信 robot, in UTF-8."""
APART = timedelta(seconds=3)
"""At most twenty messages a minute: none sooner after the last."""
MOST_TRIES = 5
LONGEST_ADDRESS = 300
_WAITS = (1, 5, 15, 60)
"""Minutes before the second, third, fourth and fifth try."""
_LOOPBACK = {"127.0.0.1", "localhost", "::1"}
_BUSY = {-1: "群机器人忙", 45009: "发得太快，群机器人暂不接收"}


class MessageKind(StrEnum):
    """消息类别."""

    REPORT = "report"
    TEST = "test"


MESSAGE_LABELS = {MessageKind.REPORT: "催报", MessageKind.TEST: "测试消息"}


class Outcome(StrEnum):
    """提交结果: ``DOUBTFUL`` where it may have gone out and nobody knows."""

    ACCEPTED = "accepted"
    AGAIN = "again"
    NEVER = "never"
    DOUBTFUL = "doubtful"


@dataclass(frozen=True)
class Answer:
    """答复, in words that the office can read; the address is never in them."""

    outcome: Outcome
    words: str = ""


def checked_address(text: str) -> str:
    """核对机器人地址: https with a key; plain http only to this computer. Raises RuleBroken with field ``address``."""
    address = text.strip()
    if not address:
        raise RuleBroken("请填写群机器人的地址；不用群机器人的，按“停用”。", "address")
    if len(address) > LONGEST_ADDRESS or not address.isascii() or any(not "!" <= mark <= "~" for mark in address):
        raise RuleBroken("这不像群机器人的地址：请从群里的“添加群机器人”处整段复制，中间没有空格和汉字。", "address")
    try:
        parts = urlsplit(address)
        host, _port = parts.hostname, parts.port
    except ValueError:
        raise RuleBroken("这个地址读不出来，请重新复制。", "address") from None
    if not host or parts.username or parts.password or parts.fragment:
        raise RuleBroken("这个地址读不出来，请重新复制。", "address")
    if parts.scheme != "https" and not (parts.scheme == "http" and host in _LOOPBACK):
        raise RuleBroken("群机器人的地址应以 https:// 开头。", "address")
    if not parse_qs(parts.query).get("key"):
        raise RuleBroken("地址里没有 key=…，请从群机器人处整段复制。", "address")
    return address


def masked(address: str) -> str:
    """地址脱敏: its host, and the last four characters of a long key."""
    if not address:
        return "（未设）"
    parts = urlsplit(address)
    key = parse_qs(parts.query).get("key", [""])[0]
    return f"{parts.scheme}://{parts.netloc}/…key=****{key[-4:] if len(key) >= 16 else ''}"


def cut(text: str, most: int = MOST_BYTES) -> list[str]:
    """分条: whole lines as long as they fit; a line that is too long by itself is cut between characters."""
    made, piece = [], ""
    for line in (part for each in text.split("\n") for part in _short(each, most)):
        longer = f"{piece}\n{line}" if piece else line
        if len(longer.encode()) > most:
            made.append(piece)
            longer = line
        piece = longer
    return [*made, piece] if piece else made


def _short(line: str, most: int) -> list[str]:
    parts = []
    while len(line.encode()) > most:
        part = line.encode()[:most].decode(errors="ignore")
        parts.append(part)
        line = line[len(part) :]
    return [*parts, line]


def answer_of(status: int, body: bytes) -> Answer:
    """读答复: ``errcode`` 0 is accepted; what is no answer of a robot leaves doubt only where it was a success."""
    if 300 <= status < 400:
        return Answer(Outcome.NEVER, "对方要求转到别的地址，为安全起见没有照办；请核对群机器人的地址")
    if status >= 500 or status == 429:
        return Answer(Outcome.AGAIN, f"对方服务器出错（{status}）")
    if status != 200:
        return Answer(Outcome.NEVER, f"对方不接受（{status}）；请核对群机器人的地址")
    try:
        told = json.loads(body)
        code = told["errcode"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return Answer(Outcome.DOUBTFUL, "对方的答复读不懂")
    if code == 0 and not isinstance(code, bool):
        return Answer(Outcome.ACCEPTED)
    if code in _BUSY:
        return Answer(Outcome.AGAIN, _BUSY[code])
    words = f"（errcode {code}）" if isinstance(code, int) else ""
    return Answer(Outcome.NEVER, f"群机器人没有接收{words}；请核对地址，或看它是否已被移出群")


def wait_after(tries: int) -> timedelta:
    """再试前的等待 after so many tries."""
    return timedelta(minutes=_WAITS[min(tries, len(_WAITS)) - 1])
