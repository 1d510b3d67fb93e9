"""网络钩子: one JSON text posted to the robot of a group; nothing else in the house speaks to the outside.

The standard library's ``http.client`` by choice: it follows no redirects, knows no proxies, keeps
nothing, and adds no package for one request. The address is a secret and stands in no error and no log.
"""

import http.client
import socket
import ssl
import threading
from collections.abc import Callable, Collection
from contextlib import suppress
from urllib.parse import urlsplit

from respbook.rules.group_robot import Answer, Outcome, allowed, answer_of, body_of

PATIENCE = 5.0
"""Seconds to connect, and again as many to be answered, however slowly the answer drips."""
MOST_READ = 4096


def poster(also: Collection[str]) -> Callable[[str, str], Answer]:
    """``post``, only to hosts that may have a robot: an address may have been kept before there was a list of them."""

    def checked(address: str, content: str) -> Answer:
        if not allowed(urlsplit(address).hostname or "", also):
            return Answer(Outcome.NEVER, "这个地址不在允许的群机器人之列，没有发出；请重新设定群机器人")
        return post(address, content)

    return checked


def post(address: str, content: str, patience: float = PATIENCE) -> Answer:
    """提交 one message. Never raises: what went wrong is in the answer."""
    try:
        parts = urlsplit(address)
        body = body_of(parts.hostname or "", content).encode()
        connection = _connection(parts.scheme, parts.hostname or "", parts.port, patience)
        connection.connect()
    except ssl.SSLCertVerificationError:
        return Answer(Outcome.NEVER, "对方的网站证书没有通过核对，没有发出；请核对地址和这台电脑的时间")
    except (OSError, ValueError, http.client.HTTPException):
        return Answer(Outcome.AGAIN, "连不上群机器人，没有发出；请看这台电脑能不能上外网")
    alarm = threading.Timer(patience, _hang_up, (connection,))
    alarm.start()
    try:
        target = f"{parts.path or '/'}?{parts.query}"
        connection.request("POST", target, body, {"Content-Type": "application/json; charset=utf-8"})
        heard = connection.getresponse()
        answer = heard.read(MOST_READ + 1)
        if not heard.isclosed() and len(answer) <= MOST_READ and heard.length:
            return Answer(Outcome.DOUBTFUL, "对方的答复没有收全")
        return answer_of(heard.status, answer if len(answer) <= MOST_READ else b"")
    except (OSError, ValueError, http.client.HTTPException):
        return Answer(Outcome.DOUBTFUL, "发出后没有等到答复")
    finally:
        alarm.cancel()
        connection.close()


def _connection(scheme: str, host: str, port: int | None, patience: float) -> http.client.HTTPConnection:
    if scheme == "https":
        return http.client.HTTPSConnection(host, port, timeout=patience, context=ssl.create_default_context())
    return http.client.HTTPConnection(host, port, timeout=patience)


def _hang_up(connection: http.client.HTTPConnection) -> None:
    with suppress(OSError, AttributeError):
        socket.socket.shutdown(connection.sock, socket.SHUT_RDWR)  # under TLS too: what waits for bytes wakes up
