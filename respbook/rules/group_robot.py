"""群机器人: the address of a group's webhook, the pieces that it takes, and what its answers mean (feature N2)."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from urllib.parse import SplitResult, parse_qs, urlsplit

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
_FEISHU = "open.feishu.cn"
HOSTS = {"qyapi.weixin.qq.com": "企业微信", "oapi.dingtalk.com": "钉钉", _FEISHU: "飞书"}
"""Where a group's robot may be; any other address could be made to ask machines inside the office's own network."""
_FAST = "发得太快，群机器人暂不接收"
_BUSY = {-1: "群机器人忙", 45009: _FAST, 130101: _FAST, 9499: _FAST, 11232: _FAST}
"""Codes of 企业微信, 钉钉, 飞书 after which it is tried again."""


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


def allowed(host: str, also: Collection[str] = ()) -> bool:
    """准不准发到这里: a known maker of robots, or a host that the settings of this machine name."""
    return host in HOSTS or host in also


def checked_address(text: str, also: Collection[str] = ()) -> str:
    """核对机器人地址: of a known host or one in ``also``, https with its key; plain http only to this computer.
    Raises RuleBroken with field ``address``."""
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
    if not allowed(host, also):
        known = "、".join(f"{maker}（{name}）" for name, maker in HOSTS.items())
        raise RuleBroken(f"只能用{known}的群机器人；“{host}”不在其中，请核对地址。", "address")
    if not _secret(parts)[1]:
        raise RuleBroken("地址不完整，没有识别群机器人的密钥（key=…），请从群机器人处整段复制。", "address")
    return address


def _secret(parts: SplitResult) -> tuple[str, str]:
    """密钥, with what stands before it: 飞书 has it in the path, 钉钉 calls it access_token."""
    if parts.hostname == _FEISHU:
        path, _, last = parts.path.rpartition("/")
        return "hook/", last if path.endswith("/hook") else ""
    asked = parse_qs(parts.query)
    name = "access_token" if parts.hostname == "oapi.dingtalk.com" else "key"
    return f"{name}=", asked.get(name, [""])[0]


def body_of(host: str, content: str) -> str:
    """消息正文 as the maker of the robot reads it."""
    if host == _FEISHU:
        return json.dumps({"msg_type": "text", "content": {"text": content}}, ensure_ascii=False)
    return json.dumps({"msgtype": "text", "text": {"content": content}}, ensure_ascii=False)


def masked(address: str) -> str:
    """地址脱敏: its host, and the last four characters of a long key."""
    if not address:
        return "（未设）"
    parts = urlsplit(address)
    name, key = _secret(parts)
    return f"{parts.scheme}://{parts.netloc}/…{name}****{key[-4:] if len(key) >= 16 else ''}"


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
    """读答复: ``errcode`` (飞书: ``code``) 0 is accepted; what is no answer of a robot leaves doubt only where it was a success."""
    if 300 <= status < 400:
        return Answer(Outcome.NEVER, "对方要求转到别的地址，为安全起见没有照办；请核对群机器人的地址")
    if status >= 500 or status == 429:
        return Answer(Outcome.AGAIN, f"对方服务器出错（{status}）")
    if status != 200:
        return Answer(Outcome.NEVER, f"对方不接受（{status}）；请核对群机器人的地址")
    try:
        told = json.loads(body)
        code = told["errcode"] if "errcode" in told else told["code"]
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
