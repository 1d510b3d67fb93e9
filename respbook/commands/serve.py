"""respbook serve: the site on waitress, with the queue and the maintenance in their own threads (safety C11)."""

import argparse
import ipaddress
import logging
import os
import signal
import sys
import threading
from _thread import interrupt_main
from dataclasses import replace
from pathlib import Path
from typing import Any

import waitress.server
from flask import Flask
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser, ParsingError

from respbook import settings as settings_module
from respbook.commands import logs
from respbook.commands.house import opened
from respbook.settings import Settings, SettingsError
from respbook.web.security import MAX_SCANS

LIMITS: dict[str, Any] = {
    "threads": 8,
    "connection_limit": 400 if sys.platform == "win32" else 2000,  # Windows has no poll, and select takes 512 at most
    "asyncore_use_poll": True,
    "channel_timeout": 60,
    "max_request_body_size": MAX_SCANS + (16 << 20),  # above the site's own limit, which refuses in Chinese (R58)
    "ident": None,
}
"""Measured: 300 slow phones do not disturb the office; waitress's own limit of 100 connections would (safety M7)."""


class OneLength(HTTPRequestParser):
    """一个长度: a request that tells its length in two ways is refused, not guessed at (safety R44)."""

    def parse_header(self, header_plus: bytes) -> None:
        """As waitress does, but for a request both chunked and with a length. Raises ParsingError."""
        super().parse_header(header_plus)  # type: ignore[no-untyped-call]
        if self.chunked and "CONTENT_LENGTH" in self.headers:
            raise ParsingError("two lengths")


HTTPChannel.parser_class = OneLength


def register(words: Any) -> None:
    """Add ``serve`` to the command line."""
    parser = words.add_parser("serve", help="启动网站")
    parser.add_argument("--bind", default="127.0.0.1:8000", metavar="地址:端口", help="监听地址，默认只对本机开放")
    parser.add_argument("--until", type=Path, metavar="文件", help="这个文件一出现就停止（Windows 上没有别的停法）")
    parser.set_defaults(run=run)


def run(asked: argparse.Namespace) -> int:
    """启动网站: upgrade the tables, start the queue, serve until Ctrl+C or SIGTERM.

    Refuses to hand passwords out in the clear: another address than this machine's own needs https in
    RESPBOOK_PUBLIC_URL (a proxy in front), or RESPBOOK_ALLOW_HTTP=我知道. Exit 0 stopped, 2 refused.
    """
    return serve(opened(ready(asked.bind)), asked.bind, asked.until)


def ready(bind: str) -> Settings:
    """设置 for serving at that address. Raises SettingsError where passwords would go in the clear."""
    host, port = bound(bind)
    settings = public(settings_module.read(), host, port, given="RESPBOOK_PUBLIC_URL" in os.environ)
    refuse_plain(settings, host)
    return settings


def serve(app: Flask, bind: str, until: Path | None = None) -> int:
    """提供服务: the site at ``host:port``, the queue and the maintenance beside it, until told to stop. Gives 0."""
    if app.debug:
        raise SettingsError("调试模式会泄露内部信息，不能用来提供服务。请取消 FLASK_DEBUG 后再启动。")
    logs.start()
    logging.getLogger("huey").setLevel(logging.WARNING)
    settings: Settings = app.extensions["settings"]
    host, port = bound(bind)
    create: Any = waitress.server.create_server
    try:
        server = create(app, host=host, port=port, **LIMITS, **_proxies(settings))
    except OSError as problem:
        raise SettingsError(f"监听地址“{bind}”用不了：已有程序占用，或本机没有这个地址。") from problem
    queue = app.extensions["queue"]
    consumer = queue.consume()
    _listen_to_signals()
    if until is not None:
        threading.Thread(target=_watch, args=(until,), name="until", daemon=True).start()
    print(f"已启动：{settings.public_url}（数据目录 {settings.folder}）。按 Ctrl+C 停止。", flush=True)
    try:
        server.run()
    finally:
        queue.stop(consumer)
    return 0


def bound(text: str) -> tuple[str, int]:
    """监听地址: (host, port). Raises SettingsError."""
    host, _, port = text.rpartition(":")
    if not host or not port.isdigit() or not 0 < int(port) < 65536:
        raise SettingsError(f"监听地址“{text}”不对，应为 地址:端口，例如 127.0.0.1:8000。")
    return host.strip("[]"), int(port)


def public(settings: Settings, host: str, port: int, *, given: bool) -> Settings:
    """公开网址: without one, the address that is listened on, so that links and codes on paper lead here."""
    if given:
        return settings
    return replace(settings, public_url=f"http://{f'[{host}]' if ':' in host else host}:{port}")


def loopback(host: str) -> bool:
    """Whether only this machine can reach the address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def refuse_plain(settings: Settings, host: str) -> None:
    """明文禁令: passwords do not cross the town's network in the clear unless somebody says so (safety R101)."""
    if loopback(host) or settings.tls or settings.allow_http:
        return
    raise SettingsError(
        f"{host} 对其他电脑开放，而网址不是 https，密码会以明文在网络上传送。"
        "请在前面加一层 https（见说明书“部署”），并设置 RESPBOOK_PUBLIC_URL=https://…；"
        "如确实只能明文使用，请设置 RESPBOOK_ALLOW_HTTP=我知道。"
    )


def _proxies(settings: Settings) -> dict[str, Any]:
    """Forwarded headers reach the site only when a proxy is said to be there (safety R46)."""
    return {"clear_untrusted_proxy_headers": not settings.proxies}


def _listen_to_signals() -> None:
    """The queue has set its own; here both words mean: stop."""
    signal.signal(signal.SIGINT, signal.default_int_handler)

    def stop(*_: Any) -> None:
        raise SystemExit(0)

    signal.signal(signal.SIGTERM, stop)


def _watch(until: Path) -> None:
    """A program without a console cannot be told to stop on Windows: a file tells it, from whichever account."""
    pause = threading.Event()
    while not until.exists():
        pause.wait(0.5)
    until.unlink(missing_ok=True)
    interrupt_main()
