"""查毒: a file is shown to clamd before it is read any further, where the office has one (safety R67).

INSTREAM of clamd's own protocol: pieces led by their length, none at the end, one line back. It needs no library.
"""

import socket
import struct
from typing import IO

from respbook.rules.errors import RuleBroken

_PIECE = 64 * 1024
_PATIENCE = 30.0
_SILENT = "查毒程序没有应答，文件暂时不能收；文字照常可以填报。请联系系统管理员。"


class VirusFound(RuleBroken):
    """文件带病毒."""


class Scanner:
    """查毒程序 at host:port or at the path of its socket."""

    def __init__(self, address: str) -> None:
        self._address = address

    def check(self, stream: IO[bytes], name: str) -> None:
        """查一份文件 and wind it back. Raises VirusFound; RuleBroken where the scanner does not answer."""
        stream.seek(0)
        try:
            with self._connected() as line:
                line.sendall(b"zINSTREAM\0")
                while piece := stream.read(_PIECE):
                    line.sendall(struct.pack("!I", len(piece)) + piece)
                line.sendall(struct.pack("!I", 0))
                answer = line.makefile("rb").readline(1000).rstrip(b"\0\n").decode("utf-8", "replace")
        except OSError as problem:
            raise RuleBroken(_SILENT) from problem
        stream.seek(0)
        if answer.endswith("FOUND"):
            found = answer.removeprefix("stream:").removesuffix("FOUND").strip()[:60]
            raise VirusFound(
                f"文件“{name[:60]}”带有病毒（{found}），没有收下。请不要再打开它，换一台查过毒的电脑重新取得文件。"
            )
        if not answer.endswith("OK"):
            raise RuleBroken(_SILENT)

    def _connected(self) -> socket.socket:
        if self._address.startswith("/"):
            line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            line.settimeout(_PATIENCE)
            line.connect(self._address)
            return line
        host, _, port = self._address.rpartition(":")
        return socket.create_connection((host.strip("[]"), int(port)), _PATIENCE)
